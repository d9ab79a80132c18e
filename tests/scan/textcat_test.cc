// The plugin TextCat: what it guesses reaches rules, headers, templates and Bayes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file.h"
#include "gatepost/engine.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

using ::testing::IsEmpty;

constexpr std::string_view kTextCatRules =
    "body UNWANTED eval:check_language()\nbody EIGHT eval:check_body_8bits()\n"
    "header ABA X-Languages =~ /^ab$/\nheader LONG X-Languages-Length =~ /^[1-9]\\d\\d$/\n"
    "header NO_TEXT X-Languages =~ /^$/\nscore NO_TEXT 0.5\n";

class TextCatTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_.Write("site/init.pre", "loadplugin Mail::SpamAssassin::Plugin::TextCat\n");
    folder_.Write("site/languages", "a\nb\n0 ab\nx\ny\n0 xy.utf-8\ns\n0 sco\n");
    folder_.Write("rules/10.cf", std::string(kTextCatRules));
  }
  std::string Hits(const std::string& body, const std::string& prefs) {
    options_.rules_path = folder_ / "rules";
    options_.site_path = folder_ / "site";
    options_.prefs_path = folder_.Write("prefs", prefs);
    auto engine = Engine::Open(options_, OpenSqliteStore, &diagnostics_);
    EXPECT_TRUE(engine) << engine.error().message();
    if (!engine) return {};
    CheckOptions options;
    options.tags = true;
    Session session(**engine);
    const std::string mail = "Subject: \n\n" + body + "\n";
    verdict_ = session.Check(mail, options);
    const auto rewritten = session.Rewrite(mail, verdict_);
    EXPECT_TRUE(rewritten);
    if (rewritten) rewritten_ = rewritten->head;
    std::string names;
    for (const Hit& hit : verdict_.hits) names += (names.empty() ? "" : " ") + hit.rule;
    return names;
  }
  static std::string Words(const std::string& word, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += word + " ";
    return text;
  }

  TempFolder folder_;
  Options options_;
  std::vector<Diagnostic> diagnostics_;
  Verdict verdict_;
  std::string rewritten_;
};

TEST_F(TextCatTest, ALanguageThatIsNotWelcomeHits) {
  const std::string text = Words("ab", 150);
  EXPECT_EQ(Hits(text, "ok_languages xy de\n"), "ABA LONG UNWANTED");
  EXPECT_EQ(verdict_.hits.back().detail, "Languages detected: ab");
  EXPECT_EQ(Hits(text, "ok_languages xy ab\n"), "ABA LONG");
  EXPECT_EQ(Hits(text, "ok_languages xy all\n"), "ABA LONG");
  EXPECT_EQ(Hits(text, ""), "ABA LONG") << "all are welcome";
  EXPECT_THAT(diagnostics_, IsEmpty());
}

TEST_F(TextCatTest, ACharsetIsNotPartOfTheLanguage) {
  EXPECT_EQ(Hits(Words("xy", 150), "ok_languages xy\n"), "LONG");
  EXPECT_EQ(Hits(Words("xy", 150), "ok_languages ab\n"), "LONG UNWANTED");
}

TEST_F(TextCatTest, ALittleScotsIsTakenForEnglish) {
  EXPECT_EQ(Hits(Words("s", 300), "ok_languages en\ninactive_languages xx\n"), "LONG");
  EXPECT_EQ(Hits(Words("s", 300), "ok_languages sco\n"), "LONG");
  EXPECT_EQ(Hits(Words("s", 600), "ok_languages en\ninactive_languages xx\n"), "UNWANTED");
}

TEST_F(TextCatTest, OfTooLittleTextNothingIsKnown) { EXPECT_EQ(Hits("ab", "ok_languages xy\n"), "NO_TEXT"); }

TEST_F(TextCatTest, EightBytesThatAreNotAscii) {
  const std::string seven = "ok \xC3\xA4\xC3\xA4\xC3\xA4z", eight = "no \xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4";
  EXPECT_EQ(Hits(seven, "ok_languages xy\n"), "NO_TEXT");
  EXPECT_EQ(Hits(eight, "ok_languages xy\n"), "NO_TEXT EIGHT");
  EXPECT_EQ(Hits(eight, "ok_languages xy ru\n"), "NO_TEXT");
}

TEST_F(TextCatTest, TemplatesShowWhatWasGuessed) {
  (void)Hits(Words("ab", 150), "add_header all Language [_LANGUAGES_] _TEXTCATRESULTS_\nfold_headers 0\n");
  EXPECT_THAT(rewritten_, ::testing::HasSubstr("X-Spam-Language: [ab] ab:"));
}

TEST_F(TextCatTest, ACompiledRulesetGuessesTheSame) {
  options_.rules_path = folder_ / "rules";
  options_.site_path = folder_ / "site";
  ASSERT_TRUE(CompileRuleset(options_, folder_ / "rules.gpc", &diagnostics_).ok());
  options_.compiled_path = folder_ / "rules.gpc";
  options_.compiled_required = true;
  EXPECT_EQ(Hits(Words("ab", 150), "ok_languages xy\n"), "ABA LONG UNWANTED");
  EXPECT_THAT(diagnostics_, IsEmpty());
}

TEST_F(TextCatTest, IsSilentWhereItIsNotLoaded) {
  folder_.Write("site/init.pre", "");
  EXPECT_EQ(Hits(Words("ab", 150), "ok_languages xy\n"), "NO_TEXT") << "an absent header is empty";
}

TEST_F(TextCatTest, SaysThatTheListsAreMissing) {
  if (FileExists("/usr/share/spamassassin/languages")) GTEST_SKIP() << "SpamAssassin is installed";
  unlink((folder_ / "site/languages").c_str());
  EXPECT_EQ(Hits(Words("ab", 150), "ok_languages xy\n"), "NO_TEXT");
  ASSERT_EQ(diagnostics_.size(), 1u);
  EXPECT_EQ(diagnostics_[0].file, "languages");
}

}  // namespace
}  // namespace gatepost
