// Tested by tests/bayes/header_tokens_test.cc.
//
// Hand-written scanners rather than regular expressions: they run for every message, and a process that
// checks one message would spend more on compiling the expressions than on all its tokens.
#include <algorithm>

#include "base/ascii.h"
#include "bayes/header_tokens.h"
#include "bayes/line_tokenizer.h"
#include "mail/address.h"

namespace gatepost {
namespace {

// How many bytes from `at` on, at most `most`, are of a kind.
template <class Kind>
std::size_t Run(std::string_view text, std::size_t at, std::size_t most, const Kind& is_kind) {
  std::size_t end = at;
  while (end < text.size() && end - at < most && is_kind(text[end])) ++end;
  return end - at;
}
template <class Kind>
bool IsRun(std::string_view text, std::size_t at, std::size_t count, const Kind& is_kind) {
  return Run(text, at, count, is_kind) == count;
}

bool IsOneOf(char c, std::string_view set) { return set.find(c) != kNpos; }
bool IsUpperHexDigit(char c) { return IsAsciiDigit(c) || (c >= 'A' && c <= 'F'); }
bool IsLowerHexDigit(char c) { return IsAsciiDigit(c) || (c >= 'a' && c <= 'f'); }

// Replaces what `match(text, at)` finds (its end, 0 for nothing) by `replacement`, from left to right. It can
// only begin with a byte for which `may_begin` holds.
template <class MayBegin, class Match>
void ReplaceAll(std::string* text, std::string_view replacement, const MayBegin& may_begin,
                const Match& match) {
  const std::string_view in = *text;
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < in.size();) {
    const std::size_t end = may_begin(in[at]) ? match(in, at) : 0;
    if (end <= at) {
      ++at;
      continue;
    }
    out.append(in, copied, at - copied).append(replacement);
    at = copied = end;
  }
  if (copied == 0) return;
  out.append(in, copied);
  *text = std::move(out);
}

// A literal whose blanks stand for any white space.
std::size_t AfterWords(std::string_view text, std::size_t at, std::string_view words) {
  if (text.size() - at < words.size()) return 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == ' ' ? !IsAsciiSpace(text[at + i]) : words[i] != text[at + i]) return 0;
  }
  return at + words.size();
}

// " with SMTP id g" and 10 to 12 capitals or digits: an old sendmail's queue id.
std::size_t MatchSmtpId(std::string_view text, std::size_t at) {
  std::size_t id = AfterWords(text, at, " with SMTP id g");
  if (id == 0) return 0;
  std::size_t size = Run(text, id, 12, [](char c) { return IsAsciiDigit(c) || IsAsciiUpper(c); });
  std::size_t end = id + size;
  return size >= 10 && end < text.size() && IsAsciiSpace(text[end]) ? end + 1 : 0;
}

std::size_t MatchEsmtpId(std::string_view text, std::size_t at) {
  std::size_t id = AfterWords(text, at, " with ESMTP id ");
  if (id == 0) return 0;
  std::size_t size = Run(text, id, 12, IsUpperHexDigit);
  std::size_t end = id + size;
  return size >= 10 && end < text.size() && IsAsciiSpace(text[end]) ? end + 1 : 0;
}

// "id " and a word of 7 to 20 letters and digits.
std::size_t MatchQueueId(std::string_view text, std::size_t at) {
  if (!IsWordEdge(text, at)) return 0;
  std::size_t id = AfterWords(text, at, "id ");
  if (id == 0) return 0;
  std::size_t size = Run(text, id, 21, IsAsciiAlnum);
  return size >= 7 && size <= 20 && IsWordEdge(text, id + size) ? id + size : 0;
}

// Seven, six and two letters or digits with hyphens between, the last two beginning with 0: exim's id.
std::size_t AfterEximId(std::string_view text, std::size_t id) {
  if (!IsRun(text, id, 7, IsAsciiAlnum) || text.substr(id + 7, 1) != "-") return 0;
  if (!IsRun(text, id + 8, 6, IsAsciiAlnum) || text.substr(id + 14, 2) != "-0") return 0;
  return IsRun(text, id + 16, 1, IsAsciiAlnum) ? id + 17 : 0;
}

std::size_t MatchEximId(std::string_view text, std::size_t at) {
  if (!IsWordEdge(text, at)) return 0;
  std::size_t id = AfterWords(text, at, "id ");
  return id == 0 ? 0 : AfterEximId(text, id);
}

std::size_t AfterOneOf(std::string_view text, std::size_t at, std::string_view three_letter_names) {
  std::string_view here = text.substr(std::min(at, text.size()), 3);
  if (here.size() < 3) return 0;
  for (std::size_t i = 0; i + 3 <= three_letter_names.size(); i += 3) {
    if (three_letter_names.substr(i, 3) == here) return at + 3;
  }
  return 0;
}

std::size_t AfterSpace(std::string_view text, std::size_t at) {
  return at < text.size() && IsAsciiSpace(text[at]) ? at + 1 : 0;
}

// Zones, brackets and what else follows a time: as many as there are.
std::size_t AfterZones(std::string_view text, std::size_t at) {
  for (;;) {
    std::size_t next = at + Run(text, at, kNpos, IsAsciiSpace);
    if (next >= text.size()) return at;
    std::string_view rest = text.substr(next);
    if (rest[0] == '(') {
      at = next + 1;
    } else if (rest[0] == ')' && next == at) {
      at = next + 1;
    } else if (IsOneOf(rest[0], "+-") && IsRun(rest, 1, 4, IsAsciiDigit)) {
      at = next + 5;
    } else if (rest.starts_with("UT")) {
      at = next + 2;
    } else {
      // Two or three capitals and a T.
      std::size_t capitals = Run(rest, 0, 3, IsAsciiUpper);
      if (capitals == 3 && rest.substr(3, 1) == "T") {
        at = next + 4;
      } else if (capitals >= 2 && rest.substr(2, 1) == "T") {
        at = next + 3;
      } else {
        return at;
      }
    }
  }
}

// The date from the day of the month on: "12 Aug 2002 11:17:47 +0100 (IST)".
std::size_t AfterDay(std::string_view text, std::size_t day_end) {
  std::size_t at = AfterSpace(text, day_end);
  if (at == 0) return 0;
  at = AfterOneOf(text, at, "JanFebMarMayAprJunJulAugSepOctNovDec");
  if (at == 0 || (at = AfterSpace(text, at)) == 0) return 0;
  std::size_t digits = Run(text, at, 5, IsAsciiDigit);
  std::string_view century = text.substr(at, 2);
  if (digits != 2 && !(digits == 4 && (century == "19" || century == "20"))) return 0;
  at = AfterSpace(text, at + digits);
  if (at == 0 || at + 2 > text.size()) return 0;
  if (!IsOneOf(text[at], "012") || !IsAsciiDigit(text[at + 1])) return 0;
  at += 2;
  int pairs = 0;
  for (; pairs < 2 && at + 3 <= text.size(); ++pairs, at += 3) {
    if (text[at] != ':' || !IsOneOf(text[at + 1], "012345") || !IsAsciiDigit(text[at + 2])) break;
  }
  std::size_t after = AfterSpace(text, at);
  if (pairs == 2 && after == 0) {
    at -= 3;
    after = AfterSpace(text, at);
  }
  return pairs == 0 || after == 0 ? 0 : AfterZones(text, after);
}

std::size_t MatchDayAndRest(std::string_view text, std::size_t at) {
  if (at + 1 < text.size() && (IsOneOf(text[at], "0123") || IsAsciiSpace(text[at])) &&
      IsAsciiDigit(text[at + 1])) {
    if (std::size_t end = AfterDay(text, at + 2); end > 0) return end;
  }
  return at < text.size() && IsAsciiDigit(text[at]) ? AfterDay(text, at + 1) : 0;
}

bool MayBeginDate(char c) {
  return IsAsciiDigit(c) || IsAsciiSpace(c) || c == 'M' || c == 'T' || c == 'W' || c == 'F' || c == 'S';
}

std::size_t MatchDate(std::string_view text, std::size_t at) {
  if (!IsAsciiUpper(text[at])) return MatchDayAndRest(text, at);
  std::size_t day = AfterOneOf(text, at, "MonTueWedThuFriSatSun");
  if (day == 0 || day >= text.size() || text[day] != ',' || (day = AfterSpace(text, day + 1)) == 0) return 0;
  return MatchDayAndRest(text, day);
}

// Where "1.2.3.4" ends that starts here, 0 where none does; `third_end` is where its third number ends.
std::size_t MatchAddress(std::string_view text, std::size_t at, std::size_t* third_end) {
  if (!IsAsciiDigit(text[at]) || !IsWordEdge(text, at)) return 0;
  std::size_t end = at;
  for (int number = 0; number < 4; ++number) {
    if (number > 0) {
      if (end >= text.size() || text[end] != '.') return 0;
      ++end;
    }
    std::size_t digits = Run(text, end, 4, IsAsciiDigit);
    if (digits == 0 || digits > 3) return 0;
    end += digits;
    if (number == 2) *third_end = end;
  }
  return IsWordEdge(text, end) ? end : 0;
}

// Addresses are cut to their first three numbers, and counted whole under a mark.
std::string ShortenAddresses(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 64);
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t third_end = 0;
    std::size_t end = MatchAddress(text, at, &third_end);
    if (end == 0) {
      ++at;
      continue;
    }
    out.append(text, copied, third_end - copied);
    out += " ip*";
    out.append(text, at, end - at);
    out += ' ';
    at = copied = end;
  }
  return out.append(text, copied);
}

// A space for each of the words that stands alone.
void BlankWords(std::string* text, std::initializer_list<std::string_view> words) {
  const auto may_begin = [&](char c) {
    return std::any_of(words.begin(), words.end(), [c](std::string_view word) { return word[0] == c; });
  };
  ReplaceAll(text, " ", may_begin, [&](std::string_view in, std::size_t at) -> std::size_t {
    if (!IsWordEdge(in, at)) return 0;
    for (std::string_view word : words) {
      if (in.substr(at, word.size()) == word && IsWordEdge(in, at + word.size())) return at + word.size();
    }
    return 0;
  });
}

// "<0123456789ab$01234567$01234567@host>": Outlook Express. The parts that tell machines apart stay.
std::string SplitOutlookIds(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::string_view id = text.substr(at);
    bool is_outlook = id[0] == '<' && IsRun(id, 1, 12, IsLowerHexDigit) && id.substr(13, 1) == "$" &&
                      IsRun(id, 14, 8, IsLowerHexDigit) && id.substr(22, 1) == "$" &&
                      IsRun(id, 23, 8, IsLowerHexDigit) && id.substr(31, 1) == "@";
    if (is_outlook) {
      std::size_t run = Run(id, 32, kNpos, [](char c) { return !IsAsciiSpace(c); });
      std::size_t close = id.substr(0, 32 + run).rfind('>');
      if (close != kNpos && close > 32) {
        out.append(" OEA").append(id.substr(1, 4)).append(" OEB").append(id.substr(14, 4));
        out.append(" OEC").append(id.substr(23, 8)).append(" ").append(id.substr(32, close - 32)).append(" ");
        at += close + 1;
        continue;
      }
    }
    out += text[at++];
  }
  return out;
}

// "<20020812101112.0123456789AB@": sendmail's time stamp and counter.
std::size_t MatchSendmailId(std::string_view text, std::size_t at) {
  if (text.substr(at, 3) != "<20" || !IsRun(text, at + 3, 2, IsAsciiDigit)) return 0;
  // Month, day, hour, minute, second: the highest tens digit of each.
  std::size_t place = at + 5;
  for (char tens : {'1', '3', '2', '5', '5'}) {
    if (place + 2 > text.size() || text[place] < '0' || text[place] > tens ||
        !IsAsciiDigit(text[place + 1])) {
      return 0;
    }
    place += 2;
  }
  if (text.substr(place, 1) != ".") return 0;
  std::size_t counter = Run(text, place + 1, 12, IsUpperHexDigit);
  std::size_t end = place + 1 + counter;
  return counter >= 10 && text.substr(end, 1) == "@" ? end + 1 : 0;
}

}  // namespace

std::string PrepareMessageId(std::string_view value) {
  std::string text = SplitOutlookIds(value);
  // Exim's id goes once, the one furthest left.
  for (std::size_t at = text.find('<'); at != kNpos; at = text.find('<', at + 1)) {
    std::size_t end = AfterEximId(text, at + 1);
    if (end > 0 && text.substr(end, 1) == "@") {
      text.erase(at, end + 1 - at);
      break;
    }
  }
  ReplaceAll(
      &text, "", [](char c) { return c == '<'; }, MatchSendmailId);
  for (char& c : text) {
    if (!IsWordByte(c)) c = ' ';
  }
  return text;
}

std::string PrepareReceived(std::string_view value) {
  constexpr auto kIsI = [](char c) { return c == 'i'; };
  std::string text(value);
  ReplaceAll(&text, " ", IsAsciiSpace, MatchSmtpId);
  ReplaceAll(&text, " ", IsAsciiSpace, MatchEsmtpId);
  ReplaceAll(&text, " ", kIsI, MatchQueueId);
  ReplaceAll(&text, " ", kIsI, MatchEximId);
  ReplaceAll(&text, "", MayBeginDate, MatchDate);
  text = ShortenAddresses(text);
  BlankWords(&text, {"with", "from", "for", "SMTP", "ESMTP"});
  return text;
}

std::string PrepareContentType(std::string_view value) {
  // The boundary goes, and its shape (hex digits as H, runs of separators apart) comes to the end.
  std::string text, boundary;
  bool has_boundary = false;
  constexpr std::string_view kName = "boundary=";
  for (std::size_t at = 0; at < value.size();) {
    std::string_view rest = value.substr(at);
    if (StartsWithIgnoreCase(rest, kName) && rest.size() > kName.size() &&
        IsOneOf(rest[kName.size()], "\"'")) {
      std::size_t open = kName.size() + 1;
      std::size_t close = rest.find_first_of("\"'", open);
      if (close != kNpos && rest.substr(open, close - open).find('\n') == kNpos) {
        boundary = rest.substr(open, close - open);
        has_boundary = true;
        text += ' ';
        at += close + 1;
        continue;
      }
    }
    text += value[at++];
  }
  if (has_boundary) {
    bool in_separators = false;
    for (char c : boundary) {
      bool is_separator = IsOneOf(c, "-_.=");
      if (is_separator != in_separators) text += ' ';
      in_separators = is_separator;
      text += IsAsciiHexDigit(c) ? 'H' : c;
    }
    if (in_separators) text += ' ';
  }
  BlankWords(&text, {"text", "charset"});
  return text;
}

std::string PrepareAddresses(std::string_view value) {
  std::string text;
  auto add = [&](std::string_view kind, std::string_view word) {
    if (!text.empty()) text += ' ';
    text.append(kind).append(word);
  };
  for (const Address& address : ParseAddresses(value)) {
    for (std::string_view word : SplitWhitespace(address.name)) add("N*", word);
    ForEachAddressToken(address.address, add);
  }
  return text;
}

// "[ ip=1.2.3.4 rdns=..." without the names.
std::string PrepareRelays(std::string_view value) {
  std::string text(value);
  ReplaceAll(
      &text, " ", [](char c) { return c == ' '; },
      [](std::string_view in, std::size_t at) -> std::size_t {
        std::size_t name = Run(in, at + 1, kNpos, IsAsciiLower);
        return name > 0 && in.substr(at + 1 + name, 1) == "=" ? at + 2 + name : 0;
      });
  return text;
}

}  // namespace gatepost
