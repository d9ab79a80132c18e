// A file of `score` lines, written anew or brought up to date with its comments and order kept.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

struct RuleScores {
  std::string name;
  std::array<double, 4> scores{};  // no Bayes, no Bayes + net, Bayes, Bayes + net
  bool operator==(const RuleScores&) const = default;
};

// `old_text` with the numbers of its `score` lines replaced where `scores` has the rule, and lines for the
// other rules at its end. Rules that it has and `scores` has not keep their line. `record` says how the
// scores came to be, a line each; it stands at the top as comments that begin with "#: " and replaces such a
// record.
std::string WriteScores(std::string_view old_text, const std::vector<RuleScores>& scores,
                        const std::vector<std::string>& record);

// "1.25", or four numbers where they are not all alike; at most two decimals.
std::string FormatScores(const std::array<double, 4>& scores);

}  // namespace gatepost
