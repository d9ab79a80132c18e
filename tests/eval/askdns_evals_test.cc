// What tests/cases/askdns-*.case do not show: limits, failures, tags with many values.
#include <gmock/gmock.h>

#include "config/askdns.h"
#include "support/eval_fixture.h"
#include "support/memory_dns.h"

namespace gatepost {
namespace {

using ::testing::SizeIs;

class AskDns : public ::testing::Test {
 protected:
  AskDns() { fixture_.context().dns = &dns_; }
  EvalResult Ask(const std::string& text, const std::string& types, const std::string& filter) {
    fixture_.context().detail.clear();
    return EvalAt(FindEval(kAskDnsEval), kAskDnsEval)(fixture_.context(), {text, types, filter});
  }
  void Tag(const std::string& tag, std::vector<std::string> values) {
    fixture_.context().tags[tag] = std::move(values);
  }

  EvalFixture fixture_{PlainMail("hello")};
  MemoryDns dns_;
};

TEST_F(AskDns, AsksForEachValueOfATag) {
  Tag("DKIMDOMAIN", {"a.example", "b.example"});
  Tag("OTHER_TAG", {"x", "y"});
  dns_.Add("y.b.example.list.example", DnsType::kTxt, {"all"});
  const EvalResult result = Ask("_OTHER_TAG_._DKIMDOMAIN_.list.example.", "TXT", "/all/");
  EXPECT_EQ(result.value, 1);
  EXPECT_STREQ(result.area, "ASKDNS: ");
  EXPECT_EQ(fixture_.context().detail, "y.b.example.list.example TXT:all");
  EXPECT_TRUE(dns_.WasAsked("x.a.example.list.example", DnsType::kTxt));
}

TEST_F(AskDns, AsksNothingWithoutAValue) {
  EXPECT_EQ(Ask("_DKIMDOMAIN_.list.example", "A", "").value, 0);
  EXPECT_TRUE(dns_.asked().empty());
}

TEST_F(AskDns, HasLimits) {
  std::vector<std::string> many;
  for (int i = 0; i < 300; ++i) many.push_back("n" + std::to_string(i) + ".example");
  Tag("A", many);
  Tag("B", many);
  EXPECT_EQ(Ask("_A_._B_.list.example", "A", "").value, 0);
  EXPECT_LE(dns_.asked().size(), 100u);
  Tag("A", {std::string(100000, 'x') + ".example"});
  EXPECT_EQ(Ask("_A_.list.example", "A", "").value, 0);
}

TEST_F(AskDns, TakesSeveralTypes) {
  dns_.Add("x.example", DnsType::kTxt, {"word"});
  EXPECT_EQ(Ask("x.example", "A,TXT", "").value, 1);
  EXPECT_EQ(Ask("x.example", "ANY", "").value, 1);
  EXPECT_EQ(Ask("x.example", "SOA", "").value, 0) << "nobody asks for that";
}

TEST_F(AskDns, SilenceIsNoHit) {
  dns_.Fail("x.example", DnsType::kA);
  EXPECT_FALSE(Ask("x.example", "A", "[SERVFAIL]").run);
  EXPECT_FALSE(Ask("x.example", "A", "").run);
}

TEST_F(AskDns, NoConfigurationCallsIt) {
  EXPECT_EQ(
      ReadConfigText("header X eval:(askdns)('a', 'A', '')\n", "x", ConfigScope::kSite).directives.size(),
      1u);
  fixture_.context().dns = nullptr;
  EXPECT_FALSE(Ask("x.example", "A", "").run);
}

}  // namespace
}  // namespace gatepost
