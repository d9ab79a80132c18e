// The Subject: capitals, the recipient's name, lists of subjects. Tested by tests/eval/header_evals_test.cc.
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "eval/header_evals.h"
#include "lists/address_list.h"

namespace gatepost {
namespace {

// "Re: Fwd: Aw: " off the front.
std::string_view WithoutReplyMarks(std::string_view subject) {
  static constexpr std::array<std::string_view, 11> kMarks = {
      "Re:", "Fwd:", "Fw:", "Aw:", "Antwort:", "WG:", "SV:", "VB:", "VS:", "VL:", ""};
  for (;;) {
    const auto* mark = std::find_if(kMarks.begin(), kMarks.end(),
                                    [&](std::string_view m) { return StartsWithIgnoreCase(subject, m); });
    if (mark->empty()) return subject;
    subject = TrimLeft(subject.substr(mark->size()));
  }
}

// Charsets whose encoded form is full of capitals.
bool IsShoutingCharset(std::string_view charset) {
  static constexpr std::string_view kParts[] = {"koi",          "jp",         "jis",   "euc",
                                                "gb",           "big5",       "isoir", "cp1251",
                                                "windows-1251", "georgianps", "pt154", "tis"};
  return std::any_of(std::begin(kParts), std::end(kParts),
                     [&](std::string_view part) { return ContainsIgnoreCase(charset, part); });
}

bool HasShoutingCharset(std::string_view raw) {
  for (std::size_t at = raw.find("=?"); at != kNpos; at = raw.find("=?", at + 1)) {
    std::size_t end = at + 2;
    while (end < raw.size() && (IsAsciiAlnum(raw[end]) || raw[end] == '-' || raw[end] == '_')) ++end;
    if (end < raw.size() && raw[end] == '?' && IsShoutingCharset(raw.substr(at + 2, end - at - 2)))
      return true;
  }
  return false;
}

EvalResult SubjectIsAllCaps(EvalContext& context, const EvalArguments&) {
  constexpr std::size_t kMinBytes = 10;
  const std::string_view subject = WithoutReplyMarks(Trim(HeaderOrEmpty(context, "Subject")));
  if (subject.size() < kMinBytes || std::none_of(subject.begin(), subject.end(), IsAsciiSpace)) {
    return EvalResult::Of(false);
  }
  const bool capitals = std::any_of(subject.begin(), subject.end(), IsAsciiUpper) &&
                        std::none_of(subject.begin(), subject.end(), IsAsciiLower);
  return EvalResult::Of(capitals && !HasShoutingCharset(HeaderOrEmpty(context, "Subject:raw")));
}

bool ContainsAddress(std::string_view subject, std::string_view address) {
  for (std::size_t at = FindIgnoreCase(subject, address); at != kNpos;
       at = FindIgnoreCase(subject, address, at + 1)) {
    if (IsWordEdge(subject, at) && IsWordEdge(subject, at + address.size())) return true;
  }
  return false;
}

// Is this all, but for a line end?
bool IsEnd(std::string_view rest) { return rest.empty() || rest == "\n"; }
bool IsAddressMark(std::string_view rest) {
  return !rest.empty() && std::string_view(",:;!?-").find(rest.front()) != kNpos;
}

// "user", "Re: user", "Re: hello user", "user, ...", ", user!"
bool AddressesUser(std::string_view subject, std::string_view user) {
  if (StartsWithIgnoreCase(subject, user) && IsEnd(subject.substr(user.size()))) return true;
  if (subject.starts_with(user)) {
    const std::string_view rest = TrimLeft(subject.substr(user.size()));
    if (IsAddressMark(rest) && (rest.size() == 1 || IsAsciiSpace(rest[1]))) return true;
  }
  if (subject.starts_with(',')) {
    const std::string_view name = TrimLeft(subject.substr(1));
    if (StartsWithIgnoreCase(name, user)) {
      const std::string_view rest = name.substr(user.size());
      if (IsAddressMark(rest) && IsEnd(rest.substr(1))) return true;
    }
  }
  if (!StartsWithIgnoreCase(subject, "re:") && !StartsWithIgnoreCase(subject, "fw:")) return false;
  std::string_view rest = TrimLeft(subject.substr(3));
  if (StartsWithIgnoreCase(rest, user) && IsEnd(rest.substr(user.size()))) return true;
  std::size_t word = 0;
  while (word < rest.size() && IsWordByte(rest[word])) ++word;
  if (word == 0 || word >= rest.size() || !IsAsciiSpace(rest[word])) return false;
  rest = TrimLeft(rest.substr(word));
  return StartsWithIgnoreCase(rest, user) && IsEnd(rest.substr(user.size()));
}

EvalResult ToInSubject(EvalContext& context, const EvalArguments& arguments) {
  const std::string to = FirstValue(context, "To:addr");
  if (to.empty() || arguments.empty()) return EvalResult::Of(false);
  const std::string_view subject = HeaderOrEmpty(context, "Subject");
  if (arguments[0] == "address") return EvalResult::Of(ContainsAddress(subject, to));
  if (arguments[0] != "user") return EvalResult::Of(false);
  return EvalResult::Of(AddressesUser(subject, std::string_view(to).substr(0, to.find('@'))));
}

// Globs that may stand anywhere in the subject, any case.
bool IsListedSubject(EvalContext& context, std::string_view setting) {
  std::string subject = AsciiLower(HeaderOrEmpty(context, "Subject"));
  if (subject.ends_with('\n')) subject.pop_back();
  if (subject.empty()) return false;
  for (const SettingLine& line : context.settings.Lines(setting)) {
    if (GlobMatches("*" + line.value + "*", subject)) return true;
  }
  return false;
}

EvalResult SubjectInWelcomelist(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(IsListedSubject(context, "welcomelist_subject"));
}
EvalResult SubjectInBlocklist(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(IsListedSubject(context, "blocklist_subject"));
}
EvalResult UniqueSubjectId(EvalContext&, const EvalArguments&) {
  return EvalResult::Of(false);  // retired; old rules still name it
}

constexpr EvalEntry kHeaderSubjectEvals[] = {
    {"check_for_to_in_subject", &ToInSubject},
    {"check_for_unique_subject_id", &UniqueSubjectId},
    {"check_subject_in_blacklist", &SubjectInBlocklist},
    {"check_subject_in_blocklist", &SubjectInBlocklist},
    {"check_subject_in_welcomelist", &SubjectInWelcomelist},
    {"check_subject_in_whitelist", &SubjectInWelcomelist},
    {"subject_is_all_caps", &SubjectIsAllCaps},
};

}  // namespace

std::span<const EvalEntry> HeaderSubjectEvals() { return kHeaderSubjectEvals; }

}  // namespace gatepost
