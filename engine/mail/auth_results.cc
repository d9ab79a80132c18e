// Tested by tests/mail/auth_results_test.cc.
//
// SECURITY: senders write such fields, too. One pass over each, no recursion.
#include "mail/auth_results.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/ascii.h"

namespace gatepost {
namespace {

struct Method {
  std::string_view name;
  std::string_view results, properties;  // words
};

// IANA's registry "Email Authentication Parameters", and what Microsoft and OpenDKIM write besides.
constexpr Method kMethods[] = {
    {"arc", "fail none pass", "arc.chain header.oldest-pass smtp.remote-ip"},
    {"auth", "fail none pass permerror temperror", "smtp.auth smtp.mailfrom"},
    {"dkim", "fail neutral none pass permerror policy temperror",
     "header.a header.b header.d header.i header.s"},
    {"dkim-adsp", "discard fail none nxdomain pass permerror temperror unknown", "header.from"},
    {"dkim-atps", "fail neutral none pass permerror temperror", "header.from"},
    {"dmarc", "bestguesspass fail none pass permerror temperror", "header.from policy.dmarc"},
    {"dnswl", "none pass permerror temperror", "dns.sec dns.zone policy.ip policy.txt"},
    {"domainkeys", "fail neutral none pass permerror policy temperror", "header.d header.from header.sender"},
    {"iprev", "fail pass permerror temperror", "policy.iprev"},
    {"rrvs", "fail none pass permerror temperror unknown", "smtp.rcptto"},
    {"sender-id", "fail hardfail neutral none pass permerror policy softfail temperror", "header.*"},
    // The third is spelled as AuthRes spells it.
    {"smime", "fail neutral none pass permerror policy temperror",
     "body.smime-issuer body.smime-part body.smime-identifer body.smime-serial"},
    {"spf", "fail hardfail neutral none pass permerror policy softfail temperror",
     "smtp.helo smtp.mailfrom smtp.mfrom smtp.rcpttodomain"},
    {"vbr", "fail none pass permerror temperror", "header.md header.mv"},
};

// The word as it stands in `words`; "" where it does not.
std::string_view FindWord(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::string_view next = CutWord(&words);
    if (next == word) return next;
  }
  return {};
}

bool HasProperty(const Method& method, std::string_view type, std::string_view property) {
  const std::string prefix = std::string(type) + ".";
  return !FindWord(method.properties, prefix + std::string(property)).empty() ||
         !FindWord(method.properties, prefix + "*").empty();
}

bool IsPlainByte(char c) {
  return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x80;
}
// Of a MIME token, but for "/" and "=".
bool IsTokenByte(char c) { return IsPlainByte(c) && std::string_view("()<>@,;:/[]?=\"").find(c) == kNpos; }
// What may end a property's value.
bool IsValueByte(char c) { return IsPlainByte(c) && std::string_view("()<>,;:[]\"").find(c) == kNpos; }
bool IsNameByte(char c) { return IsWordByte(c) || c == '-'; }

// Reads one field's value from left to right; what gives bool is false where the field is no good.
class FieldReader {
 public:
  using Found = std::vector<std::pair<std::string_view, std::string_view>>;

  FieldReader(std::string_view text, const AuthservFilter& filter) : text_(text), filter_(filter) {}

  bool Read(bool arc, Found* found) {
    if (arc && !SkipInstance()) return false;
    if (!ReadAuthserv()) return false;
    while (!AtEnd()) {
      if (!ReadMethod(found)) return false;
    }
    return true;
  }

 private:
  bool AtEnd() const { return at_ == text_.size(); }
  bool IsAt(char c) const { return !AtEnd() && text_[at_] == c; }
  bool Take(char c) {
    if (!IsAt(c)) return false;
    ++at_;
    return true;
  }
  template <class Test>
  std::string_view TakeAll(Test test) {
    const std::size_t begin = at_;
    while (!AtEnd() && test(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // White space, and one comment in it; comments nest, and have no escapes.
  bool SkipBlank() {
    at_ = SkipSpace(text_, at_);
    if (!Take('(')) return true;
    for (int depth = 1; depth > 0; ++at_) {
      at_ = std::min(text_.find_first_of("()", at_), text_.size());
      if (AtEnd()) return false;
      depth += IsAt('(') ? 1 : -1;
    }
    at_ = SkipSpace(text_, at_);
    return true;
  }
  // `c`, and the blank behind it; TakeSign also takes that before it.
  bool TakeNext(char c) { return Take(c) && SkipBlank(); }
  bool TakeSign(char c) { return SkipBlank() && TakeNext(c); }

  // "i=1;" of ARC, up to 50.
  bool SkipInstance() {
    if (!Take('i') || !TakeSign('=')) return false;
    std::string_view digits = TakeAll(IsAsciiDigit);
    while (digits.starts_with('0')) digits.remove_prefix(1);
    const bool good = digits.size() == 1 || (digits.size() == 2 && (digits[0] < '5' || digits == "50"));
    return good && TakeSign(';');
  }

  // Digits and the blank behind them; both may be missing.
  bool SkipVersion() { return TakeAll(IsAsciiDigit).empty() || SkipBlank(); }

  bool ReadAuthserv() {
    authserv_ = AsciiLower(TakeAll(IsTokenByte));
    if (authserv_.empty() || IsAt('=') || filter_.ignored.contains(authserv_)) return false;
    if (!filter_.trusted.empty() && !filter_.trusted.contains(authserv_)) return false;
    return SkipBlank() && SkipVersion() && TakeNext(';');
  }

  // Some servers write their name before each method.
  bool SkipAuthservAgain() {
    if (!text_.substr(at_).starts_with(authserv_)) return true;
    const std::size_t end = SkipSpace(text_, at_ + authserv_.size());
    if (end == text_.size() || text_[end] != ';') return true;
    at_ = end + 1;
    return SkipBlank();
  }

  bool ReadMethod(Found* found) {
    if (!SkipAuthservAgain()) return false;
    const std::string name = AsciiLower(TakeAll(IsNameByte));
    const auto* method = std::find_if(std::begin(kMethods), std::end(kMethods),
                                      [&](const Method& known) { return known.name == name; });
    if (method == std::end(kMethods) || !SkipBlank()) return false;
    if (IsAt('/') && (!TakeNext('/') || AtEnd() || !IsAsciiDigit(text_[at_]) || !SkipVersion())) return false;
    if (!TakeNext('=')) return false;
    const std::string_view result = FindWord(method->results, TakeAll(IsWordByte));
    if (result.empty() || !SkipBlank()) return false;
    if (!SkipOption("reason") || !SkipOption("action")) return false;
    found->emplace_back(method->name, result);
    while (!AtEnd()) {
      if (Take(';')) return SkipBlank();
      if (!SkipProperty(*method)) return false;
    }
    return true;
  }

  // A quoted string; its end may be missing.
  void SkipQuoted() {
    for (++at_; !AtEnd() && !IsAt('"'); ++at_) {
      if (!IsAt('\\')) continue;
      if (at_ + 1 == text_.size()) return;
      ++at_;
    }
    Take('"');
  }

  // "reason=..."; the value need not follow at once.
  bool SkipOption(std::string_view name) {
    const std::size_t end = at_ + name.size();
    if (!StartsWithIgnoreCase(text_.substr(at_), name)) return true;
    if (end < text_.size() && IsWordByte(text_[end])) return true;
    at_ = end;
    if (!TakeSign('=')) return false;
    if (IsAt('"')) {
      SkipQuoted();
    } else {
      TakeAll([](char c) { return !IsTokenByte(c); });
      if (TakeAll(IsTokenByte).empty()) return false;
    }
    return SkipBlank();
  }

  bool SkipProperty(const Method& method) {
    const std::string type = AsciiLower(TakeAll(IsNameByte));
    if (!TakeSign('.')) return false;
    const std::string property = AsciiLower(TakeAll(IsNameByte));
    if (!HasProperty(method, type, property) || !TakeSign('=')) return false;
    if (IsAt('"'))
      SkipQuoted();
    else if (!SkipValue())
      return false;
    return SkipBlank();
  }

  // Up to the first white space, ";" or end that has a value's byte before it.
  bool SkipValue() {
    for (const std::size_t begin = at_; true; ++at_) {
      const bool may_end = AtEnd() || IsAt(';') || IsAsciiSpace(text_[at_]);
      if (may_end && at_ > begin && IsValueByte(text_[at_ - 1])) return true;
      if (AtEnd()) return false;
    }
  }

  std::string_view text_;
  const AuthservFilter& filter_;
  std::size_t at_ = 0;
  std::string authserv_;
};

// The value behind "name:"; false where the line is no such field.
bool TakeName(std::string_view name, std::string_view* line) {
  if (!StartsWithIgnoreCase(*line, name) || !line->substr(name.size()).starts_with(':')) return false;
  line->remove_prefix(name.size() + 1);
  return true;
}

}  // namespace

AuthResults ReadAuthResults(std::string_view fields, const AuthservFilter& filter) {
  AuthResults results;
  while (!fields.empty()) {
    std::string_view line = CutLine(&fields);
    const bool arc = TakeName("ARC-Authentication-Results", &line);
    if (!arc && !TakeName("Authentication-Results", &line)) continue;
    if (line.ends_with('\n')) line.remove_suffix(1);
    FieldReader::Found found;
    if (!FieldReader(TrimLeft(line), filter).Read(arc, &found)) continue;
    for (const auto& [method, result] : found) {
      const auto [place, fresh] = results.try_emplace(method, result);
      if (!fresh && result == "pass") place->second = result;
    }
  }
  return results;
}

}  // namespace gatepost
