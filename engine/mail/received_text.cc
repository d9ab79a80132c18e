// Tested by tests/mail/relay_test.cc.
#include "mail/received_text.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace gatepost {
namespace {

bool TakeBack(std::string_view* text, bool (*belongs)(char)) {
  const std::size_t before = text->size();
  while (!text->empty() && belongs(text->back())) text->remove_suffix(1);
  return text->size() < before;
}

bool TakeBack(std::string_view* text, std::string_view suffix) {
  if (!text->ends_with(suffix)) return false;
  text->remove_suffix(suffix.size());
  return true;
}

bool IsDateSeparator(char c) { return c == ' ' || c == ';'; }

}  // namespace

std::string_view WordAt(std::string_view line, std::size_t at) {
  std::size_t end = at;
  while (end < line.size() && !IsAsciiSpace(line[end])) ++end;
  return line.substr(std::min(at, line.size()), end - at);
}

bool ContainsWord(std::string_view line, std::string_view text) {
  for (std::size_t at = line.find(text); at != kNpos; at = line.find(text, at + 1)) {
    const std::size_t end = at + text.size();
    if ((at == 0 || !IsWordByte(line[at - 1])) && (end == line.size() || !IsWordByte(line[end]))) return true;
  }
  return false;
}

std::string_view CutAtWordEnd(std::string_view run, char next) {
  for (std::size_t end = run.size(); end > 0; --end) {
    const char after = end < run.size() ? run[end] : next;
    if (IsWordByte(run[end - 1]) != IsWordByte(after)) return run.substr(0, end);
  }
  return {};
}

std::string SqueezeReceived(std::string_view line) {
  std::string text(line.size(), '\0');
  char* to = text.data();
  bool after_space = true;
  for (char c : line) {
    const bool is_space = IsAsciiSpace(c);
    if (is_space && after_space) continue;
    *to++ = is_space ? ' ' : c;
    after_space = is_space;
  }
  text.resize(static_cast<std::size_t>(to - text.data()));
  if (text.ends_with(' ')) text.pop_back();
  while (text.ends_with(';')) {
    text.pop_back();
    if (text.ends_with(' ')) text.pop_back();
  }
  return text;
}

// Read from the right.
std::string_view WithoutDate(std::string_view line) {
  std::string_view rest = line;
  const auto digits = [&] { return TakeBack(&rest, IsAsciiDigit); };
  if (!TakeBack(&rest, [](char c) { return !IsAsciiSpace(c); }) || !TakeBack(&rest, " ")) return line;
  if (!digits() || !TakeBack(&rest, ":") || !digits()) return line;
  if (TakeBack(&rest, ":") && !digits()) return line;
  if (!TakeBack(&rest, " ") || !digits() || !TakeBack(&rest, " ")) return line;
  static constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (std::none_of(kMonths.begin(), kMonths.end(),
                   [&](std::string_view month) { return TakeBack(&rest, month); })) {
    return line;
  }
  if (!TakeBack(&rest, " ") || !digits()) return line;
  std::string_view with_day = rest;
  static constexpr std::array<std::string_view, 7> kDays = {"Mon, ", "Tue, ", "Wed, ", "Thu, ",
                                                            "Fri, ", "Sat, ", "Sun, "};
  if (std::any_of(kDays.begin(), kDays.end(),
                  [&](std::string_view day) { return TakeBack(&with_day, day); }) &&
      TakeBack(&with_day, IsDateSeparator)) {
    return with_day;
  }
  return TakeBack(&rest, IsDateSeparator) ? rest : line;
}

bool IsNameByNameOnly(std::string_view line) {
  const std::string_view from = WordAt(line, 5);
  const std::size_t by = 5 + from.size();
  if (from.empty() || !StartsWithIgnoreCase(line.substr(by), " by ")) return false;
  std::size_t end = by + 4;
  while (end < line.size() && line[end] != ' ' && line[end] != ';') ++end;
  if (end == by + 4) return false;
  if (end < line.size() && line[end] == ' ') ++end;
  if (end >= line.size() || line[end] != ';') return false;
  const bool bracketed = from.size() > 2 && from.front() == '[' && from.back() == ']' &&
                         from.substr(1, from.size() - 2).find_first_not_of("0123456789.") == kNpos;
  return !bracketed;
}

}  // namespace gatepost
