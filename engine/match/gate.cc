// Tested by tests/match/gate_test.cc
#include "match/gate.h"

#include <algorithm>
#include <array>
#include <bit>

#include "match/gate_table.h"

namespace gatepost::match {
namespace {

constexpr std::size_t kHeaderWords = sizeof(GateHeader) / 4;
constexpr std::size_t kGateRowWords = sizeof(GateRow) / 4;
static_assert(sizeof(GateHeader) % 4 == 0 && sizeof(GateRow) % 4 == 0);

// By byte: the Beside that it is to the byte behind it, as a bit.
constexpr std::array<std::uint8_t, 256> MakeKinds() {
  std::array<std::uint8_t, 256> kinds{};
  for (unsigned byte = 0; byte < 256; ++byte)
    kinds[byte] =
        static_cast<std::uint8_t>(1U << static_cast<unsigned>(BesideOf(static_cast<unsigned char>(byte))));
  return kinds;
}
constexpr std::array<std::uint8_t, 256> kKinds = MakeKinds();
constexpr std::uint8_t kEdge = 1U << static_cast<unsigned>(Beside::kEdge);

// The places of a text where a match may begin, one after the other.
class Places {
 public:
  Places(const GateHeader& table, std::string_view text)
      : table_(table),
        text_(text),
        led_(text.substr(std::min<std::size_t>(text.size(), table.lead))),
        bytes_(reinterpret_cast<const unsigned char*>(text.data())) {}

  // The first from `place` on, which never goes back; npos for none.
  std::size_t From(std::size_t place) {
    switch (table_.begin) {
      case Begin::kAnywhere:
        // `ahead` is of places behind something.
        if (place == 0 && Begins(0)) return 0;
        return Anywhere(std::max<std::size_t>(place, 1));
      case Begin::kText:
        return place == 0 ? 0 : std::string_view::npos;
      case Begin::kLine:
        if (place == 0 || bytes_[place - 1] == '\n') return place;
        place = text_.find('\n', place);
        return place == std::string_view::npos || ++place == text_.size() ? std::string_view::npos : place;
      case Begin::kByte:
        return text_.find(static_cast<char>(table_.byte), place);
    }
    return place;
  }
  // What stands before, as a bit.
  std::uint8_t KindBefore(std::size_t place) const { return place == 0 ? kEdge : kKinds[bytes_[place - 1]]; }

 private:
  bool Begins(std::size_t place) const { return (table_.begins[bytes_[place]] & KindBefore(place)) != 0; }

  std::size_t Anywhere(std::size_t place) {
    // Where kAheadBytes are left behind the lead.
    const std::size_t end = led_.size() - std::min(led_.size(), kAheadBytes - 1);
    while (place < end) {
      if (place - mask_at_ >= mask_places_) {
        mask_at_ = place;
        mask_places_ = kMaskPlaces;
        mask_ = NextMask(table_.ahead, led_, &mask_at_);
        place = mask_at_;
        if (mask_ == 0) break;
      }
      const std::uint32_t left = mask_ >> (place - mask_at_);
      if (left == 0) {
        place = std::min(mask_at_ + kMaskPlaces, end);
        continue;
      }
      place += static_cast<std::size_t>(std::countr_zero(left));
      if (Begins(place)) return place;
      ++place;
    }
    while (place < text_.size() && !Begins(place)) ++place;
    return place < text_.size() ? place : std::string_view::npos;
  }

  const GateHeader& table_;
  std::string_view text_;
  std::string_view led_;  // without the first bytes: what `ahead` asks of a place lies at the same place here
  const unsigned char* bytes_;
  std::uint32_t mask_ = 0;  // of places from mask_at_ on
  std::size_t mask_at_ = 0, mask_places_ = 0;
};

}  // namespace

bool Gate::IsSound(std::span<const std::uint32_t> words) {
  if (words.size() < kHeaderWords) return false;
  const auto& table = *reinterpret_cast<const GateHeader*>(words.data());
  return table.begin <= Begin::kByte &&
         words.size() == kHeaderWords + kGateRowWords * table.states + (std::uint64_t{table.cells} + 1) / 2;
}

Gate::Place Gate::NextPlace(std::string_view text, std::size_t start, std::size_t* budget) const {
  const auto& table = *reinterpret_cast<const GateHeader*>(words_);
  const auto* rows = reinterpret_cast<const GateRow*>(words_ + kHeaderWords);
  const auto* cells = reinterpret_cast<const std::uint16_t*>(rows + table.states);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  Places places(table, text);
  for (std::size_t at = start; at < text.size(); ++at) {
    at = places.From(at);
    if (at == std::string_view::npos) break;
    std::size_t state = table.starts[std::countr_zero(places.KindBefore(at))];
    std::size_t next = at;
    const std::size_t end = at + std::min(text.size() - at, *budget);
    // A table whose numbers are wrong names a place rather than none.
    while (state - kFirstState < table.states && next < end) {
      const GateRow& row = rows[state - kFirstState];
      const unsigned byte_class = table.class_of[bytes[next++]];
      const std::size_t cell = std::size_t{row.cells} + byte_class - row.first;
      const bool has_cell = byte_class >= row.first && byte_class <= row.last;
      state = !has_cell ? kNoMatch : cell < table.cells ? cells[cell] : kMayMatch;
    }
    *budget -= next - at;
    if (state == kNoMatch) continue;
    // That it ended shows in the byte behind.
    std::size_t match_end = next - 1;
    if (state - kFirstState < table.states) {
      if (next < text.size()) return {at, false};
      state = rows[state - kFirstState].at_end;
      match_end = next;
    }
    if (state != kNoMatch) return {at, state == kMatch, match_end};
  }
  return {std::string_view::npos, true};
}

std::size_t Gate::Next(std::string_view text, std::size_t start, std::size_t* budget) const {
  return NextPlace(text, start, budget).at;
}

MatchOutcome Gate::Decide(std::string_view text) const {
  std::size_t budget = Budget(text);
  const Place place = NextPlace(text, 0, &budget);
  if (!place.is_certain) return MatchOutcome::kUndecided;
  return place.at != std::string_view::npos ? MatchOutcome::kYes : MatchOutcome::kNo;
}

std::optional<int> Gate::Count(std::string_view text, int most) const {
  if (reinterpret_cast<const GateHeader*>(words_)->ends_once == 0) return std::nullopt;
  std::size_t budget = Budget(text);
  int count = 0;
  Place place = NextPlace(text, 0, &budget);
  while (place.is_certain && place.at != std::string_view::npos) {
    if (++count == most) return count;
    place = NextPlace(text, std::max(place.end, place.at + 1), &budget);
  }
  return place.is_certain ? std::optional(count) : std::nullopt;
}

}  // namespace gatepost::match
