// Tested by tests/mail/relay_test.cc.
#include "mail/relay_shape.h"

#include "base/ascii.h"
#include "mail/network.h"

namespace gatepost {
namespace {

constexpr std::size_t kNoField = static_cast<std::size_t>(LineField::kCount);

std::size_t FieldByName(std::string_view name) {
  constexpr std::string_view kNames[] = {"ip",      "rdns", "helo", "by",  "ident",
                                         "envfrom", "id",   "rest", "word"};
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    if (kNames[i] == name) return i;
  }
  return kNoField;
}

// Length of a way to write "this machine" at `at`, 0 for none. Tried longest first by the caller's
// second call with `shorter`.
std::size_t LocalhostLength(std::string_view line, std::size_t at, bool shorter) {
  const std::string_view rest = line.substr(at);
  if (StartsWithIgnoreCase(rest, "localhost")) {
    if (StartsWithIgnoreCase(rest.substr(9), ".localdomain")) return shorter ? 9 : 21;
    return shorter ? 0 : 9;
  }
  if (shorter) return 0;
  const std::size_t length = IpAddressLengthAt(line, at);
  if (length == 0) return 0;
  const std::optional<IpAddress> address = IpAddress::Parse(line.substr(at, length));
  return address && address->IsLocalhost() ? length : 0;
}

// One placeholder, taken apart.
struct Slot {
  enum Kind { kRun, kUntil, kAnyLong, kAnyShort, kIp, kDigits, kLocalhost, kWords, kEnd } kind = kRun;
  std::size_t field = kNoField;
  std::size_t min = 1;
  std::size_t max = std::string_view::npos;
  char stop = '\0';
  std::string_view words;
};

// Takes a number off the end of `text`: the most bytes a run may take.
std::size_t TakeMaximum(std::string_view* text) {
  std::size_t begin = text->size();
  while (begin > 0 && IsAsciiDigit((*text)[begin - 1])) --begin;
  if (begin == text->size()) return std::string_view::npos;
  std::size_t value = 0;
  for (char c : text->substr(begin)) value = value * 10 + static_cast<std::size_t>(c - '0');
  text->remove_suffix(text->size() - begin);
  return value;
}

Slot ReadSlot(std::string_view text) {
  Slot slot;
  if (text == "end") {
    slot.kind = Slot::kEnd;
  } else if (text == "localhost") {
    slot.kind = Slot::kLocalhost;
  } else if (text == "ip" || text == "anyip") {
    slot.kind = Slot::kIp;
    if (text == "ip") slot.field = static_cast<std::size_t>(LineField::kIp);
  } else if (text.find('|') != std::string_view::npos) {
    slot.kind = Slot::kWords;
    slot.words = text;
  } else if (text[0] == '=' || (text[0] == 'd' && (text.size() == 1 || IsAsciiDigit(text[1])))) {
    slot.kind = Slot::kDigits;
    if (text.size() > 1) slot.max = static_cast<std::size_t>(text[1] - '0');
    if (text[0] == '=') slot.min = slot.max;
  } else {
    slot.max = TakeMaximum(&text);
    const char last = text.back();
    if (last == '*' || last == '~' || last == '?') {
      slot.min = 0;
      if (last != '*') slot.kind = last == '~' ? Slot::kAnyLong : Slot::kAnyShort;
      text.remove_suffix(1);
    }
    if (text.starts_with("any")) {
      if (slot.kind == Slot::kRun) slot.kind = Slot::kAnyLong;
      slot.min = text == "any+" ? 1 : 0;
    } else if (text.size() > 2 && text[text.size() - 2] == '^') {
      slot.kind = Slot::kUntil;
      slot.stop = text.back();
      text.remove_suffix(2);
    }
    slot.field = FieldByName(text);
  }
  return slot;
}

class Matcher {
 public:
  Matcher(std::string_view line, LineCaptures* captures, ShapeBudget* budget)
      : line_(line), captures_(captures), budget_(budget) {}

  // Recurs once a placeholder of the shape, never on the line.
  bool Match(std::string_view shape, std::size_t at) {
    if (--budget_->steps < 0) return false;
    while (!shape.empty() && shape.front() != '{') {
      if (at >= line_.size() || line_[at] != shape.front()) return false;
      ++at;
      shape.remove_prefix(1);
    }
    if (shape.empty()) return true;
    const std::size_t close = shape.find('}', 2);
    const Slot slot = ReadSlot(shape.substr(1, close - 1));
    const std::string_view rest = shape.substr(close + 1);
    switch (slot.kind) {
      case Slot::kEnd:
        return at == line_.size() && Match(rest, at);
      case Slot::kIp: {
        const std::size_t length = IpAddressLengthAt(line_, at);
        return length > 0 && Take(slot, at, length, rest);
      }
      case Slot::kLocalhost: {
        for (bool shorter : {false, true}) {
          const std::size_t length = LocalhostLength(line_, at, shorter);
          if (length > 0 && Match(rest, at + length)) return true;
        }
        return false;
      }
      case Slot::kWords: {
        for (std::string_view word : Split(slot.words, '|')) {
          if (line_.substr(at).starts_with(word) && Match(rest, at + word.size())) return true;
        }
        return false;
      }
      default:
        return MatchRun(slot, at, rest);
    }
  }

 private:
  bool Take(const Slot& slot, std::size_t at, std::size_t length, std::string_view rest) {
    if (slot.field == kNoField) return Match(rest, at + length);
    std::string_view& capture = captures_->fields[slot.field];
    const std::string_view before = capture;
    capture = line_.substr(at, length);
    if (Match(rest, at + length)) return true;
    capture = before;
    return false;
  }

  bool Belongs(const Slot& slot, char c) const {
    switch (slot.kind) {
      case Slot::kRun:
        return !IsAsciiSpace(c);
      case Slot::kUntil:
        return c != slot.stop;
      case Slot::kDigits:
        return IsAsciiDigit(c);
      default:
        return true;
    }
  }

  bool MatchRun(const Slot& slot, std::size_t at, std::string_view rest) {
    std::size_t longest = 0;
    while (longest < slot.max && at + longest < line_.size() && Belongs(slot, line_[at + longest])) ++longest;
    if (longest < slot.min) return false;
    // Only where the shape's next byte stands can the run end.
    const char next = rest.empty() || rest.front() == '{' ? '\0' : rest.front();
    const auto can_end = [&](std::size_t end) {
      return next == '\0' || (end < line_.size() && line_[end] == next);
    };
    if (slot.kind == Slot::kAnyShort) {
      for (std::size_t length = slot.min; length <= longest; ++length) {
        if (can_end(at + length) && Take(slot, at, length, rest)) return true;
        if (--budget_->steps < 0) return false;
      }
      return false;
    }
    for (std::size_t length = longest + 1; length-- > slot.min;) {
      if (can_end(at + length) && Take(slot, at, length, rest)) return true;
      if (--budget_->steps < 0) return false;
    }
    return false;
  }

  std::string_view line_;
  LineCaptures* captures_;
  ShapeBudget* budget_;
};

}  // namespace

bool MatchesShape(std::string_view shape, std::string_view line, LineCaptures* captures,
                  ShapeBudget* budget) {
  return Matcher(line, captures, budget).Match(shape, 0);
}

bool FindsShape(std::string_view shape, std::string_view line, LineCaptures* captures, ShapeBudget* budget) {
  const char first = shape.front();
  for (std::size_t at = 0; at <= line.size(); ++at) {
    if (first != '{') {
      at = line.find(first, at);
      if (at == std::string_view::npos) return false;
    }
    if (Matcher(line, captures, budget).Match(shape, at)) return true;
  }
  return false;
}

}  // namespace gatepost
