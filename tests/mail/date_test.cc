#include "mail/date.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

struct DateCase {
  const char* text;
  std::int64_t unix_s;  // kNoDate where it is none
};
constexpr std::int64_t kNoDate = -1;

// SpamAssassin 4.0.1's answers, asked of the real one.
constexpr DateCase kDates[] = {
    {"Mon, 3 Mar 2025 10:11:12 +0100", 1740993072},
    {"Mon, 3 Mar 2025 10:11:12 -0330", 1741009272},
    {"3 Mar 2025 10:11 GMT", 1740996660},
    {"Mon Mar  3 10:11:12 2025", 1740960000},
    {"Mon, 3 Mar 25 10:11:12 EST", 1741014672},
    {"Mon, 3 Mar 99 10:11:12 UT", 920455872},
    {"Mon, 3 Mar 125 10:11:12 +0000", 1740996672},
    {"31 Feb 2025 25:61:61 +0000", 1740873599},
    {"31 Dec 2050 10:11:12 +0000", 2145867072},
    {"1 Jan 1960 00:00:00 +0000", 0},
    {"1 Jan 1970 00:10:00 +0100", 0},
    {"1 Jan 049 10:00:00 +0000", 36000},
    {"Mon,3 mar 2025 10:11:12 +0200 (CEST)", 1740989472},
    {"MON, 3 Mar 2025 10:11:12 PDT", 1740996672},
    {"3 Mar 2025", 1740960000},
    {"32 Dec 2024 1:02:03 +0000", 1735693323},
    {"0 Mar 2025 10:11:12 +0000", kNoDate},
    {"29 Feb 2024 12:00:00 NZDT", 1709161200},
    {"29 Feb 2040 12:00:00 +0000", kNoDate},
    {"3 March 2025 10:11:12", kNoDate},
    {"tomorrow", kNoDate},
    {"2025-03-03T10:11:12Z", kNoDate},
    {"3 Mar 2025 10:11:12 EST-DST", 1740996672},
    {"", kNoDate},
    {"99999999999999999999 Mar 2025 10:11:12 +0000", 1743502272},
    {"3 Mar 2025 10:11:12 +9999", 1740634332},
};

TEST(ParseDate, AsSpamAssassinReadsIt) {
  for (const DateCase& expected : kDates) {
    EXPECT_EQ(ParseDate(expected.text).value_or(kNoDate), expected.unix_s) << expected.text;
  }
}

TEST(ParseDate, OtherTextAroundIsIgnored) {
  EXPECT_EQ(ParseDate("by x.example id 7; Mon, 3 Mar 2025 10:11:12 +0100 (CET) and more"), 1740993072);
}

TEST(ParseDate, LongInputEnds) {
  EXPECT_FALSE(ParseDate(std::string(100000, '9')));
  EXPECT_FALSE(ParseDate(std::string(50000, ',') + "Mar"));
}

}  // namespace
}  // namespace gatepost
