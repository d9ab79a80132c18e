#include "bayes/receive_date.h"

#include <gtest/gtest.h>

#include <string>

namespace gatepost {
namespace {

constexpr std::int64_t kTen = 1029146400;  // 2002-08-12 10:00:00 UTC
constexpr std::int64_t kHour = 3600;

std::optional<std::int64_t> DateOf(const std::string& header) {
  std::string bytes = header + "\ntext\n";
  return ReceiveDate(Message::Parse(bytes, Limits()));
}

std::string Received(const std::string& text, int hour) {
  return "Received: " + text + "; Mon, 12 Aug 2002 " + std::to_string(hour) + ":00:00 +0000\n";
}

TEST(ReceiveDate, NewestReceivedFirst) {
  EXPECT_EQ(DateOf(Received("from a by b", 12) + Received("from c by d", 11) +
                   "Date: Mon, 12 Aug 2002 10:00:00 +0000\n"),
            kTen + 2 * kHour);
}

TEST(ReceiveDate, FetchmailsOwnLinesComeLast) {
  std::string fetched = Received("by localhost with POP3 (fetchmail-5.9.0)", 14);
  EXPECT_EQ(DateOf(fetched + Received("from c by d", 11)), kTen + kHour);
  EXPECT_EQ(DateOf(Received("from localhost (localhost [127.0.0.1]) by b", 15) + fetched +
                   Received("from c by d", 11)),
            kTen + kHour);
  EXPECT_EQ(DateOf(fetched), kTen + 4 * kHour) << "nothing else has a date";
  // Alone, a line from localhost is as good as any.
  EXPECT_EQ(DateOf(Received("from localhost (localhost [127.0.0.1]) by b", 15) + Received("from c by d", 11)),
            kTen + 5 * kHour);
}

TEST(ReceiveDate, FallsBack) {
  std::string broken = "Received: from a by b; no date\n";
  EXPECT_EQ(DateOf(broken + Received("from c by d", 11)), kTen + kHour);
  EXPECT_EQ(DateOf(broken +
                   "Resent-Date: Mon, 12 Aug 2002 12:00:00 +0000\nDate: Mon, 12 Aug 2002 10:00:00 +0000\n"),
            kTen + 2 * kHour);
  EXPECT_EQ(DateOf("Date: Mon, 12 Aug 2002 10:00:00 +0000\n"), kTen);
  // SpamAssassin reads the day of an mbox line, not the time.
  EXPECT_EQ(DateOf("From joe Mon Aug 12 10:00:00 2002\nDate: Mon, 12 Aug 2002 12:00:00 +0000\n"),
            kTen - 10 * kHour);
  EXPECT_FALSE(DateOf("Subject: x\n"));
  EXPECT_FALSE(DateOf("Date: Thu, 01 Jan 1970 00:00:00 +0000\n")) << "a broken clock, not a date";
}

}  // namespace
}  // namespace gatepost
