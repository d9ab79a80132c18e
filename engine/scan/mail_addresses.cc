// Tested by tests/tools/senders_test.cc.
#include "scan/mail_addresses.h"

#include <set>

#include "eval/email_scan.h"
#include "eval/message_facts.h"
#include "scan/engine_impl.h"

namespace gatepost {

std::vector<std::string> MailAddresses(std::string_view bytes, NamedBy by, const Engine& engine) {
  constexpr std::size_t kMost = 1000;
  const Engine::Impl& impl = engine.impl();
  const Message message = Message::Parse(bytes, impl.options.limits);
  Views views(message, impl.views, impl.options.limits);
  EvalContext context{views, impl.settings, impl.tables, 0, nullptr, {}, {}, EvalTextPhase::kHeader};
  std::vector<std::string> addresses;
  std::set<std::string> seen;
  const auto add = [&](std::string address) {
    if (addresses.size() < kMost && seen.insert(address).second) addresses.push_back(std::move(address));
  };
  if (by == NamedBy::kFrom) {
    for (std::string& address : HeaderValues(context, "From:addr")) add(std::move(address));
    return addresses;
  }
  for (const char* query : {"To:addr", "From:addr", "Cc:addr", "Reply-To:addr", "Sender:addr",
                            "Errors-To:addr", "Mail-Followup-To:addr"}) {
    for (std::string& address : HeaderValues(context, query)) add(std::move(address));
  }
  const std::string_view body = message.raw_body();
  std::size_t at = 0;
  while (const std::optional<FoundEmail> email = FindEmail(body, at, impl.views.uri)) {
    add(std::string(body.substr(email->begin, email->end - email->begin)));
    at = email->end;
  }
  return addresses;
}

}  // namespace gatepost
