// What the original set-up gives a checker: 32 MiB of data (`ulimit -d 32768`).
#include <gmock/gmock.h>

#include "support/run_command.h"
#include "support/sanitizer.h"

namespace gatepost {
namespace {

TEST(DataLimit, ChecksTenMegabytesFromAFileWithin32MiB) {
  if (kSanitized) GTEST_SKIP() << "sanitizers reserve more than that";
  TempFolder folder;
  std::string mail = "From: a@example.org\nSubject: large\n\n";
  while (mail.size() < (std::size_t{10} << 20))
    mail += "This line is repeated until the mail is large enough.\n";
  mail += "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n";
  std::string file = folder.Write("mail", mail);
  std::string command = std::string("ulimit -d 32768; exec ") + GATEPOST_BINARY + " check -s 0 -C " +
                        GATEPOST_SOURCE_DIR + "/rules --siteconfigpath " + folder.path() +
                        " -p /dev/null --dbpath " + (folder / "bayes.db") + " --format json " + file;
  CommandResult result = RunCommand({"/bin/sh", "-c", command});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, ::testing::Not(::testing::HasSubstr("not_scanned")));
}

}  // namespace
}  // namespace gatepost
