// ByteSet: a set of byte values; what a character class comes to, as a rule's subject is bytes.
// Internal to match/; see regex.h.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <string_view>

namespace gatepost::match {

class ByteSet {
 public:
  constexpr void Add(unsigned byte) { words_[byte >> 6] |= std::uint64_t{1} << (byte & 63); }
  constexpr void AddRange(unsigned first, unsigned last) {
    for (unsigned byte = first; byte <= last; ++byte) Add(byte);
  }
  constexpr void AddAll(const ByteSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  }
  constexpr void Remove(unsigned byte) { words_[byte >> 6] &= ~(std::uint64_t{1} << (byte & 63)); }
  constexpr void Complement() {
    for (std::uint64_t& word : words_) word = ~word;
  }
  constexpr bool Has(unsigned byte) const { return (words_[byte >> 6] >> (byte & 63)) & 1; }
  constexpr bool Meets(const ByteSet& other) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (words_[i] & other.words_[i]) return true;
    }
    return false;
  }
  // Calls `visit` with each member, in order.
  template <class Visit>
  constexpr void ForEach(const Visit& visit) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t left = words_[i]; left != 0; left &= left - 1)
        visit(static_cast<unsigned>(64 * i + static_cast<std::size_t>(std::countr_zero(left))));
    }
  }
  constexpr int Count() const {
    int count = 0;
    for (std::uint64_t word : words_) count += std::popcount(word);
    return count;
  }
  friend constexpr auto operator<=>(const ByteSet&, const ByteSet&) = default;

 private:
  std::array<std::uint64_t, 4> words_ = {};
};

// How /i and the named classes see bytes from 0x80 on.
enum class Charset : std::uint8_t {
  kAscii,    // Perl's /aa, SpamAssassin's rules: classes are ASCII, but /i pairs Latin-1 letters
  kUnicode,  // /u: a byte is a Latin-1 character in both
  kDepends,  // /d: ASCII in both
};

// The other case of a letter under /i, or the byte itself.
unsigned OtherCase(unsigned byte, Charset charset);
// Adds the other case of each member.
void CloseUnderCase(ByteSet* set, Charset charset);

ByteSet DigitSet(Charset charset);
ByteSet WordSet(Charset charset);
ByteSet SpaceSet(Charset charset);
ByteSet HorizontalSpaceSet();
ByteSet VerticalSpaceSet();
// "alpha", "punct" ... as in [[:alpha:]]. False when there is no such class.
bool PosixSet(std::string_view name, Charset charset, ByteSet* set);
// "Lu", "Script=Latin", "IsAlpha" ... as in \p{...}, under /i with `fold`, cut down to Latin-1. False when it
// is not known.
bool PropertySet(std::string_view name, bool fold, ByteSet* set);

}  // namespace gatepost::match
