// What the original set-up gives a checker: 32 MiB of data (`ulimit -d 32768`).
#include <gmock/gmock.h>

#include "support/run_command.h"
#include "support/sanitizer.h"

namespace gatepost {
namespace {

// "" for standard input, and else by name.
std::string Check(const std::string& folder, const std::string& file) {
  return std::string("ulimit -d 32768; exec ") + GATEPOST_BINARY + " check -s 0 -C " + GATEPOST_SOURCE_DIR +
         "/rules --siteconfigpath " + Quoted(folder) + " -p /dev/null --dbpath " +
         Quoted(folder + "/bayes.db") + " --format json " + file;
}

TEST(DataLimit, ChecksTenMegabytesWithin32MiB) {
  if (kSanitized) GTEST_SKIP() << "sanitizers reserve more than that";
  TempFolder folder;
  std::string mail = "From: a@example.org\nSubject: large\n\n";
  while (mail.size() < (std::size_t{10} << 20))
    mail += "This line is repeated until the mail is large enough.\n";
  const std::string file = Quoted(folder.Write("mail", mail));
  for (const std::string& command :
       {Check(folder.path(), file), "cat " + file + " | (" + Check(folder.path(), "") + ")"}) {
    CommandResult result = RunShell(command);
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, ::testing::HasSubstr("NO_RELAYS")) << command << result.err;
    EXPECT_THAT(result.out, ::testing::Not(::testing::HasSubstr("not_scanned"))) << command;
  }
}

TEST(DataLimit, LearnNamesWhatItHadNoMemoryFor) {
  if (kSanitized) GTEST_SKIP() << "sanitizers reserve more than that";
  TempFolder folder;
  folder.Write("mail/1", "Subject: large\n\n" + std::string(std::size_t{60} << 20, 'x'));
  folder.Write("mail/2", "Message-ID: <2@x>\nSubject: small\n\ntulips in my garden\n");
  CommandResult result = RunShell("ulimit -d 32768; exec " GATEPOST_BINARY
                                  " learn --ham -C " GATEPOST_SOURCE_DIR "/rules --siteconfigpath " +
                                  Quoted(folder.path()) + " -p /dev/null --dbpath " +
                                  Quoted(folder / "bayes.db") + " " + Quoted(folder / "mail"));
  EXPECT_EQ(result.status, 66);
  EXPECT_THAT(result.err, ::testing::HasSubstr("mail/1: out of memory"));
  EXPECT_THAT(result.out, ::testing::HasSubstr("from 1 message(s)"));
}

}  // namespace
}  // namespace gatepost
