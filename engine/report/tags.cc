// Template tags (_SCORE_, _TESTS(,)_ ...). Tested by tests/report/rewrite_test.cc.
#include <algorithm>
#include <cmath>
#include <ctime>

#include "base/ascii.h"
#include "base/number_text.h"
#include "report/headers.h"
#include "report/report.h"

namespace gatepost {
namespace {

std::vector<std::string> HitNames(const Verdict& verdict, bool with_scores) {
  std::vector<const Hit*> hits;
  for (const Hit& hit : verdict.hits) {
    for (int i = 0; i < hit.count; ++i) hits.push_back(&hit);
  }
  std::sort(hits.begin(), hits.end(), [](const Hit* a, const Hit* b) { return a->rule < b->rule; });
  std::vector<std::string> names;
  names.reserve(hits.size());
  for (const Hit* hit : hits) {
    names.push_back(with_scores ? hit->rule + "=" + NumberText(hit->score, "%.15g") : hit->rule);
  }
  return names;
}

std::vector<std::string> SubruleNames(const Verdict& verdict, bool with_counts) {
  std::vector<std::string> names;
  for (const auto& [name, count] : verdict.subrules) {
    if (with_counts)
      names.push_back(count > 1 ? name + "(" + std::to_string(count) + ")" : name);
    else
      names.insert(names.end(), static_cast<std::size_t>(count), name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string Join(const std::vector<std::string>& list, std::string_view separator) {
  std::string out;
  for (const std::string& item : list) {
    if (!out.empty()) out += separator;
    out += item;
  }
  return out.empty() ? "none" : out;
}

std::string YesNo(const Verdict& verdict, std::string_view argument) {
  std::size_t comma = argument.find(',');
  if (argument.empty()) return verdict.is_spam ? "Yes" : "No";
  if (verdict.is_spam) return std::string(argument.substr(0, comma));
  return comma == std::string_view::npos ? "No" : std::string(argument.substr(comma + 1));
}

std::optional<std::string> TagValue(std::string_view tag, std::string_view argument, const Markup& markup) {
  const Verdict& verdict = markup.verdict;
  if (tag == "YESNO") return YesNo(verdict, argument);
  if (tag == "YESNOCAPS") return AsciiUpper(YesNo(verdict, argument));
  if (tag == "SCORE" || tag == "HITS") return ScoreText(verdict, argument);
  if (tag == "REQD") return NumberText(verdict.required, "%2.1f");
  if (tag == "TESTS") return Join(HitNames(verdict, false), argument.empty() ? "," : argument);
  if (tag == "TESTSSCORES") return Join(HitNames(verdict, true), argument.empty() ? "," : argument);
  if (tag == "SUBTESTS") return Join(SubruleNames(verdict, false), argument.empty() ? "," : argument);
  if (tag == "SUBTESTSCOLLAPSED") return Join(SubruleNames(verdict, true), ",");
  if (tag == "BAYES")
    return verdict.bayes_probability ? NumberText(*verdict.bayes_probability, "%3.4f") : "0.5";
  if (tag == "AUTOLEARN") return AutoLearnText(verdict);
  if (tag == "VERSION") return markup.facts.version;
  if (tag == "SUBVERSION") return markup.facts.subversion;
  if (tag == "HOSTNAME") return markup.facts.hostname;
  if (tag == "CONTACTADDRESS") return markup.settings.report_contact;
  if (tag == "DATE") return Rfc822Date(markup.facts.now_unix_s);
  if (tag == "REPORT") return "\n" + HitTable(markup, true);
  if (tag == "SUMMARY") return HitTable(markup, false);
  if (tag == "SUBJPREFIX") return SubjectPrefix(markup);
  if (tag == "STARS") {
    std::string stars;
    const int count = static_cast<int>(std::clamp(verdict.score, 0.0, 50.0));
    for (int i = 0; i < count; ++i) stars += argument.empty() ? "*" : argument;
    return stars;
  }
  if (tag == "HAMMYTOKENS") return TokenList(markup, true, argument);
  if (tag == "SPAMMYTOKENS") return TokenList(markup, false, argument);
  if (auto found = verdict.tags.find(tag); found != verdict.tags.end()) return found->second;
  return markup.facts.tag ? markup.facts.tag(tag, argument) : std::nullopt;
}

bool IsTagByte(char c) { return IsAsciiUpper(c) || IsAsciiDigit(c); }

// The end of a tag name that begins at `at`: capitals and digits, single underscores inside.
std::size_t TagNameEnd(std::string_view text, std::size_t at) {
  if (at >= text.size() || !IsAsciiUpper(text[at])) return at;
  while (at < text.size() && IsTagByte(text[at])) {
    ++at;
    if (at + 1 < text.size() && text[at] == '_' && IsTagByte(text[at + 1])) ++at;
  }
  return at;
}

}  // namespace

std::string ScoreColumn(double score) {
  return NumberText(score, std::fabs(score) >= 10 ? "%4.0f" : "%4.1f");
}

std::string ScoreText(const Verdict& verdict, std::string_view padding) {
  std::string score = NumberText(verdict.score, "%2.1f");
  if (!verdict.is_spam && std::stod(score) >= std::stod(NumberText(verdict.required, "%2.1f"))) {
    score = NumberText(std::stod(NumberText(verdict.required, "%2.1f")) - 0.1, "%g");
  }
  bool zeros = !padding.empty() && padding.find_first_not_of('0') == std::string_view::npos;
  bool blanks = !padding.empty() && padding.find_first_not_of(' ') == std::string_view::npos;
  if ((zeros || blanks) && padding.size() + 3 > score.size()) {
    score.insert(0, padding.substr(0, std::min(padding.size(), padding.size() + 3 - score.size())));
  }
  return score;
}

std::string AutoLearnText(const Verdict& verdict) {
  std::string text = AutoLearnName(verdict.auto_learn);
  if (verdict.auto_learn == AutoLearn::kDisabled) return text;
  text += " autolearn_force=";
  return text + (verdict.auto_learn_force.empty() ? "no" : "yes (" + verdict.auto_learn_force + ")");
}

std::string TestNames(const Verdict& verdict) {
  return verdict.hits.empty() ? "" : Join(HitNames(verdict, false), ",");
}

std::string Rfc822Date(std::int64_t unix_s) {
  std::time_t seconds = static_cast<std::time_t>(unix_s);
  std::tm local{};
  localtime_r(&seconds, &local);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S %z", &local);
  return text;
}

std::string ReplaceTags(std::string_view text, const Markup& markup) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t begin = text.find('_', at);
    if (begin == std::string_view::npos) break;
    out.append(text.substr(at, begin - at));
    at = begin;
    // A name may run into the underscore of the next tag: shorter names are tried too.
    bool replaced = false;
    for (std::size_t end = TagNameEnd(text, begin + 1); !replaced && end > begin + 1; --end) {
      std::size_t close = end;
      std::string_view argument;
      if (close < text.size() && text[close] == '(') {
        std::size_t parenthesis = text.find(")_", close);
        if (text.substr(close, parenthesis - close).find('\n') != std::string_view::npos ||
            parenthesis == std::string_view::npos) {
          continue;
        }
        argument = text.substr(close + 1, parenthesis - close - 1);
        close = parenthesis + 1;
      }
      if (close >= text.size() || text[close] != '_') continue;
      std::string_view name = text.substr(begin + 1, end - begin - 1);
      std::optional<std::string> value = TagValue(name, argument, markup);
      out += value ? *value : std::string(text.substr(begin, close + 1 - begin));
      at = close + 1;
      replaced = true;
    }
    if (!replaced) {
      out.push_back('_');
      ++at;
    }
  }
  return out.append(text.substr(std::min(at, text.size())));
}

}  // namespace gatepost
