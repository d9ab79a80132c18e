// TextCat: in which languages the body is, and whether they are welcome. Tested by
// tests/scan/textcat_test.cc.
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "eval/registry.h"

namespace gatepost {
namespace {

// A little text of Scots is taken for English.
std::string_view Likely(std::string_view language, bool is_long) {
  return language == "sco" && !is_long ? "en" : language;
}

EvalResult CheckLanguage(EvalContext& context, const EvalArguments&) {
  constexpr std::size_t kSureBytes = 1024;  // a language
  const LanguageGuess* guess = context.views.Languages();
  if (guess == nullptr || guess->languages.empty()) return EvalResult::Of(false);
  const std::vector<std::string> wanted = context.settings.Words("ok_languages");
  const bool is_long = guess->text_bytes >= kSureBytes * guess->languages.size();
  for (const std::string& name : wanted) {
    if (name == "all") return EvalResult::Of(false);
    for (const std::string_view guessed : guess->languages) {
      const std::string_view language = guessed.substr(0, guessed.find('.'));
      if (Likely(language, is_long) == Likely(name, is_long)) return EvalResult::Of(false);
    }
  }
  context.detail = "Languages detected: " + guess->Names();
  return EvalResult::Of(true);
}

// Eight bytes in a row that are not ASCII, where every language that is welcome does without.
EvalResult CheckBody8Bits(EvalContext& context, const EvalArguments&) {
  constexpr std::array kWithSuchBytes = std::to_array<std::string_view>(
      {"all", "am", "ar", "be", "bg", "cs", "el", "et", "fa", "fi", "he", "hi", "hy", "is",
       "ja",  "ka", "ko", "mr", "pt", "ru", "ta", "th", "tr", "uk", "vi", "yi", "zh"});
  constexpr std::ptrdiff_t kRun = 8;
  if (context.views.Languages() == nullptr) return EvalResult::Of(false);
  for (const std::string& name : context.settings.Words("ok_languages")) {
    if (std::find(kWithSuchBytes.begin(), kWithSuchBytes.end(), name) != kWithSuchBytes.end())
      return EvalResult::Of(false);
  }
  const std::vector<std::string>& body = context.views.Body();
  const auto has_run = [](const std::string& text) {
    const auto is_high = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    return std::search_n(text.begin(), text.end(), kRun, true, [&](char c, bool) { return is_high(c); }) !=
           text.end();
  };
  return EvalResult::Of(std::any_of(body.begin(), body.end(), has_run));
}

constexpr EvalEntry kLanguageEvals[] = {
    {"check_language", CheckLanguage},
    {"check_body_8bits", CheckBody8Bits},
};

}  // namespace

std::span<const EvalEntry> LanguageEvals() { return kLanguageEvals; }

}  // namespace gatepost
