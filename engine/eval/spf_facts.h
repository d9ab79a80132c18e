// What is known of SPF, found out once a message: what the own servers noted, else what the DNS says.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eval/context.h"
#include "mail/spf_fields.h"

namespace gatepost {

struct SpfAnswer {
  // kNotNoted: nobody noted it, and the network is not asked, or cannot be: there is no relay, no sender ...
  SpfResult result = SpfResult::kNotNoted;
  bool from_dns = false;
};

// Of the envelope's sender, and of what its host called itself. May wait for the DNS.
const SpfAnswer& SpfOfSender(EvalContext& context);
const SpfAnswer& SpfOfHelo(EvalContext& context);

// Whether SPF is known to vouch for the sender, since some test has asked already. Waits for nothing.
bool KnownSpfPass(const EvalContext& context);

// Whom SPF is asked about: whom the mail came from when it reached the own servers, in small letters.
std::optional<std::string> SpfSender(EvalContext& context);

// The fields that a pseudo field like "ALL-INTERNAL" is made of.
std::string_view FieldsOf(EvalContext& context, std::string_view name);

// Asks for the first records, where the DNS will be asked, and returns.
void StartSpfQueries(EvalContext& context);

}  // namespace gatepost
