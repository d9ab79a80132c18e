#include "base/word_set.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

// A packed set in memory that is aligned as a file's is.
struct Packed {
  explicit Packed(const WordSet& words) {
    Packer packer;
    std::size_t root = packer.Reserve<PackedWords>(1);
    words.Pack(&packer, root);
    std::vector<char> bytes = packer.Take();
    size = bytes.size();
    storage.resize(size / 8 + 1);
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(storage.data()));
  }
  const PackedWords& words() const { return *reinterpret_cast<const PackedWords*>(storage.data()); }
  PackedBounds bounds(std::size_t less = 0) const {
    return PackedBounds({reinterpret_cast<const char*>(storage.data()), size - less});
  }
  std::vector<std::uint64_t> storage;
  std::size_t size = 0;
};

TEST(WordSet, PackedAndAddedWordsAreOneSet) {
  const Packed packed(WordSet{"b", "abc", "", "z\xff"});
  ASSERT_TRUE(WordSet::IsSound(packed.words(), packed.bounds()));
  WordSet words;
  EXPECT_TRUE(words.empty());
  words.Use(packed.words());
  words.insert("m");
  EXPECT_FALSE(words.empty());
  for (const char* word : {"b", "abc", "", "z\xff", "m"}) EXPECT_TRUE(words.contains(word)) << word;
  for (const char* word : {"a", "ab", "abcd", "z", "c"}) EXPECT_FALSE(words.contains(word)) << word;
  // Packing again takes both.
  const Packed again(words);
  EXPECT_EQ(again.words().words.count, 5u);
}

TEST(WordSet, FindsByPrefix) {
  const Packed packed(WordSet{"ab", "abc", "b"});
  WordSet words;
  words.Use(packed.words());
  words.insert("abd");
  std::string seen;
  EXPECT_FALSE(words.AnyWithPrefix("ab", [&](std::string_view word) {
    seen.append(word).append(" ");
    return false;
  }));
  EXPECT_EQ(seen, "ab abc abd ");
  EXPECT_TRUE(words.AnyWithPrefix("b", [](std::string_view) { return true; }));
  EXPECT_FALSE(words.AnyWithPrefix("c", [](std::string_view) { return true; }));
}

TEST(PackedBounds, RefusesWhatLiesOutside) {
  Packed packed(WordSet{"ab", "abc"});
  EXPECT_FALSE(WordSet::IsSound(packed.words(), packed.bounds(packed.size - sizeof(PackedWords))));
  auto& span = *reinterpret_cast<PackedWords*>(packed.storage.data());
  const PackedWords good = span;
  for (std::int32_t offset : {-1, -8, 1, 1 << 30, INT32_MIN, INT32_MAX}) {
    span.words.offset = offset;
    EXPECT_FALSE(WordSet::IsSound(packed.words(), packed.bounds())) << offset;
  }
  span = good;
  for (std::uint32_t count : {1000u, 1u << 31, UINT32_MAX}) {
    span.words.count = count;
    EXPECT_FALSE(WordSet::IsSound(packed.words(), packed.bounds())) << count;
  }
  span = good;
  EXPECT_TRUE(WordSet::IsSound(packed.words(), packed.bounds()));
}

}  // namespace
}  // namespace gatepost
