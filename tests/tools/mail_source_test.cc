#include "mail_source.h"

#include <gmock/gmock.h>

#include "support/temp_folder.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Messages(const std::string& mbox) {
  TempFolder folder;
  std::vector<std::string> messages;
  const Status status =
      ReadMail({folder.Write("box", mbox), true}, 100,
               [&](const std::string&, std::string_view bytes) { messages.emplace_back(bytes); });
  EXPECT_TRUE(status.ok()) << status.message();
  return messages;
}

TEST(Mbox, IsSplitAtFromBehindAnEmptyLine) {
  EXPECT_THAT(Messages("From a\nS: 1\n\nx\nFrom b is text\n\nFrom c\n\ny\n"),
              ElementsAre("From a\nS: 1\n\nx\nFrom b is text\n\n", "From c\n\ny\n"));
  EXPECT_THAT(Messages("From a\r\n\r\nx\r\n\r\nFrom c\r\n"),
              ElementsAre("From a\r\n\r\nx\r\n\r\n", "From c\r\n"));
  EXPECT_THAT(Messages("From a\n\nFrom b\n\n"), ElementsAre("From a\n\n", "From b\n\n"));
  EXPECT_THAT(Messages("Subject: x\n\nFrom b\n"), ElementsAre("Subject: x\n\nFrom b\n"));
  EXPECT_THAT(Messages(""), ElementsAre(""));
}

// Where each message asks for all that follows, this takes a quarter of an hour.
TEST(Mbox, OfAMillionMessagesIsSplitInTimeLinearInItsSize) {
  constexpr int kMessages = 1000000;
  std::string mbox;
  for (int i = 0; i < kMessages; ++i) mbox += "From a\nSubject: x\n\nsome text\n\n";
  EXPECT_EQ(Messages(mbox).size(), kMessages);
}

}  // namespace
}  // namespace gatepost
