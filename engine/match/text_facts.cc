// Tested by tests/match/text_facts_test.cc
#include "match/text_facts.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/ascii.h"
#include "base/wide.h"

namespace gatepost::match {
namespace {

constexpr unsigned kDense = 1, kWord = 2, kKept = 4;

constexpr std::array<unsigned char, 256> MakeClassTable() {
  std::array<unsigned char, 256> classes{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    classes[byte] = static_cast<unsigned char>((IsAsciiSpace(c) ? 0 : kDense) | (IsWordByte(c) ? kWord : 0) |
                                               (IsAsciiAlnum(c) ? kKept : 0));
  }
  return classes;
}
constexpr std::array<unsigned char, 256> kClasses = MakeClassTable();

void AddPresent(std::string_view text, PresentBytes* present) {
  std::array<unsigned char, 256> seen{};
  for (const char c : text) seen[static_cast<unsigned char>(c)] = 1;
  for (std::size_t byte = 0; byte < 256; byte += 8) {
    std::uint64_t eight = 0;
    for (std::size_t i = 0; i < 8; ++i) eight |= std::uint64_t{seen[byte + i]} << (8 * i);
    // Moves the lowest bit of byte i to bit 56 + i.
    const auto bits = static_cast<std::uint32_t>(eight * 0x0102040810204080 >> 56);
    (*present)[byte / 32] |= bits << (byte % 32);
  }
}

// The longest run of bytes of a class, and the one that is not over yet.
class Run {
 public:
  void Add(bool is_in) {
    now_ = is_in ? now_ + 1 : 0;
    longest_ = std::max(longest_, now_);
  }
  // 32 bytes, the first in the lowest bit.
  void Add(std::uint32_t bits) {
    const auto first = static_cast<std::size_t>(std::countr_one(bits));
    longest_ = std::max(longest_, now_ + first);
    now_ = first == 32 ? now_ + 32 : static_cast<std::size_t>(std::countl_one(bits));
    while (longest_ < 32 && HoldsRun(bits, longest_ + 1)) ++longest_;
  }
  std::size_t longest() const { return longest_; }

 private:
  // `length` is 1 to 32.
  static bool HoldsRun(std::uint32_t bits, std::size_t length) {
    for (std::size_t have = 1; have < length && bits != 0;) {
      const std::size_t more = std::min(have, length - have);
      bits &= bits >> more;
      have += more;
    }
    return bits != 0;
  }

  std::size_t longest_ = 0, now_ = 0;
};

struct Runs {
  Run dense, word;
  void Add(std::string_view text) {
    for (const char c : text) {
      const unsigned char classes = kClasses[static_cast<unsigned char>(c)];
      dense.Add((classes & kDense) != 0);
      word.Add((classes & kWord) != 0);
    }
  }
};

std::size_t SqueezeTo(std::string_view text, char* to) {
  std::size_t length = 0;
  for (const char c : text) {
    to[length] = c;
    length += (kClasses[static_cast<unsigned char>(c)] & kKept) != 0 ? 1 : 0;
  }
  return length;
}

#ifdef GATEPOST_HAS_WIDE
constexpr std::size_t kStep = 32;

GATEPOST_WIDE inline __m256i Kept(__m256i bytes) {
  const __m256i lower = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
  return _mm256_or_si256(Between(bytes, '0', '9'), Between(lower, 'a', 'z'));
}
GATEPOST_WIDE inline std::uint32_t Bits(__m256i bytes) {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes));
}

// Returns how many bytes it added.
GATEPOST_WIDE std::size_t AddWide(std::string_view text, Runs* runs) {
  Run dense, word;
  std::size_t at = 0;
  for (; at + kStep <= text.size(); at += kStep) {
    const __m256i bytes = LoadWide(text.data() + at);
    const __m256i space =
        _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(' ')), Between(bytes, '\t', '\r'));
    dense.Add(~Bits(space));
    word.Add(Bits(_mm256_or_si256(Kept(bytes), _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('_')))));
  }
  *runs = {dense, word};
  return at;
}

struct Squeezed {
  std::size_t read, written;
};
// Writes up to 8 bytes more than it says.
GATEPOST_WIDE Squeezed SqueezeWide(std::string_view text, char* to) {
  char* end = to;
  std::size_t at = 0;
  for (; at + kStep <= text.size(); at += kStep) {
    std::uint64_t keep[kStep / 8];
    const __m256i kept = Kept(LoadWide(text.data() + at));
    std::memcpy(keep, &kept, sizeof keep);
    for (std::size_t i = 0; i < kStep / 8; ++i) {
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, text.data() + at + 8 * i, 8);
      bytes = _pext_u64(bytes, keep[i]);
      std::memcpy(end, &bytes, 8);
      end += std::popcount(keep[i]) / 8;
    }
  }
  return {at, static_cast<std::size_t>(end - to)};
}
#endif

}  // namespace

TextFacts LookAt(std::string_view text) {
  TextFacts facts;
  AddPresent(text, &facts.present);
  Runs runs;
#ifdef GATEPOST_HAS_WIDE
  if (HasWide()) text.remove_prefix(AddWide(text, &runs));
#endif
  runs.Add(text);
  facts.dense_run = runs.dense.longest();
  facts.word_run = runs.word.longest();
  return facts;
}

void Squeeze(std::string_view text, std::string* squeezed) {
  squeezed->resize(text.size() + 8);
  char* to = squeezed->data();
#ifdef GATEPOST_HAS_WIDE
  if (HasWide()) {
    const Squeezed done = SqueezeWide(text, to);
    text.remove_prefix(done.read);
    to += done.written;
  }
#endif
  to += SqueezeTo(text, to);
  squeezed->resize(static_cast<std::size_t>(to - squeezed->data()));
}

}  // namespace gatepost::match
