#include "razor/check.h"

#include <gmock/gmock.h>

#include "support/memory_razor.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr char kLinkMail[] = "Subject: x\n\nsee http://www.shop.example.com/x?y\n";
constexpr char kAskedOfIt[] =
    "-a=c&e=4&ep4=7542-10&s=Ay3MyH9YS5hxzAo8bQPh2KS-aV0A\r\na=c&e=8&s=A1X0JdhQ1qEA\r\n.\r\na=q\r\n";

class RazorCheckTest : public ::testing::Test {
 protected:
  RazorCheckTest() {
    plan_.servers = {{"192.0.2.1", 2703}};
    plan_.discovery = {{"192.0.2.9", 2703}};
    plan_.states["192.0.2.1"] = {{"srl", "7"}, {"ac", "50"}};
  }
  RazorVerdict Check(const std::string& mail = kLinkMail) {
    MemoryRazorStream stream(&servers_);
    RazorCheck check(plan_, mail, stream, [](const std::string& host) {
      return host == "c.example" ? std::vector<std::string>{"192.0.2.2"} : std::vector<std::string>{host};
    });
    check.Start();
    return check.Finish();
  }
  std::deque<std::string>& Server(const std::string& name) { return servers_.lines[name]; }

  RazorPlan plan_;
  MemoryRazor servers_;
};

TEST_F(RazorCheckTest, AsksAServerWhoseStateIsKnown) {
  Server("192.0.2.1:2703") = {"sn=C&srl=7&ep4=7542-10&a=l", "-p=0", "p=1&cf=50", "."};
  const RazorVerdict verdict = Check();
  EXPECT_EQ(servers_.sent, kAskedOfIt);
  EXPECT_TRUE(verdict.is_known && verdict.is_spam);
  EXPECT_THAT(verdict.confidence, ElementsAre(Pair(8, 50)));
  EXPECT_EQ(verdict.failure, "");
  EXPECT_THAT(servers_.connections, ElementsAre("192.0.2.1:2703")) << "once";
}

TEST_F(RazorCheckTest, AsksForTheStateWhereItIsNew) {
  Server("192.0.2.1:2703") = {"sn=C&srl=8&a=cg", "-ac=51", "se=80", "srl=8", ".", "p=1&cf=50"};
  const RazorVerdict verdict = Check();
  EXPECT_EQ(servers_.sent, "cn=razor-agents&cv=2.84\r\na=g&pm=state\r\na=c&e=8&s=A1X0JdhQ1qEA\r\na=q\r\n");
  EXPECT_TRUE(verdict.is_known);
  EXPECT_FALSE(verdict.is_spam) << "ac is more";
}

TEST_F(RazorCheckTest, TheGreetingsSeedCounts) {
  Server("192.0.2.1:2703") = {"sn=C&srl=7&ep4=1-10", "-p=0", "p=0", "."};
  Check();
  EXPECT_THAT(servers_.sent, HasSubstr("e=4&ep4=1-10&s="));
  servers_.sent.clear();
  Server("192.0.2.1:2703") = {"sn=C&srl=7&ep4=lies", "p=0"};
  Check();
  EXPECT_EQ(servers_.sent, "a=c&e=8&s=A1X0JdhQ1qEA\r\na=q\r\n") << "no seed, none of its signatures";
}

TEST_F(RazorCheckTest, TheNextServerIsAskedWhereOneIsDown) {
  plan_.servers = {{"192.0.2.1", 2703}, {"192.0.2.3", 2703}, {"c.example", 99}};
  plan_.states["c.example"] = {{"srl", "9"}};
  Server("192.0.2.3:2703") = {"220 this is no Razor"};
  Server("192.0.2.2:99") = {"sn=C&srl=9", "-p=1", "p=0", "."};
  EXPECT_TRUE(Check().is_spam);
  EXPECT_EQ(servers_.sent, kAskedOfIt);
}

TEST_F(RazorCheckTest, WithoutAListTheServersAreFound) {
  plan_.servers.clear();
  Server("192.0.2.9:2703") = {"sn=D&srl=1", "-csl=c.example", "csl=x", "csl=192.0.2.4:80", "."};
  Server("192.0.2.2:2703") = {"sn=C&srl=1", "-se=88", "ac=0", "bql=50", ".", "-p=0", "p=1", "."};
  EXPECT_TRUE(Check().is_spam);
  EXPECT_THAT(servers_.connections, ElementsAre("192.0.2.9:2703", "192.0.2.2:2703"));
  EXPECT_EQ(servers_.sent, std::string("a=g&pm=csl\r\na=q\r\na=g&pm=state\r\n") + kAskedOfIt);
}

TEST_F(RazorCheckTest, ServersAreFoundWhereNoneOfTheListAnswers) {
  Server("192.0.2.9:2703") = {"sn=D", "csl=c.example"};
  Server("192.0.2.2:2703") = {"sn=C&srl=1", "se=80", "p=1"};
  EXPECT_TRUE(Check().is_spam);
  EXPECT_THAT(servers_.connections, ElementsAre("192.0.2.1:2703", "192.0.2.9:2703", "192.0.2.2:2703"));
}

TEST_F(RazorCheckTest, SaysWhoSaidNothing) {
  EXPECT_EQ(Check().failure, "no answer from the Razor server 192.0.2.1:2703");
  plan_.servers.clear();
  EXPECT_EQ(Check().failure, "no Razor server was found");
  EXPECT_FALSE(Check().is_known);
  plan_.servers = {{"192.0.2.1", 2703}};
  Server("192.0.2.1:2703") = {"sn=C&srl=7", "-p=1"};
  EXPECT_EQ(Check().failure, "no answer from the Razor server 192.0.2.1:2703") << "in the middle of a reply";
}

TEST_F(RazorCheckTest, LiarsAreNotBelieved) {
  Server("192.0.2.1:2703") = {"sn=C&srl=7", "-p=1", "p=1", "p=1", "."};
  const RazorVerdict verdict = Check();
  EXPECT_FALSE(verdict.is_known || verdict.is_spam);
  EXPECT_EQ(verdict.failure, "more replies than questions from the Razor server 192.0.2.1:2703");
  std::deque<std::string>& endless = Server("192.0.2.1:2703");
  endless = {"sn=C&srl=7", "-p=1"};
  endless.insert(endless.end(), 100000, "p=1");
  EXPECT_FALSE(Check().is_known);
  EXPECT_GT(endless.size(), 90000u) << "not read to its end";
}

TEST_F(RazorCheckTest, MailOfNothingIsNotAskedAbout) {
  EXPECT_TRUE(Check("Subject: x\n\n \n").is_known);
  EXPECT_TRUE(Check("Subject: x\n\n" + std::string(3 << 20, 'x')).is_known);
  EXPECT_THAT(servers_.connections, IsEmpty());
  Server("192.0.2.1:2703") = {"sn=C&srl=7"};
  const RazorVerdict verdict = Check("Subject: x\n\nhttp://&#500;.com/");
  EXPECT_TRUE(verdict.is_known) << "the client gives up";
  EXPECT_FALSE(verdict.is_spam);
  EXPECT_EQ(servers_.sent, "");
}

TEST_F(RazorCheckTest, SignaturesAreLimited) {
  const auto is_too_much = [&](std::size_t links) {
    std::string mail = "Subject: x\n\n";
    for (std::size_t i = 0; i < links; ++i) mail += "http://d" + std::to_string(i) + ".com/ ";
    plan_.states["192.0.2.1"] = {{"srl", "7"}, {"bql", "0"}};
    std::deque<std::string>& lines = Server("192.0.2.1:2703");
    lines = {"sn=C&srl=7", "-p=?"};
    lines.insert(lines.end(), std::min(links + 1, kMostRazorSignatures), "1");
    lines.emplace_back(".");
    const RazorVerdict verdict = Check(mail);
    EXPECT_TRUE(verdict.is_spam);
    return verdict.asked_too_much;
  };
  EXPECT_FALSE(is_too_much(kMostRazorSignatures - 1)) << "and one of engine 4";
  EXPECT_TRUE(is_too_much(kMostRazorSignatures));
}

}  // namespace
}  // namespace gatepost
