// Tested by tests/scan/txrep_test.cc; bench/history_parity.py holds it against SpamAssassin.
#include "scan/txrep_message.h"

#include <ctime>

#include "base/ascii.h"
#include "bayes/receive_date.h"
#include "bayes/tokenizer.h"
#include "eval/dkim_facts.h"
#include "eval/message_facts.h"
#include "eval/spf_facts.h"

namespace gatepost {
namespace {

constexpr std::size_t kMostRecipients = 1000, kMostNameBytes = 255;

// Names are cut before they are kept; none is longer in the database.
std::string Cut(std::string_view name) { return std::string(name.substr(0, kMostNameBytes)); }

// Behind the last "@", with something before it; else all of it.
std::string DomainOf(std::string_view address) {
  const std::size_t at = address.rfind('@');
  return std::string(at == kNpos || at == 0 ? address : address.substr(at + 1));
}

// A name that says no more than another one does is none.
bool IsOwnName(const Relay& relay, const TxRepMessage& message) {
  std::string_view helo = relay.helo;
  if (EqualsIgnoreCase(helo, message.domain) || EqualsIgnoreCase(helo, message.from)) return false;
  if (helo.starts_with('[')) helo.remove_prefix(1);
  if (helo.ends_with(']')) helo.remove_suffix(1);
  return helo != relay.ip;
}

// The last name of its way; and its last address, as far as it is believed.
void TakeRelays(const RelayChain& chain, TxRepMessage* message) {
  const auto take = [&](const Relay& relay, bool is_trusted, bool is_near) {
    if (IsOwnName(relay, *message)) message->helo = Cut(relay.helo);
    if (relay.ip.empty()) return;
    for (std::string* ip : {&message->near.ip, &message->far.ip}) {
      const bool is_believed = is_near || ip == &message->far.ip;
      if (is_believed && !relay.ip_private) *ip = relay.ip;
      if (is_trusted && relay.ip_private && ip->empty()) *ip = "127.0.0.1";
    }
  };
  for (const Relay& relay : chain.trusted) take(relay, true, true);
  bool is_near = true;
  for (const Relay& relay : chain.untrusted) {
    take(relay, false, is_near);
    is_near = false;
  }
}

}  // namespace

KnownSender FindKnownSender(EvalContext& context) {
  KnownSender sender;
  if (const DkimFacts* dkim = KnownDkim(context)) sender.dkim = dkim->Tag("DKIMDOMAIN");
  if (KnownSpfPass(context)) {
    const std::optional<std::string> envelope = SpfSender(context);
    sender.spf = envelope ? "spf-" + DomainOf(*envelope) : "spf";
  }
  return sender;
}

std::optional<TxRepMessage> MakeTxRepMessage(EvalContext& context, const HistoryConfig& history,
                                             const KnownSender& sender) {
  TxRepMessage message;
  message.from = AsciiLower(FirstHeaderValue(context, "From:addr"));
  if (message.from.empty()) message.from = FirstHeaderValue(context, "EnvelopeFrom:addr");
  if (Trim(message.from).empty()) return std::nullopt;
  message.domain = DomainOf(message.from);
  const RelayChain& chain = context.views.Relays();
  TakeRelays(chain, &message);
  message.near.network = NetworkName(message.near.ip, history.masks);
  message.far.network = NetworkName(message.far.ip, history.masks);
  if (history.list.tells_signers && !sender.dkim.empty())
    message.domain = message.signer = sender.dkim;
  else if (history.txrep->asks_spf)
    message.signer = sender.spf;
  for (std::string* name : {&message.from, &message.domain, &message.signer}) *name = Cut(*name);
  const Message& mail = context.views.message();
  message.id = LearnedIds(mail).front();
  message.date = std::to_string(ReceiveDate(mail).value_or(std::time(nullptr)));
  message.is_outbound = !chain.internal.empty() && chain.external.empty();
  if (message.is_outbound) {
    for (const std::string& recipient : AllToAddresses(context)) {
      if (message.recipients.size() < kMostRecipients) message.recipients.push_back(Cut(recipient));
    }
  }
  return message;
}

}  // namespace gatepost
