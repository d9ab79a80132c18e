// Tested by tests/evaluate/summary_test.cc.
#include "evaluate/summary.h"

#include <algorithm>
#include <functional>
#include <set>

namespace gatepost {
namespace {

using Probability = std::optional<double> Sample::*;

void AddProbability(const SampleSet& set, const char* name, Probability member, Summary* summary) {
  std::vector<Judged> judged;
  std::size_t absent = 0;
  for (const Sample& sample : set.samples) {
    const std::optional<double>& value = sample.*member;
    absent += value ? 0 : 1;
    judged.push_back({value.value_or(0.5), sample.is_spam});
  }
  if (absent < set.samples.size()) summary->measures.push_back({name, Roc(judged), absent});
}

void AddMeasures(const SampleSet& set, Summary* summary) {
  std::vector<Judged> judged;
  for (const Sample& sample : set.samples) judged.push_back({sample.score, sample.is_spam});
  summary->measures.push_back({"score", Roc(judged), 0});
  AddProbability(set, "bayes", &Sample::bayes, summary);
  AddProbability(set, "model", &Sample::model, summary);
  AddProbability(set, "combined", &Sample::combined, summary);
}

// How often two rules hit the same message, by their numbers, the smaller first.
using PairCounts = std::map<std::pair<int, int>, std::uint64_t>;

PairCounts CountPairs(const SampleSet& set) {
  PairCounts pairs;
  for (const Sample& sample : set.samples) {
    std::set<int> rules;
    for (const SampleHit& hit : sample.hits) rules.insert(hit.rule);
    for (auto a = rules.begin(); a != rules.end(); ++a) {
      for (auto b = std::next(a); b != rules.end(); ++b) ++pairs[{*a, *b}];
    }
  }
  return pairs;
}

void AddRules(const SampleSet& set, Summary* summary) {
  std::vector<RuleSummary> rules(set.rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    rules[i].name = set.rules[i].name;
    rules[i].description = set.rules[i].description;
  }
  for (const Sample& sample : set.samples) {
    for (const SampleHit& hit : sample.hits) {
      RuleSummary& rule = rules[static_cast<std::size_t>(hit.rule)];
      rule.points = hit.points;
      ++(sample.is_spam ? rule.spam_hits : rule.ham_hits);
    }
  }
  auto hits = [](const RuleSummary& rule) { return rule.spam_hits + rule.ham_hits; };
  for (const auto& [pair, both] : CountPairs(set)) {
    RuleSummary& a = rules[static_cast<std::size_t>(pair.first)];
    RuleSummary& b = rules[static_cast<std::size_t>(pair.second)];
    auto note = [&, count = both](RuleSummary& rule, const RuleSummary& other) {
      double share = static_cast<double>(count) / static_cast<double>(hits(rule));
      if (share <= rule.companion_share) return;
      rule.companion_share = share;
      rule.companion = other.name;
    };
    note(a, b);
    note(b, a);
    double share = static_cast<double>(both) / static_cast<double>(hits(a) + hits(b) - both);
    if (share >= 0.5) summary->overlaps.push_back({a.name, b.name, both, share});
  }
  auto rate = [](std::uint64_t part, std::uint64_t all) {
    return all == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(all);
  };
  for (RuleSummary& rule : rules) {
    double spam = rate(rule.spam_hits, summary->spam), ham = rate(rule.ham_hits, summary->ham);
    rule.spam_share = spam + ham > 0 ? spam / (spam + ham) : 0;
  }
  std::stable_sort(rules.begin(), rules.end(), [&](const RuleSummary& a, const RuleSummary& b) {
    return hits(a) != hits(b) ? hits(a) > hits(b) : a.name < b.name;
  });
  std::stable_sort(summary->overlaps.begin(), summary->overlaps.end(),
                   [](const RuleOverlap& a, const RuleOverlap& b) {
                     return a.share != b.share ? a.share > b.share : a.both > b.both;
                   });
  summary->rules = std::move(rules);
}

void AddMisses(const SampleSet& set, std::size_t most, Summary* summary) {
  for (const Sample& sample : set.samples) {
    (sample.is_spam ? summary->missed_spam : summary->lost_ham).push_back(&sample);
  }
  std::stable_sort(summary->lost_ham.begin(), summary->lost_ham.end(),
                   [](const Sample* a, const Sample* b) { return a->score > b->score; });
  std::stable_sort(summary->missed_spam.begin(), summary->missed_spam.end(),
                   [](const Sample* a, const Sample* b) { return a->score < b->score; });
  for (auto* list : {&summary->lost_ham, &summary->missed_spam}) list->resize(std::min(list->size(), most));
}

}  // namespace

Summary Summarize(const SampleSet& set, std::size_t most_misses) {
  Summary summary;
  summary.set = &set;
  summary.required = set.required;
  for (const Sample& sample : set.samples) {
    bool is_caught = sample.is_scanned && sample.score >= set.required;
    summary.not_scanned += sample.is_scanned ? 0 : 1;
    ++(sample.is_spam ? summary.spam : summary.ham);
    if (is_caught) ++(sample.is_spam ? summary.spam_caught : summary.ham_lost);
  }
  AddMeasures(set, &summary);
  AddRules(set, &summary);
  AddMisses(set, most_misses, &summary);
  return summary;
}

}  // namespace gatepost
