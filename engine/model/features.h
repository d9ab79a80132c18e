// Features: what the linear model sees of a message, each the number of a weight.
//
// Only what a site's own mail has when it arrives: sender, subject, the mail program, MIME structure, and the
// decoded text. Left out on purpose are fields that delivery, lists and collections of mail add (Received,
// Delivered-To, List-*, X-Spam-*, Date ...): they tell where a corpus comes from, not what spam is.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "gatepost/model_store.h"
#include "mail/views.h"

namespace gatepost {

// Kinds of features, each with weights of its own. A message's features of one kind weigh as much together as
// those of another (times their shares), so that three words of the subject are not drowned in a thousand
// pieces of text.
enum class FeatureKind : std::uint8_t {
  kTextGram,
  kHeaderGram,
  kWord,
  kHeaderPair,
  kTail,
  kHeaderWord,
  kHost,
  kIdShape
};
inline constexpr std::size_t kFeatureKinds = 8;

struct FeatureRange {
  std::uint32_t first, size;
  double share = 1;  // of a message's vector, beside the other kinds
};
// Which weights a kind has, by its number; in this order, without gaps, up to kModelWeights.
inline constexpr std::array<FeatureRange, kFeatureKinds> kFeatureRanges = {{
    {0, 1u << 17},
    {1u << 17, 1u << 17},
    {4u << 16, 1u << 16},
    {5u << 16, 1u << 16},
    {6u << 16, 1u << 16},
    {7u << 16, 1u << 15},
    {(7u << 16) + (1u << 15), 1u << 14},
    {(7u << 16) + (3u << 14), 1u << 14, 0.5},
}};
static_assert(kFeatureRanges.back().first + kFeatureRanges.back().size == kModelWeights);

// Sorted, unique, below kModelWeights. Sequences of four bytes of some header fields and of the first 3,000
// bytes of the visible text; words, and pairs of words, of the same fields; words of the first 6,000 bytes of
// the text; words, and pairs of them, of its last 600, where signatures and mailers' small print stand; hosts
// of links; the form of the Message-ID, which its mail program chose. Cost: linear in those bounds. Who
// changes what they are also changes kFormat of store/model_table.cc: weights learned before mean nothing.
std::vector<std::uint32_t> ModelFeatures(Views& views);

// `features` (sorted) of each kind.
std::array<std::span<const std::uint32_t>, kFeatureKinds> SplitByKind(
    std::span<const std::uint32_t> features);

}  // namespace gatepost
