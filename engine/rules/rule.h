// Rule: one test of the ruleset, as data. What runs it is scan/; what its eval names mean is eval/.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "match/regex.h"

namespace gatepost {

enum class RuleType : std::uint8_t {
  kHeader,  // pattern on a HeaderQuery
  kHeaderExists,
  kBody,
  kRawBody,
  kFull,
  kUri,
  kUriDetail,
  kMimeHeader,
  kMeta,
  kEval,    // header, body, rawbody or full eval: `eval_phase` says which
  kEmpty,   // a name that may have a score, but nothing runs (`reuse`)
  kAskDns,  // `askdns`: as kEmpty where the DNS is not asked, else as kEval
};
enum class EvalPhase : std::uint8_t { kHeader, kBody, kRawBody, kFull };

// Without bytes between its fields: compiled rulesets hold it as it is.
struct TestFlags {
  bool net = false, nice = false, learn = false, noautolearn = false, autolearn_force = false,
       userconf = false, multiple = false, noiso = false, publish = false, nolog = false,
       autolearn_header = false, autolearn_body = false;
  bool nosubject = false;  // body rules: leave the Subject out
  bool concat = false;     // mimeheader rules
  bool noawl = false;
  bool ips_only = false, domains_only = false;  // DNS lists: what is asked for
  bool unused[3] = {};
  // mimeheader rules: `range=MIN-MAX` of parts, counted from 1.
  int range_min = 0, range_max = 1000;
  int max_hits = 0;  // of "multiple"; 0: no limit
};

// `shortcircuit NAME spam` and the like.
enum class ShortcircuitType : std::uint8_t { kOff, kOn, kHam, kSpam };

// `uri_detail NAME raw =~ /../ type !~ /../`: all conditions must hold for one URI.
struct UriDetailCondition {
  std::string field;  // raw, type, cleaned, text, domain, host
  bool negated = false;
  PatternSource pattern;
};

const char* RuleArea(RuleType type, EvalPhase eval_phase);

struct Rule {
  std::string name;
  RuleType type = RuleType::kBody;

  // kHeader, kHeaderExists, kMimeHeader: the query text ("From:addr"); kMimeHeader: "Content-Type:raw".
  std::string query;
  bool negated = false;  // !~
  bool if_unset_given = false;
  std::string if_unset;                        // [if-unset: TEXT]
  PatternSource pattern;                       // pattern rules; replace_tags already applied
  std::vector<UriDetailCondition> conditions;  // kUriDetail
  std::string expression;                      // kMeta
  std::string eval_name;                       // kEval
  std::vector<std::string> eval_arguments;
  EvalPhase eval_phase = EvalPhase::kHeader;

  std::array<double, 4> scores{1, 1, 1, 1};  // none, net, bayes, bayes + net
  bool scored = false;                       // by some `score` line
  std::string description;
  TestFlags flags;
  ShortcircuitType shortcircuit = ShortcircuitType::kOff;
  // As configured or lowered for a meta that needs it; EffectivePriority() is what counts.
  int priority = 0;
  // Tags that the pattern names as "%{TAG}" (in `pattern`: "%\\{TAG\\}"). Each stands for the values of
  // that tag, quoted, joined by "|" and put into "(?:...)"; where one has no value the rule does not run.
  std::vector<std::string> capture_templates;
  // The pattern's named groups set tags for such rules; priority is -10000 unless configured.
  bool captures = false;
  int file = 0, line = 0;  // where it was defined

  // Names that begin with "__" carry no score and are shown in no verdict.
  bool is_subrule() const { return name.starts_with("__"); }
  // Network tests run at -100 unless configured.
  int EffectivePriority() const { return priority != 0 ? priority : flags.net ? -100 : 0; }
  // "BODY: ", "URI: " ... as reports prefix a hit.
  const char* area() const { return RuleArea(type, eval_phase); }
};

}  // namespace gatepost
