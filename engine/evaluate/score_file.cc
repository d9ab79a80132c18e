// Tested by tests/evaluate/score_file_test.cc.
#include "evaluate/score_file.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace gatepost {
namespace {

constexpr std::string_view kRecord = "#: ";

std::string FormatScore(double score) {
  double rounded = std::round(score * 100) / 100;
  char text[32];
  // Small scores that only name a finding ("0.001") keep what they are.
  std::snprintf(text, sizeof text, "%g", rounded == 0 ? score : rounded);
  return text;
}

std::string_view TakeWord(std::string_view* text) {
  std::size_t begin = std::min(text->find_first_not_of(" \t"), text->size());
  std::size_t end = std::min(text->find_first_of(" \t", begin), text->size());
  std::string_view word = text->substr(begin, end - begin);
  text->remove_prefix(end);
  return word;
}

}  // namespace

std::string FormatScores(const std::array<double, 4>& scores) {
  std::string first = FormatScore(scores[0]), text = first;
  bool alike = true;
  for (std::size_t i = 1; i < scores.size(); ++i) {
    std::string next = FormatScore(scores[i]);
    alike &= next == first;
    text += " " + next;
  }
  return alike ? first : text;
}

std::string WriteScores(std::string_view old_text, const std::vector<RuleScores>& scores,
                        const std::vector<std::string>& record) {
  std::map<std::string_view, const RuleScores*> missing;
  for (const RuleScores& rule : scores) missing[rule.name] = &rule;
  const std::map<std::string_view, const RuleScores*> all = missing;
  std::string out;
  for (const std::string& line : record) out.append(kRecord).append(line).append("\n");
  while (!old_text.empty()) {
    std::size_t end = old_text.find('\n');
    std::string_view line = old_text.substr(0, end);
    old_text.remove_prefix(end == std::string_view::npos ? old_text.size() : end + 1);
    if (line.starts_with(kRecord)) continue;
    std::string_view rest = line;
    bool is_score = TakeWord(&rest) == "score";
    std::string_view name = is_score ? TakeWord(&rest) : std::string_view();
    auto found = all.find(name);
    if (!is_score || found == all.end()) {
      out.append(line).append("\n");
      continue;
    }
    missing.erase(name);
    out.append("score ").append(name).append(" ").append(FormatScores(found->second->scores));
    if (std::size_t comment = rest.find('#'); comment != std::string_view::npos) {
      out.append("  ").append(rest.substr(comment));
    }
    out += "\n";
  }
  if (!missing.empty() && !all.empty() && missing.size() < all.size()) out += "\n";
  for (const RuleScores& rule : scores) {
    if (missing.contains(rule.name)) out += "score " + rule.name + " " + FormatScores(rule.scores) + "\n";
  }
  return out;
}

}  // namespace gatepost
