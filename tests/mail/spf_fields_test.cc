#include "mail/spf_fields.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace gatepost {
namespace {

struct SpfCase {
  const char* fields;
  SpfResult sender, helo;
};
using R = SpfResult;

// SpamAssassin 4.0.1's answers, asked of the real one.
constexpr SpfCase kCases[] = {
    {"Received-SPF: Pass (mx: x) receiver=mx; client-ip=192.0.2.1\n", R::kPass, R::kNotNoted},
    {"received-spf:   SoftFail\n", R::kSoftFail, R::kNotNoted},
    {"Received-SPF: none identity=helo; helo=a\n", R::kNotNoted, R::kNone},
    {"Received-SPF: fail identity=mfrom\n", R::kFail, R::kNotNoted},
    {"Received-SPF: fail identity=pra; x\n", R::kNotNoted, R::kNotNoted},
    {"Received-SPF: fail identity=mailfrom; identity=helo;\n", R::kNotNoted, R::kFail},
    {"Received-SPF: fail identity=helo; identity= x\n", R::kNotNoted, R::kFail},
    {"Received-SPF: fail xidentity=helo\n", R::kFail, R::kNotNoted},
    {"Received-SPF: passed\n", R::kNotNoted, R::kNotNoted},
    {"Received-SPF: hardfail\n", R::kNotNoted, R::kNotNoted},
    {"Authentication-Results: mx; spf=neutral smtp.mailfrom=a@example.com\n", R::kNeutral, R::kNotNoted},
    {"ARC-Authentication-Results: i=1; mx; SPF = hardfail (x) smtp.helo=a\n", R::kNotNoted, R::kFail},
    {"Authentication-Results: mx; spf=permerrorx\n", R::kPermError, R::kNotNoted},
    {"Authentication-Results: mx; spf=temperror smtp.auth=x\n", R::kNotNoted, R::kNotNoted},
    {"Authentication-Results: mx; spf=pass smtp.mailfrom=a=b@example.com\n", R::kNotNoted, R::kNotNoted},
    {"Authentication-Results: mx; spf=pass smtp.mailfrom =a\n", R::kPass, R::kNotNoted},
    {"Authentication-Results: mx; spf=pass smtp.helo=;\n", R::kPass, R::kNotNoted},
    {"Authentication-Results: mx; spf=pass smtp.helo=\n", R::kNotNoted, R::kPass},
    {"Authentication-Results: mx; spf=pass; spf=fail smtp.helo=x\n", R::kNotNoted, R::kFail},
    {"Authentication-Results: spf=pass\n", R::kNotNoted, R::kNotNoted},
    {"Authentication-Results: mx; spf=good\n", R::kNotNoted, R::kNotNoted},
    {"X-Received-SPF: pass\nSubject: x; spf=pass\n", R::kNotNoted, R::kNotNoted},
    {"Received-SPF: pass\nAuthentication-Results: mx; spf=fail\n", R::kFail, R::kNotNoted},
    {"Received-SPF: pass\nAuthentication-Results: mx; spf=fail smtp.helo=x\n", R::kPass, R::kFail},
};

TEST(SpfFields, AsSpamAssassinReadsThem) {
  for (const SpfCase& test : kCases) {
    const SpfResults results = ReadSpfFields(test.fields, false);
    EXPECT_EQ(results.sender, test.sender) << test.fields;
    EXPECT_EQ(results.helo, test.helo) << test.fields;
  }
}

TEST(SpfFields, TheOldestCountsOrTheNewest) {
  const std::string fields = "Received-SPF: pass\nReceived-SPF: fail\nReceived-SPF: none identity=pra\n";
  EXPECT_EQ(ReadSpfFields(fields, false).sender, SpfResult::kFail);
  EXPECT_EQ(ReadSpfFields(fields, true).sender, SpfResult::kPass);
}

TEST(SpfFields, HostileTextIsReadInOnePass) {
  const auto begin = std::chrono::steady_clock::now();
  for (const char* piece :
       {"smtp.", "smtp. ", "smtp.a=", "identity=", "identity= ", "=", "; spf ", ";", " "}) {
    for (const char* name : {"Received-SPF: pass ", "Authentication-Results: mx; spf=pass "}) {
      std::string line = name;
      while (line.size() < (std::size_t{1} << 20)) line += piece;
      ReadSpfFields(line + "\n", false);
    }
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

}  // namespace
}  // namespace gatepost
