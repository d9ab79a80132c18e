// Features: what the linear model sees of a message, each the number of a weight.
//
// Only what a site's own mail has when it arrives: sender, subject, the mail program, MIME structure, and the
// decoded text. Left out on purpose are fields that delivery, lists and collections of mail add (Received,
// Delivered-To, List-*, X-Spam-*, Date ...): they tell where a corpus comes from, not what spam is.
#pragma once

#include <cstdint>
#include <vector>

#include "mail/views.h"

namespace gatepost {

// Sorted, unique, below kModelWeights. Sequences of four bytes of some header fields and of the first 3,000
// bytes of the visible text; words of the same fields; words and pairs of words of the first 6,000 bytes of
// the text; hosts of links; types and file name endings of parts. Cost: linear in those bounds.
// Who changes what they are also changes kFormat of store/model_table.cc: weights learned before mean
// nothing.
std::vector<std::uint32_t> ModelFeatures(Views& views);

}  // namespace gatepost
