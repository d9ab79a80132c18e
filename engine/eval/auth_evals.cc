// What servers on the way noted of SPF, DKIM and the like: AuthRes; and SPF. Tested by
// tests/eval/auth_evals_test.cc and spf_evals_test.cc.
#include <algorithm>
#include <initializer_list>
#include <optional>

#include "base/ascii.h"
#include "eval/message_facts.h"
#include "eval/registry.h"
#include "eval/spf_facts.h"
#include "mail/auth_results.h"

namespace gatepost {
namespace {

std::set<std::string, std::less<>> LowerWords(const EvalContext& context, std::string_view setting) {
  std::set<std::string, std::less<>> words;
  for (const std::string& word : context.settings.Words(setting)) words.insert(AsciiLower(word));
  return words;
}

AuthResults GatherAuthResults(EvalContext& context) {
  const std::string networks = context.settings.Text("authres_networks");
  const AuthservFilter filter{LowerWords(context, "authres_trusted_authserv"),
                              LowerWords(context, "authres_ignored_authserv")};
  return ReadAuthResults(FieldsOf(context, networks == "internal"  ? "ALL-INTERNAL"
                                           : networks == "trusted" ? "ALL-TRUSTED"
                                                                   : "ALL"),
                         filter);
}

// A method and the result wanted of it; "missing": there is none.
EvalResult AuthResultIs(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.size() < 2 || !context.settings.HasPlugin("AuthRes")) return EvalResult::NotRun();
  const AuthResults& results =
      SharedFact<AuthResults>(context, "auth results", [&] { return GatherAuthResults(context); });
  const auto found = results.find(arguments[0]);
  const std::string wanted = AsciiLower(arguments[1]);
  return EvalResult::Of(found == results.end() ? wanted == "missing" : found->second == wanted);
}

// Where nobody noted it, only the network knows.
EvalResult Compare(EvalContext& context, const SpfAnswer& answer, SpfResult wanted) {
  if (answer.result == SpfResult::kNotNoted && context.dns == nullptr) return EvalResult::NotRun();
  // SpamAssassin shows what the domain says of it (exp=), which is the sender's text.
  if (wanted == SpfResult::kFail && answer.result == wanted && answer.from_dns)
    context.detail = "SPF failed: Rejected by SPF record";
  return EvalResult::Of(answer.result == wanted);
}

template <SpfResult wanted>
EvalResult SpfIs(EvalContext& context, const EvalArguments&) {
  return Compare(context, SpfOfSender(context), wanted);
}
template <SpfResult wanted>
EvalResult SpfHeloIs(EvalContext& context, const EvalArguments&) {
  return Compare(context, SpfOfHelo(context), wanted);
}

EvalResult SpfHasNoSender(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(!SpfSender(context));
}

// Is the sender in one of the lists, and is it the one?
EvalResult SpfWelcome(EvalContext& context, std::initializer_list<std::string_view> lists) {
  const std::optional<std::string> sender = SpfSender(context);
  if (!sender || sender->empty()) return EvalResult::Of(false);
  const bool is_listed = std::any_of(lists.begin(), lists.end(), [&](std::string_view name) {
    const AddressList* list = context.tables.FindAddressList(name);
    return list != nullptr && list->Contains(*sender);
  });
  return EvalResult::Of(is_listed && SpfOfSender(context).result == SpfResult::kPass);
}
EvalResult SpfInWelcomelist(EvalContext& context, const EvalArguments&) {
  return SpfWelcome(context, {"welcomelist_from_spf", "welcomelist_auth"});
}
EvalResult SpfInDefaultWelcomelist(EvalContext& context, const EvalArguments&) {
  return SpfWelcome(context, {"def_welcomelist_from_spf", "def_welcomelist_auth"});
}

void StartSpf(EvalContext& context, const EvalArguments&) { StartSpfQueries(context); }

constexpr EvalEntry kAuthEvals[] = {
    {"check_authres_result", AuthResultIs},
    {"check_for_spf_pass", SpfIs<SpfResult::kPass>, StartSpf},
    {"check_for_spf_neutral", SpfIs<SpfResult::kNeutral>, StartSpf},
    {"check_for_spf_none", SpfIs<SpfResult::kNone>, StartSpf},
    {"check_for_spf_fail", SpfIs<SpfResult::kFail>, StartSpf},
    {"check_for_spf_softfail", SpfIs<SpfResult::kSoftFail>, StartSpf},
    {"check_for_spf_temperror", SpfIs<SpfResult::kTempError>, StartSpf},
    {"check_for_spf_permerror", SpfIs<SpfResult::kPermError>, StartSpf},
    {"check_for_spf_helo_pass", SpfHeloIs<SpfResult::kPass>, StartSpf},
    {"check_for_spf_helo_neutral", SpfHeloIs<SpfResult::kNeutral>, StartSpf},
    {"check_for_spf_helo_none", SpfHeloIs<SpfResult::kNone>, StartSpf},
    {"check_for_spf_helo_fail", SpfHeloIs<SpfResult::kFail>, StartSpf},
    {"check_for_spf_helo_softfail", SpfHeloIs<SpfResult::kSoftFail>, StartSpf},
    {"check_for_spf_helo_temperror", SpfHeloIs<SpfResult::kTempError>, StartSpf},
    {"check_for_spf_helo_permerror", SpfHeloIs<SpfResult::kPermError>, StartSpf},
    {"check_spf_skipped_noenvfrom", SpfHasNoSender},
    {"check_for_spf_welcomelist_from", SpfInWelcomelist},
    {"check_for_spf_whitelist_from", SpfInWelcomelist},
    {"check_for_def_spf_welcomelist_from", SpfInDefaultWelcomelist},
    {"check_for_def_spf_whitelist_from", SpfInDefaultWelcomelist},
};

}  // namespace

std::span<const EvalEntry> AuthEvals() { return kAuthEvals; }

}  // namespace gatepost
