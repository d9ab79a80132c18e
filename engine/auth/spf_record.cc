// Tested by tests/auth/spf_record_test.cc.
#include "auth/spf_record.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::string_view kVersion = "v=spf1";
constexpr std::string_view kMacroDelimiters = ".-+,/_=";
constexpr int kMappedBits = 96;  // where IPv4 begins in a mapped address

bool IsMacroLiteral(char c) { return c >= '!' && c <= '~' && c != '%'; }
bool IsNameByte(char c) { return IsAsciiAlnum(c) || c == '-' || c == '_' || c == '.'; }

// The bytes of a name at the front.
std::size_t NameLength(std::string_view text) {
  if (text.empty() || !IsAsciiAlpha(text.front())) return 0;
  const auto end = std::find_if_not(text.begin(), text.end(), IsNameByte);
  return static_cast<std::size_t>(end - text.begin());
}

// "com", "xn--p1ai": a last label, which holds a letter or a hyphen within; 0 for none.
std::size_t TopLabelLength(std::string_view text) {
  const auto is_label_byte = [](char c) { return IsAsciiAlnum(c) || c == '-'; };
  std::string_view label = text.substr(
      0, static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_label_byte) - text.begin()));
  if (label.empty() || label.front() == '-') return 0;
  std::string_view whole = label;
  while (whole.ends_with('-')) whole.remove_suffix(1);
  if (Contains(whole, "-")) return whole.size();
  label = label.substr(0, label.find('-'));
  return std::any_of(label.begin(), label.end(), IsAsciiAlpha) ? label.size() : 0;
}

// What a domain-spec must end with: a dot and a last label, or a macro.
std::size_t DomainEndLength(std::string_view text) {
  if (!text.starts_with('.')) return MacroLength(text);
  const std::size_t label = TopLabelLength(text.substr(1));
  if (label == 0) return 0;
  const std::size_t length = label + 1;
  return length < text.size() && text[length] == '.' ? length + 1 : length;
}

// The longest domain-spec at the front; 0 for none.
std::size_t DomainSpecLength(std::string_view text) {
  std::size_t best = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t end = DomainEndLength(text.substr(at)); end > 0) best = at + end;
    const std::size_t macro = MacroLength(text.substr(at));
    if (macro == 0 && !IsMacroLiteral(text[at])) break;
    at += std::max<std::size_t>(macro, 1);
  }
  return best;
}

std::string DomainSpec(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  return AsciiLower(text);
}

bool IsMacroString(std::string_view text) {
  while (!text.empty()) {
    const std::size_t macro = MacroLength(text);
    if (macro == 0 && !IsMacroLiteral(text.front())) return false;
    text.remove_prefix(std::max<std::size_t>(macro, 1));
  }
  return true;
}

// "/24": taken off the front where it is there and within the limit. False where it is wrong.
bool TakeBits(std::string_view* text, int most, int* bits) {
  if (text->size() < 2 || text->front() != '/' || !IsAsciiDigit((*text)[1])) return true;
  std::size_t end = 1;
  int number = 0;
  for (; end < text->size() && IsAsciiDigit((*text)[end]) && number <= most; ++end)
    number = number * 10 + ((*text)[end] - '0');
  if (number > most || (end > 2 && (*text)[1] == '0')) return false;
  *bits = number;
  text->remove_prefix(end);
  return true;
}

// "/24", "//64", "/24//64" or nothing.
bool ReadBothBits(std::string_view text, SpfTerm* term) {
  if (!TakeBits(&text, 32, &term->v4_bits)) return false;
  if (text.empty()) return true;
  text.remove_prefix(1);
  return text.starts_with('/') && TakeBits(&text, 128, &term->v6_bits) && text.empty();
}

bool ReadNetwork(std::string_view text, SpfTerm* term) {
  const bool v4 = term->kind == SpfTerm::Kind::kIp4;
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string address(text.substr(0, slash));
  if (address.find('\0') != std::string::npos) return false;
  int bits = v4 ? 32 : 128;
  std::string_view rest = text.substr(slash);
  if (!TakeBits(&rest, bits, &bits) || !rest.empty()) return false;
  auto& bytes = term->network.bytes;
  if (v4) bytes[10] = bytes[11] = 0xFF;
  if (inet_pton(v4 ? AF_INET : AF_INET6, address.c_str(), bytes.data() + (v4 ? kMappedBits / 8 : 0)) != 1)
    return false;
  term->v6_bits = bits + (v4 ? kMappedBits : 0);
  return true;
}

// "-all", "include:example.com", "a/24". False where it is wrong.
bool ReadMechanism(std::string_view name, std::string_view rest, SpfTerm* term) {
  using Kind = SpfTerm::Kind;
  static constexpr struct {
    std::string_view name;
    Kind kind;
  } kKinds[] = {{"all", Kind::kAll}, {"include", Kind::kInclude}, {"a", Kind::kA},
                {"mx", Kind::kMx},   {"ptr", Kind::kPtr},         {"ip4", Kind::kIp4},
                {"ip6", Kind::kIp6}, {"exists", Kind::kExists}};
  const auto* found = std::find_if(std::begin(kKinds), std::end(kKinds),
                                   [&](const auto& known) { return EqualsIgnoreCase(known.name, name); });
  if (found == std::end(kKinds)) return false;
  term->kind = found->kind;
  const bool has_value = rest.starts_with(':');
  if (has_value) rest.remove_prefix(1);
  if (term->kind == Kind::kAll) return !has_value && rest.empty();
  if (term->kind == Kind::kIp4 || term->kind == Kind::kIp6) return has_value && ReadNetwork(rest, term);
  if (has_value) {
    const std::size_t length = DomainSpecLength(rest);
    if (length == 0) return false;
    term->domain = DomainSpec(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  if (term->kind == Kind::kA || term->kind == Kind::kMx) return ReadBothBits(rest, term);
  return rest.empty() && (has_value || term->kind == Kind::kPtr);
}

std::optional<SpfResult> ReadQualifier(char c) {
  switch (c) {
    case '+':
      return SpfResult::kPass;
    case '-':
      return SpfResult::kFail;
    case '~':
      return SpfResult::kSoftFail;
    case '?':
      return SpfResult::kNeutral;
    default:
      return std::nullopt;
  }
}

// What is known twice, is wrong.
bool ReadModifier(std::string_view name, std::string_view value, std::optional<std::string>* redirect,
                  std::optional<std::string>* explanation) {
  const bool is_redirect = EqualsIgnoreCase(name, "redirect");
  if (!is_redirect && !EqualsIgnoreCase(name, "exp")) return IsMacroString(value);
  std::optional<std::string>& place = is_redirect ? *redirect : *explanation;
  if (place || DomainSpecLength(value) != value.size() || value.empty()) return false;
  place = DomainSpec(value);
  return true;
}

}  // namespace

std::size_t MacroLength(std::string_view text) {
  if (text.size() < 2 || text.front() != '%') return 0;
  if (text[1] == '%' || text[1] == '_' || text[1] == '-') return 2;
  if (text[1] != '{' || text.size() < 4 || !IsAsciiAlpha(text[2])) return 0;
  std::size_t at = 3;
  while (at < text.size() && IsAsciiDigit(text[at])) ++at;
  if (at < text.size() && text[at] == 'r') ++at;
  while (at < text.size() && kMacroDelimiters.find(text[at]) != kNpos) ++at;
  return at < text.size() && text[at] == '}' ? at + 1 : 0;
}

bool SpfRecord::IsOne(std::string_view text) {
  return StartsWithIgnoreCase(text, kVersion) &&
         (text.size() == kVersion.size() || text[kVersion.size()] == ' ');
}

std::optional<SpfRecord> SpfRecord::Parse(std::string_view text) {
  SpfRecord record;
  std::optional<std::string> explanation;
  text.remove_prefix(std::min(kVersion.size(), text.size()));
  for (std::string_view word : Split(text, ' ')) {
    if (word.empty()) continue;
    SpfTerm term;
    const std::optional<SpfResult> qualifier = ReadQualifier(word.front());
    if (qualifier) {
      term.result = *qualifier;
      word.remove_prefix(1);
    }
    const std::size_t length = NameLength(word);
    if (length == 0) return std::nullopt;
    const std::string_view name = word.substr(0, length), rest = word.substr(length);
    if (rest.starts_with('=') && !qualifier) {
      if (!ReadModifier(name, rest.substr(1), &record.redirect, &explanation)) return std::nullopt;
      continue;
    }
    if (!ReadMechanism(name, rest, &term)) return std::nullopt;
    record.terms.push_back(std::move(term));
  }
  return record;
}

}  // namespace gatepost
