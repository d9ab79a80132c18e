// The engine within a program that has set a locale: "1,5" and "Fr" are not for configuration and mail.
#include <gmock/gmock.h>

#include <clocale>
#include <cstdio>

#include "support/engine_fixture.h"
#include "support/run_command.h"
#include "support/scoped_variable.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;

std::string InThisLocale(double number) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1f", number);
  return text;
}

class GermanLocale : public ::testing::Test {
 protected:
  void SetUp() override {
    RunShell("localedef -i de_DE -f UTF-8 " + Quoted(folder_ / "de_DE.UTF-8"));
    if (std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr)
      GTEST_SKIP() << "Debian's package locales is missing";
  }
  ~GermanLocale() override { std::setlocale(LC_ALL, "C"); }

  TempFolder folder_;
  ScopedVariable path_{"LOCPATH", folder_ / "."};
};

TEST_F(GermanLocale, NumbersAndDatesAreReadAndWrittenAsEver) {
  ASSERT_EQ(InThisLocale(1.5), "1,5");
  EngineFixture fixture(
      "body A /noon/\nscore A 1.5\nrequired_score 1.25\nuse_bayes 0\nreport_safe 0\nadd_header all Note "
      "_SCORE_ _DATE_\n");
  const std::string mail = "From: a@example.org\nSubject: x\n\nSee you at noon.\n";
  Session session(fixture.engine());
  const Verdict verdict = session.Check(mail);
  EXPECT_EQ(verdict.score, 1.5);
  EXPECT_EQ(verdict.required, 1.25);
  MarkupOptions options;
  options.now_unix_s = 1780000000;  // a Thursday in May
  const auto text = session.Rewrite(mail, verdict, options);
  ASSERT_TRUE(text);
  EXPECT_THAT(text->Text(), HasSubstr("X-Spam-Note: 1.5 Thu, 28 May 2026"));
  EXPECT_EQ(InThisLocale(1.5), "1,5") << "the caller's locale is there again";
}

}  // namespace
}  // namespace gatepost
