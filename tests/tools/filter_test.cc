// gatepost filter from outside: a message in, a message out, whatever happens.
#include <gmock/gmock.h>

#include "support/run_command.h"
#include "support/sample_mail.h"
#include "support/sanitizer.h"

namespace gatepost {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Filter : public ::testing::Test {
 protected:
  Filter() {
    folder_.Write(
        "site/local.cf",
        "use_bayes 0\nreport_safe 0\nreport_hostname mx.example.org\nrewrite_header Subject [SPAM]\n"
        "add_header all Status _YESNO_, score=_SCORE_\nreport _SCORE_ points\n");
    folder_.Write("rules/10.cf", "body LUNCH /noon/\nscore LUNCH 1.5\n");
  }
  CommandResult Run(const std::vector<std::string>& words, const std::string& input) {
    return RunGatepost("filter", folder_ / "rules", folder_ / "site", words, input);
  }
  TempFolder folder_;
};

TEST_F(Filter, WritesTheMessageWithItsVerdict) {
  CommandResult ham = Run({}, kHam);
  EXPECT_EQ(ham.status, 0);
  EXPECT_EQ(ham.err, "");
  EXPECT_THAT(ham.out, StartsWith("X-Spam-Checker-Version: SpamAssassin 4.0.1 (Gatepost "));
  EXPECT_THAT(ham.out, HasSubstr("\nX-Spam-Status: No, score=1.5\n"));
  EXPECT_THAT(ham.out, EndsWith("\n" + kHam));
  CommandResult spam = Run({}, kSpam);
  EXPECT_EQ(spam.status, 0);
  EXPECT_THAT(spam.out, HasSubstr("\nX-Spam-Report: \n\t* 1000 GTUBE BODY: "));
  EXPECT_THAT(spam.out, HasSubstr("\nSubject: [SPAM] test\nX-Spam-Prev-Subject: test\n\n"));
}

TEST_F(Filter, ExitCodeTellsSpamOnlyWhenAsked) {
  EXPECT_EQ(Run({"-E"}, kSpam).status, 1);
  EXPECT_EQ(Run({"-E"}, kHam).status, 0);
}

TEST_F(Filter, MarkupComesOutAgain) {
  for (const std::string& mail : {kHam, kSpam}) {
    CommandResult clean = Run({"-d"}, Run({}, mail).out);
    EXPECT_EQ(clean.out, mail);
    EXPECT_EQ(clean.status, 0);
  }
  EXPECT_EQ(Run({"-d"}, Run({"--cf", "report_safe 1"}, kSpam).out).out, kSpam);
  EXPECT_THAT(Run({"-d", "-t"}, Run({}, kHam).out).out, HasSubstr("\nX-Spam-Status: No, score=1.5\n"));
}

TEST_F(Filter, TestModePutsTheReportBehind) {
  EXPECT_THAT(Run({"-t"}, kHam).out, EndsWith(kHam + "1.5 points\n\n"));
}

TEST_F(Filter, LargeMessagesPassByteForByte) {
  std::string large = kSpam + std::string(300000, '\xff') + std::string("\0\r\n", 3);
  CommandResult over = Run({}, large);
  EXPECT_EQ(over.status, 0);
  EXPECT_EQ(over.out, large);
  EXPECT_THAT(over.err, HasSubstr("not checked: the message has"));
  EXPECT_THAT(Run({"-s", "0"}, large).out, StartsWith("X-Spam-"));
  EXPECT_EQ(Run({"-s", "100"}, kSpam).out, kSpam);
  EXPECT_EQ(Run({"-d"}, large).out, large) << "no check, no limit";
  std::string edge = kHam + std::string(1000 - kHam.size(), 'x');
  EXPECT_EQ(Run({"-s", "1000"}, edge).out, edge);
  EXPECT_NE(Run({"-s", "1001"}, edge).out, edge);
}

TEST_F(Filter, WhatFailsCostsNoMail) {
  CommandResult result =
      RunCommand({GATEPOST_BINARY, "filter", "-C", "/nonexistent", "-p", "/dev/null"}, kSpam);
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out, kSpam);
  EXPECT_THAT(result.err, HasSubstr("/nonexistent"));
  // A missing database costs Bayes alone.
  CommandResult bayes = Run({"--cf", "use_bayes 1", "--dbpath", "/nonexistent/x"}, kSpam);
  EXPECT_EQ(bayes.status, 0);
  EXPECT_THAT(bayes.out, HasSubstr("[SPAM]"));
  EXPECT_EQ(Run({"--bypass-word", "noon"}, kHam).out, kHam);
}

TEST_F(Filter, LearnsWhatIsClearAndSaysSo) {
  auto learned = [&](const std::string& mail, const std::string& database) {
    CommandResult result = Run({"--cf", "use_bayes 1", "--cf", "bayes_auto_learn 1", "--cf",
                                "add_header all Learn _AUTOLEARN_", "--dbpath", database},
                               mail);
    std::size_t begin = result.out.find("X-Spam-Learn: ") + 14;
    return result.out.substr(begin, result.out.find('\n', begin) - begin);
  };
  const std::string clear = "From: a@example.org\nSubject: dinner\nMessage-ID: <1@x>\n\nSee you at eight.\n";
  EXPECT_EQ(learned(clear, folder_ / "bayes.db"), "ham autolearn_force=no");
  EXPECT_EQ(learned(clear, folder_ / "bayes.db"), "unavailable autolearn_force=no") << "it is known now";
  EXPECT_EQ(learned(kHam, folder_ / "bayes.db"), "no autolearn_force=no") << "between the thresholds";
  EXPECT_EQ(learned(clear, "/nonexistent/bayes.db"), "unavailable autolearn_force=no");
}

TEST_F(Filter, TellsOfTheTokensWhereBayesSpeaks) {
  auto tokens = [&](const std::string& least) {
    CommandResult result = Run(
        {"--cf", "use_bayes 1", "--cf", "bayes_min_ham_num " + least, "--cf", "bayes_min_spam_num " + least,
         "--cf", "body BAYES_99 eval:check_bayes('0.99', '1.00')", "--cf", "score BAYES_99 0.1", "--cf",
         "add_header all T _BAYESTC_|_BAYESTCLEARNED_|_BAYESTCHAMMY_|_BAYESTCSPAMMY_|_TOKENSUMMARY_",
         "--dbpath", folder_ / "tokens.db"},
        kHam);
    std::size_t begin = result.out.find("X-Spam-T: ") + 10;
    return result.out.substr(begin, result.out.find('\n', begin) - begin);
  };
  for (const auto& [kind, mail] : {std::pair("--ham", kHam), std::pair("--spam", kSpam)}) {
    ASSERT_EQ(RunCommand({GATEPOST_BINARY, "learn", "--dbpath", folder_ / "tokens.db", kind}, mail).status,
              0);
  }
  EXPECT_EQ(tokens("1"), "9|8|2|0|Tokens: new, 1; hammy, 2; neutral, 6; spammy, 0.");
  EXPECT_EQ(tokens("2"), "||||") << "Bayes was not asked";
}

TEST_F(Filter, OutputThatTakesNoMoreIsATemporaryFailure) {
  for (const char* options : {"", " -s 10"}) {
    std::string command = std::string(GATEPOST_BINARY) + " filter -p /dev/null -C " +
                          Quoted(folder_ / "rules") + " --siteconfigpath " + Quoted(folder_ / "site") +
                          options + " > /dev/full";
    EXPECT_EQ(RunShell(command, kHam).status, 75) << options;
  }
  std::string command =
      std::string(GATEPOST_BINARY) + " filter -p /dev/null -C " + Quoted(folder_ / "rules") + " < /";
  EXPECT_EQ(RunShell(command).status, 75) << "a folder cannot be read";
}

TEST_F(Filter, NoMemoryCostsNoMail) {
  if (kSanitized) GTEST_SKIP() << "sanitizers reserve more than that";
  std::string command = std::string("ulimit -d 2048; exec ") + GATEPOST_BINARY + " filter -p /dev/null -C " +
                        GATEPOST_SOURCE_DIR + "/rules --siteconfigpath " + Quoted(folder_ / "site");
  CommandResult result = RunShell(command, kSpam);
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, kSpam);
}

TEST_F(Filter, OddInputComesOutWhole) {
  std::string random;
  unsigned state = 1;
  for (int i = 0; i < 20000; ++i)
    random.push_back(static_cast<char>((state = state * 1664525 + 1013904223) >> 24));
  for (const std::string& mail :
       {std::string(), std::string("\n"), std::string("body"), std::string("\n\nbody"),
        std::string("Subject: only a header\n"), std::string(5000, '\0'), random}) {
    CommandResult result = Run({}, mail);
    EXPECT_EQ(result.status, 0) << mail.substr(0, 20);
    EXPECT_THAT(result.out, StartsWith("X-Spam-Checker-Version: ")) << mail.substr(0, 20);
    std::size_t begin = mail.find("\n\n");
    if (begin == std::string::npos) continue;
    EXPECT_THAT(result.out, EndsWith(mail.substr(begin))) << mail.substr(0, 20);
  }
}

TEST_F(Filter, OwnRulesHaveMarkupOfTheirOwn) {
  folder_.Write("bare/local.cf", "use_bayes 0\n");
  auto own = [&](const std::string& mail) {
    return RunCommand({GATEPOST_BINARY, "filter", "-C", GATEPOST_SOURCE_DIR "/rules", "-p", "/dev/null",
                       "--siteconfigpath", folder_ / "bare"},
                      mail)
        .out;
  };
  EXPECT_THAT(own(kSpam), HasSubstr("\nX-Spam-Flag: YES\n"));
  EXPECT_THAT(own(kSpam), HasSubstr("Content-Type: message/rfc822; x-spam-type=original\n"));
  EXPECT_THAT(own(kHam), HasSubstr("\nX-Spam-Status: No, score="));
  EXPECT_THAT(own(kHam), Not(HasSubstr("X-Spam-Flag")));
}

}  // namespace
}  // namespace gatepost
