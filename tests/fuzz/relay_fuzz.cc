// The readers of Received lines, of notes about SPF and DKIM, addresses, dates, networks and header texts, on
// any bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "mail/address.h"
#include "mail/auth_results.h"
#include "mail/date.h"
#include "mail/header_text.h"
#include "mail/network.h"
#include "mail/relay_line.h"
#include "mail/relay_text.h"
#include "mail/spf_fields.h"

namespace {

// A promise is broken: let the fuzzer see it.
void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatepost;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string text = RelayText(ParseReceivedLine(input).relay);
  Require(text.starts_with("[ ip=") && text.ends_with(" ]"));
  ParseReceivedLine("from " + std::string(input));
  ParseAddresses(input);
  ParseDate(input);
  for (const char* name :
       {"Authentication-Results: ", "ARC-Authentication-Results: i=1; ", "Received-SPF: "}) {
    const std::string fields = std::string(name).append(input).append("\n");
    for (const auto& [method, result] : ReadAuthResults(fields, {}))
      Require(!method.empty() && !result.empty());
    const SpfResults oldest = ReadSpfFields(fields, false), newest = ReadSpfFields(fields, true);
    Require((oldest.sender == SpfResult::kNotNoted) == (newest.sender == SpfResult::kNotNoted));
  }
  NetworkSet set;
  if (set.Add(input)) Require(!set.empty());
  if (const std::optional<IpAddress> address = IpAddress::Parse(input)) {
    const std::string reverse = address->ToReverseString();
    Require(reverse.size() == 63 || (address->IsV4() && IpAddress::Parse(reverse).has_value()));
  }
  const IpSpan span = FindIpAddress(input);
  Require(span.begin + span.length <= input.size());
  if (span.length > 0) Require(IpAddress::Parse(input.substr(span.begin, span.length)).has_value());

  const Limits limits;
  const Message message = Message::Parse(input, limits);
  const TrustConfig trust;
  const RelayChain chain = ParseRelays(message, trust, limits);
  for (const char* query :
       {"ALL", "ALL:raw", "ALL-UNTRUSTED", "ToCc:addr", "From:name", "To:raw", "Subject:first:ip"}) {
    HeaderText(*HeaderQuery::Parse(query), message, chain, trust);
  }
  return 0;
}
