// Tested by tests/mail/address_test.cc.
//
// SpamAssassin reads addresses with a lenient reader of its own, and asks a strict one where the
// lenient one found fewer than the commas promise: LenientReader, and ReadAddressList.
#include "mail/address.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "mail/address_list_reader.h"
#include "text/uri.h"

namespace gatepost {
namespace {

// The end of a bracketed stretch that opens at `at` with `open` and ends with `close`, backslashes
// escaping; kNpos where it does not end (or nests, for comments).
std::size_t DelimitedEnd(std::string_view text, std::size_t at, char open, char close) {
  if (at >= text.size() || text[at] != open) return kNpos;
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == close) return i + 1;
    if (text[i] == open) return kNpos;
    if (text[i] == '\\') {
      if (i + 1 >= text.size() || text[i + 1] == '\n') return kNpos;
      ++i;
    }
  }
  return kNpos;
}

std::size_t QuotedEnd(std::string_view text, std::size_t at) { return DelimitedEnd(text, at, '"', '"'); }
std::size_t CommentEnd(std::string_view text, std::size_t at) { return DelimitedEnd(text, at, '(', ')'); }

// "(...)" stretches taken out; nested ones stay.
std::string WithoutComments(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text[at] == '(' ? CommentEnd(text, at) : kNpos;
    if (end != kNpos) {
      at = end;
    } else {
      out += text[at++];
    }
  }
  return out;
}

bool EndsMailWord(char c) { return IsAsciiSpace(c) || std::string_view("<>()[],:;").find(c) != kNpos; }

// The end of "user@host" at `at`, as much as there is; kNpos where it is none.
std::size_t MailEnd(std::string_view text, std::size_t at) {
  std::size_t end = QuotedEnd(text, at);
  if (end == kNpos || end >= text.size() || text[end] != '@') {
    end = at;
    while (end < text.size() && text[end] != '@' && !EndsMailWord(text[end])) ++end;
    if (end == at || end >= text.size() || text[end] != '@') return kNpos;
  }
  const std::size_t host = ++end;
  while (end < text.size() && text[end] != '"' && !EndsMailWord(text[end])) ++end;
  if (end > host) return end;
  if (end >= text.size() || text[end] != '[') return kNpos;
  const std::size_t close = text.find_first_not_of("0123456789:.", end + 1);
  return close != kNpos && close > end + 1 && text[close] == ']' ? close + 1 : kNpos;
}

bool IsMail(std::string_view text) {
  const std::size_t end = MailEnd(text, 0);
  if (end == kNpos) return false;
  return end == text.size() || (end + 1 == text.size() && text[end] == '\n');
}

// "a@b@c" is a@b.
std::string CutSecondAt(std::string_view address) {
  const std::size_t at = address.find('@');
  return std::string(at == kNpos ? address : address.substr(0, address.find('@', at + 1)));
}

std::string Unquote(std::string_view phrase) {
  std::string out;
  for (std::size_t at = 0; at < phrase.size();) {
    if (phrase[at] == '"') {
      const std::size_t end = QuotedEnd(phrase, at);
      if (end == kNpos) {
        ++at;
        continue;
      }
      for (std::size_t i = at + 1; i + 1 < end; ++i) {
        if (phrase[i] != '\\') out += phrase[i];
      }
      at = end;
      continue;
    }
    const std::size_t end = std::min(phrase.find('"', at), phrase.size());
    out += WithoutComments(phrase.substr(at, end - at));
    at = end;
  }
  return out;
}

// Without escaped backslashes: they only confuse.
std::string WithoutBackslashPairs(std::string_view value) {
  std::string text;
  text.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size() && value[i + 1] == '\\') {
      ++i;
    } else {
      text += value[i];
    }
  }
  return text;
}

class LenientReader {
 public:
  explicit LenientReader(std::string_view value) : rest_(TrimRight(value)) { DropGroupName(); }

  std::vector<Address> Read() {
    if (Trim(rest_).empty()) return {};
    while (ReadEntry()) {
    }
    // What is left may hold an address in brackets nevertheless.
    for (std::size_t at = rest_.find('<'); at != kNpos; at = rest_.find('<', at + 1)) {
      const std::size_t end = MailEnd(rest_, at + 1);
      if (end == kNpos || end >= rest_.size() || rest_[end] != '>') continue;
      const std::string_view address = rest_.substr(at + 1, end - at - 1);
      if (IsSoundAddress(address)) result_.push_back({CutSecondAt(address), "", true, false});
      at = end;
    }
    return std::move(result_);
  }

 private:
  // "friends: a@example.com, b@example.com;" without the name of the group.
  void DropGroupName() {
    const std::size_t stop = std::min(rest_.find_first_of("\"()<>"), rest_.size());
    const std::size_t colon = rest_.substr(0, stop).rfind(':');
    if (colon == kNpos || colon == 0) return;
    std::size_t at = SkipSpace(rest_, colon + 1);
    rest_.remove_prefix(at);
    if (rest_.starts_with(';')) rest_ = {};
  }

  bool ReadEntry() {
    const std::size_t begin = SkipSpace(rest_, 0);
    if (begin >= rest_.size()) return false;
    if (ReadBracketed(begin)) return true;
    comment_.reset();
    if (const std::size_t end = MailEnd(rest_, begin); end != kNpos) {
      if (const std::size_t tail = TailEnd(end); tail != kNpos) {
        Add(std::nullopt, rest_.substr(begin, end - begin), false);
        rest_.remove_prefix(tail);
        return true;
      }
    }
    // Units are given back one by one until a comment or separator follows.
    for (std::vector<std::size_t> ends = PhraseEnds(begin); !ends.empty(); ends.pop_back()) {
      const std::size_t tail = TailEnd(ends.back());
      if (tail == kNpos) {
        if (--steps_ < 0) return false;
        continue;
      }
      Add(rest_.substr(begin, ends.back() - begin), std::nullopt, false);
      rest_.remove_prefix(tail);
      return true;
    }
    // White space alone, before a separator, counts as a name.
    if (begin > 0 && SeparatorEnd(begin) != kNpos) {
      Add(rest_.substr(begin - 1, 1), std::nullopt, false);
      rest_.remove_prefix(begin + 1);
      return true;
    }
    return false;
  }

  // The ends of the quoted strings and runs that make up a display name.
  std::vector<std::size_t> PhraseEnds(std::size_t at) const {
    std::vector<std::size_t> ends;
    while (at < rest_.size()) {
      std::size_t end = QuotedEnd(rest_, at);
      if (end == kNpos) end = std::min(rest_.find_first_of("\",;<", at), rest_.size());
      if (end == at) break;
      ends.push_back(end);
      at = end;
    }
    return ends;
  }

  // Name <address>: the closing bracket may be missing its way among others, so ends are tried from
  // the right.
  bool ReadBracketed(std::size_t begin) {
    const std::vector<std::size_t> ends = PhraseEnds(begin);
    const std::size_t open = ends.empty() ? begin : ends.back();
    if (open >= rest_.size() || rest_[open] != '<') return false;
    const std::size_t start = SkipSpace(rest_, open + 1);
    std::optional<std::string_view> phrase;
    if (open > begin) phrase = rest_.substr(begin, open - begin);

    const std::size_t mark = rest_.find_first_of(">@", start);
    if (mark == kNpos) return false;
    std::size_t run_end = mark;
    while (run_end < rest_.size() && !IsAsciiSpace(rest_[run_end])) ++run_end;
    for (std::size_t end = run_end; end > mark; --end) {
      if (TryClose(phrase, start, end)) return true;
      if (--steps_ < 0) return false;
    }
    if (rest_[mark] == '>') {
      std::size_t end = mark;
      while (end > start && IsAsciiSpace(rest_[end - 1])) --end;
      return TryClose(phrase, start, end);
    }
    return false;
  }

  // Takes rest_[start, end) as the address if ">" and the end of an entry follow.
  bool TryClose(std::optional<std::string_view> phrase, std::size_t start, std::size_t end) {
    const std::size_t close = SkipSpace(rest_, end);
    if (close >= rest_.size() || rest_[close] != '>') return false;
    comment_.reset();
    std::size_t tail = kNpos;
    // "<a@b><a@b>" happens: further brackets are skipped.
    std::vector<std::size_t> after = {close + 1};
    for (std::size_t at = close + 1; after.size() < 20;) {
      const std::size_t open = SkipSpace(rest_, at);
      if (open >= rest_.size() || rest_[open] != '<') break;
      std::size_t run = SkipSpace(rest_, open + 1);
      if (const std::size_t quoted = QuotedEnd(rest_, run); quoted != kNpos) run = quoted;
      while (run < rest_.size() && !IsAsciiSpace(rest_[run])) ++run;
      std::size_t next = SkipSpace(rest_, run);
      if (next >= rest_.size() || rest_[next] != '>') {
        next = rest_.substr(0, run).rfind('>');
        if (next == kNpos || next <= open) break;
      }
      at = next + 1;
      after.push_back(at);
    }
    for (; !after.empty() && tail == kNpos; after.pop_back()) tail = TailEnd(after.back());
    if (tail == kNpos) return false;
    Add(phrase, rest_.substr(start, end - start), true);
    rest_.remove_prefix(tail);
    return true;
  }

  // Behind an entry: perhaps a comment, then a comma, semicolon or the end. Its end, or kNpos.
  std::size_t TailEnd(std::size_t at) {
    const std::size_t open = SkipSpace(rest_, at);
    if (const std::size_t close = CommentEnd(rest_, open); close != kNpos) {
      const std::size_t end = SeparatorEnd(close);
      if (end != kNpos) {
        comment_ = rest_.substr(open + 1, close - open - 2);
        return end;
      }
    }
    return SeparatorEnd(at);
  }

  std::size_t SeparatorEnd(std::size_t at) const {
    at = SkipSpace(rest_, at);
    if (at == rest_.size()) return at;
    return rest_[at] == ',' || rest_[at] == ';' ? at + 1 : kNpos;
  }

  void Add(std::optional<std::string_view> phrase, std::optional<std::string_view> raw_address,
           bool bracketed) {
    std::optional<std::string> address, name;
    if (raw_address) address = bracketed ? WithoutComments(*raw_address) : std::string(*raw_address);
    if (address && ((bracketed && !IsMail(*address)) || !IsSoundAddress(*address))) address.reset();
    if (phrase) {
      name = Unquote(*phrase);
      if (!address && IsMail(*name) && IsSoundAddress(*name) && HasValidHost(*name)) {
        address.swap(name);
      } else if (name->empty() || (address && *name == *address)) {
        name.reset();
      }
    }
    if (!name && comment_) name = std::string(*comment_);
    Address entry;
    entry.has_address = address.has_value();
    entry.has_name = name.has_value();
    if (address) entry.address = CutSecondAt(*address);
    if (name) entry.name = std::move(*name);
    result_.push_back(std::move(entry));
  }

  static bool HasValidHost(std::string_view mail) {
    const std::size_t at = mail.find('@');
    const std::string_view host = mail.substr(at + 1);
    return IsFullyQualifiedName(host.substr(0, host.find('@')));
  }

  std::string_view rest_;
  std::vector<Address> result_;
  std::optional<std::string_view> comment_;
  int steps_ = 20000;
};

}  // namespace

std::string_view DomainOfAddress(std::string_view address) {
  const std::size_t at = address.rfind('@');
  return at == kNpos ? std::string_view() : address.substr(at + 1);
}

bool IsFullyQualifiedName(std::string_view host) { return IsHostNameValid(HostToAscii(host)); }

std::vector<Address> ParseAddresses(std::string_view value) {
  if (Trim(value).empty()) return {};
  const std::string text = WithoutBackslashPairs(value);
  std::vector<Address> addresses = LenientReader(text).Read();
  const auto commas = static_cast<std::size_t>(std::count(value.begin(), value.end(), ','));
  if (addresses.empty() || addresses.size() < commas + 1) {
    std::vector<Address> strict = ReadAddressList(text);
    if (strict.size() > addresses.size()) return strict;
  }
  return addresses;
}

}  // namespace gatepost
