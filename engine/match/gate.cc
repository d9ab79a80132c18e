// Tested by tests/match/gate_test.cc
#include "match/gate.h"

#include <algorithm>
#include <array>
#include <bit>

#include "match/gate_table.h"

namespace gatepost::match {
namespace {

constexpr std::size_t kHeaderWords = sizeof(GateHeader) / 4;
constexpr std::size_t kRowWords = sizeof(GateRow) / 4;
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

// A text as numbers.
struct Bytes {
  explicit Bytes(std::string_view text)
      : at(reinterpret_cast<const unsigned char*>(text.data())), size(text.size()) {}
  std::uint8_t KindBefore(std::size_t place) const { return place == 0 ? kEdge : kKinds[at[place - 1]]; }
  const unsigned char* at;
  std::size_t size;
};

// The first place from `place` on where a match may begin; npos for none. `kind` gets what stands before.
std::size_t FirstPlace(const GateHeader& table, std::string_view text, std::size_t place,
                       std::uint8_t* kind) {
  const Bytes bytes(text);
  switch (table.begin) {
    case Begin::kAnywhere:
      // `ahead` is of places behind something.
      if (place == 0) {
        *kind = kEdge;
        if ((table.begins[*bytes.at] & kEdge) != 0) return 0;
        ++place;
      }
      for (; place + kAheadBytes <= bytes.size; ++place) {
        const unsigned char* at = bytes.at + place;
        if ((table.ahead[0][at[0]] & table.ahead[1][at[1]] & table.ahead[2][at[2]] & table.ahead[3][at[3]]) ==
            0)
          continue;
        *kind = bytes.KindBefore(place);
        if ((table.begins[*at] & *kind) != 0) return place;
      }
      for (; place < bytes.size; ++place) {
        *kind = bytes.KindBefore(place);
        if ((table.begins[bytes.at[place]] & *kind) != 0) return place;
      }
      return std::string_view::npos;
    case Begin::kText:
      *kind = kEdge;
      return place == 0 ? 0 : std::string_view::npos;
    case Begin::kLine:
      if (place > 0 && bytes.at[place - 1] != '\n') {
        place = text.find('\n', place);
        if (place == std::string_view::npos || ++place == text.size()) return std::string_view::npos;
      }
      break;
    case Begin::kByte:
      place = text.find(static_cast<char>(table.byte), place);
      if (place == std::string_view::npos) return place;
      break;
  }
  *kind = bytes.KindBefore(place);
  return place;
}

}  // namespace

bool Gate::IsSound(std::span<const std::uint32_t> words) {
  if (words.size() < kHeaderWords) return false;
  const auto& table = *reinterpret_cast<const GateHeader*>(words.data());
  return table.begin <= Begin::kByte &&
         words.size() == kHeaderWords + kRowWords * table.states + (std::uint64_t{table.cells} + 1) / 2;
}

Gate::Place Gate::NextPlace(std::string_view text, std::size_t start, std::size_t* budget) const {
  const auto& table = *reinterpret_cast<const GateHeader*>(words_);
  const auto* rows = reinterpret_cast<const GateRow*>(words_ + kHeaderWords);
  const auto* cells = reinterpret_cast<const std::uint16_t*>(rows + table.states);
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::uint8_t kind = 0;
  for (std::size_t at = start; at < text.size(); ++at) {
    at = FirstPlace(table, text, at, &kind);
    if (at == std::string_view::npos) break;
    std::size_t state = table.starts[std::countr_zero(kind)];
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
    if (state - kFirstState < table.states) {
      if (next < text.size()) return {at, false};
      state = rows[state - kFirstState].at_end;
    }
    if (state != kNoMatch) return {at, state == kMatch};
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

}  // namespace gatepost::match
