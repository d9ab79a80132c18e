#include <gtest/gtest.h>

#include "support/eval_fixture.h"

namespace gatepost {
namespace {

// 2025-03-03 10:00:00 UTC is 0x01DB8C23'06991000 in Windows' count.
constexpr char kDate[] = "Date: Mon, 3 Mar 2025 10:00:00 +0000\n";

bool ClockHits(const std::string& header, const EvalArguments& arguments) {
  return EvalFixture(header + "\nbody\n").Hits("gatepost_written_clock", arguments);
}

TEST(OutlookEvals, TheTimeInTheMessageId) {
  const std::string right = std::string(kDate) + "Message-ID: <000301db8c23$06991000$0a01a8c0@pc>\n";
  const std::string hours_off = std::string(kDate) + "Message-ID: <000301db8c34$06991000$0a01a8c0@pc>\n";
  EXPECT_FALSE(ClockHits(right, {"id", "50"}));
  EXPECT_TRUE(ClockHits(hours_off, {"id", "50"}));
  EXPECT_FALSE(ClockHits(hours_off, {"id", "600"}));
  EXPECT_FALSE(ClockHits(hours_off, {"boundary", "50"}));
  EXPECT_FALSE(ClockHits(hours_off, {}));
  // Later programs write another number of digits, and no such time.
  EXPECT_FALSE(
      ClockHits(std::string(kDate) + "Message-ID: <000301db8c34$06991000$0a01a8c0$@pc>\n", {"id", "50"}));
  EXPECT_FALSE(
      ClockHits(std::string(kDate) + "Message-ID: <000301dx8c34$06991000$0a01a8c0@pc>\n", {"id", "50"}));
  EXPECT_FALSE(ClockHits("Message-ID: <000301db8c34$06991000$0a01a8c0@pc>\n", {"id", "50"}));
}

TEST(OutlookEvals, TheTimeInTheBoundary) {
  const auto with = [](const std::string& boundary) {
    return kDate + std::string("Content-Type: multipart/mixed;\n\tboundary=\"") + boundary + "\"\n";
  };
  EXPECT_FALSE(ClockHits(with("----=_NextPart_000_0004_01DB8C23.06991000"), {"boundary", "900"}));
  EXPECT_TRUE(ClockHits(with("----=_NextPart_000_0004_01C5A1B2.C3D4E5F6"), {"boundary", "900"}));
  EXPECT_FALSE(ClockHits(with("----=_NextPart_000_0004"), {"boundary", "900"}));
  EXPECT_FALSE(ClockHits(with("----=_Part_7"), {"boundary", "900"}));
}

TEST(OutlookEvals, TheSecondsInTheMessageId) {
  const auto hits = [](const std::string& id) {
    return ClockHits(std::string(kDate) + "Message-ID: " + id + "\n", {"seconds", "1440"});
  };
  EXPECT_FALSE(hits("<67C57DA0.4030201@example.org>"));
  EXPECT_TRUE(hits("<57C57DA0.4030201@example.org>"));
  EXPECT_FALSE(hits("<57C57DA04030201@example.org>"));
}

TEST(OutlookEvals, TheReceiversMessageId) {
  const auto hits = [](const std::string& id) {
    return EvalFixture(
               "Received: from a.example.net (a.example.net [203.0.113.5])\n\tby mx.example.com "
               "(8.14.4/8.14.4) "
               "with ESMTP id l1; Mon, 3 Mar 2025 10:00:00 +0000\nMessage-ID: " +
               id + "\n\nbody\n")
        .Hits("gatepost_id_by_receiver");
  };
  EXPECT_TRUE(hits("<202503031000.l1@MX.example.com>"));
  EXPECT_FALSE(hits("<202503031000.l1@a.example.net>"));
  EXPECT_FALSE(hits("<202503031000.l1>"));
  EXPECT_FALSE(hits("<202503031000.l1@>"));
}

TEST(OutlookEvals, TheAddressInTheMessageId) {
  const auto hits = [](const std::string& id, const std::string& more = "") {
    return EvalFixture("Message-ID: " + id + "\n" + more + "\nbody\n").Hits("gatepost_outlook_address");
  };
  EXPECT_TRUE(hits("<000301db8c23$06991000$08080808@pc>"));
  EXPECT_FALSE(hits("<000301db8c23$06991000$08080808@pc>", "X-Originating-IP: [8.8.8.8]\n"));
  EXPECT_FALSE(hits("<000301db8c23$06991000$0a01a8c0@pc>"));
  EXPECT_FALSE(hits("<000301db8c23$06991000$00000000@pc>"));
  EXPECT_FALSE(hits("<000301db8c23$06991000$0808@pc>"));
}

TEST(OutlookEvals, TheThread) {
  const auto hits = [](const std::string& index) {
    return EvalFixture(kDate + std::string("Thread-Index: ") + index + "\n\nbody\n")
        .Hits("gatepost_outlook_thread");
  };
  EXPECT_FALSE(hits("AQHbjCMGAAAAAAAAAAAAAAAAAAAAAA=="));
  EXPECT_FALSE(hits("AduMIwaZAAAAAAAAAAAAAAAAAAAAAA=="));
  EXPECT_FALSE(hits("AQHbjCMGAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));  // an answer
  EXPECT_TRUE(hits("AduM7DECAAAAAAAAAAAAAAAAAAAAAA=="));       // begins tomorrow
  EXPECT_TRUE(hits("Ac8xGg=="));
  EXPECT_TRUE(hits("dwEAAAAAAAAAAAAAAAAAAAAAAAAAAA=="));
  EXPECT_FALSE(hits(""));
}

}  // namespace
}  // namespace gatepost
