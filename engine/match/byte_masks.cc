// Tested by tests/match/byte_masks_test.cc
#include "match/byte_masks.h"

#include <algorithm>
#include <cstring>

#include "base/wide.h"

namespace gatepost::match {
namespace {

// Of the first `places`.
std::uint32_t PlainMask(const AheadMasks& masks, const char* text, std::size_t places) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text);
  std::uint32_t mask = 0;
  for (std::size_t place = 0; place < places; ++place) {
    std::uint8_t sets = 0xFF;
    for (std::size_t i = 0; i < kAheadBytes && sets != 0; ++i) sets &= masks[i].SetsOf(bytes[place + i]);
    if (sets != 0) mask |= 1U << place;
  }
  return mask;
}

#ifdef GATEPOST_HAS_WIDE
constexpr std::size_t kMaskReadBytes = kMaskPlaces + kAheadBytes - 1;

struct WideMasks {
  GATEPOST_WIDE explicit WideMasks(const AheadMasks& masks) {
    for (std::size_t i = 0; i < kAheadBytes; ++i) {
      low[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(masks[i].low)));
      high[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(masks[i].high)));
    }
  }
  // Reads kMaskReadBytes.
  GATEPOST_WIDE std::uint32_t Of(const char* text) const {
    const __m256i half = _mm256_set1_epi8(15);
    __m256i sets = _mm256_set1_epi8(-1);
    for (std::size_t i = 0; i < kAheadBytes; ++i) {
      const __m256i bytes = LoadWide(text + i);
      const __m256i lows = _mm256_shuffle_epi8(low[i], _mm256_and_si256(bytes, half));
      const __m256i highs = _mm256_shuffle_epi8(high[i], _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
      sets = _mm256_and_si256(sets, _mm256_and_si256(lows, highs));
    }
    const __m256i none = _mm256_cmpeq_epi8(sets, _mm256_setzero_si256());
    return ~static_cast<std::uint32_t>(_mm256_movemask_epi8(none));
  }
  __m256i low[kAheadBytes], high[kAheadBytes];
};

GATEPOST_WIDE std::uint32_t NextWideMask(const AheadMasks& masks, std::string_view text, std::size_t* at) {
  const WideMasks wide(masks);
  std::size_t left = text.size() - *at;
  for (; left >= kMaskReadBytes; left -= kMaskPlaces) {
    if (const std::uint32_t mask = wide.Of(text.data() + text.size() - left)) {
      *at = text.size() - left;
      return mask;
    }
  }
  *at = text.size() - left;
  if (left < kAheadBytes) return 0;
  char last[kMaskReadBytes] = {};
  std::memcpy(last, text.data() + *at, left);
  const std::size_t places = left - (kAheadBytes - 1);
  const std::uint32_t mask = wide.Of(last) & ((1U << places) - 1);
  if (mask == 0) *at += places;
  return mask;
}
#endif

}  // namespace

std::uint32_t NextMask(const AheadMasks& masks, std::string_view text, std::size_t* at) {
#ifdef GATEPOST_HAS_WIDE
  if (HasWide()) return NextWideMask(masks, text, at);
#endif
  while (*at + kAheadBytes <= text.size()) {
    const std::size_t places = std::min(text.size() - *at - (kAheadBytes - 1), kMaskPlaces);
    if (const std::uint32_t mask = PlainMask(masks, text.data() + *at, places)) return mask;
    *at += places;
  }
  return 0;
}

}  // namespace gatepost::match
