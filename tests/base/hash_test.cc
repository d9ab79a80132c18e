#include "base/hash.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

// FIPS 180-1, appendix A.
TEST(Sha1, KnownAnswers) {
  EXPECT_EQ(Sha1Hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(Sha1Hex(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

TEST(Fnv1a, KnownAnswer) { EXPECT_EQ(Fnv1a("a"), 0xaf63dc4c8601ec8cULL); }

}  // namespace
}  // namespace gatepost
