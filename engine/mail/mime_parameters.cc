// Tested by tests/mail/header_test.cc.
#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "mail/header.h"
#include "text/charset.h"

namespace gatepost {
namespace {

// One "name*2*=value", taken apart.
struct Piece {
  std::string name;       // lower-case, without "*..."
  int section = -1;       // -1: not continued
  bool extended = false;  // percent-encoded
  std::string value;
};

// Reads a quoted string or everything up to ";" at `at`, and moves past it.
std::string ReadValue(std::string_view text, std::size_t& at) {
  std::string value;
  if (at < text.size() && text[at] == '"') {
    for (++at; at < text.size() && text[at] != '"'; ++at) {
      if (text[at] == '\\' && at + 1 < text.size()) ++at;
      value.push_back(text[at]);
    }
    if (at < text.size()) ++at;
    return value;
  }
  const std::size_t end = std::min(text.find(';', at), text.size());
  value = std::string(TrimRight(text.substr(at, end - at)));
  at = end;
  return value;
}

// "name", "name*", "name*2", "name*2*".
Piece ReadName(std::string_view text) {
  Piece piece;
  if (text.ends_with('*')) {
    piece.extended = true;
    text.remove_suffix(1);
  }
  const std::size_t star = text.rfind('*');
  if (star != kNpos && star > 0 && text.size() - star > 1 && text.size() - star <= 6) {
    const std::string_view digits = text.substr(star + 1);
    if (AllDigits(digits)) {
      piece.section = 0;
      for (const char digit : digits) piece.section = piece.section * 10 + (digit - '0');
      text = text.substr(0, star);
    }
  }
  piece.name = AsciiLower(text);
  return piece;
}

std::string PercentDecode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size() && HexDigitValue(text[at + 1]) >= 0 &&
        HexDigitValue(text[at + 2]) >= 0) {
      out.push_back(static_cast<char>(HexDigitValue(text[at + 1]) << 4 | HexDigitValue(text[at + 2])));
      at += 2;
    } else {
      out.push_back(text[at]);
    }
  }
  return out;
}

// Joins [begin, end), the pieces of one parameter in the order of their sections.
std::string JoinPieces(const Piece* begin, const Piece* end) {
  std::string charset, joined;
  bool extended = false;
  for (const Piece* piece = begin; piece != end; ++piece) {
    std::string_view value = piece->value;
    if (!piece->extended) {
      joined.append(value);
      continue;
    }
    extended = true;
    if (piece == begin) {  // charset'language'text
      const std::size_t first = value.find('\'');
      const std::size_t second = first == kNpos ? kNpos : value.find('\'', first + 1);
      if (second != kNpos) {
        charset = std::string(value.substr(0, first));
        value.remove_prefix(second + 1);
      }
    }
    joined += PercentDecode(value);
  }
  return extended ? ToUtf8(joined, charset.empty() ? "utf-8" : charset).utf8 : joined;
}

std::vector<Piece> ReadPieces(std::string_view text, std::size_t at) {
  std::vector<Piece> pieces;
  while (at < text.size()) {
    // `at` is at a ";" or, where a quoted value was followed by junk, before one.
    at = text.find(';', at);
    if (at == kNpos) break;
    at = SkipSpace(text, at + 1);
    const std::size_t name_end = std::min(text.find_first_of("=;", at), text.size());
    if (name_end == text.size() || text[name_end] == ';') {
      at = name_end;
      continue;
    }
    Piece piece = ReadName(TrimRight(text.substr(at, name_end - at)));
    at = SkipSpace(text, name_end + 1);
    piece.value = ReadValue(text, at);
    if (!piece.name.empty()) pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace

std::optional<std::string> ParameterizedValue::Parameter(std::string_view name) const {
  for (const auto& [key, text] : parameters) {
    if (EqualsIgnoreCase(key, name)) return text;
  }
  return std::nullopt;
}

ParameterizedValue ParseParameterizedValue(std::string_view unfolded) {
  ParameterizedValue result;
  const std::size_t semicolon = std::min(unfolded.find(';'), unfolded.size());
  const std::string_view head = Trim(unfolded.substr(0, semicolon));
  const auto space = std::find_if(head.begin(), head.end(), IsAsciiSpace);
  result.value = AsciiLower(head.substr(0, static_cast<std::size_t>(space - head.begin())));

  std::vector<Piece> pieces = ReadPieces(unfolded, semicolon);
  // Continued pieces of one name come together, sections in order, at the place of the first.
  std::vector<std::size_t> order(pieces.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&pieces](std::size_t a, std::size_t b) {
    if (pieces[a].name != pieces[b].name) return pieces[a].name < pieces[b].name;
    return pieces[a].section < pieces[b].section;
  });
  std::vector<Piece> sorted;
  sorted.reserve(pieces.size());
  for (const std::size_t i : order) sorted.push_back(pieces[i]);

  std::vector<std::pair<std::size_t, std::pair<std::string, std::string>>> found;
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i + 1;
    std::size_t place = order[i];
    if (sorted[i].section >= 0) {
      while (end < sorted.size() && sorted[end].name == sorted[i].name) {
        place = std::min(place, order[end++]);
      }
    }
    std::string value = JoinPieces(sorted.data() + i, sorted.data() + end);
    found.emplace_back(place, std::make_pair(sorted[i].name, std::move(value)));
    i = end;
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  result.parameters.reserve(found.size());
  for (auto& entry : found) result.parameters.push_back(std::move(entry.second));
  return result;
}

}  // namespace gatepost
