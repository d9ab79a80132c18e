// Tested by tests/text/uri_find_test.cc.
//
// Three shapes are looked for at each place where a word may begin, in this order: a URI that names its
// scheme (or begins with www or ftp), a mail address, a bare host name. Every run of bytes is measured once,
// so the cost stays linear on hostile text.
#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.h"
#include "text/uri.h"

namespace gatepost {
namespace {

using ByteTable = std::array<bool, 256>;

constexpr ByteTable MakeTable(std::string_view bytes, bool high = false) {
  ByteTable table{};
  for (char c : bytes) table[static_cast<unsigned char>(c)] = true;
  for (int c = 0x80; high && c < 0x100; ++c) table[static_cast<std::size_t>(c)] = true;
  return table;
}

// ESC begins a shift sequence of ISO 2022; 0xA0 is a no-break space (or a part of one).
#define GATEPOST_URI_SPACE " \t\n\v\f\r\x1b\xa0"
constexpr ByteTable kStart = MakeTable("><\"'`,{[(|" GATEPOST_URI_SPACE);
constexpr ByteTable kEnd = MakeTable("><\"`}]{[|" GATEPOST_URI_SPACE);
constexpr ByteTable kMailEnd = MakeTable("><\"`}]{[|,('" GATEPOST_URI_SPACE, true);
constexpr ByteTable kHostStart = MakeTable("!\"#$&'()*+,/:;<=>?@[\\]^`{|}~" GATEPOST_URI_SPACE);
#undef GATEPOST_URI_SPACE

constexpr std::size_t kMaxRest = 2048;
constexpr std::size_t kMaxMailSide = 251;
constexpr std::size_t kMaxBeforeTld = 252;

bool In(const ByteTable& table, char c) { return table[static_cast<unsigned char>(c)]; }

constexpr ByteTable kHostBytes = [] {
  ByteTable table{};
  for (std::size_t c = 0; c < 0x80; ++c) table[c] = IsWordByte(static_cast<char>(c)) || c == '.' || c == '-';
  return table;
}();

// What a byte says about the place behind it: bits.
constexpr std::uint8_t kWord = 1, kOpens = 2;
constexpr std::array<std::uint8_t, 256> kClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t c = 0; c < classes.size(); ++c) {
    classes[c] =
        static_cast<std::uint8_t>((IsWordByte(static_cast<char>(c)) ? kWord : 0) | (kStart[c] ? kOpens : 0));
  }
  return classes;
}();

class Finder {
 public:
  Finder(std::string_view text, const UriConfig& config)
      : text_(text),
        config_(config),
        dots_end_(text.rfind('.') + 1),
        signs_end_(text.rfind('@') + 1),
        colons_end_(text.rfind(':') + 1),
        has_escape_(text.find('\x1b') != std::string_view::npos) {}

  std::vector<FoundUri> Find() {
    // Whatever is found has one of these in it.
    const std::size_t last = std::max({dots_end_, signs_end_, colons_end_});
    std::uint8_t before = 0;
    for (std::size_t at = 0; at < last; before = Class(at - 1)) {
      const std::uint8_t here = Class(at);
      const bool may_begin = ((here ^ before) & kWord) != 0 || (before & kOpens) != 0 || FollowsEscape(at);
      if (const std::size_t end = may_begin ? Match(at) : at; end > at) {
        at = end;
        continue;
      }
      ++at;
      if ((here & kWord) == 0 || has_escape_) continue;
      while (at < last && (Class(at) & kWord) != 0) ++at;  // nothing else begins in a word
    }
    return std::move(found_);
  }

 private:
  std::uint8_t Class(std::size_t at) const { return kClasses[static_cast<unsigned char>(text_[at])]; }

  // Behind a shift sequence of ISO 2022, "ESC ( B".
  bool FollowsEscape(std::size_t at) const {
    return has_escape_ && at >= 3 && text_[at - 3] == '\x1b' && text_[at - 2] == '(';
  }

  // The end of what begins at `at`, which is then added; `at` where nothing does.
  std::size_t Match(std::size_t at) {
    if (std::size_t end = SchemeEnd(at); end > at) return Add(FoundUri::Kind::kScheme, at, end, {});
    if (std::size_t end = MailEnd(at); end > at) return Add(FoundUri::Kind::kMail, at, end, {});
    std::string_view host;
    if (std::size_t end = HostEnd(at, &host); end > at)
      return Add(FoundUri::Kind::kSchemeless, at, end, host);
    return at;
  }

  std::size_t Add(FoundUri::Kind kind, std::size_t begin, std::size_t end, std::string_view host) {
    std::string_view uri = text_.substr(begin, end - begin);
    // A closing parenthesis without an opening one ends it.
    std::size_t close = uri.substr(0, uri.find('(')).rfind(')');
    uri = uri.substr(0, close);
    std::size_t last = uri.find_last_not_of("-~!@#^&*()_+=:;'?,.");
    uri = uri.substr(0, last == std::string_view::npos ? 0 : last + 1);
    found_.push_back({kind, uri, host});
    return end;
  }

  // The end of the run of bytes that are not in `stop`, from `at` on; looked for once for each run.
  std::size_t RunEnd(const ByteTable& stop, std::size_t at, std::size_t* cached) {
    if (*cached != std::string_view::npos && *cached >= at && at >= run_begin_) return *cached;
    run_begin_ = at;
    std::size_t end = at;
    while (end < text_.size() && !In(stop, text_[end])) ++end;
    return *cached = end;
  }

  bool HasPrefix(std::size_t at, std::string_view prefix) const {
    return AsciiToLower(text_[at]) == prefix[0] && StartsWithIgnoreCase(text_.substr(at), prefix);
  }

  // "http://", "https://", "ftp://", "ftp.", "www." and "www2." with something behind.
  std::size_t SchemeEnd(std::size_t at) {
    const char first = AsciiToLower(text_[at]);
    if (first != 'h' && first != 'f' && first != 'w') return at;
    std::size_t rest = at;
    for (std::string_view prefix : {"http://", "https://", "ftp://", "ftp."}) {
      if (HasPrefix(at, prefix)) rest = at + prefix.size();
    }
    if (rest == at && HasPrefix(at, "www")) {
      std::size_t dot = at + 3;
      while (dot < text_.size() && dot < at + 5 && IsAsciiDigit(text_[dot])) ++dot;
      if (dot < text_.size() && text_[dot] == '.') rest = dot + 1;
    }
    if (rest == at) return at;
    std::size_t end = RunEnd(kEnd, rest, &run_end_);
    return end > rest && end - rest <= kMaxRest ? end : at;
  }

  std::size_t MailEnd(std::size_t at) {
    if (at < colons_end_ && HasPrefix(at, "mailto:")) {
      std::size_t rest = at + 7;
      std::size_t end = MailRunEnd(rest);
      if (end > rest && end - rest <= kMaxRest) return end;
    }
    if (at >= signs_end_) return at;
    // The next "@", with nothing before it that ends an address.
    if (sign_ < at || sign_scanned_ == false) {
      sign_scanned_ = true;
      sign_ = at;
      while (sign_ < text_.size() && text_[sign_] != '@' && !In(kMailEnd, text_[sign_])) ++sign_;
    }
    if (sign_ <= at || sign_ >= text_.size() || text_[sign_] != '@' || sign_ - at > kMaxMailSide) return at;
    std::size_t end = MailRunEnd(sign_ + 1);
    return end > sign_ + 1 && end - sign_ - 1 <= kMaxMailSide ? end : at;
  }

  std::size_t MailRunEnd(std::size_t at) {
    if (at >= mail_begin_ && at <= mail_end_ && mail_end_ != 0) return mail_end_;
    mail_begin_ = at;
    mail_end_ = at;
    while (mail_end_ < text_.size() && !In(kMailEnd, text_[mail_end_])) ++mail_end_;
    return mail_end_;
  }

  std::size_t HostEnd(std::size_t at, std::string_view* host) {
    if (at >= dots_end_ || !IsAsciiAlnum(text_[at]) || (at > 0 && !In(kHostStart, text_[at - 1]))) return at;
    std::size_t run = at;
    while (run < text_.size() && In(kHostBytes, text_[run])) ++run;
    std::size_t end = run;
    if (text_[end - 1] == '.') --end;
    std::string_view name = text_.substr(at, end - at);
    std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || dot > kMaxBeforeTld) return at;
    if (!IsKnownTld(name.substr(dot + 1), config_)) return at;
    *host = name;
    std::size_t rest = run;
    if (rest < text_.size() && text_[rest] == ':') {
      std::size_t digits = rest + 1;
      while (digits < text_.size() && digits < rest + 6 && IsAsciiDigit(text_[digits])) ++digits;
      if (digits > rest + 1) rest = digits;
    }
    if (rest < text_.size() && text_[rest] == '/') {
      std::size_t path = RunEnd(kEnd, rest + 1, &run_end_);
      if (path > rest + 1 && path - rest - 1 <= kMaxRest) rest = path;
    }
    return rest == text_.size() || In(kEnd, text_[rest]) ? rest : at;
  }

  std::string_view text_;
  const UriConfig& config_;
  // Behind the last of each, 0 where there is none; whether there is an ESC.
  std::size_t dots_end_, signs_end_, colons_end_;
  bool has_escape_;
  std::vector<FoundUri> found_;
  std::size_t run_begin_ = 0, run_end_ = std::string_view::npos;
  std::size_t sign_ = 0;
  bool sign_scanned_ = false;
  std::size_t mail_begin_ = 0, mail_end_ = 0;
};

}  // namespace

std::vector<FoundUri> FindUris(std::string_view text, const UriConfig& config) {
  return Finder(text, config).Find();
}

}  // namespace gatepost
