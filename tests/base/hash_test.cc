#include "base/hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "support/wide_test.h"

namespace gatepost {
namespace {

// FIPS 180-1, appendix A.
TEST(Sha1, KnownAnswers) {
  EXPECT_EQ(Sha1Hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(Sha1Hex(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(Sha1Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  // As long as one block can be, and one longer (sha1sum).
  EXPECT_EQ(Sha1Hex(std::string(55, 'a')), "c1c8bbdc22796e28c0e15163d20899b65621d65a");
  EXPECT_EQ(Sha1Hex(std::string(56, 'a')), "c2db330f6083854c99d4b5bfb6e8f29f201be699");
}

// RFC 1321, A.5.
TEST(Md5, KnownAnswers) {
  EXPECT_EQ(Md5Hex("abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(Md5Hex(""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(Md5Hex("12345678901234567890123456789012345678901234567890123456789012345678901234567890"),
            "57edf4a22be3c955ac49da2e2107b67a");
}

TEST(Fnv1a, KnownAnswer) { EXPECT_EQ(Fnv1a("a"), 0xaf63dc4c8601ec8cULL); }

using ChecksumTest = WideTest;

// Of no standard; this is what files hold, whichever way it was added up.
TEST_P(ChecksumTest, IsTheSameBothWaysAndSeesEveryByte) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) bytes += static_cast<char>(7 * i);
  EXPECT_EQ(Checksum(bytes), 0x9ddbbc96581bb3b5ULL);
  std::set<std::uint64_t> sums = {Checksum(bytes)};
  for (char& byte : bytes) {
    byte = static_cast<char>(byte ^ 1);
    sums.insert(Checksum(bytes));
    byte = static_cast<char>(byte ^ 1);
  }
  EXPECT_EQ(sums.size(), bytes.size() + 1);
}
INSTANTIATE_TEST_SUITE_P(BothWays, ChecksumTest, testing::Bool());

}  // namespace
}  // namespace gatepost
