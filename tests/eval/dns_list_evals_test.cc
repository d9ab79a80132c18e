// What tests/cases/dns-*.case do not show: what is asked, and what reports say.
#include <gmock/gmock.h>

#include "eval/dns_lists.h"
#include "support/eval_fixture.h"
#include "support/memory_dns.h"

namespace gatepost {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Through(const std::vector<std::string>& relays) {
  std::string mail;
  for (const std::string& ip : relays) {
    mail += "Received: from a.example.com (a.example.com [" + ip +
            "]) by mx.example.net with ESMTP id 1; Tue, 14 Nov 2023 12:00:00 +0000\n";
  }
  return mail + "From: a@sender.example.com\nSubject: x\n\nhello\n";
}

EvalResult Call(EvalFixture& fixture, std::string_view name, const EvalArguments& arguments) {
  return EvalAt(FindEval(name), name)(fixture.context(), arguments);
}

TEST(DnsLists, NeedADns) {
  EvalFixture fixture(Through({"64.142.3.173"}));
  for (const char* name : {"check_rbl", "check_rbl_sub", "check_rbl_txt", "check_dns_sender"})
    EXPECT_FALSE(Call(fixture, name, {"a", "list.example"}).run) << name;
}

TEST(DnsLists, AskBeforeTheirTurn) {
  EvalFixture fixture(Through({"64.142.3.173", "81.2.69.144"}));
  MemoryDns dns;
  fixture.context().dns = &dns;
  EvalStartAt(FindEval("check_rbl"), "check_rbl")(fixture.context(), {"a", "list.example."});
  EXPECT_TRUE(dns.WasAsked("173.3.142.64.list.example", DnsType::kA));
  EXPECT_TRUE(dns.WasAsked("144.69.2.81.list.example", DnsType::kA));
  EXPECT_THAT(dns.asked(), SizeIs(2));
}

TEST(DnsLists, AskAboutNineRelays) {
  std::vector<std::string> relays;
  for (int i = 1; i <= 30; ++i) relays.push_back("64.142.3." + std::to_string(i));
  EvalFixture fixture(Through(relays));
  MemoryDns dns;
  fixture.context().dns = &dns;
  EvalStartAt(FindEval("check_rbl"), "check_rbl")(fixture.context(), {"a", "list.example"});
  EXPECT_THAT(dns.asked(), SizeIs(9));
  EXPECT_TRUE(dns.WasAsked("30.3.142.64.list.example", DnsType::kA)) << "the oldest first";
}

TEST(DnsLists, AskNothingWhereAnArgumentIsBad) {
  EvalFixture fixture(Through({"64.142.3.173"}));
  MemoryDns dns;
  fixture.context().dns = &dns;
  EXPECT_EQ(Call(fixture, "check_rbl", {"a", "list.example", "(open"}).value, 0);
  EXPECT_EQ(Call(fixture, "check_rbl", {"a", "list.example", "sb:S > 1"}).value, 0);
  EXPECT_THAT(dns.asked(), IsEmpty());
}

TEST(DnsLists, SayWhatIsListed) {
  EvalFixture fixture(Through({"64.142.3.173"}));
  MemoryDns dns;
  dns.Add("173.3.142.64.list.example", DnsType::kA, {"127.0.0.2", "127.0.0.4"})
      .Add("173.3.142.64.list.example", DnsType::kTxt, {"see https://list.example/64.142.3.173"});
  fixture.context().dns = &dns;
  const EvalResult hit = Call(fixture, "check_rbl", {"a", "List.example", "^127\\.0\\.0\\.2$"});
  EXPECT_EQ(hit.value, 1);
  EXPECT_STREQ(hit.area, "RBL: ");
  EXPECT_EQ(fixture.context().detail, "64.142.3.173 listed in list.example");
  fixture.context().detail.clear();
  Call(fixture, "check_rbl_txt", {"a", "list.example"});
  EXPECT_EQ(fixture.context().detail, "see <https://list.example/64.142.3.173>");
}

TEST(DnsLists, NameWhatReportsShow) {
  const auto text = [](const char* name) { return ListedText({name, DnsType::kA}, "127.0.0.2"); };
  EXPECT_EQ(text("4.3.2.1.list.example"), "1.2.3.4 listed in list.example");
  EXPECT_EQ(text("sender.example.list.example"), "listed in sender.example.list.example");
  EXPECT_EQ(text("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.4.2.4.0.4.1.f.1.0.a.2.list.example"),
            "2a01:f140:4242:0:0:0:0:1 listed in list.example");
}

TEST(DnsLists, ShowNoBytesThatAServerMadeUp) {
  EXPECT_EQ(ShownRecord("a\nX-Spam-Flag: NO\r\n\x1b[1m\xff"), "a X-Spam-Flag: NO   [1m?");
  EXPECT_THAT(ShownRecord(std::string(4000, 'x')), SizeIs(300));
  const ListQuery query{"4.3.2.1.list.example", DnsType::kTxt};
  EXPECT_EQ(ListedText(query, "(http://a.example/) HTTPS://b.example"),
            "(http://a.example/) <HTTPS://b.example>");
}

TEST(DnsLists, SayWhichListIsSilent) {
  EvalFixture fixture(Through({"64.142.3.173"}));
  MemoryDns dns;
  dns.Fail("173.3.142.64.list.example", DnsType::kA);
  fixture.context().dns = &dns;
  EXPECT_FALSE(Call(fixture, "check_rbl", {"a", "list.example."}).run);
  EXPECT_FALSE(Call(fixture, "check_rbl_sub", {"a", "2"}).run);
  EXPECT_THAT(fixture.context().failures, ::testing::ElementsAre("no answer from the list list.example"));
}

TEST(DnsLists, AskTheNameServersOfTheSender) {
  EvalFixture fixture("Return-Path: <a@sender.example.com>\n" + Through({"64.142.3.173"}));
  MemoryDns dns;
  dns.Add("sender.example.com", DnsType::kNs, {"ns1.bad.com", "not a name"})
      .Add("ns1.bad.com.list.example", DnsType::kA, {"127.0.0.2"});
  fixture.context().dns = &dns;
  EXPECT_EQ(Call(fixture, "check_rbl_ns_from", {"a", "list.example."}).value, 1);
  EXPECT_FALSE(dns.WasAsked("not a name.list.example", DnsType::kA));
}

TEST(DnsLists, AskOfFewHosts) {
  std::string from = "From: a@0.example.com";
  for (int i = 1; i < 500; ++i) from += ", a@" + std::to_string(i) + ".example.com";
  EvalFixture fixture(from + "\nSubject: x\n\nhello\n");
  MemoryDns dns;
  fixture.context().dns = &dns;
  EvalStartAt(FindEval("check_rbl_from_host"), "check_rbl_from_host")(fixture.context(),
                                                                      {"a", "list.example"});
  EXPECT_LE(dns.asked().size(), 50u);
  EXPECT_GE(dns.asked().size(), 1u);
}

}  // namespace
}  // namespace gatepost
