#include <gmock/gmock.h>

#include "base/hash.h"
#include "support/eval_fixture.h"
#include "support/memory_dns.h"

namespace gatepost {
namespace {

using ::testing::SizeIs;

class HashLists : public ::testing::Test {
 protected:
  void Read(const std::string& mail, const std::string& config = "") {
    fixture_ = std::make_unique<EvalFixture>(mail, config);
    fixture_->context().dns = &dns_;
  }
  EvalResult Call(std::string_view name, const EvalArguments& arguments) {
    fixture_->context().detail.clear();
    return EvalAt(FindEval(name), name)(fixture_->context(), arguments);
  }

  std::unique_ptr<EvalFixture> fixture_;
  MemoryDns dns_;
};

constexpr char kCoin[] = R"(\b([13][a-z0-9]{5,20})\b)";

TEST_F(HashLists, LookForTextsOfTheBody) {
  Read(PlainMail("pay to 1Abcdefg or 3zyxwvut, not to 5Abcdefg\n\nand again 1Abcdefg\n"));
  dns_.Add("1abcdefg.coins.example", DnsType::kA, {"127.0.0.2"});
  const EvalArguments raw = {"coins.example", "raw/max=10/shuffle", "(?i)" + std::string(kCoin)};
  EvalStartAt(FindEval("check_hashbl_bodyre"), "check_hashbl_bodyre")(fixture_->context(), raw);
  EXPECT_THAT(dns_.asked(), SizeIs(2));
  EXPECT_EQ(Call("check_hashbl_bodyre", raw).value, 1);
  EXPECT_EQ(fixture_->context().detail, "1abcdefg");
  EXPECT_EQ(Call("check_hashbl_bodyre", {"coins.example", "raw/case", "(?i)" + std::string(kCoin)}).value, 1)
      << "names have no case";
  EXPECT_EQ(Call("check_hashbl_bodyre", {"coins.example", "raw", "(5A[a-z]+)", "^127\\."}).value, 0);
}

TEST_F(HashLists, HashWhatTheyLookFor) {
  Read(PlainMail("call 0800 123-456 now"));
  dns_.Add(Sha1Hex("0800123456") + ".numbers.example", DnsType::kA, {"127.0.0.2"})
      .Add(Md5Hex("0800 123-456") + ".md.example", DnsType::kTxt, {"listed"});
  const std::string number = "(0800 [\\d-]+)";
  EXPECT_EQ(Call("check_hashbl_bodyre", {"numbers.example", "sha1/num", number}).value, 1);
  EXPECT_EQ(Call("check_hashbl_bodyre", {"numbers.example", "sha1/num", number, "^127\\.0\\.0\\.9"}).value,
            0);
  EXPECT_EQ(Call("check_hashbl_bodyre", {"md.example/TXT", "md5", number, "list"}).value, 1);
  EXPECT_FALSE(Call("check_hashbl_bodyre", {"numbers.example", "sha256", number}).run);
}

TEST_F(HashLists, AskAboutFew) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "id" + std::to_string(i) + " ";
  Read(PlainMail(text));
  Call("check_hashbl_bodyre", {"ids.example", "", "(id\\d+)"});
  EXPECT_THAT(dns_.asked(), SizeIs(20)) << "each is asked and waited for";
}

TEST_F(HashLists, LookForLinks) {
  Read(HtmlMail("<a href=\"http://Bad.example/Path\">x</a><a href=\"http://skipped.example/\">y</a>"
                "<a href=\"mailto:a@bad.example\">z</a>"),
       "uridnsbl_skip_domain skipped.example\n");
  dns_.Add(Sha1Hex("http://bad.example/path") + ".links.example", DnsType::kA, {"127.0.0.2"})
      .Add(Sha1Hex("http://skipped.example/") + ".links.example", DnsType::kA, {"127.0.0.2"});
  EXPECT_EQ(Call("check_hashbl_uris", {"links.example"}).value, 1);
  EXPECT_EQ(fixture_->context().detail, "http://bad.example/path");
  EXPECT_EQ(Call("check_hashbl_uris", {"links.example", "raw"}).value, 0);
}

TEST_F(HashLists, LookForTags) {
  Read(PlainMail("x"), "hashbl_ignore quiet.example\n");
  fixture_->context().tags["NAMES"] = {"Host.bad.example", "64.142.3.7", "quiet.example", "no name"};
  dns_.Add("bad.example.names.example", DnsType::kA, {"127.0.0.2"})
      .Add("7.3.142.64.names.example", DnsType::kA, {"127.0.0.2"});
  EXPECT_EQ(Call("check_hashbl_tag", {"names.example/A", "raw/trim", "_names_"}).value, 1);
  EXPECT_EQ(fixture_->context().detail, "bad.example");
  EXPECT_EQ(Call("check_hashbl_tag", {"names.example", "raw/ip/revip", "NAMES"}).value, 1);
  EXPECT_EQ(Call("check_hashbl_tag", {"names.example", "raw/ipv6", "NAMES"}).value, 0);
  EXPECT_FALSE(dns_.WasAsked("quiet.example.names.example", DnsType::kA));
}

TEST_F(HashLists, SilenceIsNoHit) {
  Read(PlainMail("id1"));
  dns_.Fail("id1.ids.example", DnsType::kA);
  EXPECT_FALSE(Call("check_hashbl_bodyre", {"ids.example", "raw", "(id\\d)"}).run);
  fixture_->context().dns = nullptr;
  EXPECT_FALSE(Call("check_hashbl_bodyre", {"ids.example", "raw", "(id\\d)"}).run);
}

}  // namespace
}  // namespace gatepost
