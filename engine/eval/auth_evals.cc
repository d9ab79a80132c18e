// What servers on the way noted of SPF, DKIM and the like: AuthRes, and of SPF what needs no network. Tested
// by tests/eval/auth_evals_test.cc.
#include <algorithm>
#include <initializer_list>
#include <optional>

#include "base/ascii.h"
#include "eval/message_facts.h"
#include "eval/registry.h"
#include "mail/auth_results.h"
#include "mail/spf_fields.h"

namespace gatepost {
namespace {

// The fields that a pseudo field like "ALL-INTERNAL" is made of.
std::string_view FieldsOf(EvalContext& context, std::string_view name) {
  HeaderQuery query;
  query.name = name;
  const std::string* text = context.views.Header(query);
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

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

const SpfResults& Spf(EvalContext& context) {
  return SharedFact<SpfResults>(context, "spf", [&]() -> SpfResults {
    if (context.settings.Flag("ignore_received_spf_header")) return {};
    return ReadSpfFields(FieldsOf(context, "ALL-INTERNAL"),
                         context.settings.Flag("use_newest_received_spf_header"));
  });
}

// Where nobody noted one, only the network knows.
EvalResult Compare(SpfResult noted, SpfResult wanted) {
  return noted == SpfResult::kNotNoted ? EvalResult::NotRun() : EvalResult::Of(noted == wanted);
}

template <SpfResult wanted>
EvalResult SpfIs(EvalContext& context, const EvalArguments&) {
  return Compare(Spf(context).sender, wanted);
}
template <SpfResult wanted>
EvalResult SpfHeloIs(EvalContext& context, const EvalArguments&) {
  return Compare(Spf(context).helo, wanted);
}

// Whom SPF is asked about: whom the mail came from when it reached the own servers.
std::optional<std::string> SpfSender(EvalContext& context) {
  const RelayChain& chain = context.views.Relays();
  if (!chain.external.empty() && !chain.external.front().envfrom.empty())
    return AsciiLower(chain.external.front().envfrom);
  // A trusted server may have written another sender.
  if (!chain.trusted.empty() && !context.views.config().trust.always_trust_envelope_sender)
    return std::nullopt;
  const std::vector<std::string> senders = HeaderValues(context, "EnvelopeFrom:addr");
  return senders.empty() ? std::nullopt : std::optional(AsciiLower(senders.front()));
}

EvalResult SpfHasNoSender(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(!SpfSender(context));
}

// Is the sender in one of the lists, and is it the one?
EvalResult SpfWelcome(EvalContext& context, std::initializer_list<std::string_view> lists) {
  if (Spf(context).sender != SpfResult::kPass) return EvalResult::Of(false);
  const std::optional<std::string> sender = SpfSender(context);
  if (!sender || sender->empty()) return EvalResult::Of(false);
  return EvalResult::Of(std::any_of(lists.begin(), lists.end(), [&](std::string_view name) {
    const AddressList* list = context.tables.FindAddressList(name);
    return list != nullptr && list->Contains(*sender);
  }));
}
EvalResult SpfInWelcomelist(EvalContext& context, const EvalArguments&) {
  return SpfWelcome(context, {"welcomelist_from_spf", "welcomelist_auth"});
}
EvalResult SpfInDefaultWelcomelist(EvalContext& context, const EvalArguments&) {
  return SpfWelcome(context, {"def_welcomelist_from_spf", "def_welcomelist_auth"});
}

constexpr EvalEntry kAuthEvals[] = {
    {"check_authres_result", AuthResultIs},
    {"check_for_spf_pass", SpfIs<SpfResult::kPass>},
    {"check_for_spf_neutral", SpfIs<SpfResult::kNeutral>},
    {"check_for_spf_none", SpfIs<SpfResult::kNone>},
    {"check_for_spf_fail", SpfIs<SpfResult::kFail>},
    {"check_for_spf_softfail", SpfIs<SpfResult::kSoftFail>},
    {"check_for_spf_temperror", SpfIs<SpfResult::kTempError>},
    {"check_for_spf_permerror", SpfIs<SpfResult::kPermError>},
    {"check_for_spf_helo_pass", SpfHeloIs<SpfResult::kPass>},
    {"check_for_spf_helo_neutral", SpfHeloIs<SpfResult::kNeutral>},
    {"check_for_spf_helo_none", SpfHeloIs<SpfResult::kNone>},
    {"check_for_spf_helo_fail", SpfHeloIs<SpfResult::kFail>},
    {"check_for_spf_helo_softfail", SpfHeloIs<SpfResult::kSoftFail>},
    {"check_for_spf_helo_temperror", SpfHeloIs<SpfResult::kTempError>},
    {"check_for_spf_helo_permerror", SpfHeloIs<SpfResult::kPermError>},
    {"check_spf_skipped_noenvfrom", SpfHasNoSender},
    {"check_for_spf_welcomelist_from", SpfInWelcomelist},
    {"check_for_spf_whitelist_from", SpfInWelcomelist},
    {"check_for_def_spf_welcomelist_from", SpfInDefaultWelcomelist},
    {"check_for_def_spf_whitelist_from", SpfInDefaultWelcomelist},
};

}  // namespace

std::span<const EvalEntry> AuthEvals() { return kAuthEvals; }

}  // namespace gatepost
