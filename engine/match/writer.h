// A Syntax tree as text that RE2 or PCRE2 reads with the same meaning. Internal to match/; see regex.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gatepost/status.h"
#include "match/analysis.h"
#include "match/syntax.h"

namespace gatepost::match {

enum class Dialect : std::uint8_t { kRe2, kPcre2 };

struct WrittenPattern {
  std::string text;
  bool fold = false;         // to be compiled without regard to case; "." is any byte
  bool latin1_case = false;  // case matters for a byte from 0x80 on, or for a back-reference
};

// For kPcre2, callout 1 stands before a repeat whose run PCRE2 does not count (possessive.h).
// `captures` false: groups that nothing refers to are not numbered. `share` (kPcre2 only): what stands
// often is written once and called (sharing.h); slower, and for what is too large for PCRE2 otherwise.
// Fails with kInvalidArgument for a look-behind that PCRE2 cannot run. For kRe2 only where
// Analyze says that RE2 decides.
Result<WrittenPattern> Write(const Syntax& syntax, const std::vector<Lengths>& lengths, Dialect dialect,
                             bool captures, bool share = false);

}  // namespace gatepost::match
