// Tested by tests/mail/header_test.cc and tests/mail/message_test.cc.
#include "mail/mime_type.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "mail/header.h"

namespace gatepost {
namespace {

// The position after `word`, where it begins a word, at or after `from`.
std::size_t FindWord(std::string_view text, std::string_view word, std::size_t from) {
  for (;;) {
    const std::size_t found = FindIgnoreCase(text, word, from);
    if (found == kNpos) return kNpos;
    if (found == 0 || !IsWordByte(text[found - 1])) return found + word.size();
    from = found + 1;
  }
}

// As FindWord, for "name" and "filename", whichever comes first.
std::size_t FindNameWord(std::string_view text, std::size_t from) {
  constexpr std::string_view kFile = "file";
  for (std::size_t found = FindIgnoreCase(text, "name", from); found != kNpos;
       found = FindIgnoreCase(text, "name", found + 1)) {
    std::size_t begin = found;
    if (begin >= from + kFile.size() && StartsWithIgnoreCase(text.substr(begin - kFile.size()), kFile))
      begin -= kFile.size();
    const auto begins_word = [&](std::size_t at) { return at == 0 || !IsWordByte(text[at - 1]); };
    if (begins_word(found) || begins_word(begin)) return found + 4;
  }
  return kNpos;
}

// Past white space, "=" and white space; kNpos where there is no "=".
std::size_t SkipEquals(std::string_view text, std::size_t at) {
  at = SkipSpace(text, at);
  if (at >= text.size() || text[at] != '=') return kNpos;
  return SkipSpace(text, at + 1);
}

bool IsQuote(char c) { return c == '"' || c == '\''; }

// Up to the next ";", one quote at each end removed.
std::string_view LooseValue(std::string_view text, std::size_t at) {
  if (at < text.size() && IsQuote(text[at])) ++at;
  std::string_view value = text.substr(at, std::min(text.find(';', at), text.size()) - at);
  if (!value.empty() && IsQuote(value.back())) value.remove_suffix(1);
  return value;
}

std::optional<std::string> FindBoundary(std::string_view text) {
  for (std::size_t at = FindWord(text, "boundary", 0); at != kNpos; at = FindWord(text, "boundary", at)) {
    const std::size_t start = SkipEquals(text, at);
    if (start == kNpos || start >= text.size()) continue;
    std::string_view value;
    if (text[start] == '"') {
      value = text.substr(start + 1, std::min(text.find('"', start + 1), text.size()) - start - 1);
    } else {
      std::size_t end = start;
      while (end < text.size() && !IsAsciiSpace(text[end]) && text[end] != ';' && text[end] != '"') ++end;
      if (end < text.size() && text[end] == '"') continue;
      value = text.substr(start, end - start);
    }
    value = TrimRight(value);
    if (!value.empty()) return std::string(value);
  }
  return std::nullopt;
}

std::optional<std::string> FindCharset(std::string_view text) {
  for (std::size_t at = FindWord(text, "charset", 0); at != kNpos; at = FindWord(text, "charset", at)) {
    const std::size_t start = SkipEquals(text, at);
    if (start != kNpos) return AsciiLower(LooseValue(text, start));
  }
  return std::nullopt;
}

// name*0=..., name*1=... joined in the order of their numbers.
std::string FindContinuedName(std::string_view text) {
  std::vector<std::pair<unsigned, std::string_view>> pieces;
  bool has_first = false;
  for (std::size_t at = FindNameWord(text, 0); at != kNpos; at = FindNameWord(text, at)) {
    if (at >= text.size() || text[at] != '*') continue;
    std::size_t digit = at + 1;
    unsigned number = 0;
    while (digit < text.size() && IsAsciiDigit(text[digit]) && digit < at + 7) {
      number = number * 10 + static_cast<unsigned>(text[digit++] - '0');
    }
    const std::size_t start = digit == at + 1 ? kNpos : SkipEquals(text, digit);
    if (start == kNpos) continue;
    has_first = has_first || number == 0;
    pieces.emplace_back(number, LooseValue(text, start));
  }
  std::string name;
  if (!has_first) return name;
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& piece : pieces) name.append(piece.second);
  return name;
}

std::string FindName(std::string_view text) {
  for (std::size_t at = FindNameWord(text, 0); at != kNpos; at = FindNameWord(text, at)) {
    const std::size_t start = SkipEquals(text, at);
    if (start == kNpos) continue;
    std::string name(LooseValue(text, start));
    if (!name.empty()) return name;
    break;
  }
  return FindContinuedName(text);
}

// "type/subtype" without what has no place in it, or "".
std::string FindType(std::string_view text) {
  text = TrimLeft(text);
  text = text.substr(0, std::min(text.find(';'), text.size()));
  const std::size_t slash = text.find('/');
  if (slash != kNpos && slash > 0) {
    std::size_t end = slash + 1;
    while (end < text.size() && text[end] != '/' && !IsAsciiSpace(text[end])) ++end;
    text = text.substr(0, end);
  }
  std::string type = AsciiLower(text);
  if (type.empty()) return type;
  if (type.starts_with("text") && (type.size() == 4 || !IsWordByte(type[4])) && type != "text/x-vcard" &&
      type != "text/calendar" && type != "text/html") {
    return "text/plain";
  }
  std::erase_if(type, [](char c) {
    return c <= ' ' || c >= 0x7F || std::string_view("\"(),:;<=>?@[\\]").find(c) != kNpos;
  });
  return type;
}

}  // namespace

ContentType ParseContentType(std::string_view value) {
  ContentType result;
  if (value.empty()) {
    result.charset = "us-ascii";
    result.has_charset = true;
    return result;
  }
  std::string type = FindType(value);
  if (!Trim(value.substr(0, std::min(value.find(';'), value.size()))).empty()) {
    result.missing = false;
    result.type = std::move(type);
  }
  result.boundary = FindBoundary(value);
  std::optional<std::string> charset = FindCharset(value);
  result.has_charset = charset.has_value();
  if (charset) result.charset = std::move(*charset);
  result.name = FindName(value);
  // The rest costs more and is for parameters that only RFC 2231 explains ("boundary*0=").
  if (value.find('*') != kNpos && (!result.boundary || result.charset.empty() || result.name.empty())) {
    const ParameterizedValue parsed = ParseParameterizedValue(value);
    if (!result.boundary) {
      result.boundary = parsed.Parameter("boundary");
      if (result.boundary) result.boundary = std::string(TrimRight(*result.boundary));
      if (result.boundary && result.boundary->empty()) result.boundary.reset();
    }
    if (result.charset.empty()) result.charset = AsciiLower(parsed.Parameter("charset").value_or(""));
    if (result.name.empty()) result.name = parsed.Parameter("name").value_or("");
  }
  return result;
}

std::string DispositionName(std::string_view value) {
  for (std::size_t at = FindIgnoreCase(value, "name=", 0); at != kNpos;
       at = FindIgnoreCase(value, "name=", at + 1)) {
    std::size_t start = SkipSpace(value, at + 5);
    if (start < value.size() && value[start] == '"') ++start;
    const std::size_t end = std::min(value.find_first_of("\";", start), value.size());
    if (end > start) return std::string(value.substr(start, end - start));
  }
  return {};
}

std::string ContinuedDispositionName(std::string_view value) {
  if (value.find('*') == kNpos) return {};
  return ParseParameterizedValue(value).Parameter("filename").value_or("");
}

std::string EncodingWord(std::string_view value, bool* exact) {
  std::string_view rest = Trim(value);
  while (rest.starts_with('(')) {  // a comment before the word
    const std::size_t close = rest.find(')');
    if (close == kNpos) break;
    rest = TrimLeft(rest.substr(close + 1));
  }
  std::string_view word = rest;
  if (word.starts_with('"')) word.remove_prefix(1);
  word = word.substr(0, std::min(word.find_first_of("\" \t\r\n\v\f;("), word.size()));
  *exact = word.size() == Trim(value).size();
  return AsciiLower(word);
}

}  // namespace gatepost
