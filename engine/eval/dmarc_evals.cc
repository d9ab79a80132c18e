// DMARC: what the domain of From: asks for. Tested by tests/cases/dns-dmarc.case.
#include "auth/dmarc.h"
#include "auth/spf.h"
#include "eval/dkim_facts.h"
#include "eval/message_facts.h"
#include "eval/registry.h"
#include "eval/spf_facts.h"
#include "mail/address.h"
#include "text/uri.h"

namespace gatepost {
namespace {

// "" where DMARC has nothing to look at: no address of a host below another, or no server outside that gave
// us the mail.
std::string FromDomain(EvalContext& context) {
  if (context.views.Relays().external.empty()) return {};
  const std::string address = AsciiLower(FirstHeaderValue(context, "From:first:addr"));
  const std::string_view host = DomainOfAddress(address);
  std::string domain = HostToAscii(host.substr(0, host.find_first_of(" \t\r\n>")));
  if (domain.ends_with('.')) domain.pop_back();
  return domain.find('.') == std::string::npos ? std::string() : domain;
}

// That SPF looked at. SpamAssassin takes the one that the newest relay noted which is not trusted: behind a
// trusted forwarder its sender chose that.
std::optional<std::string> SenderDomain(EvalContext& context) {
  const std::optional<std::string> sender = SpfSender(context);
  std::string domain = sender && !sender->empty()
                           ? SpfDomain({{}, *sender, "", false})
                           : AsciiLower(FirstHeaderValue(context, "EnvelopeFrom:first:addr:host"));
  return domain.empty() ? std::nullopt : std::optional(std::move(domain));
}

DmarcQuestion QuestionOf(EvalContext& context, const std::string& from_domain) {
  DmarcQuestion question{from_domain, {}, std::nullopt, 0};
  if (const DkimFacts* dkim = Dkim(context)) {
    for (const SignatureCheck& check : dkim->dkim) {
      if (PassesSafely(context, check)) question.signers.push_back(check.domain);
    }
  }
  // Of both that pass the envelope's sender alone is looked at.
  if (SpfOfSender(context).result == SpfResult::kPass) {
    question.spf_domain = SenderDomain(context);
  } else if (SpfOfHelo(context).result == SpfResult::kPass) {
    question.spf_domain = AsciiLower(context.views.Relays().external.front().helo);
  }
  question.sample = static_cast<int>(Lot(context, "pct") % 100);
  return question;
}

// Nothing where DMARC has nothing to look at.
const std::optional<DmarcResult>& Dmarc(EvalContext& context) {
  return SharedFact<std::optional<DmarcResult>>(context, "dmarc", [&]() -> std::optional<DmarcResult> {
    const std::string from_domain = FromDomain(context);
    if (from_domain.empty()) return std::nullopt;
    return CheckDmarc(*context.dns, QuestionOf(context, from_domain));
  });
}

template <DmarcResult kResult>
EvalResult Is(EvalContext& context, const EvalArguments&) {
  if (context.dns == nullptr) return EvalResult::NotRun();
  return EvalResult::Of(Dmarc(context) == kResult);
}

void Start(EvalContext& context, const EvalArguments&) {
  if (!context.facts.emplace("dmarc asked", true).second) return;
  StartDkimQueries(context);
  StartSpfQueries(context);
  if (const std::string from_domain = FromDomain(context); !from_domain.empty())
    StartDmarc(*context.dns, from_domain);
}

constexpr EvalEntry kDmarcEvals[] = {
    {"check_dmarc_missing", &Is<DmarcResult::kMissing>, &Start},
    {"check_dmarc_none", &Is<DmarcResult::kNone>, &Start},
    {"check_dmarc_pass", &Is<DmarcResult::kPass>, &Start},
    {"check_dmarc_quarantine", &Is<DmarcResult::kQuarantine>, &Start},
    {"check_dmarc_reject", &Is<DmarcResult::kReject>, &Start},
};

}  // namespace

std::span<const EvalEntry> DmarcEvals() { return kDmarcEvals; }

}  // namespace gatepost
