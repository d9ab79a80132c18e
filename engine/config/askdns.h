// What a line `askdns NAME TEMPLATE [TYPE,... [FILTER]]` says of an answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

// The name of the eval test that runs such rules; no configuration can call it.
inline constexpr std::string_view kAskDnsEval = "(askdns)";

struct AskDnsFilter {
  enum class Kind {
    kAny,      // no filter: any record
    kText,     // a record that is `text`
    kPattern,  // one that fits the pattern literal `text`
    kRcodes,   // an answer with one of `rcodes`, also without records
    kMask,     // an address of 127.0.0.0/8 with one of the bits `first`
    kRange,    // an address from `first` to `second`
    kMasked,   // an address that is `first` in the bits `second`
  };
  Kind kind = Kind::kAny;
  std::string text;
  std::vector<int> rcodes;
  std::uint32_t first = 0, second = 0;
};

// Nothing where it is none. Whether a pattern can be compiled is for others to say.
std::optional<AskDnsFilter> ParseAskDnsFilter(std::string_view text);

// Is it a list of record types as askdns takes it: "A", "TXT,MX", "ANY"? Any case.
bool IsAskDnsTypes(std::string_view text);

}  // namespace gatepost
