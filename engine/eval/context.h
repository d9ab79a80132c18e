// EvalContext: all that an eval test may look at. Tests are named functions (registry.h) that take it
// and the rule's arguments. They know no rules, no database and no scores; Bayes reaches them as a number.
#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "eval/tables.h"
#include "gatepost/dns.h"
#include "gatepost/pyzor.h"
#include "gatepost/razor.h"
#include "mail/views.h"
#include "pyzor/servers.h"
#include "razor/plan.h"

namespace gatepost {

// Which text the rule that runs was declared for; a few tests look at "the text" in general.
enum class EvalTextPhase { kHeader, kBody, kRawBody, kFull };

struct EvalResult;

// What `tflags` say of the rule that runs.
struct EvalFlags {
  bool nice = false, ips_only = false, domains_only = false;
};

struct EvalContext {
  Views& views;
  const Settings& settings;
  const EvalTables& tables;  // made from settings when the engine opened
  std::int64_t now_unix_s = 0;
  // The Bayes probability of this message, computed on first use; nothing where Bayes does not run.
  std::function<std::optional<double>()> bayes_probability;
  // What earlier tests of this message found out and later ones can use, by the name of the fact.
  std::map<std::string, std::any, std::less<>> facts;
  // Extra text behind a rule's description in reports ("[user@example.com]"), set by a test for
  // the rule that runs: SpamAssassin's test_log.
  std::string detail;
  EvalTextPhase phase = EvalTextPhase::kHeader;
  // As bayes_probability: of Bayes and the linear model together; nothing where the model does not speak.
  std::function<std::optional<double>()> learned_probability = nullptr;
  // What the history of senders says of the message, as a rule's answer; null where none is kept.
  std::function<EvalResult()> sender_history = nullptr;
  // The same of what TxRep keeps.
  std::function<EvalResult()> sender_reputation = nullptr;
  // Null where the network is not asked: tests that need it then answer "not run".
  DnsClient* dns = nullptr;
  // Null where Pyzor is not asked; else pyzor_plan says which servers are.
  PyzorClient* pyzor = nullptr;
  const PyzorPlan* pyzor_plan = nullptr;
  // The same of Razor.
  RazorStream* razor = nullptr;
  const RazorPlan* razor_plan = nullptr;
  EvalFlags flags = {};
  // Values for templates, by the name of the tag: what tests found out ("PYZOR"; the markup shows these,
  // too), and what else `askdns` may ask for (null: nothing).
  std::map<std::string, std::vector<std::string>, std::less<>> tags = {};
  std::function<std::vector<std::string>(const std::string& tag)> tag_values = nullptr;
  // Names of limits that tests met.
  std::set<std::string> limits_met = {};
  // What failed on the machine, for Verdict::failures, each once.
  std::set<std::string> failures = {};
};

// What a test says: a number of hits (0: no hit; metas can count it), or that it was not run
// (needs the network, or a library that is not there): then it scores nothing.
struct EvalResult {
  double value = 0;
  bool run = true;
  // The score of the hit, where the test and not the configuration says it.
  std::optional<double> score = std::nullopt;
  // What reports write before the description; null: what is usual for the rule ("BODY: ").
  const char* area = nullptr;
  static EvalResult Of(bool hit) { return {hit ? 1.0 : 0.0, true}; }
  static EvalResult NotRun() { return {0, false}; }
};

using EvalArguments = std::vector<std::string>;
using EvalFunction = EvalResult (*)(EvalContext& context, const EvalArguments& arguments);

}  // namespace gatepost
