// Tested by tests/match/regex_test.cc
#include "match/regex.h"

#include <cassert>
#include <optional>

#include "match/pcre2_program.h"

namespace gatepost {

struct Regex::Impl {
  std::optional<match::Pcre2Program> pcre2;
};

Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::Compile(const PatternSource& source, const Limits& limits) {
  std::string flags;
  for (char modifier : source.modifiers) {
    if (std::string_view("imsxn").find(modifier) != std::string_view::npos) flags += modifier;
  }
  std::string pattern = flags.empty() ? source.pattern : "(?" + flags + ")" + source.pattern;
  Result<match::Pcre2Program> program = match::Pcre2Program::Compile(pattern, limits);
  if (!program) return program.error();
  Regex regex;
  regex.impl_ = std::make_unique<Impl>();
  regex.impl_->pcre2 = std::move(program).value();
  return regex;
}

Regex::Regex(std::string_view pattern, std::string_view modifiers) {
  Result<Regex> regex = Compile({std::string(pattern), std::string(modifiers)}, Limits{});
  assert(regex.has_value());
  if (regex) *this = std::move(regex).value();
}

RegexEngine Regex::engine() const { return RegexEngine::kPcre2; }

MatchOutcome Regex::Search(std::string_view text) const {
  if (!impl_) return MatchOutcome::kUndecided;
  return impl_->pcre2->Match(text, 0, false, nullptr);
}

MatchOutcome Regex::Search(std::string_view text, std::size_t start,
                           std::vector<std::string_view>* groups) const {
  if (!impl_) return MatchOutcome::kUndecided;
  if (start > text.size()) return MatchOutcome::kNo;
  std::vector<std::size_t> spans;
  const MatchOutcome outcome = impl_->pcre2->Match(text, start, false, groups ? &spans : nullptr);
  if (!groups) return outcome;
  groups->assign(static_cast<std::size_t>(impl_->pcre2->group_count()) + 1, std::string_view());
  if (outcome != MatchOutcome::kYes) return outcome;
  for (std::size_t i = 0; i < groups->size(); ++i) {
    if (spans[2 * i] == std::string_view::npos) continue;
    // \K in a look-around can put the start behind the end.
    const std::size_t end = spans[2 * i + 1];
    const std::size_t begin = spans[2 * i] < end ? spans[2 * i] : end;
    (*groups)[i] = std::string_view(text.data() ? text.data() + begin : "", end - begin);
  }
  return outcome;
}

MatchOutcome Regex::Count(std::string_view text, int max_count, int* count) const {
  *count = 0;
  if (!impl_) return MatchOutcome::kUndecided;
  std::vector<std::size_t> spans;
  std::size_t start = 0;
  bool after_empty = false;
  while (start <= text.size()) {
    const MatchOutcome outcome = impl_->pcre2->Match(text, start, after_empty, &spans);
    if (outcome == MatchOutcome::kUndecided && *count == 0) return outcome;
    if (outcome != MatchOutcome::kYes) break;
    ++*count;
    if (max_count > 0 && *count >= max_count) break;
    // As Perl: the next match starts where this one ended, and may be empty there only if this one was not.
    after_empty = spans[1] <= spans[0];
    start = spans[1];
  }
  return *count > 0 ? MatchOutcome::kYes : MatchOutcome::kNo;
}

std::vector<std::string> Regex::GroupNames() const {
  return impl_ ? impl_->pcre2->GroupNames() : std::vector<std::string>();
}

}  // namespace gatepost
