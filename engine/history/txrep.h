// The plugin TxRep: what a sender's messages scored so far, by each name that he is known by (his address,
// his address and network, his domain, his server's address, what that calls itself), and how far that moves
// a score.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "history/sender_list.h"

namespace gatepost {

struct TxRepConfig {
  double factor = 0.5;
  double weight_email_ip = 10, weight_email = 3, weight_domain = 2, weight_helo = 0.5, weight_ip = 4;
  double learn_penalty = 20, learn_bonus = 20;  // points
  bool learns_automatically = false;            // auto-learned mail counts as learned
  bool tracks_messages = true;                  // a message is remembered, and counts once
  double recipient_bonus = 10;                  // points of those whom the own users write to
  bool asks_spf = true;
  int report_details = 0;  // 1: the report says who was known, 2: and of what
  double user_ratio = 0;   // what the own history weighs against everybody's; 0: there is one
};

// Whom a message is from. Names as they stand in it.
struct TxRepMessage {
  std::string from;
  std::string domain;  // of it, or of who signed; "" where there is none
  std::string helo;    // ""
  // Where it came from. What stands in the header is believed to the first server that is not trusted, and
  // all of it where the points are low.
  struct Origin {
    std::string ip;       // ""
    std::string network;  // of it, as NetworkName makes it; ""
  };
  Origin near, far;
  // Who vouches for the address, so that the network does not count: domains whose DKIM signatures are good,
  // "spf"; ""
  std::string signer;
  std::string id;    // the same for the same message
  std::string date;  // when it came, of a message tracked
  bool is_outbound = false;
  std::vector<std::string> recipients;  // where it is
  double points = 0;                    // its score, without what does not count
  double score = 0;                     // its whole score, for the tags
};

struct TxRepAnswer {
  std::optional<double> delta;  // to be added to the score, in three decimals
  std::vector<std::pair<std::string, double>> tags;
  std::vector<std::string> details;  // for a reader, a line each
};

// All within a write of the store, which stays; `list` says how its rows are read.
struct TxRepHistory {
  SenderStore& store;
  const SenderListConfig& list;
  const TxRepConfig& config;
};

// Asks, and counts the message in. Cost: about 25 statements.
Result<TxRepAnswer> AskTxRep(const TxRepHistory& history, const TxRepMessage& message);

// The message is spam, or ham: a penalty or a bonus for all that it is known by. One that was learned before
// is taken back first, where messages are tracked.
Status LearnTxRep(const TxRepHistory& history, const TxRepMessage& message, bool is_spam);

// Takes back what a message, one that is tracked, counted.
Status ForgetTxRep(const TxRepHistory& history, const TxRepMessage& message);

// As `spamassassin --add-addr-to-welcomelist` (-100), --add-addr-to-blocklist (100), --remove-addr-from-...
// (nothing). `address`: or an IP address, a domain, a name without dots; ",SIGNER" behind it is whose rows
// are meant.
Status SetTxRep(const TxRepHistory& history, std::string_view address, std::optional<double> score);

}  // namespace gatepost
