// The wide way and the plain way find the same places.
#include "match/byte_masks.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "support/wide_test.h"

namespace gatepost::match {
namespace {

// All places that NextMask names, and where it ends.
std::vector<std::size_t> Places(const AheadMasks& masks, std::string_view text, std::size_t start) {
  std::vector<std::size_t> places;
  std::size_t at = start;
  while (const std::uint32_t mask = NextMask(masks, text, &at)) {
    for (std::size_t i = 0; i < kMaskPlaces; ++i) {
      if ((mask >> i & 1) != 0) places.push_back(at + i);
    }
    at = std::min(at + kMaskPlaces, text.size() - (kAheadBytes - 1));
  }
  places.push_back(at);
  return places;
}

std::vector<std::size_t> Expected(const AheadMasks& masks, std::string_view text, std::size_t start) {
  std::vector<std::size_t> places;
  std::size_t at = start;
  for (; at + kAheadBytes <= text.size(); ++at) {
    std::uint8_t sets = 0xFF;
    for (std::size_t i = 0; i < kAheadBytes; ++i)
      sets &= masks[i].SetsOf(static_cast<unsigned char>(text[at + i]));
    if (sets != 0) places.push_back(at);
  }
  places.push_back(at);
  return places;
}

using ByteMasksTest = WideTest;

TEST_P(ByteMasksTest, HoldsWhatWasAdded) {
  AheadMasks masks{};
  const std::string word = "qua\xE9";
  for (std::size_t i = 0; i < kAheadBytes; ++i) masks[i].Add(static_cast<unsigned char>(word[i]), 4);
  const std::string text = "qua " + std::string(60, 'x') + word + "qua" + word + "qua";
  EXPECT_EQ(Places(masks, text, 0), (std::vector<std::size_t>{64, 71, text.size() - 3}));
  EXPECT_EQ(Places(masks, text, 65), (std::vector<std::size_t>{71, text.size() - 3}));
}

TEST_P(ByteMasksTest, SeesEveryPlaceOfTextsOfEveryLength) {
  std::mt19937 random(7);
  for (int round = 0; round < 400; ++round) {
    AheadMasks masks{};
    for (ByteMasks& each : masks) {
      for (int i = 0; i < 40; ++i)
        each.Add(static_cast<unsigned char>(random()), static_cast<std::uint8_t>(1U << (random() % 8)));
    }
    // Its own copy, so that a sanitizer sees a byte read too many.
    std::vector<char> bytes(static_cast<std::size_t>(round));
    for (char& byte : bytes) byte = static_cast<char>(random());
    const std::string_view text(bytes.data(), bytes.size());
    const std::size_t start = round == 0 ? 0 : random() % bytes.size();
    EXPECT_EQ(Places(masks, text, start), Expected(masks, text, start)) << round;
  }
}

INSTANTIATE_TEST_SUITE_P(BothWays, ByteMasksTest, testing::Bool());

}  // namespace
}  // namespace gatepost::match
