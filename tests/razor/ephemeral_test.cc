// Values of Razor2::Signature::Ephemeral.
#include "razor/ephemeral.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

std::string LongText() {
  std::string text;
  for (int i = 1; i <= 40; ++i)
    text += "This is line number " + std::to_string(i) + " of a text of some length.\n";
  return text;
}
std::string Repeated(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(Ephemeral, OfTwoStretches) {
  EXPECT_EQ(EphemeralSignature(LongText(), {}), "4fNyDEO2Nrlx_YnFIwAKYBKVvKQA");
  EXPECT_EQ(EphemeralSignature(LongText(), *ReadRazorSeed("1-10")), "SeTVYjGOTc6g-KAM5MckTXI4CmoA");
  EXPECT_EQ(EphemeralSignature(LongText(), *ReadRazorSeed("7542-32")), "4kUQdoKWsr-CP0_dhJ-e0eC-8R8A");
  EXPECT_EQ(EphemeralSignature(LongText(), *ReadRazorSeed("7542-10-84")), "21rUvnmdgMC0yoeQPx5J-3ZWqdEA");
  EXPECT_EQ(EphemeralSignature(std::string(1000, 'x'), {}), "BBmlQv5UjWntHwYQqfJSETlmZFcA");
}

TEST(Ephemeral, OfAllWhereTheyAreShort) {
  EXPECT_EQ(EphemeralSignature("Hello\n", {}), "i0SU6JQbz5dN0M6ttjer1ja8IbkA");
  EXPECT_EQ(EphemeralSignature("", {}), "tclcd6dtLQvEqt9_mmCBkF-xDgkA");
}

TEST(Ephemeral, BlankStretchesAndLinesOfZero) {
  const std::string blank = "word\n" + Repeated(41, std::string(90, ' ') + "\n") + "word\n";
  EXPECT_EQ(EphemeralSignature(blank, {}), "tclcd6dtLQvEqt9_mmCBkF-xDgkA") << "as of nothing";
  EXPECT_EQ(EphemeralSignature(Repeated(30, "0\n") + LongText() + Repeated(30, "0\n"), {}),
            "7Bo8weZKYnHtcSsgYP7vrJrN9iIA");
}

TEST(Ephemeral, ReadsSeeds) {
  const std::optional<RazorSeed> seed = ReadRazorSeed("7542-13-10");
  ASSERT_TRUE(seed);
  EXPECT_EQ(seed->number, 7542u);
  EXPECT_EQ(seed->separator, "\r\n");
  EXPECT_EQ(seed->text, "7542-13-10");
  for (const char* bad : {"", "7542", "7542-", "-10", "0-10", "x-10", "7542-x", "7542-0", "7542-300",
                          "7542-46", "7542-200", "99999999999-10", "7542-10-"})
    EXPECT_FALSE(ReadRazorSeed(bad)) << bad;
}

}  // namespace
}  // namespace gatepost
