// The plugin AWL: what a sender's messages scored so far, and how far this one is moved towards that.
#pragma once

#include <optional>
#include <string>

#include "history/sender_list.h"

namespace gatepost {

struct AwlMessage {
  std::string from;     // as SenderName makes it
  std::string network;  // as NetworkName does; "" where it came from nowhere that is known
  bool has_relay = false;
  double points = 0;  // its score, without what does not count
  // The domains whose DKIM signatures are good, separated by blanks.
  std::optional<std::string> signer = std::nullopt;
};

struct AwlAnswer {
  std::optional<double> mean;  // nothing of a new sender
  std::int64_t count = 0;      // of earlier messages
  double delta = 0;            // to be added to the score
};

// Asks, and counts the message in. `factor`: 0 leaves its score as it is, 1 makes it the mean.
Result<AwlAnswer> AskAwl(SenderList& list, const AwlMessage& message, double factor);

// As `spamassassin --add-addr-to-welcomelist` (-100), --add-addr-to-blocklist (100), --remove-addr-from-...
// (nothing): what was known of the address goes.
Status SetAwl(SenderList& list, std::string_view address, std::optional<double> score);

}  // namespace gatepost
