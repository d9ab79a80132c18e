// Pyzor from settings to the verdict, with servers that a test plays.
#include "gatepost/pyzor.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "config/directive.h"
#include "gatepost/engine.h"
#include "scan/pyzor_plan.h"
#include "support/memory_dns.h"
#include "support/scoped_variable.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kPyzorMail[] =
    "From: a@sender.example\nSubject: x\n\nHello, this is a line\nof some words\n\nand a third one\n";
constexpr char kPyzorDigest[] = "ef78463754ba6d5e5ded816aa77ac8ee25461fd2";

struct AskedPyzor {
  std::vector<std::string> addresses;
  std::uint16_t port = 0;
  std::string digest;
};

// Servers whose answers stand in the order of their numbers.
struct FakePyzor {
  std::vector<PyzorAnswer> answers;
  std::vector<AskedPyzor> asked;
  int timeout_ms = -1;
};

PyzorOpener FakePyzorOpener(FakePyzor* pyzor) {
  class Client : public PyzorClient {
   public:
    explicit Client(FakePyzor* pyzor) : pyzor_(*pyzor) {}
    void Ask(std::size_t, const std::vector<std::string>& addresses, std::uint16_t port,
             std::string_view digest) override {
      pyzor_.asked.push_back({addresses, port, std::string(digest)});
    }
    PyzorAnswer Wait(std::size_t number) override {
      return number < pyzor_.answers.size() ? pyzor_.answers[number] : PyzorAnswer();
    }

   private:
    FakePyzor& pyzor_;
  };
  return [pyzor](int timeout_ms) {
    pyzor->timeout_ms = timeout_ms;
    return std::make_unique<Client>(pyzor);
  };
}

PyzorAnswer PyzorCounts(std::uint64_t reported, std::uint64_t welcome) {
  return {true, 200, reported, welcome};
}

class PyzorCheck : public ::testing::Test {
 protected:
  PyzorCheck() {
    folder_.Write("rules/10.cf",
                  "full PYZOR_CHECK eval:check_pyzor()\ntflags PYZOR_CHECK net\nscore PYZOR_CHECK 0 2 0 1\n"
                  "describe PYZOR_CHECK reported\nmeta TWO PYZOR_CHECK + __X > 1\nscore TWO 1\nbody __X "
                  "/some words/\n");
    servers_ = folder_.Write("servers", "192.0.2.7:1234\n");
  }
  Verdict Check(const std::string& lines, const std::string& mail = kPyzorMail, CheckOptions check = {}) {
    folder_.Write("site/local.cf",
                  "use_network_tests 1\nuse_bayes 0\npyzor_perl 1\npyzor_fork 0\npyzor_server_file " +
                      servers_ + "\n" + lines);
    Options options;
    options.rules_path = folder_ / "rules";
    options.site_path = folder_ / "site";
    options.bayes_path = folder_ / "bayes.db";
    std::vector<Diagnostic> remarks;
    auto engine = Engine::Open(options, OpenSqliteStore, &remarks, nullptr, MemoryDnsOpener(&dns_),
                               FakePyzorOpener(&pyzor_));
    EXPECT_TRUE(engine.has_value());
    for (const Diagnostic& remark : remarks) remarks_ += remark.ToString() + "\n";
    check.tags = true;
    return Session(**engine).Check(mail, check);
  }
  bool Hits(const std::string& lines = "") {
    const Verdict verdict = Check(lines);
    return std::any_of(verdict.hits.begin(), verdict.hits.end(),
                       [](const Hit& hit) { return hit.rule == "PYZOR_CHECK"; });
  }

  TempFolder folder_;
  std::string servers_;
  MemoryDns dns_;
  FakePyzor pyzor_;
  std::string remarks_;
};

TEST_F(PyzorCheck, AsksTheServersOfTheFile) {
  pyzor_.answers = {PyzorCounts(5, 0)};
  const Verdict verdict = Check("");
  ASSERT_EQ(pyzor_.asked.size(), 1u);
  EXPECT_THAT(pyzor_.asked[0].addresses, ElementsAre("192.0.2.7"));
  EXPECT_EQ(pyzor_.asked[0].port, 1234);
  EXPECT_EQ(pyzor_.asked[0].digest, kPyzorDigest);
  EXPECT_EQ(verdict.score, 3) << "the rule, and the meta over it";
  EXPECT_THAT(verdict.failures, IsEmpty());
  EXPECT_EQ(verdict.tags.at("PYZOR"), "Reported 5 times, welcomelisted 0 times.");
  EXPECT_EQ(remarks_, "");
}

TEST_F(PyzorCheck, CountsDecide) {
  const auto hits = [&](PyzorAnswer answer, const std::string& lines = "") {
    pyzor_.answers = {answer};
    return Hits(lines);
  };
  EXPECT_FALSE(hits(PyzorCounts(4, 0)));
  EXPECT_TRUE(hits(PyzorCounts(4, 0), "pyzor_count_min 4\n"));
  EXPECT_TRUE(hits(PyzorCounts(4, 0), "pyzor_max 4\n")) << "its old name";
  EXPECT_TRUE(hits(PyzorCounts(50, 9)));
  EXPECT_FALSE(hits(PyzorCounts(50, 10)));
  EXPECT_TRUE(hits(PyzorCounts(51, 10))) << "a fifth of 51 is more than 10";
  EXPECT_FALSE(hits(PyzorCounts(51, 10), "pyzor_welcomelist_factor 0.1\n"));
  EXPECT_FALSE(hits(PyzorCounts(10, 2), "pyzor_whitelist_min 1\n"));
  EXPECT_TRUE(hits(PyzorCounts(50, 10), "pyzor_welcomelist_factor 0\n")) << "nothing is excused";
  EXPECT_TRUE(hits(PyzorCounts(999999, 0)));
  EXPECT_FALSE(hits(PyzorCounts(1000000, 0))) << "the text of empty mail, say";
  EXPECT_FALSE(hits(PyzorCounts(200000, 10000)));
}

TEST_F(PyzorCheck, SeveralServersAddUp) {
  folder_.Write("servers", "one.example:1\ntwo.example:2\nlocalhost:3\n[2001:db8::1]:4\n");
  dns_.Add("one.example", DnsType::kA, {"192.0.2.1"}).Add("one.example", DnsType::kAaaa, {"2001:db8::9"});
  dns_.Add("two.example", DnsType::kAaaa, {"2001:db8::2"});
  pyzor_.answers = {PyzorCounts(2, 0), PyzorCounts(3, 0), {}, {true, 403, 0, 0}};
  const Verdict verdict = Check("");
  ASSERT_EQ(pyzor_.asked.size(), 4u);
  EXPECT_THAT(pyzor_.asked[0].addresses, ElementsAre("192.0.2.1", "2001:db8::9"));
  EXPECT_THAT(pyzor_.asked[1].addresses, ElementsAre("2001:db8::2"));
  EXPECT_THAT(pyzor_.asked[2].addresses, ElementsAre("127.0.0.1", "::1"));
  EXPECT_THAT(pyzor_.asked[3].addresses, ElementsAre("2001:db8::1"));
  EXPECT_EQ(verdict.score, 3);
  EXPECT_THAT(verdict.failures, ElementsAre("no answer from the Pyzor server localhost:3",
                                            "the Pyzor server 2001:db8::1:4 refuses with code 403"));
}

TEST_F(PyzorCheck, SilenceIsNoHitAndIsSaid) {
  const Verdict verdict = Check("");
  EXPECT_EQ(verdict.score, 0);
  EXPECT_THAT(verdict.failures, ElementsAre("no answer from the Pyzor server 192.0.2.7:1234"));
  EXPECT_FALSE(verdict.tags.contains("PYZOR"));
}

TEST_F(PyzorCheck, TakesNoLongerThanItMay) {
  Check("");
  EXPECT_EQ(pyzor_.timeout_ms, 5000);
  Check("pyzor_timeout 1m\n");
  EXPECT_EQ(pyzor_.timeout_ms, 15000) << "rbl_timeout";
  Check("pyzor_timeout 2\n");
  EXPECT_EQ(pyzor_.timeout_ms, 2000);
  CheckOptions check;
  check.deadline_ms = 3000;
  Check("", kPyzorMail, check);
  EXPECT_EQ(pyzor_.timeout_ms, 1500);
}

TEST_F(PyzorCheck, NobodyIsAskedWhereSpamAssassinWouldNot) {
  pyzor_.answers = {PyzorCounts(5, 0)};
  for (const char* lines : {"use_pyzor 0\n", "pyzor_fork 1\n", "dns_available no\n", "score PYZOR_CHECK 0\n"})
    EXPECT_FALSE(Hits(lines)) << lines;
  Check("use_network_tests 0\n");
  EXPECT_THAT(pyzor_.asked, IsEmpty());
}

TEST_F(PyzorCheck, MailWithoutADigestIsNotAsked) {
  EXPECT_THAT(Check("", "Content-Type: text/html\n\n<![endif--]>a line of text").failures, IsEmpty());
  const Verdict verdict = Check("", "Subject: x\n\n" + std::string(3 << 20, 'x'));
  EXPECT_THAT(verdict.limits_met, Contains("pyzor_bytes"));
  EXPECT_THAT(pyzor_.asked, IsEmpty());
}

TEST_F(PyzorCheck, BadSettingsAreSaid) {
  Check("pyzor_server_file /nowhere/servers\npyzor_path /etc/passwd\npyzor_options --homedir=$HOME\n");
  EXPECT_THAT(remarks_, HasSubstr("not a file"));
  EXPECT_THAT(remarks_, HasSubstr("not a program"));
  EXPECT_THAT(remarks_, HasSubstr("more than letters"));
  ASSERT_EQ(pyzor_.asked.size(), 1u);
  EXPECT_THAT(pyzor_.asked[0].addresses, ElementsAre("192.0.2.7")) << "the value before stays";
}

// As the program reads its folder.
class PyzorPlanTest : public ::testing::Test {
 protected:
  PyzorPlanTest() {
    program_ = folder_.Write("pyzor", "#!/bin/sh\n");
    std::filesystem::permissions(program_, std::filesystem::perms::owner_all);
  }
  std::optional<PyzorPlan> Plan(const std::string& lines) {
    std::vector<Diagnostic> remarks;
    return MakePyzorPlan(Settings::Build(
        ReadConfigText("pyzor_path " + program_ + "\n" + lines, "test.cf", ConfigScope::kSite), &remarks));
  }
  std::string Host(const std::string& lines) {
    const std::optional<PyzorPlan> plan = Plan(lines);
    return plan && plan->servers.size() == 1 ? plan->servers[0].host : "(none)";
  }

  TempFolder folder_;
  std::string program_;
};

TEST_F(PyzorPlanTest, ServersOfTheProgramsFolder) {
  const std::string home = "pyzor_options --homedir " + folder_.path();
  EXPECT_EQ(Host(home + "\n"), "public.pyzor.org");
  folder_.Write("servers", "a.example:1\n");
  EXPECT_EQ(Host(home + "\n"), "a.example");
  EXPECT_EQ(Host("pyzor_options --homedir=" + folder_.path() + "\n"), "a.example");
  folder_.Write("config", "[client]\nServersFile = more\nLocalWhitelist = fine\n");
  folder_.Write("more", "b.example:1\n");
  folder_.Write("fine", std::string(kPyzorDigest) + "\n");
  folder_.Write("third", "c.example:1\n");
  EXPECT_EQ(Host(home + "\n"), "b.example");
  EXPECT_THAT(Plan(home + "\n")->welcome, ElementsAre(kPyzorDigest));
  EXPECT_EQ(Host(home + " --servers-file third\n"), "c.example");
  EXPECT_EQ(Host(home + "\npyzor_server_file " + (folder_ / "third") + "\n"), "c.example");
}

TEST_F(PyzorPlanTest, NothingWithoutAProgram) {
  EXPECT_TRUE(Plan(""));
  EXPECT_FALSE(Plan("use_pyzor 0\n"));
  std::filesystem::remove(program_);
  const ScopedVariable path("PATH", "bin:" + (folder_ / "bin"));
  EXPECT_FALSE(Plan(""));
  program_ = folder_.Write("bin/pyzor", "");
  EXPECT_FALSE(Plan("")) << "nobody may execute it";
  std::filesystem::permissions(program_, std::filesystem::perms::owner_all);
  EXPECT_TRUE(Plan(""));
}

}  // namespace
}  // namespace gatepost
