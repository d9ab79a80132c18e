// Razor: whether its servers know links and stretches of the mail's text as spam. Tested by
// tests/scan/razor_test.cc.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "eval/message_facts.h"
#include "eval/registry.h"
#include "mail/network.h"
#include "match/regex.h"
#include "razor/check.h"
#include "razor/text.h"

namespace gatepost {
namespace {

constexpr std::string_view kRazorCheckFact = "razor check", kRazorVerdictFact = "razor verdict";

bool AsksRazor(const EvalContext& context) { return context.razor != nullptr && context.dns != nullptr; }

void AskForRazorServer(EvalContext& context, const EvalArguments&) {
  if (!AsksRazor(context)) return;
  const RazorPlan& plan = *context.razor_plan;
  const std::vector<RazorServer>& servers = plan.servers.empty() ? plan.discovery : plan.servers;
  if (!servers.empty() && !IpAddress::Parse(servers.front().host))
    context.dns->Ask(servers.front().host, DnsType::kA);
}

// Does the value of some field of that name match? Nothing where it could not be told.
std::optional<bool> HasRazorWelcome(std::string_view header, std::string_view field,
                                    const Regex& expression) {
  for (const std::string_view line : Split(header, '\n')) {
    const std::string_view rest = line.substr(std::min(line.size(), field.size()));
    if (!StartsWithIgnoreCase(line, field) || rest.size() < 2 || rest[0] != ':' || !IsAsciiSpace(rest[1]))
      continue;
    const MatchOutcome outcome = expression.Search(rest.substr(SkipSpace(rest, 1)));
    if (outcome == MatchOutcome::kUndecided) return std::nullopt;
    if (outcome == MatchOutcome::kYes) return true;
  }
  return false;
}

// Is the mail one that the site never asks about? Nothing where its expressions cannot be read.
std::optional<bool> IsExempt(EvalContext& context) {
  const RazorPlan& plan = *context.razor_plan;
  if (!plan.skips_lists && plan.welcome.empty()) return false;
  const std::string header = JoinRazorLines(SplitRazorText(context.views.Full()).head);
  if (plan.skips_lists) {
    std::string_view lines = header;
    lines.remove_prefix(std::min(lines.find('\n'), lines.size()));  // the first line is not looked at
    for (const std::string_view name : {"\nList-Id", "\nX-List-Id"}) {
      const std::size_t at = FindIgnoreCase(lines, name);
      if (at != kNpos && at + name.size() < lines.size() && lines[at + name.size()] != '\n') return true;
    }
  }
  for (const auto& [field, expression] : plan.welcome) {
    const Result<Regex> compiled = Regex::Compile({expression, "i"}, Limits());
    const std::optional<bool> matches = compiled ? HasRazorWelcome(header, field, *compiled) : std::nullopt;
    if (!matches)
      context.failures.insert("Razor's whitelist has an expression that cannot be used: " + expression);
    if (!matches || *matches) return matches;
  }
  return false;
}

struct StartedCheck {
  std::optional<bool> is_exempt;
  std::shared_ptr<RazorCheck> check;
};

void ConnectToRazor(EvalContext& context, const EvalArguments&) {
  if (!AsksRazor(context)) return;
  SharedFact<StartedCheck>(context, kRazorCheckFact, [&] {
    StartedCheck started{IsExempt(context), nullptr};
    if (started.is_exempt.value_or(true)) return started;
    started.check = std::make_shared<RazorCheck>(*context.razor_plan, context.views.Full(), *context.razor,
                                                 [&context](const std::string& host) {
                                                   if (IpAddress::Parse(host))
                                                     return std::vector<std::string>{host};
                                                   return context.dns->Wait(host, DnsType::kA).records;
                                                 });
    started.check->Start();
    return started;
  });
}

RazorVerdict FinishCheck(EvalContext& context, const StartedCheck& started) {
  RazorVerdict verdict;
  verdict.is_known = started.is_exempt.has_value();
  if (started.check == nullptr) return verdict;
  verdict = started.check->Finish();
  if (!verdict.failure.empty()) context.failures.insert(verdict.failure);
  if (verdict.asked_too_much) context.limits_met.insert("razor_signatures");
  return verdict;
}

// Null where nobody asks, or nobody answers.
const RazorVerdict* RazorSays(EvalContext& context) {
  const auto started = context.facts.find(kRazorCheckFact);
  if (started == context.facts.end()) return nullptr;
  const RazorVerdict& verdict = SharedFact<RazorVerdict>(context, kRazorVerdictFact, [&] {
    return FinishCheck(context, *std::any_cast<StartedCheck>(&started->second));
  });
  return verdict.is_known ? &verdict : nullptr;
}

EvalResult CheckRazor(EvalContext& context, const EvalArguments&) {
  const RazorVerdict* verdict = RazorSays(context);
  return verdict != nullptr ? EvalResult::Of(verdict->is_spam) : EvalResult::NotRun();
}

// With `razor_fork` (the default), SpamAssassin's ranges wait for a rule with check_razor2(), and ask nobody.
void ConnectForRange(EvalContext& context, const EvalArguments& arguments) {
  if (context.settings.Number("razor_fork") == 0) ConnectToRazor(context, arguments);
}

// Arguments: the engine ("" for any), the least and the most confidence.
EvalResult CheckRazorRange(EvalContext& context, const EvalArguments& arguments) {
  const RazorVerdict* verdict = RazorSays(context);
  if (verdict == nullptr || arguments.size() < 3) return EvalResult::NotRun();
  const double engine = RazorNumber(arguments[0]);
  double confidence = 0;
  bool is_known = engine == 0;
  for (const auto& [number, said] : verdict->confidence) {
    if (engine != 0 && engine != number) continue;
    is_known = true;
    confidence = std::max(confidence, said);
  }
  const bool hits =
      is_known && confidence >= RazorNumber(arguments[1]) && confidence <= RazorNumber(arguments[2]);
  char text[16];
  std::snprintf(text, sizeof text, "cf: %3d", static_cast<int>(confidence));
  if (hits) context.detail = text;
  return EvalResult::Of(hits);
}

constexpr EvalEntry kRazorEvals[] = {
    {"check_razor2", &CheckRazor, &AskForRazorServer, &ConnectToRazor},
    {"check_razor2_range", &CheckRazorRange, &AskForRazorServer, &ConnectForRange},
};

}  // namespace

std::span<const EvalEntry> RazorEvals() { return kRazorEvals; }

}  // namespace gatepost
