// Tested by tests/match/regex_test.cc, tests/match/differential_test.cc
#include "match/regex.h"

#include <cassert>
#include <mutex>
#include <optional>

#include "match/analysis.h"
#include "match/parser.h"
#include "match/pcre2_program.h"
#include "match/re2_program.h"
#include "match/writer.h"

namespace gatepost {
namespace {

// One of the two engines, or neither when the pattern is too large for both.
struct Program {
  std::optional<match::Re2Program> re2;
  std::optional<match::Pcre2Program> pcre2;
};

bool CanBeCut(const match::Syntax& syntax) {
  for (const match::Node& node : syntax.nodes) {
    if (node.kind == match::NodeKind::kVerb || node.assertion == match::Assertion::kSearchStart) return false;
  }
  return true;
}

}  // namespace

struct Regex::Impl {
  PatternSource source;
  Limits limits;
  match::Analysis analysis;
  int captures = 0;

  std::once_flag study_once;
  std::once_flag decide_once;
  std::once_flag locate_once;
  Program decide;  // yes or no
  Program locate;  // where, and the groups

  // What the pattern needs, without building an automaton.
  Status Study() {
    const Result<match::Syntax> syntax = match::Parse(source.pattern, source.modifiers);
    if (!syntax) return syntax.error();
    const std::vector<match::Lengths> lengths = match::MeasureLengths(*syntax);
    captures = syntax->captures;
    analysis = match::Analyze(*syntax, lengths);
    // An empty match must be refused where the one before was empty, which RE2 cannot be told.
    if (lengths[static_cast<std::size_t>(syntax->root)].min == 0) analysis.re2_locates = false;
    if (analysis.re2_decides) return Status::Ok();
    // A look-behind may be more than PCRE2 can run.
    const auto written = match::Write(*syntax, lengths, match::Dialect::kPcre2, false);
    return written ? Status::Ok() : written.error();
  }
  Impl& Studied() {
    std::call_once(study_once, [this] { (void)Study(); });
    return *this;
  }

  Status Build(bool re2_fits, bool captures_wanted, Program* program) const {
    const Result<match::Syntax> syntax = match::Parse(source.pattern, source.modifiers);
    if (!syntax) return syntax.error();
    const std::vector<match::Lengths> lengths = match::MeasureLengths(*syntax);
    if (re2_fits) {
      const auto written = match::Write(*syntax, lengths, match::Dialect::kRe2, captures_wanted);
      if (!written) return written.error();
      auto re2 = match::Re2Program::Compile(*written);
      if (re2) {
        program->re2 = std::move(re2).value();
        return Status::Ok();
      }
    }
    const auto written = match::Write(*syntax, lengths, match::Dialect::kPcre2, captures_wanted);
    if (!written) return written.error();
    auto pcre2 = match::Pcre2Program::Compile(*written, CanBeCut(*syntax), limits);
    if (!pcre2 && pcre2.error().code() == StatusCode::kResourceExhausted) {
      const auto shared = match::Write(*syntax, lengths, match::Dialect::kPcre2, captures_wanted, true);
      if (shared) pcre2 = match::Pcre2Program::Compile(*shared, CanBeCut(*syntax), limits);
    }
    if (!pcre2) return pcre2.error();
    program->pcre2 = std::move(pcre2).value();
    return Status::Ok();
  }

  const Program& Decider() {
    std::call_once(decide_once, [this] { (void)Studied().Build(analysis.re2_decides, false, &decide); });
    return decide;
  }
  const Program& Locator() {
    std::call_once(locate_once, [this] { (void)Studied().Build(analysis.re2_locates, true, &locate); });
    return locate;
  }

  MatchOutcome Decide(std::string_view text, std::size_t start) {
    const Program& program = Decider();
    if (program.re2) return program.re2->Matches(text, start) ? MatchOutcome::kYes : MatchOutcome::kNo;
    if (program.pcre2) return program.pcre2->Match(text, start, false, nullptr);
    return MatchOutcome::kUndecided;
  }

  MatchOutcome Locate(std::string_view text, std::size_t start, bool not_empty_at_start, std::size_t groups,
                      std::vector<std::size_t>* spans) {
    const Program& program = Locator();
    if (program.re2) {
      return program.re2->Locate(text, start, spans, groups) ? MatchOutcome::kYes : MatchOutcome::kNo;
    }
    if (program.pcre2) return program.pcre2->Match(text, start, not_empty_at_start, spans);
    return MatchOutcome::kUndecided;
  }
};

Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::Compile(const PatternSource& source, const Limits& limits) {
  Regex regex = Deferred(source, limits);
  Status status;
  std::call_once(regex.impl_->study_once, [&] { status = regex.impl_->Study(); });
  if (!status.ok()) return status;
  return regex;
}

Regex Regex::Deferred(const PatternSource& source, const Limits& limits) {
  Regex regex;
  regex.impl_ = std::make_unique<Impl>();
  regex.impl_->source = source;
  regex.impl_->limits = limits;
  return regex;
}

Regex::Regex(std::string_view pattern, std::string_view modifiers) {
  Result<Regex> regex = Compile({std::string(pattern), std::string(modifiers)}, Limits{});
  assert(regex.has_value());
  if (regex) *this = std::move(regex).value();
}

Status Regex::Validate() const {
  if (!impl_) return Status(StatusCode::kInvalidArgument, "no pattern");
  impl_->Studied();
  Program program;
  Status status = impl_->Build(impl_->analysis.re2_decides, false, &program);
  if (!status.ok() || impl_->captures == 0) return status;
  Program with_groups;
  return impl_->Build(impl_->analysis.re2_locates, true, &with_groups);
}

RegexEngine Regex::engine() const {
  return impl_ && impl_->Studied().analysis.re2_decides ? RegexEngine::kRe2 : RegexEngine::kPcre2;
}

MatchOutcome Regex::Search(std::string_view text) const {
  if (!impl_) return MatchOutcome::kUndecided;
  return impl_->Decide(text, 0);
}

MatchOutcome Regex::Search(std::string_view text, std::size_t start,
                           std::vector<std::string_view>* groups) const {
  if (groups) groups->clear();
  if (!impl_) return MatchOutcome::kUndecided;
  if (groups) groups->resize(static_cast<std::size_t>(impl_->Studied().captures) + 1);
  if (start > text.size()) return MatchOutcome::kNo;
  if (!groups) return impl_->Decide(text, start);
  std::vector<std::size_t> spans;
  const MatchOutcome outcome = impl_->Locate(text, start, false, groups->size() - 1, &spans);
  if (outcome != MatchOutcome::kYes) return outcome;
  for (std::size_t i = 0; i < groups->size() && 2 * i + 1 < spans.size(); ++i) {
    if (spans[2 * i] == std::string_view::npos) continue;
    const std::size_t end = spans[2 * i + 1];
    // \K in a look-around can put the start behind the end.
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
    const MatchOutcome outcome = impl_->Locate(text, start, after_empty, 0, &spans);
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
  std::vector<std::string> names;
  if (!impl_) return names;
  names.resize(static_cast<std::size_t>(impl_->Studied().captures) + 1);
  const Result<match::Syntax> syntax = match::Parse(impl_->source.pattern, impl_->source.modifiers);
  if (!syntax) return names;
  for (const auto& [name, group] : syntax->names) names[static_cast<std::size_t>(group)] = name;
  return names;
}

}  // namespace gatepost
