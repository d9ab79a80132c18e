// Tested by tests/mail/spf_fields_test.cc.
//
// SECURITY: senders write such fields, too. A fixed number of passes over each.
#include "mail/spf_fields.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/ascii.h"

namespace gatepost {
namespace {

struct ResultName {
  std::string_view name;
  SpfResult result;
};

constexpr ResultName kResults[] = {
    {"pass", SpfResult::kPass},           {"neutral", SpfResult::kNeutral},
    {"none", SpfResult::kNone},           {"fail", SpfResult::kFail},
    {"softfail", SpfResult::kSoftFail},   {"temperror", SpfResult::kTempError},
    {"permerror", SpfResult::kPermError},
};

// A result, and which name of the sender's it is about ("mailfrom", "helo"): nothing where the field does not
// say.
struct SpfNote {
  SpfResult result;
  std::optional<std::string_view> identity;
};

// What follows "identity=" at `at`: up to the first edge of a word.
std::optional<std::string_view> IdentityAt(std::string_view text, std::size_t at) {
  for (std::size_t end = at + 1; end <= text.size() && !IsAsciiSpace(text[end - 1]); ++end) {
    const bool before_sign = end < text.size() && text[end] == ';' && IsWordEdge(text, end + 1);
    if (before_sign || IsWordEdge(text, end)) return text.substr(at, end - at);
  }
  return std::nullopt;
}

// "pass (...) receiver=mx; identity=mailfrom; ..."
std::optional<SpfNote> ReadReceivedSpf(std::string_view value) {
  value = TrimLeft(value);
  std::size_t end = 0;
  while (end < value.size() && IsWordByte(value[end])) ++end;
  for (const ResultName& known : kResults) {
    if (!EqualsIgnoreCase(value.substr(0, end), known.name)) continue;
    SpfNote note{known.result, std::nullopt};
    constexpr std::string_view kName = "identity=";
    for (std::size_t at = FindIgnoreCase(value, kName, end); at != kNpos;
         at = FindIgnoreCase(value, kName, at + 1)) {
      if (!IsWordEdge(value, at)) continue;
      // The last one counts.
      if (std::optional<std::string_view> identity = IdentityAt(value, at + kName.size()))
        note.identity = identity;
    }
    return note;
  }
  return std::nullopt;
}

// Where the name begins behind the first "smtp." of `text` from `begin` to `end`; npos where there is none.
std::size_t FindSmtpName(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::string_view kPrefix = "smtp.";
  const std::string_view part = text.substr(0, end);
  std::size_t at = FindIgnoreCase(part, kPrefix, begin);
  while (at != kNpos && !IsWordEdge(text, at)) at = FindIgnoreCase(part, kPrefix, at + 1);
  return at == kNpos ? kNpos : at + kPrefix.size();
}

// NAME of the first "smtp.NAME=value" from `at` on. It ends at the last "=" of its word, so that
// "smtp.mailfrom=bounce=x@example.org" has a name that nobody knows.
std::optional<std::string_view> SmtpName(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const std::size_t begin = SkipSpace(text, at);
    std::size_t end = begin;
    while (end < text.size() && !IsAsciiSpace(text[end])) ++end;
    at = end;
    const std::size_t name = FindSmtpName(text, begin, end);
    if (name == kNpos || name == end) continue;
    const std::size_t next = SkipSpace(text, end);
    if (next + 1 < text.size() && text[next] == '=') return text.substr(name, end - name);
    const std::string_view word = text.substr(name, std::min(end, text.size() - 1) - name);
    const std::size_t sign = word.rfind('=');
    if (sign != kNpos && sign > 0) return word.substr(0, sign);
  }
  return std::nullopt;
}

// Behind the last "; spf =" of an Authentication-Results field, up to the next ";"; nothing where there is
// none.
std::optional<std::string_view> FindSpfPart(std::string_view value) {
  for (std::size_t sign = value.rfind(';'); sign != kNpos; sign = value.rfind(';', sign - 1)) {
    const std::size_t name = SkipSpace(value, sign + 1);
    const std::size_t equal = SkipSpace(value, name + 3);
    if (EqualsIgnoreCase(value.substr(name, 3), "spf") && equal < value.size() && value[equal] == '=') {
      const std::string_view part = value.substr(SkipSpace(value, equal + 1));
      return part.substr(0, part.find(';'));
    }
    if (sign == 0) break;
  }
  return std::nullopt;
}

// "mx.example.org; spf=pass (...) smtp.mailfrom=example.org; ..."
std::optional<SpfNote> ReadAuthenticationResults(std::string_view value) {
  const std::optional<std::string_view> part = FindSpfPart(value);
  if (!part) return std::nullopt;
  const std::size_t hard = StartsWithIgnoreCase(*part, "hardfail") ? 4 : 0;  // the same as "fail"
  for (const ResultName& known : kResults) {
    if (StartsWithIgnoreCase(part->substr(hard), known.name))
      return SpfNote{known.result, SmtpName(*part, hard + known.name.size())};
  }
  return std::nullopt;
}

std::optional<SpfNote> ReadField(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == kNpos) return std::nullopt;
  const std::string_view name = line.substr(0, colon), value = line.substr(colon + 1);
  if (EqualsIgnoreCase(name, "Received-SPF")) return ReadReceivedSpf(value);
  if (EqualsIgnoreCase(name, "Authentication-Results") ||
      EqualsIgnoreCase(name, "ARC-Authentication-Results"))
    return ReadAuthenticationResults(value);
  return std::nullopt;
}

}  // namespace

SpfResults ReadSpfFields(std::string_view fields, bool newest_counts) {
  SpfResults results;
  const auto set = [&](SpfResult* place, SpfResult result) {
    if (*place == SpfResult::kNotNoted || !newest_counts) *place = result;
  };
  while (!fields.empty()) {
    const std::optional<SpfNote> note = ReadField(CutLine(&fields));
    if (!note) continue;
    const std::string_view identity = note->identity.value_or("mfrom");
    if (EqualsIgnoreCase(identity, "mfrom") || EqualsIgnoreCase(identity, "mailfrom"))
      set(&results.sender, note->result);
    else if (EqualsIgnoreCase(identity, "helo"))
      set(&results.helo, note->result);
  }
  return results;
}

}  // namespace gatepost
