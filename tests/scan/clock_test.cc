// Machines whose clock is wrong: nothing is lost, and what was written then is of use when it is right again.
#include <gmock/gmock.h>

#include <ctime>

#include "bayes/expiry.h"
#include "gatepost/engine.h"
#include "gatepost/trainer.h"
#include "support/temp_folder.h"

namespace {
std::time_t wrong_time = 0;  // 0: the clock is right
}  // namespace

// In the place of libc's, for this program.
extern "C" std::time_t time(std::time_t* out) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  const std::time_t seconds = wrong_time != 0 ? wrong_time : now.tv_sec;
  if (out != nullptr) *out = seconds;
  return seconds;
}

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kSpam[] = "Message-ID: <s@x>\nSubject: cheap pills\n\nbuy them now\n";
constexpr char kHam[] =
    "Message-ID: <h@x>\nDate: Sat, 28 Nov 2026 10:00:00 +0000\nSubject: lunch\n\nat noon, as ever\n";

// 1970, the ends of 31 and 32 bits, 2040, 2106, 9999.
class Clock : public ::testing::TestWithParam<std::int64_t> {
 protected:
  Clock() {
    folder_.Write(
        "rules/1.cf",
        "header PAST eval:check_for_shifted_date('undef','-96')\n"
        "header AHEAD eval:check_for_shifted_date('96','undef')\nbody SURE eval:check_bayes('0.6','1')\n"
        "tflags SURE learn\nbayes_min_ham_num 1\nbayes_min_spam_num 1\nadd_header all Date _DATE_\n");
    options_.rules_path = folder_ / "rules";
    options_.bayes_path = folder_ / "bayes.db";
  }
  ~Clock() override { wrong_time = 0; }

  std::unique_ptr<Engine> Open() const {
    std::vector<Diagnostic> remarks;
    auto engine = Engine::Open(options_, OpenSqliteStore, &remarks);
    EXPECT_TRUE(engine);
    for (const Diagnostic& remark : remarks) ADD_FAILURE() << remark.ToString();
    return std::move(*engine);
  }
  void Learn(const Engine& engine, const std::string& mail, LearnedAs as) {
    Trainer trainer(engine);
    EXPECT_EQ(*trainer.Learn(mail, as), Trainer::Outcome::kLearned);
    EXPECT_TRUE(trainer.Commit().ok());
  }
  void ExpectSound() {
    auto store = OpenSqliteStore(options_.bayes_path, "", StoreMode::kWrite);
    ASSERT_TRUE(store);
    EXPECT_TRUE(Expire(**store, {}, std::time(nullptr), 1000, nullptr));
    EXPECT_THAT((*store)->Verify().value(), IsEmpty());
  }

  TempFolder folder_;
  Options options_;
};

TEST_P(Clock, MayBeWrong) {
  wrong_time = GetParam();
  options_.compiled_path = folder_ / "rules.gpc";
  ASSERT_TRUE(CompileRuleset(options_, options_.compiled_path, nullptr).ok());
  {
    const std::unique_ptr<Engine> engine = Open();
    Learn(*engine, kSpam, LearnedAs::kSpam);
    Learn(*engine, kHam, LearnedAs::kHam);
    Session session(*engine);
    const Verdict verdict = session.Check(kSpam);
    EXPECT_TRUE(verdict.scanned);
    EXPECT_THAT(verdict.failures, IsEmpty());
    EXPECT_TRUE(verdict.bayes_probability);
    EXPECT_THAT(session.Rewrite(kSpam, verdict)->Text(), HasSubstr("X-Spam-Date: "));
    ExpectSound();
  }
  wrong_time = 0;
  const std::unique_ptr<Engine> engine = Open();
  Learn(*engine, "Message-ID: <t@x>\nSubject: more pills\n\nbuy more of them\n", LearnedAs::kSpam);
  Session session(*engine);
  const Verdict verdict = session.Check(kSpam);
  EXPECT_THAT(verdict.failures, IsEmpty());
  ASSERT_TRUE(verdict.bayes_probability);
  EXPECT_GT(*verdict.bayes_probability, 0.5);
  ExpectSound();
  auto store = OpenSqliteStore(options_.bayes_path, "", StoreMode::kRead);
  ASSERT_TRUE(store);
  EXPECT_LE((*store)->Totals()->newest_atime_unix_s, std::time(nullptr));
  EXPECT_EQ((*store)->Totals()->spam_count, 2u);
}

INSTANTIATE_TEST_SUITE_P(Years, Clock,
                         ::testing::Values(1, 86400, 2147483647, 2147483648, 2208988800, 4294967295,
                                           4294967396, 253402300799));

}  // namespace
}  // namespace gatepost
