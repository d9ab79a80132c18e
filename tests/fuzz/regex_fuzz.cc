// ParsePatternLiteral and Regex on any bytes: the first line is a pattern literal, the rest the text. Where
// RE2 and PCRE2 both can run the pattern they must agree, groups are pieces of the text, and a pattern that
// matches is a candidate of its PatternSet.
#include <cstdint>
#include <string_view>
#include <vector>

#include "fuzz/fuzz_check.h"
#include "match/analysis.h"
#include "match/parser.h"
#include "match/pattern_set.h"
#include "match/pcre2_program.h"
#include "match/regex.h"
#include "match/writer.h"
#include "support/candidates.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxTextBytes = 2000;

Limits SmallLimits() {
  Limits limits;
  limits.max_match_steps = 2000;
  return limits;
}

void CheckGroups(const Regex& regex, std::string_view text, bool matches) {
  std::vector<std::string_view> groups;
  const MatchOutcome outcome = regex.Search(text, 0, &groups);
  if (outcome == MatchOutcome::kUndecided) return;
  FUZZ_CHECK((outcome == MatchOutcome::kYes) == matches);
  FUZZ_CHECK(groups.size() == regex.GroupNames().size());
  for (std::string_view group : groups) {
    if (!group.data()) continue;
    FUZZ_CHECK(group.data() >= text.data() && group.data() + group.size() <= text.data() + text.size());
  }
  int count = 0;
  const MatchOutcome counted = regex.Count(text, 100, &count);
  FUZZ_CHECK(counted == MatchOutcome::kUndecided || (count > 0) == matches);
}

void CheckAgainstPcre2(const PatternSource& source, std::string_view text, bool matches) {
  const Result<match::Syntax> syntax = match::Parse(source.pattern, source.modifiers);
  FUZZ_CHECK(syntax.has_value());
  const auto written = match::Write(*syntax, match::MeasureLengths(*syntax), match::Dialect::kPcre2, false);
  FUZZ_CHECK(written.has_value());
  const auto pcre2 = match::Pcre2Program::Compile(*written, true, SmallLimits());
  if (!pcre2) return;  // too large
  const MatchOutcome outcome = pcre2->Match(text, 0, false, nullptr);
  FUZZ_CHECK(outcome == MatchOutcome::kUndecided || (outcome == MatchOutcome::kYes) == matches);
}

void Check(std::string_view literal, std::string_view text) {
  const Result<PatternSource> source = ParsePatternLiteral(literal);
  if (!source) return;
  Result<Regex> regex = Regex::Compile(*source, SmallLimits());
  if (!regex) return;
  const MatchOutcome outcome = regex->Search(text);
  if (outcome == MatchOutcome::kUndecided) return;
  const bool matches = outcome == MatchOutcome::kYes;
  CheckGroups(*regex, text, matches);
  if (regex->engine() == RegexEngine::kRe2) CheckAgainstPcre2(*source, text, matches);

  PatternSet set;
  FUZZ_CHECK(set.Add(*source, SmallLimits()).has_value());
  set.Build();
  FUZZ_CHECK(!matches || Candidates(set, text).size() == 1);
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line_end = input.find('\n');
  if (line_end == std::string_view::npos) return 0;
  gatepost::Check(input.substr(0, line_end), input.substr(line_end + 1).substr(0, gatepost::kMaxTextBytes));
  return 0;
}
