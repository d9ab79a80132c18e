#include "razor/parts.h"

#include <gmock/gmock.h>

#include <chrono>

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kAgent[] = "X-Razor2-Agent: Razor-Agents v2.84\n";

TEST(RazorPartsTest, KeepsTheFieldsThatSayWhatItIs) {
  EXPECT_THAT(
      RazorParts("From: a\nContent-Type: text/html;\n charset=x\nX-Razor2-Y: z\n\nbody\r\r\nmore\n"),
      ElementsAre(std::string(kAgent) + "Content-Type: text/html;charset=x\nX-Razor2-Y: z\n\nbody\nmore\n"));
}

TEST(RazorPartsTest, WithoutAHeaderAllIsText) {
  EXPECT_THAT(RazorParts("just a line\nand one\n"),
              ElementsAre(std::string(kAgent) + "\njust a line\nand one\n"));
  EXPECT_THAT(RazorParts("From: a\n\n0"), ElementsAre(std::string(kAgent) + "\nFrom: a\n\n0"));
  EXPECT_THAT(RazorParts(""), IsEmpty());
}

TEST(RazorPartsTest, MultipartsInOneAnother) {
  const std::string mail =
      "Content-Type: multipart/mixed; boundary=\"a b\"\n\npreamble\n--a b\n"
      "Content-Type: multipart/alternative; boundary=c;\n\n--c;\nContent-Type: text/plain\n\none\n--c;\r\n"
      "Content-ID: <x>\n\ntwo\n--c;--\nend\n--a b\n \n--a b\nthree\n--a b--\nend\n";
  EXPECT_THAT(RazorParts(mail),
              ElementsAre(std::string(kAgent) + "Content-Type: text/plain\n\none",
                          std::string(kAgent) + "\nContent-ID: <x>\n\ntwo", std::string(kAgent) + "\nthree"));
}

TEST(RazorPartsTest, ABoundaryThatNeverComesLeavesOnePart) {
  EXPECT_THAT(RazorParts("Content-Type: multipart/mixed; boundary=a\n\nall of it\n"),
              ElementsAre(std::string(kAgent) + "\nall of it\n"));
  EXPECT_THAT(RazorParts("Content-Type: multipart/mixed; boundary=a\n\nall --a of it\n"), IsEmpty());
}

TEST(RazorPartsTest, CutsLongBodiesAndHeaders) {
  const std::vector<std::string> parts = RazorParts("X: y\n\n" + std::string(61441, 'x'));
  ASSERT_THAT(parts, SizeIs(1));
  EXPECT_THAT(parts[0], HasSubstr("X-Razor2-Origlen-Body: 61441\n"));
  EXPECT_TRUE(parts[0].ends_with("\n\n" + std::string(61440, 'x')));
  EXPECT_THAT(RazorParts("X: y\n\n" + std::string(61440, 'x'))[0], Not(HasSubstr("Origlen")));
  std::string header;
  for (int i = 0; i < 300; ++i) header += "Content-X: a field\n";
  const std::string part = RazorParts(header + "\nbody")[0];
  EXPECT_THAT(part, HasSubstr("X-Razor2-Origlen-Header: 5735\n"));
  EXPECT_LE(part.size(), 4096u + 5);
  EXPECT_TRUE(part.ends_with("Content-X: a field\n\nbody"));
}

TEST(RazorPartsTest, HasLimits) {
  EXPECT_THAT(RazorParts("X: y\n\n" + std::string(kMostRazorBytes - 6, 'x')), SizeIs(1));
  EXPECT_THAT(RazorParts("X: y\n\n" + std::string(kMostRazorBytes - 5, 'x')), IsEmpty());
  std::string mail = "Content-Type: multipart/mixed; boundary=a\n\n";
  for (std::size_t i = 0; i < kMostRazorParts; ++i) mail += "\n--a\nx";
  EXPECT_THAT(RazorParts(mail), SizeIs(kMostRazorParts));
  EXPECT_THAT(RazorParts(mail + "\n--a\nx"), SizeIs(kMostRazorParts + 1));
  EXPECT_THAT(RazorParts(mail + "\n--a\nx\n--a\nx"), SizeIs(kMostRazorParts + 1))
      << "one beyond is enough to know";
  std::string deep;
  for (int i = 0; i < 5000; ++i) {
    const std::string boundary = "b" + std::to_string(i);
    deep += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
  }
  EXPECT_THAT(RazorParts(deep + "x"), SizeIs(1));
}

// What is read again from each place costs hours.
TEST(RazorPartsTest, HostileMailCostsItsLength) {
  const auto begin = std::chrono::steady_clock::now();
  std::string types;
  while (types.size() < 2000000) types += "Content-Type: multipart";
  EXPECT_THAT(RazorParts(types + "\n\nx"), SizeIs(1));
  EXPECT_THAT(RazorParts("From: a\n\n" + std::string(2000000, '\r')), SizeIs(1));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

}  // namespace
}  // namespace gatepost
