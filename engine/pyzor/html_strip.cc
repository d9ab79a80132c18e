// Tested by tests/pyzor/html_strip_test.cc and, against Python, by bench/pyzor_digests.py.
#include "pyzor/html_strip.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "pyzor/python_text.h"

namespace gatepost {
namespace {

// The parser waits for more where a reference may be cut in half, so many characters before the end.
constexpr std::size_t kReferenceCharacters = 34;

class Stripper {
 public:
  explicit Stripper(std::string_view html) : html_(html) {}

  std::optional<std::string> Run();

 private:
  // Where the parser goes on behind markup at `begin`; kNpos: it waits for more, which never comes.
  std::size_t Markup(std::size_t begin);
  std::size_t StartTag(std::size_t begin);
  std::size_t EndTag(std::size_t begin);
  std::size_t Declaration(std::size_t begin);
  std::size_t MarkedSection(std::size_t begin);

  char At(std::size_t at) const { return at < html_.size() ? html_[at] : '\0'; }
  bool IsAtEnd(std::size_t at) const { return at >= html_.size(); }
  std::size_t Space(std::size_t at) const { return IsAtEnd(at) ? 0 : SpaceBytesAt(html_, at); }
  std::size_t SkipSpaces(std::size_t at) const;
  // White space, and slashes that end no tag.
  std::size_t SkipSpacesAndSlashes(std::size_t at) const;
  std::size_t SkipTagName(std::size_t at) const;
  std::size_t Behind(char c, std::size_t from) const;
  // Behind the first `first`, `second` (none: 0) and ">" from there, perhaps with white space between them.
  std::size_t BehindClose(char first, char second, std::size_t from) const;

  // The attributes at `*at`, which moves behind them; `*bare_end` is where the last value without quotes
  // ends.
  void SkipAttributes(std::size_t* at, std::size_t* bare_end);
  // A value, from the white space before its "=" on; the same place where there is none.
  std::size_t SkipValue(std::size_t at, std::size_t* bare_end);
  std::size_t FindQuote(char quote, std::size_t from);

  // Does the text up to the end hold a reference that is not over?
  bool EndsInReference(std::size_t begin) const;
  // Where "</script>" stands; kNpos where nowhere.
  std::size_t FindLiteralEnd(std::size_t from) const;

  void Data(std::string_view text);
  void Opened(std::string_view tag, bool is_empty);
  void Closed(std::string_view tag) {
    if (tag == "script" || tag == "style") collects_ = true;
  }

  std::string_view html_;
  std::string out_;
  std::string literal_;  // the tag whose content is no markup, or ""
  bool collects_ = true, gives_up_ = false;
  // From where on no such quote follows.
  std::size_t no_single_ = kNpos, no_double_ = kNpos;
};

std::size_t Stripper::SkipSpaces(std::size_t at) const {
  while (const std::size_t size = Space(at)) at += size;
  return at;
}

std::size_t Stripper::SkipSpacesAndSlashes(std::size_t at) const {
  while (true) {
    if (const std::size_t size = Space(at)) {
      at += size;
    } else if (At(at) == '/' && At(at + 1) != '>') {
      ++at;
    } else {
      return at;
    }
  }
}

std::size_t Stripper::SkipTagName(std::size_t at) const {
  constexpr std::string_view kEnds("\t\n\r\f />\0", 8);
  return std::min(html_.find_first_of(kEnds, at), html_.size());
}

std::size_t Stripper::Behind(char c, std::size_t from) const {
  const std::size_t found = html_.find(c, from);
  return found == kNpos ? kNpos : found + 1;
}

std::size_t Stripper::BehindClose(char first, char second, std::size_t from) const {
  for (std::size_t at = html_.find(first, from); at != kNpos; at = html_.find(first, at + 1)) {
    std::size_t next = at + 1;
    if (second != '\0') {
      if (second == ']') next = SkipSpaces(next);
      if (At(next) != second) continue;
      ++next;
    }
    next = SkipSpaces(next);
    if (At(next) == '>') return next + 1;
  }
  return kNpos;
}

std::size_t Stripper::FindQuote(char quote, std::size_t from) {
  std::size_t& none = quote == '"' ? no_double_ : no_single_;
  if (from >= none) return kNpos;
  const std::size_t found = html_.find(quote, from);
  if (found == kNpos) none = from;
  return found;
}

std::size_t Stripper::SkipValue(std::size_t at, std::size_t* bare_end) {
  const std::size_t sign = SkipSpaces(at);
  std::size_t signs_end = sign;
  while (At(signs_end) == '=') ++signs_end;
  if (signs_end == sign) return at;
  std::size_t value = SkipSpaces(signs_end);
  if (const char quote = At(value); quote == '"' || quote == '\'') {
    if (const std::size_t end = FindQuote(quote, value + 1); end != kNpos) return end + 1;
    // A quote that never ends is no value: white space before it is an empty one, and of more than one "="
    // the last begins it.
    if (value > signs_end) return value;
    if (signs_end - sign < 2) return at;
    value = signs_end - 1;
  }
  while (!IsAtEnd(value) && html_[value] != '>' && Space(value) == 0) ++value;
  *bare_end = value;
  return value;
}

void Stripper::SkipAttributes(std::size_t* at, std::size_t* bare_end) {
  while (!IsAtEnd(*at)) {
    const char before = html_[*at - 1];
    // A name begins behind white space, a slash or a quote.
    std::size_t last = *at - 1;
    while (last > 0 && (static_cast<unsigned char>(html_[last]) & 0xC0) == 0x80) --last;
    if (before != '\'' && before != '"' && before != '/' && Space(last) == 0) return;
    std::size_t end = *at;
    if (html_[end] == '/' || html_[end] == '>' || Space(end) > 0) return;
    do {
      ++end;
    } while (!IsAtEnd(end) && html_[end] != '/' && html_[end] != '=' && html_[end] != '>' && Space(end) == 0);
    *at = SkipSpacesAndSlashes(SkipValue(end, bare_end));
  }
}

std::size_t Stripper::StartTag(std::size_t begin) {
  const std::size_t name_end = SkipTagName(begin + 1);
  std::size_t at = name_end, bare_end = 0;
  while (At(at) == '/' || Space(at) > 0) at += At(at) == '/' ? 1 : Space(at);
  SkipAttributes(&at, &bare_end);
  at = SkipSpaces(at);
  if (IsAtEnd(at)) return kNpos;
  const char next = html_[at];
  if (next == '/' && At(at + 1) == '>') {
    Opened(html_.substr(begin + 1, name_end - begin - 1), true);
    return at + 2;
  }
  if (next == '/' || next == '=' || IsAsciiAlpha(next)) return kNpos;
  if (next != '>') {
    Data(html_.substr(begin, at - begin));
    return at;
  }
  const bool is_empty = html_[at - 1] == '/' && at > bare_end;
  Opened(html_.substr(begin + 1, name_end - begin - 1), is_empty);
  return at + 1;
}

void Stripper::Opened(std::string_view tag, bool is_empty) {
  const std::string name = AsciiLower(tag);
  if (name != "script" && name != "style") return;
  collects_ = is_empty;
  if (!is_empty) literal_ = name;
}

// Only outside of literal text: there FindLiteralEnd finds the end.
std::size_t Stripper::EndTag(std::size_t begin) {
  const std::size_t close = Behind('>', begin + 1);
  if (close == kNpos) return kNpos;
  std::size_t at = SkipSpaces(begin + 2);
  const std::size_t name = at;
  if (IsAsciiAlpha(At(at))) {
    while (IsAsciiAlnum(At(at)) || At(at) == '-' || At(at) == '.' || At(at) == ':' || At(at) == '_') ++at;
    const std::size_t end = SkipSpaces(at);
    if (At(end) == '>') {
      Closed(AsciiLower(html_.substr(name, at - name)));
      return end + 1;
    }
  }
  if (!IsAsciiAlpha(At(begin + 2))) return Behind('>', begin + 2);
  const std::size_t name_end = SkipTagName(begin + 2);
  Closed(AsciiLower(html_.substr(begin + 2, name_end - begin - 2)));
  return Behind('>', name_end);
}

std::size_t Stripper::MarkedSection(std::size_t begin) {
  std::size_t at = begin + 3;
  if (IsAtEnd(at)) return kNpos;
  if (!IsAsciiAlpha(html_[at])) {
    gives_up_ = true;
    return kNpos;
  }
  while (IsAsciiAlnum(At(at)) || At(at) == '-' || At(at) == '_' || At(at) == '.') ++at;
  const std::string name = AsciiLower(html_.substr(begin + 3, at - begin - 3));
  if (IsAtEnd(SkipSpaces(at))) return kNpos;
  for (const std::string_view known : {"temp", "cdata", "ignore", "include", "rcdata"}) {
    if (name == known) return BehindClose(']', ']', begin + 3);
  }
  if (name == "if" || name == "else" || name == "endif") return BehindClose(']', '\0', begin + 3);
  gives_up_ = true;
  return kNpos;
}

std::size_t Stripper::Declaration(std::size_t begin) {
  if (html_.substr(begin, 4) == "<!--") return BehindClose('-', '-', begin + 4);
  if (html_.substr(begin, 3) == "<![") return MarkedSection(begin);
  constexpr std::size_t kDoctype = 9;  // "<!doctype"
  return Behind('>',
                EqualsIgnoreCase(html_.substr(begin, kDoctype), "<!doctype") ? begin + kDoctype : begin + 2);
}

std::size_t Stripper::Markup(std::size_t begin) {
  const char next = At(begin + 1);
  if (IsAsciiAlpha(next)) return StartTag(begin);
  if (next == '/') return EndTag(begin);
  if (next == '!') return Declaration(begin);
  if (next == '?') return Behind('>', begin + 2);
  if (IsAtEnd(begin + 1)) return kNpos;
  Data("<");
  return begin + 1;
}

bool Stripper::EndsInReference(std::size_t begin) const {
  std::size_t from = html_.size();
  for (std::size_t count = 0; from > begin && count < kReferenceCharacters; ++count) {
    do {
      --from;
    } while (from > begin && (static_cast<unsigned char>(html_[from]) & 0xC0) == 0x80);
  }
  const std::size_t sign = html_.rfind('&');
  if (sign == kNpos || sign < from) return false;
  for (std::size_t at = sign; at < html_.size(); ++at) {
    if (html_[at] == ';' || Space(at) > 0) return false;
  }
  return true;
}

std::size_t Stripper::FindLiteralEnd(std::size_t from) const {
  for (std::size_t at = html_.find("</", from); at != kNpos; at = html_.find("</", at + 2)) {
    const std::size_t name = SkipSpaces(at + 2);
    if (!EqualsIgnoreCase(html_.substr(name, literal_.size()), literal_)) continue;
    if (At(SkipSpaces(name + literal_.size())) == '>') return at;
  }
  return kNpos;
}

void Stripper::Data(std::string_view text) {
  text = StripSpace(text);
  if (text.empty() || !collects_) return;
  if (!out_.empty()) out_.push_back(' ');
  out_.append(text);
}

std::optional<std::string> Stripper::Run() {
  std::size_t at = 0;
  while (at < html_.size()) {
    if (!literal_.empty()) {  // its text is not collected
      at = FindLiteralEnd(at);
      if (at == kNpos) break;
      Closed(literal_);
      literal_.clear();
      at = Behind('>', at);
      continue;
    }
    std::size_t next = html_.find('<', at);
    if (next == kNpos) {
      if (EndsInReference(at)) break;
      next = html_.size();
    }
    if (next > at) Data(UnescapeHtml(html_.substr(at, next - at)));
    if (next == html_.size()) break;
    at = Markup(next);
    if (at == kNpos) break;
  }
  if (gives_up_) return std::nullopt;
  return std::move(out_);
}

}  // namespace

std::optional<std::string> StripHtml(std::string_view html) { return Stripper(html).Run(); }

}  // namespace gatepost
