// Tested by tests/mail/relay_test.cc.
#include "mail/relay_envelope.h"

#include "base/ascii.h"
#include "mail/address.h"
#include "mail/header.h"

namespace gatepost {
namespace {

// The first address of the topmost field of this name.
std::optional<std::string> FirstAddress(const Message& message, std::string_view name) {
  const std::vector<const HeaderField*> fields = FindFields(message.root(), name);
  if (fields.empty()) return std::nullopt;
  for (Address& address : ParseAddresses(fields.front()->raw)) {
    if (address.has_address) return std::move(address.address);
  }
  return std::nullopt;
}

bool IsSender(const std::optional<std::string>& address) {
  return address &&
         (address->empty() || (address->find('@') != std::string::npos && address->front() != '@'));
}

// A list may have used another envelope sender than the one that an older field names.
bool StandsBelowReceived(const Message& message, std::string_view name) {
  bool received = false;
  for (const HeaderField& field : message.root().fields) {
    if (received && EqualsIgnoreCase(field.name, name)) return true;
    received = received || EqualsIgnoreCase(field.name, "Received");
  }
  return false;
}

// fetchmail takes X-Sender for the envelope sender, which lists fill with something else.
bool FetchmailMayHaveGuessed(const Message& message) {
  const std::optional<std::string> sender = FirstAddress(message, "X-Sender");
  if (!sender || sender->find('@') == std::string::npos) return false;
  for (const HeaderField* field : FindFields(message.root(), "Received")) {
    if (field->raw.find("(fetchmail") != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> FindEnvelopeFrom(const Message& message, const RelayChain& chain,
                                            const TrustConfig& config) {
  if (!config.envelope_sender_header.empty()) {
    std::optional<std::string> sender = FirstAddress(message, config.envelope_sender_header);
    return IsSender(sender) ? sender : std::nullopt;
  }
  const Relay* last = !chain.untrusted.empty() ? &chain.untrusted.front()
                      : !chain.trusted.empty() ? &chain.trusted.back()
                                               : nullptr;
  if (last != nullptr && !last->envfrom.empty() && IsSender(last->envfrom)) return last->envfrom;
  if (FetchmailMayHaveGuessed(message)) return std::nullopt;
  for (std::string_view name : {"X-Envelope-From", "Envelope-Sender", "Return-Path"}) {
    std::optional<std::string> sender = FirstAddress(message, name);
    if (!sender) continue;
    if (!StandsBelowReceived(message, name)) return sender;
    if (name == "X-Envelope-From") return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace gatepost
