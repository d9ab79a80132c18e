// Tested by tests/mail/header_test.cc.
#include "mail/header.h"

#include <utility>

#include "base/ascii.h"
#include "mail/codec.h"
#include "text/charset.h"

namespace gatepost {
namespace {

// One RFC 2047 word, "=?charset?B?text?=".
struct EncodedWord {
  std::string_view charset, text;
  bool base64 = false;
  std::size_t size = 0;  // 0: no word here
};

bool IsCharsetByte(char c) { return IsAsciiAlnum(c) || c == '*' || c == '_' || c == '-'; }

EncodedWord ReadEncodedWord(std::string_view text, std::size_t at) {
  EncodedWord word;
  if (text.substr(at, 2) != "=?") return word;
  const std::size_t charset = at + 2;
  std::size_t end = charset;
  while (end < text.size() && IsCharsetByte(text[end])) ++end;
  if (end == charset || end + 3 > text.size() || text[end] != '?' || text[end + 2] != '?') return word;
  const char kind = AsciiToLower(text[end + 1]);
  if (kind != 'b' && kind != 'q') return word;
  const std::size_t close = text.find('?', end + 3);
  if (close == kNpos || close + 1 >= text.size() || text[close + 1] != '=') return word;
  word.charset = text.substr(charset, end - charset);
  word.text = text.substr(end + 3, close - end - 3);
  word.base64 = kind == 'b';
  word.size = close + 2 - at;
  return word;
}

std::string DecodeWordText(const EncodedWord& word) {
  if (word.base64) return DecodeBase64(word.text, nullptr);
  std::string text;
  text.reserve(word.text.size());
  for (const char c : word.text) {
    if (c == '_') {
      text += "=20";
    } else {
      text.push_back(c);
    }
  }
  return DecodeQuotedPrintable(text, nullptr);
}

std::string DecodeWords(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  // Words of one charset that touch are joined before the charset is undone: many senders cut in the
  // middle of a character.
  std::string pending, pending_charset;
  const auto flush = [&] {
    if (pending_charset.empty()) return;
    const std::string_view charset = std::string_view(pending_charset).substr(0, pending_charset.find('*'));
    out += ToUtf8(pending, charset, CharsetTrust::kInsist).utf8;
    pending.clear();
    pending_charset.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const EncodedWord word = text[at] == '=' ? ReadEncodedWord(text, at) : EncodedWord{};
    if (word.size == 0) {
      flush();
      const std::size_t next = std::min(text.find('=', at + 1), text.size());
      out.append(text, at, next - at);
      at = next;
      continue;
    }
    std::string charset = AsciiLower(word.charset);
    if (charset != pending_charset) flush();
    pending_charset = std::move(charset);
    pending += DecodeWordText(word);
    at += word.size;
    // White space between two words belongs to neither.
    const std::size_t after = SkipSpace(text, at);
    if (after != at && after < text.size() && ReadEncodedWord(text, after).size != 0) at = after;
  }
  flush();
  return out;
}

std::string ReplaceNul(std::string text) {
  if (text.find('\0') == std::string::npos) return text;
  std::string out;
  out.reserve(text.size() + 16);
  for (const char c : text) {
    if (c == '\0') {
      out += "\xEF\xBF\xBD";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

// Folding gone, ends trimmed; other line ends stay.
std::string Unfold(std::string_view raw) {
  std::string text;
  text.reserve(std::min(raw.size(), kMaxHeaderValueBytes));
  std::size_t counted = 0;  // bytes as SpamAssassin counts them: a CRLF is one
  for (std::size_t at = 0; at < raw.size() && counted < kMaxHeaderValueBytes;) {
    const std::size_t newline = std::min(raw.find('\n', at), raw.size());
    const bool crlf = newline < raw.size() && newline > at && raw[newline - 1] == '\r';
    const std::size_t line = std::min(newline - at - (crlf ? 1 : 0), kMaxHeaderValueBytes - counted);
    text.append(raw, at, line);
    counted += line;
    at = newline;
    if (at == raw.size() || counted == kMaxHeaderValueBytes) break;
    ++at;
    if (at < raw.size() && (raw[at] == ' ' || raw[at] == '\t')) {
      while (at < raw.size() && (raw[at] == ' ' || raw[at] == '\t')) ++at;
      counted += at - newline;
      text.push_back(' ');
    } else {
      ++counted;
      text.push_back('\n');
    }
  }
  const std::string_view trimmed = Trim(text);
  const auto before = static_cast<std::size_t>(trimmed.data() - text.data());
  text.resize(before + trimmed.size());
  text.erase(0, before);
  return text;
}

void RemoveLineEnds(std::string& text) {
  if (text.find('\n') == std::string::npos) return;
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '\n') {
      if (!out.empty() && out.back() == '\r') out.pop_back();
    } else {
      out.push_back(c);
    }
  }
  text = std::move(out);
}

std::string Decode(std::string_view raw, bool words) {
  std::string text = Unfold(raw);
  RemoveLineEnds(text);
  if (!IsAscii(text)) text = ToUtf8(text, "utf-8").utf8;
  if (words && text.find("=?") != std::string::npos) text = DecodeWords(text);
  return ReplaceNul(std::move(text));
}

bool HasNoWords(std::string_view name) {
  if (StartsWithIgnoreCase(name, "List-")) return true;
  for (const char* plain : {"Received", "MIME-Version", "References", "In-Reply-To"}) {
    if (EqualsIgnoreCase(name, plain)) return true;
  }
  if (StartsWithIgnoreCase(name, "Resent-")) name.remove_prefix(7);
  return EqualsIgnoreCase(name, "Message-ID") || EqualsIgnoreCase(name, "Date");
}

}  // namespace

std::string DecodeHeader(std::string_view raw) { return Decode(raw, true); }

std::string DecodeHeader(const HeaderField& field) { return Decode(field.raw, !HasNoWords(field.name)); }

bool IsForRules(const Part& part, std::string_view name) {
  return part.parent >= 0 || !StartsWithIgnoreCase(name, "X-Spam-");
}

std::vector<const HeaderField*> FindFields(const Part& part, std::string_view name) {
  std::vector<const HeaderField*> fields;
  for (const HeaderField& field : part.fields) {
    if (EqualsIgnoreCase(field.name, name)) fields.push_back(&field);
  }
  return fields;
}

}  // namespace gatepost
