// Tested by tests/match/gate_test.cc
#include "match/gate.h"

#include <algorithm>
#include <array>

#include "match/gate_table.h"

namespace gatepost::match {
namespace {

constexpr std::size_t kHeaderWords = sizeof(GateHeader) / 4;
static_assert(sizeof(GateHeader) % 4 == 0);

constexpr std::array<std::uint8_t, 256> MakeKinds() {
  std::array<std::uint8_t, 256> kinds{};
  for (unsigned byte = 0; byte < 256; ++byte)
    kinds[byte] = static_cast<std::uint8_t>(BesideOf(static_cast<unsigned char>(byte)));
  return kinds;
}

std::size_t BeforeOf(std::string_view text, std::size_t at) {
  static constexpr std::array<std::uint8_t, 256> kKinds = MakeKinds();
  return at == 0 ? static_cast<std::size_t>(Beside::kEdge) : kKinds[static_cast<unsigned char>(text[at - 1])];
}

// The first place from `at` on that is of the kind where alone matches begin; npos for none.
inline std::size_t FirstPlace(const GateHeader& table, std::string_view text, std::size_t at) {
  switch (table.begin) {
    case Begin::kAnywhere:
      return at;
    case Begin::kText:
      return at == 0 ? 0 : std::string_view::npos;
    case Begin::kLine: {
      if (at == 0 || text[at - 1] == '\n') return at;
      const std::size_t end = text.find('\n', at);
      return end == std::string_view::npos ? end : end + 1;
    }
    case Begin::kByte:
      return text.find(static_cast<char>(table.byte), at);
  }
  return at;
}

}  // namespace

Gate::Gate(std::span<const std::uint32_t> words) {
  if (words.size() < kHeaderWords) return;
  const auto& table = *reinterpret_cast<const GateHeader*>(words.data());
  const std::uint64_t cells = std::uint64_t{table.states} * table.classes;
  if (table.classes == 0 || words.size() != kHeaderWords + (cells + 1) / 2) return;
  if (*std::max_element(std::begin(table.class_of), std::end(table.class_of)) >= table.classes) return;
  words_ = words.data();
}

std::size_t Gate::Next(std::string_view text, std::size_t start, std::size_t* budget) const {
  const auto& table = *reinterpret_cast<const GateHeader*>(words_);
  const auto* rows = reinterpret_cast<const std::uint16_t*>(words_ + kHeaderWords);
  const std::size_t classes = table.classes;
  for (std::size_t at = FirstPlace(table, text, start); at < text.size();
       at = FirstPlace(table, text, at + 1)) {
    const std::uint8_t begins = table.begins[static_cast<unsigned char>(text[at])];
    if (begins == 0) continue;
    const std::size_t before = BeforeOf(text, at);
    if ((begins >> before & 1) == 0) continue;
    std::size_t state = table.starts[before];
    for (std::size_t next = at; state >= kFirstState; ++next) {
      // A table that is damaged, too, names a place rather than none.
      if (*budget == 0 || state - kFirstState >= table.states) return at;
      --*budget;
      const std::uint16_t* row = rows + (state - kFirstState) * classes;
      if (next >= text.size()) {
        state = row[classes - 1] == kNoMatch ? kNoMatch : kMayMatch;
        break;
      }
      state = row[table.class_of[static_cast<unsigned char>(text[next])]];
    }
    if (state == kMayMatch) return at;
  }
  return std::string_view::npos;
}

}  // namespace gatepost::match
