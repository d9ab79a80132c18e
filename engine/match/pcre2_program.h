// Pcre2Program: a pattern run by PCRE2 with limits. Internal to match/; see regex.h.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "gatepost/limits.h"
#include "gatepost/status.h"
#include "match/regex.h"
#include "match/writer.h"

namespace gatepost::match {

class Pcre2Program {
 public:
  // `stepwise`: the pattern has neither \G nor a verb, so that one search may be cut into several.
  // Fails with PCRE2's message: kResourceExhausted where the pattern is too large, else kInvalidArgument.
  static Result<Pcre2Program> Compile(const WrittenPattern& pattern, bool stepwise, const Limits& limits);

  Pcre2Program(Pcre2Program&&) noexcept;
  Pcre2Program& operator=(Pcre2Program&&) noexcept;
  ~Pcre2Program();

  // First match at or after `start`. `spans` (may be null) gets groups + 1 pairs of offsets, npos where a
  // group took no part. `not_empty_at_start` refuses an empty match at `start` itself (Perl's rule after
  // an empty match). Safe from several threads.
  MatchOutcome Match(std::string_view text, std::size_t start, bool not_empty_at_start,
                     std::vector<std::size_t>* spans) const;

 private:
  Pcre2Program() = default;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatepost::match
