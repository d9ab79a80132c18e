// Both ends of the socket pair of `gatepost train`, and what each does with an end that does not keep to it.
#include "train_wire.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <csignal>
#include <thread>

#include "base/descriptor.h"
#include "train_report.h"

namespace gatepost {
namespace {

class TrainWire : public ::testing::Test {
 protected:
  TrainWire() {
    signal(SIGPIPE, SIG_IGN);
    int ends[2];
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    here_ = Descriptor(ends[0]);
    there_ = Descriptor(ends[1]);
  }
  void SendRaw(const std::string& bytes) {
    ASSERT_EQ(write(here_.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    here_.Close();
  }
  template <class Number>
  static std::string Raw(Number number) {
    return {reinterpret_cast<const char*>(&number), sizeof number};
  }

  Descriptor here_, there_;
};

TEST_F(TrainWire, BatchesArriveAsTheyWereSent) {
  std::vector<BatchMessage> batch = {{LearnedAs::kSpam, std::string("a\0b", 3)},
                                     {LearnedAs::kHam, ""},
                                     {LearnedAs::kHam, std::string(1 << 20, 'x')}};
  std::thread sender([&] { EXPECT_TRUE(SendBatch(here_.get(), batch)); });
  std::vector<BatchMessage> got;
  EXPECT_TRUE(ReceiveBatch(there_.get(), &got));
  sender.join();
  ASSERT_EQ(got.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(got[i].as, batch[i].as);
    EXPECT_EQ(got[i].bytes, batch[i].bytes);
  }
}

TEST_F(TrainWire, RepliesArriveAsTheyWereSent) {
  BatchReply reply{BatchReply::Result::kCommitted,
                   {LearnOutcome::kLearned, LearnOutcome::kNothingToLearn, LearnOutcome::kTooLarge},
                   std::string(600, 'r')};
  ASSERT_TRUE(SendReply(here_.get(), reply));
  BatchReply got;
  ASSERT_TRUE(ReceiveReply(there_.get(), 3, &got));
  EXPECT_EQ(got.result, reply.result);
  EXPECT_EQ(got.outcomes, reply.outcomes);
  EXPECT_EQ(got.reason, std::string(512, 'r'));
}

TEST_F(TrainWire, AnEndThatIsGoneIsAFailure) {
  here_.Close();
  std::vector<BatchMessage> batch;
  BatchReply reply;
  EXPECT_FALSE(ReceiveBatch(there_.get(), &batch));
  EXPECT_FALSE(ReceiveReply(there_.get(), 1, &reply));
  EXPECT_FALSE(SendBatch(there_.get(), {{LearnedAs::kHam, "x"}}));
}

TEST_F(TrainWire, MoreMessagesThanABatchHasAreRefused) {
  SendRaw(Raw(static_cast<std::uint32_t>(kBatchMessages + 1)));
  std::vector<BatchMessage> batch;
  EXPECT_FALSE(ReceiveBatch(there_.get(), &batch));
}

TEST_F(TrainWire, LargerMessagesThanTheLimitAreRefused) {
  SendRaw(Raw(std::uint32_t{1}) + "s" + Raw(static_cast<std::uint32_t>(kMaxTrainBytes + 1)));
  std::vector<BatchMessage> batch;
  EXPECT_FALSE(ReceiveBatch(there_.get(), &batch));
}

TEST_F(TrainWire, AnotherClassThanSpamAndHamIsRefused) {
  SendRaw(Raw(std::uint32_t{1}) + "f" + Raw(std::uint32_t{1}) + "x");
  std::vector<BatchMessage> batch;
  EXPECT_FALSE(ReceiveBatch(there_.get(), &batch));
}

TEST_F(TrainWire, ACommitWithoutAllOutcomesIsNoCommit) {
  ASSERT_TRUE(SendReply(here_.get(), {BatchReply::Result::kCommitted, {LearnOutcome::kLearned}, ""}));
  BatchReply reply;
  EXPECT_FALSE(ReceiveReply(there_.get(), 2, &reply));
}

TEST_F(TrainWire, UnknownResultsAndOutcomesAreRefused) {
  BatchReply reply;
  SendRaw(Raw(std::uint8_t{3}) + Raw(std::uint32_t{0}) + Raw(std::uint32_t{0}));
  EXPECT_FALSE(ReceiveReply(there_.get(), 0, &reply));
}

TEST(TrainReport, NamesCannotEndTheLineOrSteerATerminal) {
  EXPECT_EQ(Printable("a\nb\x1b[1m\\\xff"), "a\\x0ab\\x1b[1m\\x5c\\xff");
}

TEST(TrainReport, SaysWhatStaysAndWhy) {
  TrainReport report;
  report.spam = 2;
  report.moved = 1;
  report.left = {{"a link", 3}, {"too large", 1}};
  EXPECT_EQ(report.Line("alice", ".Trash", false),
            "alice: 2 spam and 0 ham learned, 1 moved to .Trash; left: 3 (a link), 1 (too large)");
}

}  // namespace
}  // namespace gatepost
