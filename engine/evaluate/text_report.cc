// Tested by tests/evaluate/reports_test.cc.
#include <algorithm>
#include <cmath>

#include "base/number_text.h"
#include "evaluate/reports.h"

namespace gatepost {
namespace {

constexpr std::size_t kFewRules = 25;

std::string Pad(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string PadLeft(const std::string& text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

void AppendMeasures(const Summary& summary, std::string* out) {
  *out += "\n" + Pad("", 10) + PadLeft("(1-ROCA)%", 10) + PadLeft("caught at 0.1 % lost", 24) +
          PadLeft("at 0.5 % lost", 16) + "\n";
  for (const Measure& measure : summary.measures) {
    const Roc& roc = measure.roc;
    *out += Pad(measure.name, 10) + PadLeft(NumberText(roc.OneMinusAreaPercent(), "%.4f"), 10) +
            PadLeft(FormatShare(roc.BestAtHamLost(0.001).spam_caught, roc.spam()), 24) +
            PadLeft(FormatShare(roc.BestAtHamLost(0.005).spam_caught, roc.spam()), 16);
    if (measure.absent > 0) *out += "   (did not run: " + std::to_string(measure.absent) + ")";
    *out += "\n";
  }
}

void AppendRules(const Summary& summary, std::size_t most, std::string* out) {
  *out += "\n  spam %   ham %    S/O  points  rule\n";
  for (std::size_t i = 0; i < summary.rules.size() && i < most; ++i) {
    const RuleSummary& rule = summary.rules[i];
    auto percent = [](std::uint64_t hits, std::uint64_t all) {
      return NumberText(all == 0 ? 0 : 100 * static_cast<double>(hits) / static_cast<double>(all), "%8.3f");
    };
    *out += percent(rule.spam_hits, summary.spam) + percent(rule.ham_hits, summary.ham) +
            NumberText(rule.spam_share, "%7.3f") + NumberText(rule.points, "%8.3f") + "  " + rule.name;
    if (rule.companion_share >= 0.9) {
      *out += "  (" + NumberText(100 * rule.companion_share, "%.0f") + " % with " + rule.companion + ")";
    }
    *out += "\n";
  }
  if (summary.rules.size() > most) {
    *out += "  ... " + std::to_string(summary.rules.size() - most) + " more: --rules shows all\n";
  }
}

void AppendMisses(const Summary& summary, const char* title, const std::vector<const Sample*>& misses,
                  std::string* out) {
  if (misses.empty()) return;
  *out += std::string("\n") + title + "\n";
  for (const Sample* sample : misses) {
    *out += NumberText(sample->score, "%7.2f") + "  " + sample->name + "\n";
    *out += "         " + Reasons(*summary.set, *sample) + "\n";
  }
}

}  // namespace

std::string FormatShare(std::uint64_t part, std::uint64_t all) {
  if (all == 0) return "-";
  return NumberText(100 * static_cast<double>(part) / static_cast<double>(all), "%.2f %%");
}

std::string Reasons(const SampleSet& set, const Sample& sample) {
  std::vector<SampleHit> hits = sample.hits;
  std::stable_sort(hits.begin(), hits.end(), [](const SampleHit& a, const SampleHit& b) {
    return std::fabs(a.points) > std::fabs(b.points);
  });
  std::string list;
  const auto add = [&](const std::string& text) { list += (list.empty() ? "" : " ") + text; };
  for (const SampleHit& hit : hits)
    add(set.rules[static_cast<std::size_t>(hit.rule)].name + "=" + NumberText(hit.points, "%.4g"));
  if (list.empty()) list = sample.is_scanned ? "no rule hit" : "not scanned";
  for (const auto& [name, value] :
       {std::pair("bayes ", sample.bayes), {"model ", sample.model}, {"combined ", sample.combined}}) {
    if (value) add(name + NumberText(*value, "%.4f"));
  }
  return list;
}

std::string EvaluationText(const Summary& summary, const RunFacts& facts, bool all_rules) {
  std::string out;
  for (const auto& [name, value] : facts) out += Pad(name + ": ", 12) + value + "\n";
  out += "\nat " + NumberText(summary.required, "%.1f") + " points\n";
  out += "  ham lost     " + std::to_string(summary.ham_lost) + " of " + std::to_string(summary.ham) + " (" +
         FormatShare(summary.ham_lost, summary.ham) + ")\n";
  out += "  spam caught  " + std::to_string(summary.spam_caught) + " of " + std::to_string(summary.spam) +
         " (" + FormatShare(summary.spam_caught, summary.spam) + ")\n";
  if (summary.not_scanned > 0) {
    out += "  not scanned  " + std::to_string(summary.not_scanned) + " (they count as delivered)\n";
  }
  AppendMeasures(summary, &out);
  if (!summary.rules.empty()) AppendRules(summary, all_rules ? SIZE_MAX : kFewRules, &out);
  if (!summary.overlaps.empty()) {
    out += "\nrules that hit the same messages\n";
    for (std::size_t i = 0; i < summary.overlaps.size() && (all_rules || i < kFewRules); ++i) {
      const RuleOverlap& overlap = summary.overlaps[i];
      out += NumberText(100 * overlap.share, "%6.1f %%") + PadLeft(std::to_string(overlap.both), 7) + "  " +
             overlap.first + " " + overlap.second + "\n";
    }
    if (!all_rules && summary.overlaps.size() > kFewRules) {
      out += "  ... " + std::to_string(summary.overlaps.size() - kFewRules) + " more: --rules shows all\n";
    }
  }
  AppendMisses(summary, "ham with the highest scores", summary.lost_ham, &out);
  AppendMisses(summary, "spam with the lowest scores", summary.missed_spam, &out);
  return out;
}

}  // namespace gatepost
