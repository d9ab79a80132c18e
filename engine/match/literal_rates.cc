// Tested by tests/match/literals_test.cc
#include "match/literal_rates.h"

#include <algorithm>
#include <array>
#include <bitset>

#include "base/fixed_text.h"
#include "match/literals.h"

namespace gatepost::match {
namespace {

// Frequencies of bytes in mail text, in 1/10,000: letters from English, the rest by class.
constexpr std::array<float, 256> MakeRates() {
  std::array<float, 256> rates{};
  for (unsigned byte = 0; byte < 256; ++byte) rates[byte] = byte < 0x20 || byte == 0x7F ? 0.0003f : 0.001f;
  for (unsigned byte = 0x80; byte < 256; ++byte) rates[byte] = 0.002f;
  constexpr int kLetters[26] = {640, 150, 240, 300, 900, 210, 170, 300, 560, 20,  80, 330, 220,
                                560, 600, 190, 15,  500, 520, 700, 220, 90,  150, 30, 160, 17};
  for (unsigned i = 0; i < 26; ++i) rates['a' + i] = static_cast<float>(kLetters[i]) / 10000;
  for (unsigned byte = '0'; byte <= '9'; ++byte) rates[byte] = 0.01f;
  rates[' '] = 0.16f;
  for (char c : {'.', '/', ',', '-', '<', '>', '=', '"', '\n', '_'})
    rates[static_cast<unsigned char>(c)] = 0.013f;
  return rates;
}
constexpr std::array<float, 256> kByteRates = MakeRates();

// Trigrams that are far more common than their letters are: words, what HTML and links are full of, what
// the fields about relays say.
constexpr FixedText<3> kCommonTrigrams[] = {
    "   ", "---", "___",  "===", "000", "the", "he ", " th", "ing", "ng ", " to", "to ", " co", " in", "you",
    "ed ", " an", "and",  "nd ", "nt ", " yo", "com", "er ", " of", "of ", "ion", "on ", " a ", "is ", " re",
    "re ", "for", "or ",  " wi", "es ", "ver", "our", "ter", "ent", " fo", "tio", "in ", "at ", " be", " pr",
    " ma", "ser", ".co",  "ll ", "hat", " ar", " on", "ur ", "pro", " is", "st ", "ou ", " se", " he", "thi",
    "le ", " it", " no",  "ers", "tha", "ere", " ha", "ve ", "ati", "ttp", "htt", "://", "tp:", "p:/", "s:/",
    "ps:", "tps", "www",  "ww.", "nte", "se ", "are", "ome", "lin", "ail", "her", "ly ", "it ", "rea", " li",
    "all", "ate", "ica",  " al", "as ", " sa", "ace", "use", "ial", " ca", "an ", "en ", "mai", "der", "al ",
    "ce ", "ref", "his",  " fi", " st", "con", "ut ", "int", " we", "ess", "th ", " fr", "res", "tic", "me ",
    "hre", "ef=", "f=\"", "fon", "ont", "<fo", "col", "olo", "lor", "siz", "ize", "sty", "tyl", "yle", "<br",
    "br>", "nbs", "bsp",  "&nb", "img", "src", "<td", "td>", "<tr", "tr>", "div", "spa", "pan", "tab", "abl",
    "om/", "net", "org",  "one", "out", "not", "hav", "ave", "wit", "ith", "day", "can", "eve", "oun", "was",
    "ip=", " rd", "rdn",  "dns", "ns=", " he", "hel", "elo", "lo=", " by", "by=",
};
constexpr double kCommonRate = 1.5e-3;
constexpr double kNextByteRate = 0.3;  // each byte more makes a literal so much rarer

unsigned TrigramHash(std::string_view trigram) {
  unsigned packed = 0;
  for (char c : trigram) packed = packed << 8 | static_cast<unsigned char>(c);
  return (packed * 0x9E3779B1u) >> 16;
}

// By hash: another trigram in the same place is called common too, which harms nothing.
const std::bitset<65536>& CommonTrigrams() {
  static const std::bitset<65536> kCommon = [] {
    std::bitset<65536> common;
    for (const std::string_view trigram : kCommonTrigrams) common.set(TrigramHash(trigram));
    return common;
  }();
  return kCommon;
}

double TrigramRate(std::string_view trigram) {
  if (CommonTrigrams().test(TrigramHash(trigram))) return kCommonRate;
  double rate = 3;  // letters that stand together do so more often than by chance
  for (char c : trigram) rate *= static_cast<double>(kByteRates[static_cast<unsigned char>(c)]);
  return std::min(rate, kCommonRate);
}

}  // namespace

double ByteRate(unsigned char byte) { return static_cast<double>(kByteRates[byte]); }

double SetRate(const ByteSet& set) {
  // The rates are of folded text; of a letter's two cases the large one is rare.
  static const std::array<double, 256> kRates = [] {
    constexpr double kLarge = 0.1;
    std::array<double, 256> rates{};
    for (unsigned byte = 0; byte < 256; ++byte) {
      const unsigned char folded = FoldForScan(static_cast<unsigned char>(byte));
      const bool letter = folded >= 'a' && folded <= 'z';
      rates[byte] = ByteRate(folded) * (!letter ? 1 : folded != byte ? kLarge : 1 - kLarge);
    }
    return rates;
  }();
  double rate = 0;
  set.ForEach([&](unsigned byte) { rate += kRates[byte]; });
  return rate;
}

double RateBehind(std::array<char, 2> before, unsigned char byte, double rate) {
  const char trigram[] = {before[0], before[1], static_cast<char>(byte)};
  return CommonTrigrams().test(TrigramHash({trigram, 3})) ? std::max(rate, kNextByteRate) : rate;
}

double ExpectedRate(std::string_view text) {
  if (text.size() < 3) {
    double rate = 2;
    for (char c : text) rate *= ByteRate(static_cast<unsigned char>(c));
    return std::min(rate, 1.0);
  }
  double rarest = 1;
  double length_factor = 1;
  for (std::size_t at = 0; at + 3 <= text.size(); ++at) {
    rarest = std::min(rarest, TrigramRate(text.substr(at, 3)));
    if (at > 0) length_factor *= kNextByteRate;
  }
  return rarest * length_factor;
}

}  // namespace gatepost::match
