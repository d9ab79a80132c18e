// Whatever has learned removes old tokens where that is due (train: train_test.py).
#include <gmock/gmock.h>

#include <ctime>

#include "support/run_command.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kClearSpam[] =
    "From: a@example.org\nMessage-ID: <1@x>\nSubject: watches\n\ncheap replica shop\n";

// A site with 26,000 tokens too many, which are 40 days old, and 104,000 of yesterday.
class LearnersExpire : public ::testing::Test {
 protected:
  LearnersExpire() {
    folder_.Write("rules/10.cf",
                  "header HEAD Subject =~ /watches/\nscore HEAD 9\nbody BODY /replica/\nscore BODY 9\n");
    Configure("");
    std::string text = "v\t3\tdb_version\nv\t1\tnum_spam\nv\t1\tnum_nonspam\n";
    const std::int64_t today = std::time(nullptr), day = 86400;
    char line[80];
    for (int i = 0; i < 130000; ++i) {
      std::snprintf(line, sizeof line, "t\t1\t0\t%lld\t%010x\n",
                    static_cast<long long>(today - (i % 5 == 0 ? 40 : 1) * day), i);
      text += line;
    }
    EXPECT_EQ(Run({GATEPOST_BINARY, "db"}, {"restore"}, text).status, 0);
    EXPECT_THAT(Counts(), HasSubstr(" 130000 "));
  }
  void Configure(const std::string& lines) {
    folder_.Write("site/local.cf",
                  "bayes_path " + (folder_ / "bayes.db") + "\nbayes_expiry_max_db_size 120000\n" + lines);
  }
  CommandResult Run(const std::vector<std::string>& program, const std::vector<std::string>& words,
                    const std::string& input) {
    return RunOfSite(program, folder_ / "rules", folder_ / "site", words, input);
  }
  std::string Counts() { return Run({GATEPOST_BINARY, "db"}, {"dump", "magic"}, "").out; }
  void ExpectExpired() {
    EXPECT_THAT(Counts(), HasSubstr(" 26000          0  non-token data: last expire reduction count\n"));
    EXPECT_THAT(Counts(), HasSubstr("          2          0  non-token data: nspam\n"));
  }

  TempFolder folder_;
};

TEST_F(LearnersExpire, Learn) {
  EXPECT_EQ(Run({GATEPOST_BINARY, "learn"}, {"--spam"}, kClearSpam).err, "");
  ExpectExpired();
}

TEST_F(LearnersExpire, SaLearn) {
  EXPECT_EQ(Run({GATEPOST_COMPAT "/sa-learn"}, {"--spam"}, kClearSpam).err, "");
  ExpectExpired();
}

TEST_F(LearnersExpire, Spamc) {
  const std::vector<std::string> words = {
      GATEPOST_COMPAT "/spamc", "-F",          "/dev/null", "--configpath",
      folder_ / "rules",        "--prefspath", "/dev/null", "--siteconfigpath",
      folder_ / "site",         "-L",          "spam"};
  EXPECT_EQ(RunCommand(words, kClearSpam).status, 0);
  ExpectExpired();
}

TEST_F(LearnersExpire, AutoLearning) {
  Configure("bayes_auto_learn 1\n");
  EXPECT_THAT(Run({GATEPOST_BINARY, "check"}, {"--format", "json"}, kClearSpam).out, HasSubstr("\"spam\""));
  ExpectExpired();
}

TEST_F(LearnersExpire, NotWhereTheSiteSaysNo) {
  Configure("bayes_auto_expire 0\n");
  EXPECT_EQ(Run({GATEPOST_BINARY, "learn"}, {"--spam"}, kClearSpam).status, 0);
  EXPECT_THAT(Counts(), Not(HasSubstr(" 26000 ")));
}

}  // namespace
}  // namespace gatepost
