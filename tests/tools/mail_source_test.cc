#include "mail_source.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "support/temp_folder.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Messages(const std::string& mbox, bool only_behind_from_lines = false) {
  TempFolder folder;
  std::vector<std::string> messages;
  const Status status =
      ReadMail({folder.Write("box", mbox), true, only_behind_from_lines}, 100,
               [&](const std::string&, std::string_view bytes) { messages.emplace_back(bytes); });
  EXPECT_TRUE(status.ok()) << status.message();
  return messages;
}

TEST(Mbox, IsSplitAtFromLines) {
  const std::string a = "From a@b  Mon Jan  2 10:00:00 2023\nS: 1\n\nx\nFrom b is text\n\nFrom c\n";
  const std::string b = "From c Mon Jan 12 1:00:00 2023\n\ny\n";
  const std::string c = "From - 2-01-2023_10:00:00_x\r\n\r\n";
  EXPECT_THAT(Messages(a + b + c), ElementsAre(a, b, c));
  EXPECT_THAT(Messages("Subject: x\n\n" + b), ElementsAre("Subject: x\n\n" + b));
  EXPECT_THAT(Messages("\n\r\n" + b + c), ElementsAre(b, c));
  EXPECT_THAT(Messages(""), ElementsAre());
  EXPECT_THAT(Messages("\n"), ElementsAre());
}

TEST(Mbox, ToSpamAssassinBeginsWithItsFirstFromLine) {
  const std::string b = "From c Mon Jan 12 1:00:00 2023\n\ny\n";
  EXPECT_THAT(Messages("\n" + b + b, true), ElementsAre(b, b));
  EXPECT_THAT(Messages("Subject: x\n\nFrom c\n" + b, true), ElementsAre(b));
  EXPECT_THAT(Messages("Subject: x\n\nFrom c\n", true), ElementsAre());
  EXPECT_THAT(Messages("", true), ElementsAre());
}

TEST(Mbox, AnEmptyFileReadAsOneMessageIsAMessage) {
  TempFolder folder;
  int messages = 0;
  EXPECT_TRUE(ReadMail({folder.Write("mail", ""), false}, 100, [&](const auto&, auto) { ++messages; }).ok());
  EXPECT_EQ(messages, 1);
}

TEST(Mail, APipeInThePlaceOfAFileIsNotWaitedFor) {
  TempFolder folder;
  const std::string path = folder.Write("mail/cur", "Subject: x\n\n");
  std::vector<Status> failed;
  const std::vector<MailFile> found = ListMail({folder / "mail"}, false, &failed);
  ASSERT_EQ(found.size(), 1u);
  std::filesystem::remove(path);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  alarm(10);  // else for ever
  (void)ReadMail(found[0], 100, [&](const auto&, auto bytes) { EXPECT_EQ(bytes, ""); });
  alarm(0);
}

// What SpamAssassin's ArchiveIterator says of each.
TEST(Mbox, FromLines) {
  for (const char* line : {"From a Mon Jan  2 10:00:00 2023", "From a  Mon Jan  2  1:00:00 2023 +0100",
                           "From a Mon Jan 2 1:00:00 2023", "From a 2-01-2023_10:00:00_",
                           "From a   2-01-2023_10:00:00_", "From a 12-01-2023_10:00:00_ x"})
    EXPECT_TRUE(BeginsWithFromLine(line)) << line;
  for (const char* line : {"From a", "From  Mon Jan  2 10:00:00 2023", "From a\tMon Jan  2 10:00:00 2023",
                           "From a   Mon Jan  2 10:00:00 2023", "From a b Mon Jan  2 10:00:00 2023",
                           "From a Mon Jan  2 10:00:00 UTC 2023", "From a Mon Jan  2 10:00 2023",
                           "From a Mon Jan  2 10:00:00 23", "From a Mon Jan  2 10:00:00",
                           "From a Mon Jan \n2 10:00:00 2023", ">From a Mon Jan  2 10:00:00 2023"})
    EXPECT_FALSE(BeginsWithFromLine(line)) << line;
}

// Where each message asks for all that follows, this takes a quarter of an hour.
TEST(Mbox, OfAMillionMessagesIsSplitInTimeLinearInItsSize) {
  constexpr int kMessages = 1000000;
  std::string mbox;
  for (int i = 0; i < kMessages; ++i) mbox += "From a Mon Jan  2 10:00:00 2023\nSubject: x\n\nsome text\n\n";
  EXPECT_EQ(Messages(mbox).size(), kMessages);
}

}  // namespace
}  // namespace gatepost
