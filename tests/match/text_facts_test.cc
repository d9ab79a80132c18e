// Both ways, the wide and the plain one, say what a look at each byte says.
#include "match/text_facts.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/ascii.h"
#include "match/literals.h"
#include "support/wide_test.h"

namespace gatepost::match {
namespace {

using TextFactsTest = WideTest;

// Texts of every length to 300, of words and gaps of every length.
std::string RandomText(std::mt19937* random, std::size_t length) {
  std::string text;
  while (text.size() < length) {
    const std::string_view bytes = (*random)() % 2 == 0 ? "abcXYZ019_" : " \t\n\r\v.-\xE9\xFF\x80/:@[`{";
    for (std::size_t i = (*random)() % ((*random)() % 8 == 0 ? 90 : 9); i > 0; --i)
      text += bytes[(*random)() % bytes.size()];
  }
  text.resize(length);
  text.shrink_to_fit();
  return text;
}

TEST_P(TextFactsTest, RunsAndBytes) {
  std::mt19937 random(5);
  for (std::size_t length = 0; length < 300; ++length) {
    const std::string text = RandomText(&random, length);
    std::size_t dense = 0, word = 0, longest_dense = 0, longest_word = 0;
    PresentBytes present{};
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      present[byte / 32] |= 1U << (byte % 32);
      dense = std::string_view(" \t\n\r\v\f").find(c) == std::string_view::npos ? dense + 1 : 0;
      word = IsAsciiAlnum(c) || c == '_' ? word + 1 : 0;
      longest_dense = std::max(longest_dense, dense);
      longest_word = std::max(longest_word, word);
    }
    const TextFacts facts = LookAt(text);
    EXPECT_EQ(facts.present, present) << length;
    EXPECT_EQ(facts.dense_run, longest_dense) << text;
    EXPECT_EQ(facts.word_run, longest_word) << text;
  }
}

TEST_P(TextFactsTest, Squeezes) {
  std::mt19937 random(6);
  std::string squeezed = "what was there before";
  for (std::size_t length = 0; length < 300; ++length) {
    const std::string text = RandomText(&random, length);
    std::string expected;
    for (const char c : text) {
      if (IsKeptBySqueeze(static_cast<unsigned char>(c))) expected += c;
    }
    Squeeze(text, &squeezed);
    EXPECT_EQ(squeezed, expected) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(BothWays, TextFactsTest, testing::Bool());

}  // namespace
}  // namespace gatepost::match
