// Pcre2Program: a pattern run by PCRE2 with limits. Internal to match/; see regex.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/limits.h"
#include "gatepost/status.h"
#include "match/gate.h"
#include "match/hard_places.h"
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

  // The code as bytes that Load takes; none where it cannot be.
  SavedCode Save() const;
  // Nothing where `saved` is empty or of another PCRE2. The bytes are trusted: whoever can change them can
  // make this process do anything. They are copied.
  static std::optional<Pcre2Program> Load(const SavedCodeView& saved, bool stepwise, const Limits& limits);
  // The same program compiled to machine code, for MatchCheaply alone; nothing where that cannot be.
  // Cost: 20 to 500 microseconds.
  std::optional<Pcre2Program> Quicker() const;

  // From now on only the gate's places are tried (where the pattern is stepwise). Not while others search.
  void SetGate(const Gate& gate);
  // From now on these are asked before much is spent on a place (where the pattern is stepwise). They must
  // stay. Not while others search.
  void SetHardPlaces(const HardPlaces* hard_places);

  // First match at or after `start`. `spans` (may be null) gets groups + 1 pairs of offsets, npos where a
  // group took no part. `not_empty_at_start` refuses an empty match at `start` itself (Perl's rule after
  // an empty match). Safe from several threads.
  MatchOutcome Match(std::string_view text, std::size_t start, bool not_empty_at_start,
                     std::vector<std::size_t>* spans) const;
  // The same, giving up (kUndecided) where it needs many steps: some 50,000.
  MatchOutcome MatchCheaply(std::string_view text, std::size_t start, bool not_empty_at_start,
                            std::vector<std::size_t>* spans) const;

 private:
  Pcre2Program() = default;
  // `most` steps for one starting point, `budget` for all that need more than a few.
  MatchOutcome MatchWithin(std::string_view text, std::size_t start, bool not_empty_at_start,
                           std::vector<std::size_t>* spans, std::uint32_t most, std::uint64_t budget) const;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatepost::match
