// Tested by tests/eval/spf_evals_test.cc.
#include "eval/spf_facts.h"

#include <algorithm>

#include "auth/spf.h"
#include "auth/spf_macros.h"
#include "base/ascii.h"
#include "eval/message_facts.h"

namespace gatepost {
namespace {

constexpr std::string_view kNoted = "spf noted", kOfSender = "spf of sender";

const SpfResults& Noted(EvalContext& context) {
  return SharedFact<SpfResults>(context, kNoted, [&]() -> SpfResults {
    if (context.settings.Flag("ignore_received_spf_header")) return {};
    return ReadSpfFields(FieldsOf(context, "ALL-INTERNAL"),
                         context.settings.Flag("use_newest_received_spf_header"));
  });
}

// "192.0.2.1", also in brackets: what is said in place of a name.
bool IsAddressForm(std::string_view helo) {
  if (!helo.empty() && (helo.front() == '[' || helo.front() == '!')) helo.remove_prefix(1);
  if (!helo.empty() && (helo.back() == ']' || helo.back() == '!')) helo.remove_suffix(1);
  const std::vector<std::string_view> numbers = Split(helo, '.');
  return numbers.size() == 4 && std::all_of(numbers.begin(), numbers.end(), AllDigits);
}

// What the DNS can be asked; nothing where it cannot.
std::optional<SpfQuestion> QuestionOf(EvalContext& context, bool is_helo) {
  const RelayChain& chain = context.views.Relays();
  if (chain.external.empty()) return std::nullopt;
  const Relay& relay = chain.external.front();
  const std::optional<IpAddress> ip = IpAddress::Parse(relay.ip);
  if (!ip) return std::nullopt;
  SpfQuestion question{*ip, relay.helo, relay.helo, is_helo};
  if (is_helo) {
    if (!Contains(relay.helo, ".") || IsAddressForm(relay.helo)) return std::nullopt;
    return question;
  }
  const std::optional<std::string> sender = SpfSender(context);
  if (!sender || sender->empty()) return std::nullopt;
  question.identity = *sender;
  return question;
}

SpfAnswer Answer(EvalContext& context, SpfResult noted, bool is_helo) {
  if (noted != SpfResult::kNotNoted || context.dns == nullptr) return {noted, false};
  const std::optional<SpfQuestion> question = QuestionOf(context, is_helo);
  if (!question) return {};
  return {CheckSpf(*context.dns, *question), true};
}

}  // namespace

const SpfAnswer& SpfOfSender(EvalContext& context) {
  return SharedFact<SpfAnswer>(context, kOfSender,
                               [&] { return Answer(context, Noted(context).sender, false); });
}
bool KnownSpfPass(const EvalContext& context) {
  if (const auto found = context.facts.find(kOfSender); found != context.facts.end())
    return std::any_cast<const SpfAnswer&>(found->second).result == SpfResult::kPass;
  const auto noted = context.facts.find(kNoted);
  return noted != context.facts.end() &&
         std::any_cast<const SpfResults&>(noted->second).sender == SpfResult::kPass;
}
const SpfAnswer& SpfOfHelo(EvalContext& context) {
  return SharedFact<SpfAnswer>(context, "spf of helo",
                               [&] { return Answer(context, Noted(context).helo, true); });
}

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

std::string_view FieldsOf(EvalContext& context, std::string_view name) {
  HeaderQuery query;
  query.name = name;
  const std::string* text = context.views.Header(query);
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

void StartSpfQueries(EvalContext& context) {
  if (context.dns == nullptr || !context.facts.emplace("spf asked", true).second) return;
  const SpfResults& noted = Noted(context);
  for (const bool is_helo : {false, true}) {
    if ((is_helo ? noted.helo : noted.sender) != SpfResult::kNotNoted) continue;
    const std::optional<SpfQuestion> question = QuestionOf(context, is_helo);
    const std::string domain = question ? FittingName(SpfDomain(*question)) : "";
    if (IsDnsName(domain)) context.dns->Ask(domain, DnsType::kTxt);
  }
}

}  // namespace gatepost
