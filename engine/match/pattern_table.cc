// Tested by tests/match/pattern_table_test.cc.
#include "match/pattern_table.h"

#include <cstddef>

#include "base/hash.h"
#include "base/once.h"
#include "match/gate.h"
#include "match/prefilter.h"

namespace gatepost {

namespace {

std::uint64_t ChecksumOf(std::span<const std::uint32_t> words) {
  return Checksum({reinterpret_cast<const char*>(words.data()), words.size_bytes()});
}

// Of both, for PCRE2 believes what it is given, and finds the code's size by the size of the shared part.
std::uint64_t ChecksumOf(std::string_view shared, std::string_view own) {
  return Checksum(shared) + Checksum(own);
}

}  // namespace

void Place(const std::vector<CodeToPlace>& codes, Packer* packer) {
  for (const CodeToPlace& code : codes) {
    if (!code.gate.empty()) packer->Put<std::uint32_t>(code.at + offsetof(PackedPattern, gate), code.gate);
  }
  for (const CodeToPlace& code : codes) {
    packer->PutText(code.at + offsetof(PackedPattern, pattern), code.pattern);
    if (!code.code.empty()) packer->Put<char>(code.at + offsetof(PackedPattern, code), code.code);
  }
}

// What was made of a pattern so far.
struct PatternTable::Slot {
  // What is known of a gate's checksum.
  enum GateState : std::uint8_t { kNotLooked, kGood, kBad };

  ~Slot() { delete regex.load(std::memory_order_relaxed); }

  bool HasGoodGate(const PackedPattern& packed) {
    std::uint8_t state = gate.load(std::memory_order_relaxed);
    if (state == kNotLooked) {
      const std::span<const std::uint32_t> words = packed.gate.get();
      state = ChecksumOf(words) == packed.gate_checksum && match::Gate::IsSound(words) ? kGood : kBad;
      gate.store(state, std::memory_order_relaxed);
    }
    return state == kGood;
  }

  std::atomic<Regex*> regex = nullptr;
  std::atomic<std::uint8_t> gate = kNotLooked;
};

struct PatternTable::State {
  ~State() { delete[] slots.load(std::memory_order_relaxed); }

  // Of all patterns, from the first that is asked for: most texts have none.
  std::atomic<Slot*> slots = nullptr;
  Once scan_once;
  match::Prefilter prefilter;
};

PatternTable::Slot& PatternTable::SlotOf(std::size_t pattern) const {
  Slot* slots = state_->slots.load(std::memory_order_acquire);
  if (slots == nullptr) {
    std::unique_ptr<Slot[]> fresh(new Slot[patterns_.size()]);
    if (state_->slots.compare_exchange_strong(slots, fresh.get(), std::memory_order_acq_rel))
      slots = fresh.release();
  }
  return slots[pattern];
}

PatternTable::PatternTable() = default;
PatternTable::PatternTable(PatternTable&&) noexcept = default;
PatternTable& PatternTable::operator=(PatternTable&&) noexcept = default;
PatternTable::~PatternTable() = default;

void PatternTable::Pack(std::span<const Regex* const> patterns, std::span<const std::uint32_t> scan,
                        Packer* packer, std::size_t field, std::vector<CodeToPlace>* codes) {
  const auto put = [&](std::size_t at, const Regex* regex) {
    const std::string& pattern = regex->source().pattern;
    packer->PutText(at + offsetof(PackedPattern, pattern), codes != nullptr ? "" : pattern);
    packer->PutText(at + offsetof(PackedPattern, modifiers), regex->source().modifiers);
    const SavedCode saved = codes != nullptr ? regex->Code() : SavedCode();
    packer->PutText(at + offsetof(PackedPattern, shared_code), saved.shared);
    packer->PutText(at + offsetof(PackedPattern, code), "");
    packer->Put<std::uint32_t>(at + offsetof(PackedPattern, gate), {});
    const PatternFacts facts = regex->Facts();
    auto& packed = packer->At<PackedPattern>(at);
    packed.captures = facts.captures;
    packed.re2_decides = facts.re2_decides ? 1 : 0;
    packed.re2_locates = facts.re2_locates ? 1 : 0;
    packed.stepwise = facts.stepwise ? 1 : 0;
    packed.pattern_checksum = Checksum(pattern);
    if (codes != nullptr) {
      CodeToPlace code{at, pattern, saved.own, regex->GateTable()};
      packed.code_checksum = ChecksumOf(saved.shared, code.code);
      packed.gate_checksum = ChecksumOf(code.gate);
      codes->push_back(std::move(code));
    }
  };
  packer->PutEach<PackedPattern>(field + offsetof(PackedPatterns, patterns), patterns, put);
  packer->Put(field + offsetof(PackedPatterns, scan), scan);
}

bool PatternTable::IsSound(const PackedPatterns& packed, const PackedBounds& bounds) {
  const auto is_sound = [&](const PackedPattern& pattern) {
    return bounds.Holds(pattern.pattern) && bounds.Holds(pattern.modifiers) &&
           bounds.Holds(pattern.shared_code) && bounds.Holds(pattern.code) && bounds.Holds(pattern.gate) &&
           pattern.captures >= 0 && pattern.captures <= 0xFFFF;
  };
  return bounds.HoldsEach(packed.patterns, is_sound) && bounds.Holds(packed.scan) &&
         (packed.scan.count == 0 || match::Prefilter::IsSound(packed.scan.get(), packed.patterns.count));
}

void PatternTable::Use(const PackedPatterns& packed, const Limits& limits) {
  patterns_ = packed.patterns.get();
  limits_ = limits;
  state_ = std::make_unique<State>();
  if (packed.scan.count > 0) state_->prefilter.Use(packed.scan.get());
}

MatchOutcome PatternTable::Decide(int number, std::string_view text) const {
  const auto at = static_cast<std::size_t>(number);
  const PackedPattern& packed = patterns_[at];
  if (packed.gate.count == 0 || !SlotOf(at).HasGoodGate(packed)) return MatchOutcome::kUndecided;
  return match::Gate(packed.gate.get()).Decide(text);
}

const Regex& PatternTable::regex(int number) const {
  Slot& slot = SlotOf(static_cast<std::size_t>(number));
  if (const Regex* made = slot.regex.load(std::memory_order_acquire)) return *made;
  const PackedPattern& packed = patterns_[static_cast<std::size_t>(number)];
  // Without its text a pattern is what its code says.
  const bool has_text = Checksum(packed.pattern.view()) == packed.pattern_checksum;
  PatternSource source{has_text ? std::string(packed.pattern.view()) : "(",
                       std::string(packed.modifiers.view())};
  PatternFacts facts;
  facts.captures = packed.captures;
  facts.re2_decides = has_text && packed.re2_decides != 0;
  facts.re2_locates = has_text && packed.re2_locates != 0;
  facts.stepwise = packed.stepwise != 0;
  SavedCodeView code{packed.shared_code.view(), packed.code.view()};
  std::span<const std::uint32_t> gate = packed.gate.get();
  if (ChecksumOf(code.shared, code.own) != packed.code_checksum) code = {};
  if (!slot.HasGoodGate(packed)) gate = {};
  auto fresh = std::make_unique<Regex>(Regex::Saved(source, limits_, facts, code, gate));
  Regex* other = nullptr;
  if (slot.regex.compare_exchange_strong(other, fresh.get(), std::memory_order_acq_rel))
    return *fresh.release();
  return *other;
}

void PatternTable::FindCandidates(std::string_view text, std::vector<std::uint32_t>* candidates) const {
  state_->scan_once.Call([this] {
    if (!state_->prefilter.words().empty()) return;
    std::vector<match::Requirements> requirements;
    for (const PackedPattern& packed : patterns_)
      requirements.push_back(match::FindRequirements(packed.pattern.view(), packed.modifiers.view()));
    state_->prefilter.Build(requirements);
  });
  state_->prefilter.Find(text, candidates);
}

}  // namespace gatepost
