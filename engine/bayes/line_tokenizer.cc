// Tested by tests/bayes/line_tokenizer_test.cc.
#include "bayes/line_tokenizer.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/ascii.h"
#include "bayes/stop_words.h"

namespace gatepost {
namespace {

constexpr std::size_t kSkippedTokenCharacters = 7;  // what is kept of an overlong word

unsigned char Byte(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }
bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// ASCII that may be part of a word; all else but 8-bit text separates.
constexpr std::array<bool, 256> kWordCharacters = [] {
  std::array<bool, 256> table{};
  for (int c = 0; c < 128; ++c) table[static_cast<std::size_t>(c)] = IsAsciiAlnum(static_cast<char>(c));
  for (char c : {',', '@', '*', '!', '_', '\'', '"', '$', '.', ' ', '-'}) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

// Bytes of the UTF-8 sequence that starts here, 0 where none does. Form only: overlong ones and
// surrogates pass, as they do there.
std::size_t SequenceSize(std::string_view text, std::size_t at) {
  unsigned char lead = Byte(text, at);
  std::size_t size = lead >= 0xC0 && lead <= 0xDF ? 2 : lead >= 0xE0 && lead <= 0xEF ? 3 : 0;
  if (lead >= 0xF0 && lead <= 0xF4) size = 4;
  if (size == 0 || at + size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if (!IsContinuation(Byte(text, at + i))) return 0;
  }
  return size;
}

// Everything that cannot be part of a word becomes a space.
void Clean(std::string_view line, std::string& out) {
  out.clear();
  out.reserve(line.size() + 16);
  for (std::size_t at = 0; at < line.size();) {
    unsigned char byte = Byte(line, at);
    if (byte < 0x80) {
      std::size_t end = at;
      while (end < line.size() && kWordCharacters[Byte(line, end)]) ++end;
      if (end == at) {
        out += ' ';
        ++at;
      } else {
        out.append(line, at, end - at);
        at = end;
      }
      continue;
    }
    if (std::size_t size = SequenceSize(line, at); size > 0) {
      out.append(line, at, size);
      at += size;
    } else {
      out += byte >= 0xA1 ? line[at] : ' ';  // a letter of Latin-1, or nothing
      ++at;
    }
  }
}

// A letter, digit or underscore; of Latin-1 where the text is in it.
bool IsWordCharacter(char c, bool is_latin1) {
  if (IsWordByte(c)) return true;
  auto byte = static_cast<unsigned char>(c);
  if (!is_latin1 || byte < 0xAA) return false;
  return byte >= 0xC0 ? byte != 0xD7 && byte != 0xF7 : byte == 0xAA || byte == 0xB5 || byte == 0xBA;
}

char ToLower(char c, bool is_latin1) {
  auto byte = static_cast<unsigned char>(c);
  if (is_latin1 && byte >= 0xC0 && byte <= 0xDE && byte != 0xD7) return static_cast<char>(byte + 32);
  return AsciiToLower(c);
}

bool HasFormOfUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t size = Byte(text, at) < 0x80 ? 1 : SequenceSize(text, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

// SpamAssassin has the URIs of HTML as characters: those up to U+00FF count as one byte each, others
// separate. Where the charset was not known, each byte stands for a character.
void ToLatin1(std::string_view text, std::string& out) {
  if (!HasFormOfUtf8(text)) {
    out.assign(text);
    return;
  }
  out.clear();
  for (std::size_t at = 0; at < text.size();) {
    unsigned char lead = Byte(text, at);
    std::size_t size = lead < 0x80 ? 1 : SequenceSize(text, at);
    if (size == 2) {
      int code = (lead & 0x1F) << 6 | (Byte(text, at + 1) & 0x3F);
      out += code >= 0xA1 && code <= 0xFF ? static_cast<char>(code) : ' ';
    } else {
      out += size <= 1 ? text[at] : ' ';
    }
    at += std::max<std::size_t>(size, 1);
  }
}

// As Clean, for text in Latin-1.
void CleanLatin1(std::string& line) {
  for (char& c : line) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0xA1 && !kWordCharacters[byte]) c = ' ';
  }
}

// "end...start" and "this--that": the separator becomes a word of its own.
void SplitAtRuns(char separator, std::size_t least, bool is_latin1, std::string& line, std::string& scratch) {
  const char pattern[3] = {separator, separator, separator};
  if (line.find(pattern, 0, least) == kNpos) return;
  constexpr std::size_t kMost = 6;
  scratch.clear();
  std::size_t copied = 0;
  // A word character that ended one match cannot begin the next.
  std::size_t free_from = 0;
  for (std::size_t at = line.find(separator); at != kNpos; at = line.find(separator, at)) {
    std::size_t end = std::min(line.find_first_not_of(separator, at), line.size());
    std::size_t run = end - at;
    bool is_between = at > free_from && IsWordCharacter(line[at - 1], is_latin1) && end < line.size() &&
                      IsWordCharacter(line[end], is_latin1);
    if (run >= least && run <= kMost && is_between) {
      scratch.append(line, copied, at - copied);
      scratch += ' ';
      scratch.append(run, separator);
      scratch += ' ';
      copied = end;
      free_from = end + 1;
    }
    at = end;
  }
  scratch.append(line, copied, kNpos);
  line.swap(scratch);
}

// The capital at the start of a line or sentence says nothing: it goes, with SpamAssassin's idea of where
// a sentence goes on (to the last space before the next capital).
void LowerSentenceStarts(std::string& line, std::string& scratch) {
  scratch.clear();
  std::size_t copied = 0;
  std::size_t from = 0;  // where the next match may begin
  // The position of a capital with at least one other character after it, matched to its end; 0: no match.
  auto match_end = [&](std::size_t capital) -> std::size_t {
    if (capital >= line.size() || !IsAsciiUpper(line[capital])) return 0;
    std::size_t end = capital + 1;
    while (end < line.size() && !IsAsciiUpper(line[end])) ++end;
    if (end == capital + 1) return 0;
    if (end == line.size()) return end;
    while (end > capital + 2 && line[end - 1] != ' ') --end;
    return end > capital + 2 ? end : 0;
  };
  auto replace = [&](std::size_t begin, std::size_t capital, std::size_t end) {
    scratch.append(line, copied, begin - copied);
    scratch += ' ';
    scratch += AsciiToLower(line[capital]);
    // Before the end of the line the match takes the space that follows it along.
    std::size_t text_end = end < line.size() ? end - 1 : end;
    scratch.append(line, capital + 1, text_end - capital - 1);
    scratch += ' ';
    copied = from = end;
  };
  if (std::size_t end = match_end(0); end > 0) replace(0, 0, end);
  for (std::size_t dot = line.find('.', from); dot != kNpos; dot = line.find('.', std::max(from, dot + 1))) {
    std::size_t capital = dot + 1;
    while (capital < line.size() && line[capital] == ' ') ++capital;
    if (capital == dot + 1) continue;
    if (std::size_t end = match_end(capital); end > 0) replace(dot, capital, end);
  }
  if (copied == 0) return;
  scratch.append(line, copied, kNpos);
  line.swap(scratch);
}

bool IsTrimmed(char c) { return c == '-' || c == '\'' || c == '"' || c == '.' || c == ','; }

std::string_view TrimWord(std::string_view word) {
  while (!word.empty() && IsTrimmed(word.front())) word.remove_prefix(1);
  while (!word.empty() && IsTrimmed(word.back())) word.remove_suffix(1);
  return word;
}

// "x.com", "1.de": a dot after something, before a letter.
bool LooksLikeHost(std::string_view word) {
  for (std::size_t dot = word.find('.', 1); dot != kNpos; dot = word.find('.', dot + 1)) {
    if (dot + 1 < word.size() && IsAsciiAlpha(word[dot + 1])) return true;
  }
  return false;
}

bool LooksLikeAddress(std::string_view word) {
  if (word.size() < 3) return false;
  return word.substr(1, word.size() - 2).find('@') != kNpos;
}

// Where the n-th character ends (a byte that starts no sequence is one); 0 where there are fewer.
std::size_t EndOfCharacters(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; count > 0; --count) {
    if (at >= text.size()) return 0;
    std::size_t size = Byte(text, at) < 0x80 ? 1 : SequenceSize(text, at);
    at += size > 0 ? size : 1;
  }
  return at;
}

// The scripts that write words without spaces between them, by code point.
bool IsSpacelessScript(char32_t c) {
  return (c >= 0x0E00 && c <= 0x0E7F) ||  // Thai
         (c >= 0x3040 && c <= 0x30FF) ||  // Hiragana, Katakana
         (c >= 0x3400 && c <= 0x4DBF) ||  // Han, extension A
         (c >= 0x4E00 && c <= 0x9FFF) ||  // Han
         (c >= 0xAC00 && c <= 0xD7A3) ||  // Hangul
         (c >= 0xF900 && c <= 0xFAFF) ||  // Han, compatibility
         (c >= 0x20000 && c <= 0x2FFFF);  // Han, further extensions
}

char32_t CodePoint(std::string_view sequence) {
  auto low = [&](std::size_t i) { return static_cast<char32_t>(Byte(sequence, i) & 0x3F); };
  if (sequence.size() == 3)
    return static_cast<char32_t>(Byte(sequence, 0) & 0x0F) << 12 | low(1) << 6 | low(2);
  if (sequence.size() == 4) {
    return static_cast<char32_t>(Byte(sequence, 0) & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3);
  }
  return 0;
}

}  // namespace

void LineTokenizer::Add(std::string_view line, std::string_view prefix, TokenRegion region) {
  is_latin1_ = region == TokenRegion::kHtmlUri && std::any_of(line.begin(), line.end(), [](char c) {
                 return static_cast<unsigned char>(c) >= 0x80;
               });
  if (is_latin1_) {
    ToLatin1(line, line_);
    CleanLatin1(line_);
  } else {
    Clean(line, line_);
  }
  SplitAtRuns('.', 3, is_latin1_, line_, scratch_);
  SplitAtRuns('-', 2, is_latin1_, line_, scratch_);
  if (region != TokenRegion::kHeader) LowerSentenceStarts(line_, scratch_);
  std::string_view text = line_;
  for (std::size_t at = text.find_first_not_of(' '); at != kNpos; at = text.find_first_not_of(' ', at)) {
    std::size_t end = std::min(text.find(' ', at), text.size());
    AddWord(text.substr(at, end - at), prefix, region);
    at = end;
  }
}

void LineTokenizer::AddWord(std::string_view word, std::string_view prefix, TokenRegion region) {
  word = TrimWord(word);
  if (config_.script_pairs) AddScriptPairs(word, prefix);
  if (word.size() < 3) return;
  if (config_.stop_words != nullptr && config_.stop_words->Contains(word)) return;
  if (region != TokenRegion::kHeader) {
    // These have no prefix, hidden text or not.
    if (LooksLikeAddress(word)) {
      AddAddress(word);
    } else if (LooksLikeHost(word)) {
      AddDomains(word);
    }
  }
  std::string_view token = word;
  std::string shortened;
  // A "*" marks a word that was made, not written ("D*net"): never cut.
  if (word.size() > config_.max_token_bytes && word.find('*') == kNpos) {
    if (AddWideCharacters(word, prefix)) return;
    if (region != TokenRegion::kUri && region != TokenRegion::kHtmlUri) {
      std::size_t kept = EndOfCharacters(word, kSkippedTokenCharacters);
      if (kept > 0 && word.size() - kept >= 2) {
        shortened = "sk:";
        shortened += word.substr(0, kept);
        token = shortened;
      }
    }
  }
  if (region != TokenRegion::kHeader) AddVariants(token, prefix);
  sink_.Add(prefix, token);
}

void LineTokenizer::AddAddress(std::string_view word) {
  ForEachAddressToken(word, [&](std::string_view kind, std::string_view text) { sink_.Add(kind, text); });
}

void LineTokenizer::AddDomains(std::string_view word) {
  sink_.Add("UD:", word);
  for (int i = 0; i < kMaxDomainTokens; ++i) {
    std::size_t dot = word.find('.');
    if (dot == kNpos || dot == 0 || dot + 1 >= word.size()) return;
    word.remove_prefix(dot + 1);
    sink_.Add("UD:", word);
  }
}

// What makes a token's variants differ from it: capitals, and what is no word character (perhaps, where the
// text is in Latin-1).
constexpr unsigned char kUpperCase = 1, kOther = 2;
constexpr std::array<unsigned char, 256> kVariantKinds = [] {
  std::array<unsigned char, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte) {
    const char c = static_cast<char>(byte);
    if (IsAsciiUpper(c)) table[byte] = kUpperCase;
    if (!IsWordByte(c) && c != ':' && c != '*') table[byte] = kOther;
  }
  return table;
}();

// "Foo!" is also counted as "Foo", "foo!" and "foo".
void LineTokenizer::AddVariants(std::string_view token, std::string_view prefix) {
  unsigned found = 0;
  for (char c : token) found |= kVariantKinds[static_cast<unsigned char>(c)];
  if (found == 0) return;
  bool has_upper = (found & kUpperCase) != 0;
  variant_.clear();
  for (char c : token) {
    if (IsWordCharacter(c, is_latin1_) || c == ':' || c == '*') variant_ += c;
  }
  bool has_other = variant_.size() != token.size();
  if (has_other) sink_.Add(prefix, variant_);
  if (!has_upper) return;
  lower_.assign(token);
  for (char& c : lower_) c = ToLower(c, is_latin1_);
  sink_.Add(prefix, lower_);
  if (!has_other) return;
  for (char& c : variant_) c = ToLower(c, is_latin1_);
  sink_.Add(prefix, variant_);
}

// A long word in a script of 3- and 4-byte characters: its characters, one by one.
bool LineTokenizer::AddWideCharacters(std::string_view word, std::string_view prefix) {
  bool has_wide = false, has_two = false;
  for (std::size_t i = 0; i + 1 < word.size() && !has_two; ++i) {
    has_two = IsContinuation(Byte(word, i)) && IsContinuation(Byte(word, i + 1));
  }
  if (!has_two) return false;
  scratch_.assign(prefix);  // free here: Add() is done with it
  scratch_ += "u8:";
  for (std::size_t at = 0; at < word.size();) {
    unsigned char lead = Byte(word, at);
    std::size_t size = lead >= 0xE0 ? SequenceSize(word, at) : 0;
    if (size < 3) {
      ++at;
      continue;
    }
    sink_.Add(scratch_, word.substr(at, size));
    has_wide = true;
    at += size;
  }
  return has_wide;
}

void LineTokenizer::AddScriptPairs(std::string_view word, std::string_view prefix) {
  std::size_t before = kNpos;  // where the character before began, if it was of these scripts
  for (std::size_t at = 0; at < word.size();) {
    std::size_t size = Byte(word, at) < 0x80 ? 1 : std::max<std::size_t>(SequenceSize(word, at), 1);
    bool is_script = size >= 3 && IsSpacelessScript(CodePoint(word.substr(at, size)));
    if (is_script && before != kNpos) {
      scratch_.assign(prefix);
      scratch_ += "s2:";
      sink_.Add(scratch_, word.substr(before, at + size - before));
    }
    before = is_script ? at : kNpos;
    at += size;
  }
}

}  // namespace gatepost
