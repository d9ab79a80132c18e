// Look-behinds of several lengths, which PCRE2 wants as branches of one length each. Internal to match/.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "match/analysis.h"
#include "match/syntax.h"

namespace gatepost::match {

// The text of a subtree; `error` says why there is none.
using SubtreeWriter = std::function<std::string(int root, std::string* error)>;

// Texts of one length each that together match what the subtree matches, in order. `error` says what cannot
// be unrolled.
std::vector<std::string> UnrollLookBehind(const Syntax& syntax, const std::vector<Lengths>& lengths, int root,
                                          const SubtreeWriter& write, std::string* error);

}  // namespace gatepost::match
