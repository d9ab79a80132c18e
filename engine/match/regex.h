// Regex: one pattern in Perl's syntax, as rules write it, on bytes, with the meaning SpamAssassin gives it:
// it compiles every rule under Perl's /aa. \w, \d, \s, \b and [:classes:] are ASCII; a byte is a Latin-1
// character for /i (E9 and C9 are one letter in two cases), \p{...}, \h, \v and \R. A character over
// \x{FF} matches no byte. Other charsets: the modifiers u and d.
//
// PCRE2 begins, because it is quick to build; where a pattern is used much, RE2 takes over where it can say
// exactly the same, and PCRE2's JIT where it cannot. What meets PCRE2's limits goes to RE2 too. Nobody
// outside match/ sees which. Compiled on first use; safe to share between threads. The one rule: a
// translation changes nothing about what matches (tests/match/differential_test.cc).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/limits.h"
#include "gatepost/status.h"

namespace gatepost {

// A pattern and its modifiers, apart from the delimiters.
struct PatternSource {
  std::string pattern;    // Perl syntax
  std::string modifiers;  // a subset of "adimnpsux", sorted
  friend bool operator==(const PatternSource&, const PatternSource&) = default;
};

// Reads "/foo/i", "m{foo}x", "m!foo!" ... Fails with kInvalidArgument and a reason; also for the modifiers
// g, c and o, of which Perl warns, so that SpamAssassin drops the rule (a rule counts by `tflags multiple`).
Result<PatternSource> ParsePatternLiteral(std::string_view text);

enum class MatchOutcome : std::uint8_t {
  kNo,
  kYes,
  kUndecided,  // a limit was met: could not tell; scores nothing and is reported
};

// A pattern's code as PCRE2 keeps it, for this build of PCRE2 and this machine alone: what it has in common
// with others, and its own. Both empty where there is none.
struct SavedCode {
  std::string shared, own;
};
struct SavedCodeView {
  std::string_view shared, own;
};

enum class RegexEngine : std::uint8_t { kRe2, kPcre2 };

// What is known of a pattern that was studied; a compiled ruleset keeps it.
struct PatternFacts {
  bool re2_decides = false;  // RE2 gives the same yes or no
  bool re2_locates = false;  // RE2 gives the same match
  bool stepwise = false;     // a search may be cut into several
  int captures = 0;
};

class Regex {
 public:
  // Checks the syntax and chooses the engine; the automaton itself is built by the first match. A few
  // microseconds. What Perl warns of is refused too, as SpamAssassin drops such a rule.
  // Fails with kInvalidArgument and a reason for a person. What it accepts can still be too large for both
  // engines; such a pattern is always kUndecided, and Validate() tells.
  static Result<Regex> Compile(const PatternSource& source, const Limits& limits);
  // The same without the check, for a pattern that Compile accepted before: all work is left to the first
  // match. A wrong one is always kUndecided.
  static Regex Deferred(const PatternSource& source, const Limits& limits);
  // The same for a pattern whose Facts(), Code() and GateTable() were kept; the last two may be empty, are
  // not copied and must outlive this object. A code of another PCRE2 is not used.
  static Regex Saved(const PatternSource& source, const Limits& limits, const PatternFacts& facts,
                     SavedCodeView code, std::span<const std::uint32_t> gate = {});
  PatternFacts Facts() const;
  const PatternSource& source() const;
  // What lets Saved() begin without compiling; to be trusted only where it comes from oneself.
  SavedCode Code() const;
  // Where a match can begin (gate.h), for Saved(); empty where that is not worth its size. Cost: up to some
  // milliseconds.
  std::vector<std::uint32_t> GateTable() const;
  // For patterns in our own code: aborts in debug builds where the pattern is wrong.
  Regex(std::string_view pattern, std::string_view modifiers);

  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  // Builds the automata and throws them away: for lint. Fails with kInvalidArgument and a reason.
  Status Validate() const;

  // The engine that Search(text) is meant for.
  RegexEngine engine() const;

  // Does it match anywhere in `text`?
  MatchOutcome Search(std::string_view text) const;
  // The same from `start` on (look-behind and \b see what stands before it). groups[0] is the whole
  // match; a group that took no part has data() == nullptr. `groups` is resized to the pattern's groups + 1.
  MatchOutcome Search(std::string_view text, std::size_t start, std::vector<std::string_view>* groups) const;
  // Number of matches as Perl's while (/.../g) counts them, at most `max_count` (0: no maximum).
  MatchOutcome Count(std::string_view text, int max_count, int* count) const;

  // Names of the groups by number; "" where a group has none.
  std::vector<std::string> GroupNames() const;

 private:
  Regex() = default;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatepost
