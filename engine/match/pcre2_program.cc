// Tested by tests/match/regex_test.cc
//
// PCRE2's match limit holds for one starting point; a text of n bytes has n of them. So that a hostile text
// cannot cost n times the limit, a search runs with a low limit; a starting point that needs more is tried
// alone with a higher one, and those tries share one budget. A callout at the head of the pattern tells
// which starting point it was. PCRE2 counts a step where it goes back, and none for the bytes a repeat runs
// over: so repeats are not made possessive on their own, or a text of one long word would cost its square.
// Those that possessive.h marks are, and a callout before each counts how far it can run.
#include "match/pcre2_program.h"

#include <algorithm>
#include <cstring>

#include "match/pcre2_program_impl.h"

namespace gatepost::match {
namespace {

constexpr std::uint32_t kCheapSteps = 200;
constexpr std::uint32_t kStepGrowth = 8;
// Bytes of a run that cost as much as a step.
constexpr std::size_t kRunBytesPerStep = 32;
// What a search may need that is to stay cheaper than the building of another engine.
constexpr std::uint32_t kMiddlingSteps = 13000;
// The same for large patterns, by byte of PCRE2's code: both unroll counts.
constexpr std::size_t kMiddlingStepsPerByte = 4;
// Budget of the tries with more than kCheapSteps, in units of Limits::max_match_steps.
constexpr std::uint64_t kBudgetMatches = 100;
// From the first place that needs more steps on, HardPlaces are asked, with so many visits at most.
constexpr std::uint32_t kStepsBeforeDoubt = 2000;
constexpr std::uint64_t kMostVisits = 400000;
constexpr std::uint64_t kVisitsPerStep = 8;  // for the same time
constexpr std::uint64_t kWalkVisitsPerByte = 32;

// A run ends with the line, at the latest.
int OnCallout(pcre2_callout_block* block, void* data) {
  auto* scratch = static_cast<Scratch*>(data);
  if (block->callout_number == 0) {
    scratch->last_start = block->start_match;
    return 0;
  }
  const char* from = reinterpret_cast<const char*>(block->subject) + block->current_position;
  const std::size_t left = block->subject_length - block->current_position;
  const void* end = left > 0 ? std::memchr(from, '\n', left) : nullptr;
  const std::size_t run =
      end != nullptr ? static_cast<std::size_t>(static_cast<const char*>(end) - from) : left;
  if (run > scratch->run_bytes) return PCRE2_ERROR_MATCHLIMIT;
  scratch->run_bytes -= run;
  return 0;
}

// What `walk` says; the visits it uses up, at most `most`, are paid from a budget of steps.
template <typename Walk>
auto WithVisits(std::uint64_t most, std::uint64_t* budget, const Walk& walk) {
  std::uint64_t visits = std::min(*budget * kVisitsPerStep, most);
  *budget -= visits / kVisitsPerStep;
  const auto found = walk(&visits);
  *budget += visits / kVisitsPerStep;
  return found;
}

}  // namespace

bool Scratch::Prepare(std::uint32_t wanted_pairs) {
  if (!context) {
    context.reset(pcre2_match_context_create(nullptr));
    if (!context) return false;
    pcre2_set_callout(context.get(), OnCallout, this);
  }
  if (pairs != wanted_pairs || !data) {
    data.reset(pcre2_match_data_create(wanted_pairs, nullptr));
    pairs = wanted_pairs;
  }
  return data != nullptr;
}

// PCRE2's tables begin with 256 lower-case bytes and 256 with the case flipped (pcre2_dftables). Perl
// pairs Latin-1 letters even under /aa.
const unsigned char* Latin1CaseTables() {
  static const unsigned char* const tables = [] {
    const std::uint8_t* made = pcre2_maketables(nullptr);
    if (!made) return made;
    auto* bytes = const_cast<unsigned char*>(made);
    for (unsigned byte = 0xC0; byte <= 0xFF; ++byte) {
      const unsigned other = OtherCase(byte, Charset::kUnicode);
      bytes[byte] = static_cast<unsigned char>(std::max(byte, other));
      bytes[256 + byte] = static_cast<unsigned char>(other);
    }
    return made;
  }();
  return tables;
}

int Pcre2Program::Impl::Run(Scratch* scratch, std::string_view text, std::size_t start, std::uint32_t options,
                            std::uint32_t steps, std::size_t last_start) const {
  scratch->run_bytes = kRunBytesPerStep * steps;
  pcre2_set_match_limit(scratch->context.get(), steps);
  pcre2_set_depth_limit(scratch->context.get(), steps);
  pcre2_set_heap_limit(scratch->context.get(), limits.max_match_heap_kib);
  pcre2_set_offset_limit(scratch->context.get(), last_start);
  return pcre2_match(code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), start, options,
                     scratch->data.get(), scratch->context.get());
}

int Pcre2Program::Impl::Search(Scratch* scratch, std::string_view text, std::size_t start,
                               std::uint32_t options, std::uint32_t most, std::uint64_t budget) const {
  if (!stepwise || most <= kCheapSteps) return Run(scratch, text, start, options, most, PCRE2_UNSET);
  const bool gated = !gate.empty();
  std::size_t gate_budget = Gate::Budget(text);
  bool doubts = false, skips = true;
  while (true) {
    if (gated) {
      const std::size_t next = gate.Next(text, start, &gate_budget);
      if (next == std::string_view::npos) return PCRE2_ERROR_NOMATCH;
      if (next != start) options = 0;
      start = next;
    }
    int result = Run(scratch, text, start, options, kCheapSteps, gated ? start : PCRE2_UNSET);
    if (gated && result == PCRE2_ERROR_NOMATCH) {
      ++start;
      options = 0;
      continue;
    }
    if (result != PCRE2_ERROR_MATCHLIMIT) return result;
    const std::size_t hard = gated ? start : scratch->last_start;
    if (hard != start) options = 0;  // no longer where an empty match is refused
    std::size_t next = hard + 1;
    bool asked = false;
    for (std::uint32_t steps = kCheapSteps; result == PCRE2_ERROR_MATCHLIMIT && steps < most;) {
      steps = static_cast<std::uint32_t>(std::min<std::uint64_t>(most, std::uint64_t{steps} * kStepGrowth));
      doubts |= steps > kStepsBeforeDoubt;
      if (doubts && !asked && !IsWorthMore(text, hard, &budget)) {
        result = PCRE2_ERROR_NOMATCH;
        if (!skips || hard >= text.size()) break;
        next = NextWorthMore(text, hard + 1, &budget);
        if (next == std::string_view::npos) return result;
        skips = next > hard + 1;
        break;
      }
      asked = doubts;
      if (budget < steps) return PCRE2_ERROR_MATCHLIMIT;
      budget -= steps;
      result = Run(scratch, text, hard, options, steps, hard);
    }
    if (result != PCRE2_ERROR_NOMATCH) return result;
    if (hard >= text.size()) return result;
    start = next;
    options = 0;
  }
}

bool Pcre2Program::Impl::IsWorthMore(std::string_view text, std::size_t place, std::uint64_t* budget) const {
  return hard_places == nullptr || WithVisits(kMostVisits, budget, [&](std::uint64_t* visits) {
           return hard_places->CanMatch(text, place, visits);
         });
}

std::size_t Pcre2Program::Impl::NextWorthMore(std::string_view text, std::size_t place,
                                              std::uint64_t* budget) const {
  if (hard_places == nullptr) return place;
  return WithVisits(kMostVisits + kWalkVisitsPerByte * text.size(), budget,
                    [&](std::uint64_t* visits) { return hard_places->NextPlace(text, place, visits); });
}

void Pcre2Program::Impl::SetCode(pcre2_code* compiled) {
  code.reset(compiled);
  if (!code) return;
  pcre2_pattern_info(code.get(), PCRE2_INFO_CAPTURECOUNT, &groups);
  middling_steps = static_cast<std::uint32_t>(std::min<std::size_t>(
      std::max<std::size_t>(kMiddlingSteps, kMiddlingStepsPerByte * CodeBytes(code.get())),
      limits.max_match_steps));
}

void Pcre2Program::SetHardPlaces(const HardPlaces* hard_places) { impl_->hard_places = hard_places; }

void Pcre2Program::SetGate(const Gate& gate) {
  std::uint32_t options = 0;
  pcre2_pattern_info(impl_->code.get(), PCRE2_INFO_ALLOPTIONS, &options);
  // PCRE2 itself looks no further than the text's start.
  if ((options & PCRE2_ANCHORED) == 0) impl_->gate = gate;
}

Pcre2Program::Pcre2Program(Pcre2Program&&) noexcept = default;
Pcre2Program& Pcre2Program::operator=(Pcre2Program&&) noexcept = default;
Pcre2Program::~Pcre2Program() = default;

Result<Pcre2Program> Pcre2Program::Compile(const WrittenPattern& pattern, bool stepwise,
                                           const Limits& limits) {
  std::unique_ptr<pcre2_compile_context, CompileContextFree> context(pcre2_compile_context_create(nullptr));
  if (!context) return Status(StatusCode::kResourceExhausted, "out of memory");
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  if (pattern.latin1_case) pcre2_set_character_tables(context.get(), Latin1CaseTables());

  Pcre2Program program;
  program.impl_ = std::make_unique<Impl>();
  program.impl_->limits = limits;
  program.impl_->stepwise = stepwise;
  // (?C) is the callout that notes the starting point.
  const std::string text = stepwise ? "(?C)(?:" + pattern.text + ")" : pattern.text;
  std::uint32_t options = PCRE2_NEVER_UTF | PCRE2_DOTALL | PCRE2_USE_OFFSET_LIMIT | PCRE2_NO_AUTO_POSSESS;
  if (pattern.fold) options |= PCRE2_CASELESS;
  int error = 0;
  PCRE2_SIZE offset = 0;
  program.impl_->SetCode(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), options,
                                       &error, &offset, context.get()));
  if (!program.impl_->code) {
    PCRE2_UCHAR message[256] = {};
    pcre2_get_error_message(error, message, sizeof message);
    const bool too_large = error == PCRE2_ERROR_PATTERN_TOO_LARGE;
    return Status(too_large ? StatusCode::kResourceExhausted : StatusCode::kInvalidArgument,
                  reinterpret_cast<const char*>(message));
  }
  return program;
}

MatchOutcome Pcre2Program::MatchWithin(std::string_view text, std::size_t start, bool not_empty_at_start,
                                       std::vector<std::size_t>* spans, std::uint32_t most,
                                       std::uint64_t budget) const {
  thread_local Scratch scratch;
  // Without groups one pair is enough, and back-references still work.
  if (!scratch.Prepare(spans ? impl_->groups + 1 : 1)) return MatchOutcome::kUndecided;
  if (!text.data()) text = "";
  const std::uint32_t options = not_empty_at_start ? PCRE2_NOTEMPTY_ATSTART : 0;
  const int code = impl_->Search(&scratch, text, start, options, most, budget);
  if (code == PCRE2_ERROR_NOMATCH) return MatchOutcome::kNo;
  if (code < 0) return MatchOutcome::kUndecided;
  if (spans) {
    const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer(scratch.data.get());
    spans->assign(offsets, offsets + 2 * std::size_t{scratch.pairs});
  }
  return MatchOutcome::kYes;
}

MatchOutcome Pcre2Program::Match(std::string_view text, std::size_t start, bool not_empty_at_start,
                                 std::vector<std::size_t>* spans) const {
  const std::uint32_t most = impl_->limits.max_match_steps;
  return MatchWithin(text, start, not_empty_at_start, spans, most, kBudgetMatches * most);
}

MatchOutcome Pcre2Program::MatchCheaply(std::string_view text, std::size_t start, bool not_empty_at_start,
                                        std::vector<std::size_t>* spans) const {
  const std::uint32_t most = impl_->middling_steps;
  return MatchWithin(text, start, not_empty_at_start, spans, most,
                     impl_->middling_matches * std::uint64_t{most});
}

}  // namespace gatepost::match
