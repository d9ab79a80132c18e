// Razor from settings to the verdict, with servers that a test plays.
#include "gatepost/razor.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "config/directive.h"
#include "gatepost/engine.h"
#include "scan/razor_plan.h"
#include "support/memory_dns.h"
#include "support/memory_razor.h"
#include "support/scoped_variable.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr char kRazorMail[] =
    "From: a@sender.example\nTo: you\n @example.com\nSubject: x\n\nsee http://www.shop.example.com/x?y\n";

// A machine with Razor's module, and a folder of its client.
class RazorFolders : public ::testing::Test {
 protected:
  RazorFolders() {
    folder_.Write("perl/Razor2/Client/Agent.pm", "1;\n");
    config_ = folder_.Write("razor/razor-agent.conf", "min_cf = ac + 10\n");
    folder_.Write("razor/servers.catalogue.lst", "192.0.2.1\n");
    folder_.Write("razor/servers.discovery.lst", "192.0.2.9\n");
    folder_.Write("razor/server.192.0.2.1.conf", "srl = 7\nac = 40\n");
  }

  TempFolder folder_;
  std::string config_;
  ScopedVariable perl_{"PERL5LIB", "relative:" + (folder_ / "perl")}, home_{"HOME", folder_ / "home"};
};

class RazorCheckEval : public RazorFolders {
 protected:
  RazorCheckEval() {
    folder_.Write("rules/10.cf",
                  "full RAZOR2_CHECK eval:check_razor2()\ntflags RAZOR2_CHECK net\nscore RAZOR2_CHECK 1\n"
                  "full RANGE eval:check_razor2_range('','51','100')\ntflags RANGE net\nscore RANGE 2\n"
                  "describe RANGE sure\n"
                  "full FOUR eval:check_razor2_range('4','0','100')\ntflags FOUR net\nscore FOUR 4\n"
                  "full EIGHT eval:check_razor2_range('8','50','50')\ntflags EIGHT net\nscore EIGHT 8\n");
  }
  Verdict Check(const std::string& lines, const std::string& mail = kRazorMail, CheckOptions check = {}) {
    folder_.Write("site/local.cf",
                  "use_network_tests 1\nuse_bayes 0\nuse_pyzor 0\nrazor_config " + config_ + "\n" + lines);
    Options options;
    options.rules_path = folder_ / "rules";
    options.site_path = folder_ / "site";
    options.bayes_path = folder_ / "bayes.db";
    auto engine = Engine::Open(options, OpenSqliteStore, nullptr, nullptr, MemoryDnsOpener(&dns_), nullptr,
                               MemoryRazorOpener(&razor_));
    EXPECT_TRUE(engine.has_value());
    ports_ = (*engine)->tcp_ports();
    return Session(**engine).Check(mail, check);
  }
  double Score(const std::vector<std::string>& replies, const std::string& lines = "") {
    std::deque<std::string>& server = razor_.lines["192.0.2.1:2703"];
    server = {"sn=C&srl=7"};
    server.insert(server.end(), replies.begin(), replies.end());
    return Check(lines).score;
  }

  MemoryDns dns_;
  MemoryRazor razor_;
  std::vector<std::uint16_t> ports_;
};

TEST_F(RazorCheckEval, ConfidenceDecides) {
  EXPECT_EQ(Score({"-p=0", "p=1&cf=50", "."}), 1 + 8) << "min_cf is 50";
  EXPECT_EQ(Score({"-p=0", "p=1&cf=49", "."}), 0);
  EXPECT_EQ(Score({"-p=0", "p=1&cf=51", "."}), 1 + 2);
  EXPECT_EQ(Score({"-p=1&cf=20", "p=1&cf=100", "."}), 1 + 2 + 4);
  EXPECT_EQ(Score({"-p=0", "p=1&cf=90&ct=1", "."}), 0) << "contested";
  EXPECT_EQ(Score({"-p=1", "p=0", "."}), 1) << "without a confidence";
  EXPECT_EQ(Score({"-p=0", "p=0", "."}), 0);
}

TEST_F(RazorCheckEval, ReportsSayTheConfidence) {
  razor_.lines["192.0.2.1:2703"] = {"sn=C&srl=7", "-p=0", "p=1&cf=70", "."};
  const Verdict verdict = Check("");
  EXPECT_THAT(verdict.failures, IsEmpty());
  const auto range = std::find_if(verdict.hits.begin(), verdict.hits.end(),
                                  [](const Hit& hit) { return hit.rule == "RANGE"; });
  ASSERT_NE(range, verdict.hits.end());
  EXPECT_EQ(range->detail, "cf:  70");
  EXPECT_THAT(ports_, Contains(2703));
}

TEST_F(RazorCheckEval, RangesAloneAskNobody) {
  const std::vector<std::string> replies = {"-p=0", "p=1&cf=70", "."};
  EXPECT_EQ(Score(replies, "score RAZOR2_CHECK 0\n"), 0);
  EXPECT_THAT(razor_.connections, IsEmpty());
  EXPECT_EQ(Score(replies, "score RAZOR2_CHECK 0\nrazor_fork 0\n"), 2);
}

TEST_F(RazorCheckEval, NamesAreTheDnss) {
  folder_.Write("razor/servers.catalogue.lst", "c.example:99\n");
  dns_.Add("c.example", DnsType::kA, {"192.0.2.7"});
  razor_.lines["192.0.2.7:99"] = {"sn=C&srl=7", "ac=0", "-p=1", "p=0", "."};
  EXPECT_EQ(Check("").score, 1);
  EXPECT_THAT(ports_, Contains(99));
}

TEST_F(RazorCheckEval, SilenceIsNoHitAndIsSaid) {
  const Verdict verdict = Check("");
  EXPECT_EQ(verdict.score, 0);
  EXPECT_THAT(verdict.failures, ElementsAre("no answer from the Razor server 192.0.2.1:2703"));
}

TEST_F(RazorCheckEval, TakesNoLongerThanItMay) {
  Check("");
  EXPECT_EQ(razor_.timeout_ms, 5000);
  Check("razor_timeout 1m\n");
  EXPECT_EQ(razor_.timeout_ms, 15000) << "rbl_timeout";
  CheckOptions check;
  check.deadline_ms = 3000;
  Check("", kRazorMail, check);
  EXPECT_EQ(razor_.timeout_ms, 1500);
}

TEST_F(RazorCheckEval, NobodyIsAskedWhereSpamAssassinWouldNot) {
  for (const char* lines : {"use_razor2 0\n", "dns_available no\n", "use_network_tests 0\n",
                            "razor_config /nowhere/razor-agent.conf\n", "score RAZOR2_CHECK 0\n"})
    EXPECT_EQ(Score({"-p=1", "p=1", "."}, lines), 0) << lines;
  EXPECT_THAT(razor_.connections, IsEmpty());
  Check("use_razor2 0\n");
  EXPECT_THAT(ports_, IsEmpty());
}

TEST_F(RazorCheckEval, WelcomeMailIsNotAskedAbout) {
  const std::vector<std::string> replies = {"-p=1", "p=1", "."};
  for (const char* welcome : {"from a@sender\\.example$\n", "# x\nsubject y\nTO YOU@example\n"}) {
    folder_.Write("razor/razor-whitelist", welcome);
    EXPECT_EQ(Score(replies), 0) << welcome;
  }
  EXPECT_THAT(razor_.connections, IsEmpty());
  folder_.Write("razor/razor-whitelist", "from b@\nsubj x\n");
  EXPECT_EQ(Score(replies), 1);
  folder_.Write("razor/razor-whitelist", "from (\n");
  const Verdict verdict = Check("");
  EXPECT_THAT(verdict.failures, ElementsAre(HasSubstr("cannot be used: (")));
}

TEST_F(RazorCheckEval, ListsWhereTheSiteSaysSo) {
  const std::string list = "From: a\nX-List-Id: x\n\nsee http://www.shop.example.com/x?y\n";
  Check("", list);
  EXPECT_EQ(razor_.connections.size(), 2u) << "and the discovery server";
  folder_.Write("razor/razor-agent.conf", "ignorelist = 1\n");
  Check("", list);
  EXPECT_EQ(razor_.connections.size(), 2u);
}

TEST_F(RazorCheckEval, LimitsAreSaid) {
  EXPECT_THAT(Check("", "Subject: x\n\n" + std::string(3 << 20, 'x')).limits_met, Contains("razor_bytes"));
  EXPECT_THAT(razor_.connections, IsEmpty());
  std::string links = "Subject: x\n\n";
  for (int i = 0; i < 600; ++i) links += "http://d" + std::to_string(i) + ".com/ ";
  std::deque<std::string>& server = razor_.lines["192.0.2.1:2703"];
  for (int i = 0; i < 130; ++i) server.emplace_back("p=0");
  server.emplace_front("sn=C&srl=7");
  EXPECT_THAT(Check("", links).limits_met, Contains("razor_signatures"));
}

// Which files count, as in the client.
class RazorPlanTest : public RazorFolders {
 protected:
  std::optional<RazorPlan> Plan(const std::string& lines) {
    std::vector<Diagnostic> remarks;
    return MakeRazorPlan(Settings::Build(ReadConfigText(lines, "test.cf", ConfigScope::kSite), &remarks));
  }
};

TEST_F(RazorPlanTest, TheNamedFilesFolder) {
  const std::optional<RazorPlan> plan = Plan("razor_config " + config_ + "\n");
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->servers, ElementsAre(RazorServer{"192.0.2.1"}));
  EXPECT_THAT(plan->discovery, ElementsAre(RazorServer{"192.0.2.9"}));
  EXPECT_THAT(plan->states.at("192.0.2.1"), Contains(Pair("srl", "7")));
  EXPECT_EQ(plan->min_cf, "ac + 10");
  EXPECT_EQ(plan->logic_method, 4);
}

TEST_F(RazorPlanTest, TheFileMayNameAnotherFolder) {
  folder_.Write("other/servers.catalogue.lst", "c.example\n");
  folder_.Write("other/mine", "from x\n");
  const std::string named =
      folder_.Write("named.conf", "razorhome = " + (folder_ / "other") +
                                      "\nwhitelist = mine\nlogic_method = 5\nlogic_engines = all\n"
                                      "listfile_discovery = none\nrazordiscovery = d.example\n");
  const std::optional<RazorPlan> plan = Plan("razor_config " + named + "\n");
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->servers, ElementsAre(RazorServer{"c.example"}));
  EXPECT_THAT(plan->discovery, ElementsAre(RazorServer{"d.example"}));
  EXPECT_THAT(plan->welcome, ElementsAre(Pair("from", "x")));
  EXPECT_EQ(plan->logic_method, 5);
  EXPECT_TRUE(plan->all_engines);
}

TEST_F(RazorPlanTest, ElseTheHomeFolder) {
  folder_.Write("home/.razor/servers.catalogue.lst", "h.example\n");
  EXPECT_THAT(Plan("")->servers, ElementsAre(RazorServer{"h.example"}));
  folder_.Write("home/.razor/razor-agent.conf",
                "listfile_catalogue = list\nrazorhome = " + (folder_ / "razor") + "\n");
  folder_.Write("home/.razor/list", "l.example\n");
  EXPECT_THAT(Plan("")->servers, ElementsAre(RazorServer{"l.example"})) << "razorhome is not read";
  std::filesystem::remove_all(folder_ / "home/.razor");
  EXPECT_THAT(Plan("")->servers, IsEmpty());
  EXPECT_THAT(Plan("")->discovery, ElementsAre(RazorServer{"discovery.razor.cloudmark.com"}));
}

TEST_F(RazorPlanTest, AFileOfMoreThanAMebibyteIsNone) {
  folder_.Write("razor/servers.catalogue.lst", "192.0.2.1\n" + std::string(1 << 20, '#'));
  EXPECT_THAT(Plan("razor_config " + config_ + "\n")->servers, IsEmpty());
}

TEST_F(RazorPlanTest, NothingWithAProxyOrWithoutASetting) {
  EXPECT_TRUE(Plan("razor_config " + config_ + "\n"));
  EXPECT_FALSE(Plan("use_razor2 0\n"));
  EXPECT_FALSE(Plan("razor_config " + (folder_ / "none") + "\n"));
  folder_.Write("razor/razor-agent.conf", "proxy = http://192.0.2.1/\n");
  EXPECT_FALSE(Plan("razor_config " + config_ + "\n"));
}

}  // namespace
}  // namespace gatepost
