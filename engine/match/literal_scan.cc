// Tested by tests/match/literal_scan_test.cc, tests/match/prefilter_differential_test.cc
#include "match/literal_scan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <map>

#include "base/wide.h"
#include "match/literal_rates.h"

namespace gatepost::match {
namespace {

constexpr std::uint32_t kLiteralMagic = 0x47504C32;  // another layout gets another number
constexpr std::size_t kLongGram = 4;
constexpr std::size_t kShortGram = 3;
// Bits of a filter for each gram in it: one false stop in so many positions at worst.
constexpr std::uint32_t kBitsPerGram = 32;
// Set in a short gram, so that few long ones are like it.
constexpr std::uint32_t kShortMark = 0xFF000000u;

constexpr std::array<unsigned char, 256> MakeFoldTable() {
  std::array<unsigned char, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    const bool ascii = byte >= 'A' && byte <= 'Z';
    const bool latin1 = byte >= 0xC0 && byte <= 0xDE && byte != 0xD7;
    table[byte] = static_cast<unsigned char>(ascii || latin1 ? byte | 0x20 : byte);
  }
  return table;
}
constexpr std::array<unsigned char, 256> kFold = MakeFoldTable();

constexpr std::uint32_t kHashFactor = 0x9E3779B1u;
constexpr std::uint32_t Hash(std::uint32_t gram, std::uint32_t shift) {
  return static_cast<std::uint32_t>(gram * kHashFactor) >> shift;
}

constexpr std::uint32_t ShiftFor(std::uint32_t size) {
  return 32 - static_cast<std::uint32_t>(std::countr_zero(size));
}

// Where the rarest gram of a literal starts.
std::size_t RarestGram(std::string_view literal, std::size_t length) {
  std::size_t best = 0;
  double best_rate = 2;
  for (std::size_t at = 0; at + length <= literal.size(); ++at) {
    const double rate = ExpectedRate(literal.substr(at, length));
    if (rate >= best_rate) continue;
    best = at;
    best_rate = rate;
  }
  return best;
}

struct Entry {
  std::uint32_t gram;
  std::uint32_t literal;
};

struct LiteralRecord {
  std::uint32_t text;  // offset in the literal bytes
  std::uint32_t length;
  std::uint32_t gram_at;  // where in the literal its gram starts
  std::uint32_t numbers;  // offset in the pattern numbers
  std::uint32_t number_count;
};

// Everything but the header, before it is laid out.
struct Parts {
  std::vector<std::uint32_t> grams_long;
  std::vector<std::uint32_t> grams_short;
  std::vector<Entry> entries;
  std::vector<LiteralRecord> records;
  std::vector<std::uint32_t> numbers;
  std::string text;
};

Parts Collect(const std::vector<std::vector<std::string>>& literals) {
  std::map<std::string_view, std::vector<std::uint32_t>> users;
  for (std::size_t pattern = 0; pattern < literals.size(); ++pattern) {
    for (const std::string& each : literals[pattern]) {
      if (each.size() >= kShortGram) users[each].push_back(static_cast<std::uint32_t>(pattern));
    }
  }
  Parts parts;
  for (const auto& [literal, patterns] : users) {
    const std::size_t length = literal.size() >= kLongGram ? kLongGram : kShortGram;
    const std::size_t gram_at = RarestGram(literal, length);
    std::uint32_t gram = 0;
    for (char c : literal.substr(gram_at, length)) gram = gram << 8 | static_cast<unsigned char>(c);
    (length == kLongGram ? parts.grams_long : parts.grams_short).push_back(gram);
    if (length == kShortGram) gram |= kShortMark;
    parts.entries.push_back({gram, static_cast<std::uint32_t>(parts.records.size())});
    parts.records.push_back({static_cast<std::uint32_t>(parts.text.size()),
                             static_cast<std::uint32_t>(literal.size()), static_cast<std::uint32_t>(gram_at),
                             static_cast<std::uint32_t>(parts.numbers.size()),
                             static_cast<std::uint32_t>(patterns.size())});
    parts.numbers.insert(parts.numbers.end(), patterns.begin(), patterns.end());
    parts.text += literal;
  }
  return parts;
}

std::vector<std::uint32_t> MakeFilter(const std::vector<std::uint32_t>& grams, std::uint32_t* shift) {
  *shift = 0;
  if (grams.empty()) return {};
  const std::uint32_t bits = std::bit_ceil(static_cast<std::uint32_t>(grams.size()) * kBitsPerGram);
  *shift = ShiftFor(bits);
  std::vector<std::uint32_t> filter(bits / 32);
  for (std::uint32_t gram : grams) {
    const std::uint32_t bit = Hash(gram, *shift);
    filter[bit / 32] |= 1u << (bit % 32);
  }
  return filter;
}

}  // namespace

std::vector<std::uint32_t> LiteralScan::MakeTable(const std::vector<std::vector<std::string>>& literals) {
  Parts parts = Collect(literals);
  Header head{};
  head.magic = kLiteralMagic;
  const std::vector<std::uint32_t> long_filter = MakeFilter(parts.grams_long, &head.long_shift);
  const std::vector<std::uint32_t> short_filter = MakeFilter(parts.grams_short, &head.short_shift);

  const std::uint32_t bucket_count =
      std::bit_ceil(std::max<std::uint32_t>(static_cast<std::uint32_t>(parts.entries.size()), 2));
  head.bucket_shift = ShiftFor(bucket_count);
  std::vector<std::uint32_t> buckets(bucket_count + 1);
  for (const Entry& entry : parts.entries) ++buckets[Hash(entry.gram, head.bucket_shift) + 1];
  for (std::size_t i = 1; i < buckets.size(); ++i) buckets[i] += buckets[i - 1];
  std::stable_sort(parts.entries.begin(), parts.entries.end(), [&](const Entry& a, const Entry& b) {
    return Hash(a.gram, head.bucket_shift) < Hash(b.gram, head.bucket_shift);
  });

  std::vector<std::uint32_t> table(sizeof(Header) / 4);
  const auto append = [&table](const void* data, std::size_t bytes) {
    const std::size_t at = table.size();
    table.resize(at + (bytes + 3) / 4);
    if (bytes > 0) std::memcpy(table.data() + at, data, bytes);
    return static_cast<std::uint32_t>(at);
  };
  head.long_filter = append(long_filter.data(), long_filter.size() * 4);
  head.short_filter = append(short_filter.data(), short_filter.size() * 4);
  head.buckets = append(buckets.data(), buckets.size() * 4);
  head.entries = append(parts.entries.data(), parts.entries.size() * sizeof(Entry));
  head.entry_count = static_cast<std::uint32_t>(parts.entries.size());
  head.records = append(parts.records.data(), parts.records.size() * sizeof(LiteralRecord));
  head.record_count = static_cast<std::uint32_t>(parts.records.size());
  head.numbers = append(parts.numbers.data(), parts.numbers.size() * 4);
  head.number_count = static_cast<std::uint32_t>(parts.numbers.size());
  head.text = append(parts.text.data(), parts.text.size());
  head.text_bytes = static_cast<std::uint32_t>(parts.text.size());
  head.total_words = static_cast<std::uint32_t>(table.size());
  std::memcpy(table.data(), &head, sizeof head);
  return table;
}

bool LiteralScan::IsSound(std::span<const std::uint32_t> words, std::uint32_t patterns) {
  Header head{};
  if (words.size() < sizeof head / 4) return false;
  std::memcpy(&head, words.data(), sizeof head);
  if (head.magic != kLiteralMagic || head.total_words != words.size()) return false;
  const auto fits = [&](std::uint32_t at, std::uint64_t count) {
    return at >= sizeof head / 4 && std::uint64_t{at} + count <= words.size();
  };
  const auto filter_fits = [&](std::uint32_t at, std::uint32_t shift) {
    return shift == 0 || (shift >= 4 && shift <= 27 && fits(at, std::uint64_t{1} << (27 - shift)));
  };
  if (head.bucket_shift < 4 || head.bucket_shift > 31) return false;
  const std::uint64_t bucket_count = std::uint64_t{1} << (32 - head.bucket_shift);
  if (!filter_fits(head.long_filter, head.long_shift) || !filter_fits(head.short_filter, head.short_shift) ||
      !fits(head.buckets, bucket_count + 1) ||
      !fits(head.entries, std::uint64_t{head.entry_count} * (sizeof(Entry) / 4)) ||
      !fits(head.records, std::uint64_t{head.record_count} * (sizeof(LiteralRecord) / 4)) ||
      !fits(head.numbers, head.number_count) || !fits(head.text, (std::uint64_t{head.text_bytes} + 3) / 4)) {
    return false;
  }
  const std::uint32_t* buckets = words.data() + head.buckets;
  if (!std::is_sorted(buckets, buckets + bucket_count + 1) || buckets[bucket_count] > head.entry_count) {
    return false;
  }
  const auto* entries = reinterpret_cast<const Entry*>(words.data() + head.entries);
  const auto* records = reinterpret_cast<const LiteralRecord*>(words.data() + head.records);
  const std::uint32_t* numbers = words.data() + head.numbers;
  return std::all_of(entries, entries + head.entry_count,
                     [&](const Entry& entry) { return entry.literal < head.record_count; }) &&
         std::all_of(records, records + head.record_count,
                     [&](const LiteralRecord& record) {
                       return std::uint64_t{record.text} + record.length <= head.text_bytes &&
                              record.gram_at <= record.length &&
                              std::uint64_t{record.numbers} + record.number_count <= head.number_count;
                     }) &&
         std::all_of(numbers, numbers + head.number_count,
                     [&](std::uint32_t number) { return number < patterns; });
}

void LiteralScan::Verify(std::string_view text, std::size_t gram_start, std::uint32_t gram,
                         FoundPatterns* hits) const {
  const Header& head = header();
  const std::uint32_t* words = words_.data();
  const auto* entries = reinterpret_cast<const Entry*>(words + head.entries);
  const auto* records = reinterpret_cast<const LiteralRecord*>(words + head.records);
  const char* literals = reinterpret_cast<const char*>(words + head.text);
  const std::uint32_t bucket = Hash(gram, head.bucket_shift);
  for (std::uint32_t i = words[head.buckets + bucket]; i < words[head.buckets + bucket + 1]; ++i) {
    if (entries[i].gram != gram) continue;
    const LiteralRecord& record = records[entries[i].literal];
    if (record.gram_at > gram_start || record.length > text.size() - (gram_start - record.gram_at)) continue;
    const char* at = text.data() + (gram_start - record.gram_at);
    const char* literal = literals + record.text;
    std::uint32_t same = 0;
    while (same < record.length &&
           kFold[static_cast<unsigned char>(at[same])] == static_cast<unsigned char>(literal[same])) {
      ++same;
    }
    if (same < record.length) continue;
    const std::uint32_t* numbers = words + head.numbers + record.numbers;
    for (std::uint32_t n = 0; n < record.number_count; ++n) hits->Add(numbers[n]);
  }
}

// Of grams that begin at `from` or later.
template <bool kLong, bool kShort>
void LiteralScan::Walk(std::string_view text, std::size_t from, FoundPatterns* hits) const {
  const Header& head = header();
  const std::uint32_t* long_filter = words_.data() + head.long_filter;
  const std::uint32_t* short_filter = words_.data() + head.short_filter;
  const std::uint32_t long_shift = head.long_shift;
  const std::uint32_t short_shift = head.short_shift;
  const auto stops = [](const std::uint32_t* filter, std::uint32_t bit) {
    return (filter[bit / 32] >> (bit % 32) & 1) != 0;
  };
  std::uint32_t window = 0;
  for (std::size_t i = from; i < text.size(); ++i) {
    window = window << 8 | kFold[static_cast<unsigned char>(text[i])];
    if constexpr (kLong) {
      if (stops(long_filter, Hash(window, long_shift)) && i + 1 >= from + kLongGram) [[unlikely]] {
        Verify(text, i + 1 - kLongGram, window, hits);
      }
    }
    if constexpr (kShort) {
      const std::uint32_t gram = window & 0xFFFFFF;
      if (stops(short_filter, Hash(gram, short_shift)) && i + 1 >= from + kShortGram) [[unlikely]] {
        Verify(text, i + 1 - kShortGram, gram | kShortMark, hits);
      }
    }
  }
}

#ifdef GATEPOST_HAS_WIDE
namespace {

constexpr std::size_t kPlaces = 8;      // at once
constexpr std::size_t kReadBytes = 16;  // for those

// FoldForScan of each byte.
GATEPOST_WIDE inline __m256i Fold(__m256i bytes) {
  const __m256i upper = _mm256_or_si256(Between(bytes, 'A', 'Z'), Between(bytes, '\xC0', '\xDE'));
  const __m256i times = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\xD7'));
  return _mm256_or_si256(bytes, _mm256_and_si256(_mm256_andnot_si256(times, upper), _mm256_set1_epi8(0x20)));
}

// A bit for each gram whose bit the filter has.
GATEPOST_WIDE inline unsigned Stops(__m256i grams, const std::uint32_t* filter, std::uint32_t shift) {
  const __m256i bits =
      _mm256_srl_epi32(_mm256_mullo_epi32(grams, _mm256_set1_epi32(static_cast<int>(kHashFactor))),
                       _mm_cvtsi32_si128(static_cast<int>(shift)));
  const __m256i words =
      _mm256_i32gather_epi32(reinterpret_cast<const int*>(filter), _mm256_srli_epi32(bits, 5), 4);
  // Shifted left by what is left of 31, the bit is the sign; the shift takes no more than its lowest bits.
  const __m256i left = _mm256_andnot_si256(bits, _mm256_set1_epi32(31));
  return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_sllv_epi32(words, left))));
}

}  // namespace

// As Walk; returns where it left off.
template <bool kLong, bool kShort>
GATEPOST_WIDE std::size_t LiteralScan::WalkWide(std::string_view text, FoundPatterns* hits) const {
  const Header& head = header();
  const std::uint32_t* long_filter = words_.data() + head.long_filter;
  const std::uint32_t* short_filter = words_.data() + head.short_filter;
  // Each gram with its first byte highest: of places 0 to 3, and 4 to 7.
  const __m256i spread = _mm256_setr_epi8(3, 2, 1, 0, 4, 3, 2, 1, 5, 4, 3, 2, 6, 5, 4, 3,  //
                                          7, 6, 5, 4, 8, 7, 6, 5, 9, 8, 7, 6, 10, 9, 8, 7);
  std::size_t at = 0;
  for (; at + kReadBytes <= text.size(); at += kPlaces) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m256i grams = _mm256_shuffle_epi8(Fold(_mm256_broadcastsi128_si256(bytes)), spread);
    const __m256i short_grams = _mm256_srli_epi32(grams, 8);
    unsigned long_stops = 0, short_stops = 0;
    if constexpr (kLong) long_stops = Stops(grams, long_filter, head.long_shift);
    if constexpr (kShort) short_stops = Stops(short_grams, short_filter, head.short_shift);
    if ((long_stops | short_stops) == 0) continue;
    std::uint32_t each[kPlaces];
    std::memcpy(each, &grams, sizeof each);
    for (; long_stops != 0; long_stops &= long_stops - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(long_stops));
      Verify(text, at + i, each[i], hits);
    }
    for (; short_stops != 0; short_stops &= short_stops - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(short_stops));
      Verify(text, at + i, each[i] >> 8 | kShortMark, hits);
    }
  }
  return at;
}
#endif

template <bool kLong, bool kShort>
void LiteralScan::Search(std::string_view text, FoundPatterns* hits) const {
  std::size_t from = 0;
#ifdef GATEPOST_HAS_WIDE
  if (HasWide()) from = WalkWide<kLong, kShort>(text, hits);
#endif
  Walk<kLong, kShort>(text, from, hits);
}

void LiteralScan::Find(std::string_view text, FoundPatterns* hits) const {
  if (empty()) return;
  const bool has_long = header().long_shift != 0;
  const bool has_short = header().short_shift != 0;
  if (has_long && has_short) {
    Search<true, true>(text, hits);
  } else if (has_long) {
    Search<true, false>(text, hits);
  } else if (has_short) {
    Search<false, true>(text, hits);
  }
}

}  // namespace gatepost::match
