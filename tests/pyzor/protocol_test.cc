#include "pyzor/protocol.h"

#include <gtest/gtest.h>

#include <string>

namespace gatepost {
namespace {

constexpr char kDigest[] = "850ae51fe0b8a77409a5a38726fb29899d0dc42a";

std::string Answer(const std::string& lines) { return lines + "Thread: 2000\nPV: 2.1\n\n"; }

// Signature and order of lines are those of Pyzor 1.0's client.
TEST(PyzorRequest, IsSigned) {
  EXPECT_EQ(PyzorRequest(kDigest, 12345, 1700000000),
            "Op: check\nOp-Digest: 850ae51fe0b8a77409a5a38726fb29899d0dc42a\nThread: 12345\nPV: 2.1\n"
            "User: anonymous\nTime: 1700000000\nSig: af785526cccbfdf60e905afeda1ef5c4f5222f6e\n\n");
}

TEST(ParsePyzorAnswer, ReadsCounts) {
  const auto answer = ParsePyzorAnswer(Answer("Code: 200\nDiag: OK\nCount: 7\nWL-Count: 2\n"), 2000);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->answered);
  EXPECT_EQ(answer->code, 200);
  EXPECT_EQ(answer->reported, 7u);
  EXPECT_EQ(answer->welcomelisted, 2u);
  EXPECT_TRUE(ParsePyzorAnswer("code:200\r\nTHREAD:2000\r\ncount:  7\r\nwl-count: 0\r\n\r\n", 2000));
}

TEST(ParsePyzorAnswer, ARefusalHasNoCounts) {
  const auto answer = ParsePyzorAnswer(Answer("Code: 403\nDiag: no\nCount: 7\n"), 2000);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->code, 403);
  EXPECT_EQ(answer->reported, 0u);
}

TEST(ParsePyzorAnswer, OnlyAnswersToTheQuestion) {
  const std::string right = Answer("Code: 200\nCount: 7\nWL-Count: 2\n");
  EXPECT_FALSE(ParsePyzorAnswer(right, 2001));
  EXPECT_FALSE(ParsePyzorAnswer("Code: 200\nCount: 7\nWL-Count: 2\n\nThread: 2000\n", 2000))
      << "behind the end";
  EXPECT_FALSE(ParsePyzorAnswer("Code: 200\nCount: 7\nWL-Count: 2\n", 2000));
  EXPECT_FALSE(ParsePyzorAnswer("", 0));
}

TEST(ParsePyzorAnswer, NumbersAreNumbers) {
  for (const char* count : {"", "-1", "+1", "7x", "0x7", "1000000000", "99999999999999999999999", "7 7"}) {
    EXPECT_FALSE(
        ParsePyzorAnswer(Answer("Code: 200\nWL-Count: 2\nCount: " + std::string(count) + "\n"), 2000))
        << count;
    EXPECT_FALSE(
        ParsePyzorAnswer(Answer("Code: 200\nCount: 2\nWL-Count: " + std::string(count) + "\n"), 2000))
        << count;
  }
  EXPECT_FALSE(ParsePyzorAnswer(Answer("Code: 1000\nCount: 1\nWL-Count: 1\n"), 2000));
  EXPECT_FALSE(ParsePyzorAnswer(Answer("Code: OK\nCount: 1\nWL-Count: 1\n"), 2000));
  EXPECT_FALSE(ParsePyzorAnswer(Answer("Code: 200\nCount: 1\n"), 2000));
  EXPECT_FALSE(ParsePyzorAnswer(Answer("X: " + std::string(kMostPyzorAnswer, 'x') + "\nCode: 403\n"), 2000));
}

}  // namespace
}  // namespace gatepost
