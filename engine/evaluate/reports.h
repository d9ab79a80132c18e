// A summary as text, as JSON, and as one HTML page that needs no other file.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "evaluate/summary.h"

namespace gatepost {

// What is said about the run above its numbers: "command", "corpus", "seed" ..., in this order.
using RunFacts = std::vector<std::pair<std::string, std::string>>;

std::string EvaluationText(const Summary& summary, const RunFacts& facts, bool all_rules);
std::string EvaluationJson(const Summary& summary, const RunFacts& facts);
// Curves are inline SVG; there is no script. Names of rules and files are escaped.
std::string EvaluationHtml(const Summary& summary, const RunFacts& facts);

// "12.34 %" of `all`; "-" where that is 0.
std::string FormatShare(std::uint64_t part, std::uint64_t all);
// Why a sample has its score: the rules it hit, "NAME=points ...", those that weigh most first, then the
// probabilities, "bayes 0.9876"; or "not scanned", or "no rule hit".
std::string Reasons(const SampleSet& set, const Sample& sample);

}  // namespace gatepost
