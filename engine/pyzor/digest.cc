// Tested by tests/pyzor/digest_test.cc and, against Pyzor, by bench/pyzor_digests.py.
#include "pyzor/digest.h"

#include <array>
#include <functional>

#include "base/ascii.h"
#include "base/hash.h"
#include "pyzor/part_text.h"
#include "pyzor/python_text.h"

namespace gatepost {
namespace {

// Characters of words that are too long to be words, and of lines that are long enough.
constexpr std::size_t kLongWord = 10, kLeastLine = 8;
// Of longer texts three lines count from a fifth on, and three from three fifths on.
constexpr std::size_t kAtomicLines = 4, kLinesInPlace = 3;
constexpr std::array<std::size_t, 2> kPlaces = {20, 60};  // in hundredths

// The characters that [a-z] has beside the letters where case is ignored.
constexpr std::array<std::string_view, 4> kOddLetters = {"\xC4\xB0", "\xC4\xB1", "\xC5\xBF", "\xE2\x84\xAA"};

// Bytes of the letter that ends at `end`; 0 where none does.
std::size_t LetterBefore(std::string_view word, std::size_t end) {
  if (end > 0 && IsAsciiAlpha(word[end - 1])) return 1;
  for (const std::string_view letter : kOddLetters) {
    if (word.substr(0, end).ends_with(letter)) return letter.size();
  }
  return 0;
}

// What is left of a word without an address or a link.
std::string_view PlainPart(std::string_view word) {
  const std::size_t at = word.size() > 2 ? word.find('@', CharacterBytesAt(word, 0)) : kNpos;
  if (at != kNpos && at + 1 < word.size()) return {};
  for (std::size_t colon = word.find(':'); colon != kNpos && colon + 1 < word.size();
       colon = word.find(':', colon + 1)) {
    std::size_t begin = colon;
    while (const std::size_t size = LetterBefore(word, begin)) begin -= size;
    if (begin < colon) return word.substr(0, begin);
  }
  return word;
}

struct Lines {
  std::size_t count = 0;
  bool is_readable = false;
};

// Each line that counts.
Lines EachLine(const Message& message,
               const std::function<void(std::size_t number, std::string_view line)>& take) {
  Lines lines;
  lines.is_readable = EachPartText(message, [&](std::string_view text) {
    while (!text.empty()) {
      const std::string line = PyzorLine(CutPythonLine(&text));
      if (!line.empty()) take(lines.count++, line);
    }
  });
  return lines;
}

}  // namespace

std::string PyzorLine(std::string_view line) {
  std::string out;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < line.size();) {
    if (const std::size_t space = SpaceBytesAt(line, at)) {
      at += space;
      continue;
    }
    const std::size_t begin = at;
    std::size_t length = 0;
    for (; at < line.size() && SpaceBytesAt(line, at) == 0; ++length) at += CharacterBytesAt(line, at);
    if (length >= kLongWord) continue;
    const std::string_view word = PlainPart(line.substr(begin, at - begin));
    for (std::size_t i = 0; i < word.size(); ++characters) i += CharacterBytesAt(word, i);
    out.append(word);
  }
  if (characters < kLeastLine) out.clear();
  return out;
}

std::optional<std::string> PyzorDigest(const Message& message) {
  if (message.bytes().size() > kMostPyzorBytes) return std::nullopt;
  const Lines lines = EachLine(message, [](std::size_t, std::string_view) {});
  if (!lines.is_readable) return std::nullopt;
  // Lines of both places may be the same: each place has its own.
  std::array<std::string, kPlaces.size()> pieces;
  EachLine(message, [&](std::size_t number, std::string_view line) {
    if (lines.count <= kAtomicLines) {
      pieces[0].append(line);
      return;
    }
    for (std::size_t i = 0; i < kPlaces.size(); ++i) {
      const std::size_t first = kPlaces[i] * lines.count / 100;
      if (number >= first && number < first + kLinesInPlace) pieces[i].append(line);
    }
  });
  return Sha1Hex(pieces[0] + pieces[1]);
}

}  // namespace gatepost
