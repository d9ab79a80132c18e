// What the markup of HTML parts says (SpamAssassin's HTMLEval). Each test asks every HTML part in turn; one
// is enough for a hit. Tested by tests/eval/html_evals_test.cc.
#include "eval/html_evals.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "eval/argument_regex.h"
#include "eval/locales.h"
#include "eval/message_facts.h"
#include "eval/registry.h"
#include "match/regex.h"
#include "text/charset.h"

namespace gatepost {
namespace {

std::optional<double> Number(const HtmlFacts& html, std::string_view name) {
  auto found = html.numbers.find(name);
  if (found == html.numbers.end()) return std::nullopt;
  return found->second;
}

// "!= 0", "< 512", ">= 3 - 1": what rules may say about a number; nothing else is understood. It is put
// behind the value, so that "- 2 > 0" says that the value is more than 2.
class Comparison {
 public:
  explicit Comparison(std::string_view text) : rest_(text) {}

  bool Holds(double value) {
    std::optional<double> left = Sum(value);
    std::string_view operation = Operation();
    if (!left) return false;
    if (operation.empty()) return rest_.empty() && *left != 0;
    std::optional<double> first = Term();
    std::optional<double> right = first ? Sum(*first) : std::nullopt;
    if (!right || !rest_.empty()) return false;
    if (operation == "==") return *left == *right;
    if (operation == "!=" || operation == "<=>") return *left != *right;
    if (operation == "<") return *left < *right;
    if (operation == ">") return *left > *right;
    return operation == "<=" ? *left <= *right : *left >= *right;
  }

 private:
  void SkipSpaces() { rest_ = TrimLeft(rest_); }

  std::string_view Operation() {
    SkipSpaces();
    for (std::string_view operation : {"<=>", "==", "!=", "<=", ">=", "<", ">"}) {
      if (!rest_.starts_with(operation)) continue;
      rest_.remove_prefix(operation.size());
      return operation;
    }
    return {};
  }

  std::optional<double> Term() {
    SkipSpaces();
    double sign = 1;
    while (rest_.starts_with('-') || rest_.starts_with('+')) {
      if (rest_[0] == '-') sign = -sign;
      rest_.remove_prefix(1);
      SkipSpaces();
    }
    std::size_t digits = 0;
    double value = 0;
    for (; digits < rest_.size() && IsAsciiDigit(rest_[digits]); ++digits)
      value = value * 10 + (rest_[digits] - '0');
    if (digits == 0) return std::nullopt;
    rest_.remove_prefix(digits);
    SkipSpaces();
    return sign * value;
  }

  // `value`, and all that is added to it or taken from it.
  std::optional<double> Sum(double value) {
    SkipSpaces();
    while (rest_.starts_with('-') || rest_.starts_with('+')) {
      std::optional<double> term = Term();
      if (!term) return std::nullopt;
      value += *term;
    }
    return value;
  }

  std::string_view rest_;
};

bool IsComparison(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return IsAsciiDigit(c) || std::string_view("<>=!-+ ").find(c) != std::string_view::npos;
  });
}

EvalResult HtmlTagBalance(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.size() < 2 || !IsComparison(arguments[1])) return EvalResult::Of(false);
  return AnyHtml(context, [&](const HtmlFacts& html) {
    auto found = html.tags.find(arguments[0]);
    return found != html.tags.end() && Comparison(arguments[1]).Holds(found->second);
  });
}

EvalResult HtmlEval(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.size() < 2 || !IsComparison(arguments[1])) return EvalResult::Of(false);
  return AnyHtml(context, [&](const HtmlFacts& html) {
    std::optional<double> value = Number(html, arguments[0]);
    return value && Comparison(arguments[1]).Holds(*value);
  });
}

EvalResult HtmlTagExists(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.empty()) return EvalResult::Of(false);
  return AnyHtml(context, [&](const HtmlFacts& html) { return html.tags.contains(arguments[0]); });
}

EvalResult HtmlTest(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.empty()) return EvalResult::Of(false);
  return AnyHtml(context, [&](const HtmlFacts& html) {
    return Number(html, arguments[0]).value_or(0) != 0 || html.texts.contains(arguments[0]);
  });
}

EvalResult HtmlRange(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.size() < 2) return EvalResult::Of(false);
  const bool open = arguments.size() < 3 || arguments[2] == "inf";
  return AnyHtml(context, [&](const HtmlFacts& html) {
    std::optional<double> value = Number(html, arguments[0]);
    return value && *value > ArgumentNumber(arguments, 1) && (open || *value <= ArgumentNumber(arguments, 2));
  });
}

EvalResult HtmlImageOnly(EvalContext& context, const EvalArguments& arguments) {
  return AnyHtml(context, [&](const HtmlFacts& html) {
    std::optional<double> length = Number(html, "length");
    return html.tags.contains("img") && length && *length > ArgumentNumber(arguments, 0) &&
           *length <= ArgumentNumber(arguments, 1);
  });
}

EvalResult HtmlImageRatio(EvalContext& context, const EvalArguments& arguments) {
  return AnyHtml(context, [&](const HtmlFacts& html) {
    std::optional<double> text = Number(html, "non_space_len"), area = Number(html, "image_area");
    if (!text || !area || *area <= 0) return false;
    const double ratio = *text / *area;
    return ratio > ArgumentNumber(arguments, 0) && ratio <= ArgumentNumber(arguments, 1);
  });
}

// Charsets that <meta> names and that nobody here reads.
EvalResult HtmlCharsetFaraway(EvalContext& context, const EvalArguments&) {
  const std::string& locales = context.settings.Text("ok_locales");
  for (std::string_view locale : SplitWhitespace(locales)) {
    if (locale == "all") return EvalResult::Of(false);
  }
  return AnyHtml(context, [&](const HtmlFacts& html) {
    auto found = html.texts.find("charsets");
    if (found == html.texts.end()) return false;
    int good = 0, bad = 0;
    for (const std::string& charsets : found->second) {
      for (std::string_view charset : SplitWhitespace(charsets))
        ++(IsCharsetOkForLocales(charset, locales) ? good : bad);
    }
    return bad > 0 && bad >= good;
  });
}

// Does one of the texts under a name match the pattern, or (`matches` false) fail to?
EvalResult AnyText(EvalContext& context, const EvalArguments& arguments, bool matches) {
  if (arguments.size() < 2) return EvalResult::Of(false);
  const Regex* pattern = ArgumentRegex({arguments[1], ""});
  if (pattern == nullptr) return EvalResult::Of(false);
  const MatchOutcome wanted = matches ? MatchOutcome::kYes : MatchOutcome::kNo;
  return AnyHtml(context, [&](const HtmlFacts& html) {
    auto found = html.texts.find(arguments[0]);
    return found != html.texts.end() &&
           std::any_of(found->second.begin(), found->second.end(),
                       [&](const std::string& text) { return pattern->Search(text) == wanted; });
  });
}

EvalResult HtmlTextMatch(EvalContext& context, const EvalArguments& arguments) {
  return AnyText(context, arguments, true);
}

EvalResult HtmlTextNotMatch(EvalContext& context, const EvalArguments& arguments) {
  return AnyText(context, arguments, false);
}

// Is a title that many times longer than the Subject?
EvalResult HtmlTitleSubjectRatio(EvalContext& context, const EvalArguments& arguments) {
  const std::string* subject = context.views.Header(*HeaderQuery::Parse("Subject"));
  if (subject == nullptr || subject->empty()) return EvalResult::Of(false);
  return AnyHtml(context, [&](const HtmlFacts& html) {
    auto titles = html.texts.find("title");
    if (titles == html.texts.end()) return false;
    return std::any_of(titles->second.begin(), titles->second.end(), [&](const std::string& title) {
      // Perl counts the title's characters and the Subject's bytes.
      const double ratio = static_cast<double>(CountCodePoints(title)) / static_cast<double>(subject->size());
      return title != "0" && ratio > 0 && ratio > ArgumentNumber(arguments, 0);
    });
  });
}

EvalResult CheckIframeSrc(EvalContext& context, const EvalArguments&) {
  return AnyHtml(context, [](const HtmlFacts& html) {
    return std::any_of(html.uris.begin(), html.uris.end(), [](const HtmlUri& uri) {
      return std::find(uri.types.begin(), uri.types.end(), "iframe") != uri.types.end();
    });
  });
}

constexpr EvalEntry kHtmlEvals[] = {
    {"check_https_http_mismatch", &CheckHttpsHttpMismatch},
    {"check_iframe_src", &CheckIframeSrc},
    {"html_charset_faraway", &HtmlCharsetFaraway},
    {"html_eval", &HtmlEval},
    {"html_image_only", &HtmlImageOnly},
    {"html_image_ratio", &HtmlImageRatio},
    {"html_range", &HtmlRange},
    {"html_tag_balance", &HtmlTagBalance},
    {"html_tag_exists", &HtmlTagExists},
    {"html_test", &HtmlTest},
    {"html_text_match", &HtmlTextMatch},
    {"html_text_not_match", &HtmlTextNotMatch},
    {"html_title_subject_ratio", &HtmlTitleSubjectRatio},
};

}  // namespace

std::span<const EvalEntry> HtmlEvals() { return kHtmlEvals; }

}  // namespace gatepost
