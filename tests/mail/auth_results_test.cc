#include "mail/auth_results.h"

#include <gmock/gmock.h>

#include <chrono>

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

AuthResults Read(const std::string& value, const AuthservFilter& filter = {}) {
  return ReadAuthResults("Subject: x\nAuthentication-Results: " + value + "\nTo: y\n", filter);
}
// Of "dkim" alone; "" where the field does not count.
std::string_view Dkim(const std::string& value) {
  const AuthResults results = Read(value);
  return results.contains("dkim") ? results.at("dkim") : std::string_view();
}

TEST(AuthResults, MethodsAndTheirResults) {
  EXPECT_THAT(Read("mx.example.org; spf=softfail (not ours) smtp.mailfrom=a@example.com;\tdkim=none"),
              ElementsAre(Pair("dkim", "none"), Pair("spf", "softfail")));
  EXPECT_THAT(Read("mx 1 (one) ; DKIM / 1 = pass header . d = example.com header.i=\"a;b\";"),
              ElementsAre(Pair("dkim", "pass")));
  EXPECT_THAT(Read("mx; sender-id=pass header.anything=a; arc=pass smtp.remote-ip=192.0.2.1"),
              ElementsAre(Pair("arc", "pass"), Pair("sender-id", "pass")));
  EXPECT_THAT(Read("mx; mx; spf=pass; mx ; dkim=pass"),
              ElementsAre(Pair("dkim", "pass"), Pair("spf", "pass")));
  EXPECT_THAT(Read("mx;"), IsEmpty());
}

TEST(AuthResults, PassWinsElseTheFirst) {
  EXPECT_EQ(Dkim("mx; dkim=fail; dkim=pass; dkim=none"), "pass");
  EXPECT_EQ(Dkim("mx; dkim=fail; dkim=none"), "fail");
  EXPECT_THAT(ReadAuthResults("Authentication-Results: mx; spf=none\nauthentication-results: mx; spf=fail\n"
                              "AUTHENTICATION-RESULTS: mx; spf=pass\n",
                              {}),
              ElementsAre(Pair("spf", "pass")));
}

TEST(AuthResults, AFieldCountsWholeOrNotAtAll) {
  for (const char* bad : {
           "",
           "mx",
           "mx dkim=pass",
           "dkim=pass; dkim=pass",
           "(mx) mx; dkim=pass",
           "mx (a) (b); dkim=pass",
           "mx; dkim=pass; none",
           "mx; dkim=pass; unknown=pass",
           "mx; dkim=pass; spf=good",
           "mx; dkim=PASS",
           "mx; dkim=pass header.q=x",
           "mx; dkim=pass smtp.mailfrom=x",
           "mx; dkim=pass header",
           "mx; dkim",
           "mx; dkim=pass (open",
           "mx; dkim=pass (a(b)",
           "mx; dkim=pass header.d=",
           "mx;; dkim=pass",
           "mx; dkim=pass;; spf=pass",
           "mx; dkim=pass reason",
           "mx; dkim=pass reason=",
           "mx; dkim/=pass",
           "mx; dkim (a) (b) =pass",
           "mx; dkim=pass (a) (b)",
           "mx; dkim=pass reasons=x",
           "mx; dkim=pass header.i=\"a\"@example.com",
           "mx; dkim=pass header.d=\xe9",
       }) {
    EXPECT_EQ(Dkim(bad), "") << bad;
  }
}

TEST(AuthResults, ReasonsActionsAndValues) {
  EXPECT_EQ(Dkim("mx; dkim=pass reason=\"a \\\" b;\" action=none header.d=x"), "pass");
  EXPECT_EQ(Dkim("mx; dkim=pass reason=\"open"), "pass");
  EXPECT_EQ(Dkim("mx; dkim=pass reason=\"open\\"), "");
  EXPECT_EQ(Dkim("mx; dkim=pass reason=(a);good"), "pass");
  EXPECT_EQ(Dkim("mx; dkim=pass header.i=@a..b header.b=x/y+z=="), "pass");
  // A value goes on up to where it can end.
  EXPECT_EQ(Dkim("mx; dkim=pass header.i=<a@b>; spf=pass"), "pass");
  EXPECT_FALSE(Read("mx; dkim=pass header.i=<a@b>; spf=pass").contains("spf"));
  EXPECT_EQ(Dkim("mx; dkim=pass header.i=<a@b>"), "");
}

TEST(AuthResults, ArcInstances) {
  const auto counts = [](const std::string& value) {
    return !ReadAuthResults("ARC-Authentication-Results: " + value + "\n", {}).empty();
  };
  EXPECT_TRUE(counts("i=1; mx; dkim=pass"));
  EXPECT_TRUE(counts("i (x) = 050 ; mx; dkim=pass"));
  for (const char* bad :
       {"mx; dkim=pass", "i=0; mx; dkim=pass", "i=51; mx; dkim=pass", "i=; mx; dkim=pass",
        "i=100; mx; dkim=pass", "I=1; mx; dkim=pass", "i=1 mx; dkim=pass", "i1; mx; dkim=pass"}) {
    EXPECT_FALSE(counts(bad)) << bad;
  }
  EXPECT_EQ(Dkim("i=1; mx; dkim=pass"), "");
}

TEST(AuthResults, WhoseFieldsCount) {
  const std::string value = "MX.example.org; dkim=pass";
  EXPECT_THAT(Read(value, {{"mx.example.org"}, {}}), testing::SizeIs(1));
  EXPECT_THAT(Read(value, {{"other.example.org"}, {}}), IsEmpty());
  EXPECT_THAT(Read(value, {{}, {"mx.example.org"}}), IsEmpty());
  EXPECT_THAT(Read(value, {{}, {"other.example.org"}}), testing::SizeIs(1));
}

TEST(AuthResults, OtherFieldsDoNotCount) {
  EXPECT_THAT(
      ReadAuthResults("X-Authentication-Results: mx; dkim=pass\nAuthentication-Results mx; dkim=pass\n"
                      "Authentication-Results-2: mx; dkim=pass\nAuthentication-Results:",
                      {}),
      IsEmpty());
}

TEST(AuthResults, HostileTextIsReadInOnePass) {
  const auto begin = std::chrono::steady_clock::now();
  for (const char* piece : {"(", "()", "mx;", "spf=pass;", "spf=pass smtp.mailfrom=", "smtp.mailfrom=a ",
                            "\"", "\\", "..", "<", "mx "}) {
    std::string value = "mx; spf=pass smtp.mailfrom=";
    while (value.size() < (std::size_t{1} << 20)) value += piece;
    Read(value);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

}  // namespace
}  // namespace gatepost
