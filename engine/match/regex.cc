// Tested by tests/match/regex_test.cc, tests/match/differential_test.cc
#include "match/regex.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <optional>

#include "base/once.h"
#include "match/analysis.h"
#include "match/gate.h"
#include "match/hard_places.h"
#include "match/nfa.h"
#include "match/parser.h"
#include "match/pcre2_program.h"
#include "match/re2_program.h"
#include "match/writer.h"

namespace gatepost {
namespace {

// Bytes that a pattern may search before it gets the engine that is slow to build and quick to run. A process
// that checks one message seldom gets there, one that lives is soon past it.
constexpr std::size_t kWarmBytes = std::size_t{64} << 10;

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
  PatternFacts facts;
  SavedCodeView saved;  // of a compiled ruleset
  match::Gate gate;
  match::HardPlaces hard_places{source};

  Once study_once;
  Once first_once;
  Once warm_once;
  Once locate_once;
  std::optional<match::Pcre2Program> first;  // quick to build, slow to run
  Program warm;                              // the other way round
  Program locate;                            // for groups
  std::atomic<std::size_t> searched{0};

  // What the pattern needs, without building an automaton.
  Status Study() {
    const Result<match::Syntax> syntax = match::Parse(source.pattern, source.modifiers);
    if (!syntax) return syntax.error();
    const std::vector<match::Lengths> lengths = match::MeasureLengths(*syntax);
    const match::Analysis analysis = match::Analyze(*syntax, lengths);
    facts.captures = syntax->captures;
    facts.stepwise = CanBeCut(*syntax);
    facts.re2_decides = analysis.re2_decides;
    // An empty match must be refused where the one before was empty, which RE2 cannot be told.
    facts.re2_locates = analysis.re2_locates && lengths[static_cast<std::size_t>(syntax->root)].min > 0;
    if (facts.re2_decides) return Status::Ok();
    // A look-behind may be more than PCRE2 can run.
    const auto written = match::Write(*syntax, lengths, match::Dialect::kPcre2, false);
    return written ? Status::Ok() : written.error();
  }
  Impl& Studied() {
    study_once.Call([this] { (void)Study(); });
    return *this;
  }

  Status Build(bool re2_fits, bool captures_wanted, Program* program) const {
    const Result<match::Syntax> syntax = match::Parse(source.pattern, source.modifiers);
    if (!syntax) return syntax.error();
    const std::vector<match::Lengths> lengths = match::MeasureLengths(*syntax);
    // Facts may come from a file; what RE2 reads otherwise it never gets.
    if (re2_fits && match::Analyze(*syntax, lengths).re2_decides) {
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
    auto pcre2 = match::Pcre2Program::Compile(*written, facts.stepwise, limits);
    if (!pcre2 && pcre2.error().code() == StatusCode::kResourceExhausted) {
      const auto shared = match::Write(*syntax, lengths, match::Dialect::kPcre2, captures_wanted, true);
      if (shared) pcre2 = match::Pcre2Program::Compile(*shared, facts.stepwise, limits);
    }
    if (!pcre2) return pcre2.error();
    program->pcre2 = std::move(pcre2).value();
    return Status::Ok();
  }

  // Null where PCRE2 cannot run it.
  const match::Pcre2Program* First() {
    first_once.Call([this] {
      Studied();
      first = match::Pcre2Program::Load(saved, facts.stepwise, limits);
      Program built;
      if (!first && Build(false, false, &built).ok()) first = std::move(built.pcre2);
      if (!first) return;
      first->SetGate(gate);
      first->SetHardPlaces(&hard_places);
    });
    return first ? &*first : nullptr;
  }
  const Program& Warm() {
    warm_once.Call([this] {
      Studied();
      if (facts.re2_decides) (void)Build(true, false, &warm);
      if (warm.re2 || First() == nullptr) return;
      warm.pcre2 = First()->Quicker();
    });
    return warm;
  }
  const Program& Locator() {
    locate_once.Call([this] { (void)Studied().Build(facts.re2_locates, true, &locate); });
    return locate;
  }

  // Is the quick engine worth its building, for so many bytes more?
  bool IsWarm(std::size_t bytes) const {
    return bytes >= kWarmBytes || searched.load(std::memory_order_relaxed) >= kWarmBytes;
  }
  void AddSearched(std::size_t bytes) {
    const std::size_t before = searched.load(std::memory_order_relaxed);
    if (before < kWarmBytes) searched.store(before + std::min(bytes, kWarmBytes), std::memory_order_relaxed);
  }

  // `spans` (may be null) gets the whole match. RE2 is asked in the end wherever it can answer, because
  // PCRE2 may meet its limits; and its quick engine, whose limit is further away, before it is given up: what
  // a text gives does not depend on what was searched before.
  MatchOutcome Find(std::string_view text, std::size_t start, bool not_empty_at_start,
                    std::vector<std::size_t>* spans) {
    Studied();
    const bool re2_fits = spans != nullptr ? facts.re2_locates : facts.re2_decides;
    bool slow_gave_up = false;
    if (!IsWarm(text.size() - start)) {
      if (const match::Pcre2Program* program = First()) {
        const MatchOutcome outcome = re2_fits ? program->MatchCheaply(text, start, not_empty_at_start, spans)
                                              : program->Match(text, start, not_empty_at_start, spans);
        const bool is_located = spans != nullptr && outcome == MatchOutcome::kYes && (*spans)[1] >= start;
        AddSearched((is_located ? (*spans)[1] : text.size()) - start);
        if (outcome != MatchOutcome::kUndecided) return outcome;
        slow_gave_up = !re2_fits;
      }
    }
    const Program& program = Warm();
    if (program.re2 && re2_fits) {
      if (spans == nullptr) return program.re2->Matches(text, start) ? MatchOutcome::kYes : MatchOutcome::kNo;
      return program.re2->Locate(text, start, spans, 0) ? MatchOutcome::kYes : MatchOutcome::kNo;
    }
    if (program.pcre2) {
      const MatchOutcome outcome = program.pcre2->MatchCheaply(text, start, not_empty_at_start, spans);
      if (outcome != MatchOutcome::kUndecided) return outcome;
    }
    if (slow_gave_up || First() == nullptr) return MatchOutcome::kUndecided;
    return First()->Match(text, start, not_empty_at_start, spans);
  }

  MatchOutcome FindGroups(std::string_view text, std::size_t start, std::size_t groups,
                          std::vector<std::size_t>* spans) {
    if (const MatchOutcome outcome = Find(text, start, false, nullptr); outcome != MatchOutcome::kYes)
      return outcome;
    const Program& program = Locator();
    if (program.re2) {
      return program.re2->Locate(text, start, spans, groups) ? MatchOutcome::kYes : MatchOutcome::kNo;
    }
    if (program.pcre2) return program.pcre2->Match(text, start, false, spans);
    return MatchOutcome::kUndecided;
  }
};

Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::Compile(const PatternSource& source, const Limits& limits) {
  Regex regex = Deferred(source, limits);
  Status status;
  regex.impl_->study_once.Call([&] { status = regex.impl_->Study(); });
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

Regex Regex::Saved(const PatternSource& source, const Limits& limits, const PatternFacts& facts,
                   SavedCodeView code, std::span<const std::uint32_t> gate) {
  Regex regex = Deferred(source, limits);
  regex.impl_->study_once.Call([&] { regex.impl_->facts = facts; });
  regex.impl_->saved = code;
  regex.impl_->gate = match::Gate(gate);
  return regex;
}

PatternFacts Regex::Facts() const { return impl_ ? impl_->Studied().facts : PatternFacts(); }

const PatternSource& Regex::source() const {
  static const PatternSource none;
  return impl_ ? impl_->source : none;
}

SavedCode Regex::Code() const {
  const match::Pcre2Program* program = impl_ ? impl_->First() : nullptr;
  return program != nullptr ? program->Save() : SavedCode();
}

std::vector<std::uint32_t> Regex::GateTable() const {
  if (!Facts().stepwise) return {};
  const Result<match::Syntax> syntax = match::Parse(source().pattern, source().modifiers);
  if (!syntax) return {};
  // What can match nothing begins everywhere.
  if (match::MeasureLengths(*syntax)[static_cast<std::size_t>(syntax->root)].min == 0) return {};
  return match::Gate::MakeTable(match::Nfa(*syntax));
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
  Status status = impl_->Build(impl_->facts.re2_decides, false, &program);
  if (!status.ok() || impl_->facts.captures == 0) return status;
  Program with_groups;
  return impl_->Build(impl_->facts.re2_locates, true, &with_groups);
}

RegexEngine Regex::engine() const {
  return impl_ && impl_->Studied().facts.re2_decides ? RegexEngine::kRe2 : RegexEngine::kPcre2;
}

MatchOutcome Regex::Search(std::string_view text) const {
  if (!impl_) return MatchOutcome::kUndecided;
  return impl_->Find(text, 0, false, nullptr);
}

MatchOutcome Regex::Search(std::string_view text, std::size_t start,
                           std::vector<std::string_view>* groups) const {
  if (groups) groups->clear();
  if (!impl_) return MatchOutcome::kUndecided;
  if (groups) groups->resize(static_cast<std::size_t>(impl_->Studied().facts.captures) + 1);
  if (start > text.size()) return MatchOutcome::kNo;
  if (!groups) return impl_->Find(text, start, false, nullptr);
  std::vector<std::size_t> spans;
  const MatchOutcome outcome = impl_->FindGroups(text, start, groups->size() - 1, &spans);
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
  if (!impl_->gate.empty()) {
    if (const std::optional<int> counted = impl_->gate.Count(text, max_count)) {
      *count = *counted;
      return *count > 0 ? MatchOutcome::kYes : MatchOutcome::kNo;
    }
  }
  std::vector<std::size_t> spans;
  std::size_t start = 0;
  bool after_empty = false;
  while (start <= text.size()) {
    const MatchOutcome outcome = impl_->Find(text, start, after_empty, &spans);
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
  names.resize(static_cast<std::size_t>(impl_->Studied().facts.captures) + 1);
  const Result<match::Syntax> syntax = match::Parse(impl_->source.pattern, impl_->source.modifiers);
  if (!syntax) return names;
  for (const auto& [name, group] : syntax->names) names[static_cast<std::size_t>(group)] = name;
  return names;
}

}  // namespace gatepost
