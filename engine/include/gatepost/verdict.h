// Verdict: what the engine thinks of one message. It owns all its strings and outlives everything.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gatepost/status.h"

namespace gatepost {

// One rule that matched.
struct Hit {
  std::string rule;
  double score = 0;         // in points, of the score set in use
  std::string description;  // `describe`, or the rule's name where it has none
  std::string area;         // "BODY: ", "URI: ", "RAW: " or "": as SpamAssassin's report prefixes it
  std::string detail;       // what the test adds for a reader ("user[at]example.com"), a line each, or ""
  int count = 1;            // `tflags multiple`: how often; the message's score has score * count
};

// A token that took part in the Bayes probability.
struct BayesToken {
  std::string text;
  double probability = 0.5;  // 0 (ham) to 1 (spam)
  std::uint64_t spam_count = 0;
  std::uint64_t ham_count = 0;
  std::int64_t last_learned_unix_s = 0;
  // After how many more messages of the other class it would be too weak to take part.
  std::uint64_t distance = 0;
};

// Whether the message is so clear that it may teach Bayes (bayes_auto_learn).
enum class AutoLearn {
  kDisabled,  // not asked for
  kNo,
  kHam,
  kSpam,
  kUnavailable,  // clear enough, but it was not learned: known before, or the database was not to be had
  kFailed,       // the same, because something went wrong
};

// Who vouches for a message's sender, as far as tests asked.
struct KnownSender {
  std::string dkim;  // domains whose signatures are good, by blanks; ""
  std::string spf;   // "spf-DOMAIN" or "spf", where SPF says yes; ""
};

struct Verdict {
  // False when nothing was scanned (over the size limit, or the engine failed): then `score` is 0,
  // `is_spam` false, and `not_scanned_reason` says why. Such mail is to be delivered.
  bool scanned = false;
  std::string not_scanned_reason;

  double score = 0;
  double required = 5.0;
  bool is_spam = false;  // score >= required

  std::vector<Hit> hits;  // in order of evaluation: same message, same order
  // CheckOptions::subrules only: rules of names "__..." that matched, in order of evaluation, and how often.
  std::vector<std::pair<std::string, int>> subrules;
  // CheckOptions::tags only: what the check says to template tags: named groups of patterns by their
  // name, "AUTOLEARNSCORE", and with the plugin Shortcircuit "SC", "SCRULE" and "SCTYPE".
  std::map<std::string, std::string, std::less<>> tags;

  std::optional<double> bayes_probability;  // absent where Bayes did not run
  std::string bayes_note;                   // why it did not ("ham 150 of 200 learned"), or ""
  std::vector<BayesToken> bayes_tokens;     // explain, or templates show them; strongest first
  std::string bayes_database;               // explain only: "/var/lib/gatepost/bayes.db, user site"

  // The linear model's probability (engine/model), absent where no rule asked or it could not say; and why.
  std::optional<double> model_probability;
  std::string model_note;
  // Bayes and the model as one; the one that ran where the other did not; absent where no rule asked.
  std::optional<double> combined_probability;
  // Rules ask for the model, and most of the message is new to what was learned, or was learned more than two
  // years before it came (then there is no bayes_probability): the scores without Bayes count, and rules take
  // combined_probability for unknown. model_note or bayes_note says so.
  bool is_new = false;

  // A check learns nothing by itself: hand the verdict to Trainer::AutoLearn, once it is out.
  AutoLearn auto_learn = AutoLearn::kDisabled;
  std::string auto_learn_note;   // why not ("between the thresholds"), or ""
  std::string auto_learn_force;  // the rules with `tflags autolearn_force` that hit, by commas

  // Where the plugin TxRep keeps a history of senders: what is known of who sent the message, for
  // Trainer::AutoLearn.
  KnownSender known_sender;

  // Ways in which the mail was malformed, by name (see engine/mail/anomaly.h), sorted, no duplicates.
  std::vector<std::string> anomalies;
  // Limits that were met, sorted: part of the mail was not looked at. Names are those of limits.h, and
  // "max_scan_bytes" (CheckOptions), "memory", "dns_questions", "pyzor_bytes", "razor_bytes",
  // "razor_signatures".
  std::vector<std::string> limits_met;
  // Rules that could not be decided (match limit, deadline): they scored nothing. Sub-rules that no meta
  // needed are not among them.
  std::vector<std::string> undecided_rules;
  // What failed on the machine (database missing ...), for stderr and syslog. The verdict holds
  // without the part that failed.
  std::vector<std::string> failures;
};

}  // namespace gatepost
