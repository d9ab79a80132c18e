// Tested by tests/evaluate/reports_test.cc.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "evaluate/reports.h"

namespace gatepost {
namespace {

using Json = nlohmann::ordered_json;

// A curve of at most this many points: the rest lie so close that no picture shows them.
constexpr std::size_t kMostPoints = 500;

Json MeasureJson(const Measure& measure) {
  const Roc& roc = measure.roc;
  Json row;
  row["one_minus_roca_percent"] = roc.OneMinusAreaPercent();
  row["did_not_run"] = measure.absent;
  auto share = [](std::uint64_t part, std::uint64_t all) {
    return all == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(all);
  };
  for (const auto& [name, lost] :
       {std::pair("at_0.1_percent_ham_lost", 0.001), {"at_0.5_percent_ham_lost", 0.005}}) {
    Roc::Point point = roc.BestAtHamLost(lost);
    Json at = {{"spam_caught", share(point.spam_caught, roc.spam())}};
    if (point.spam_caught > 0) at["threshold"] = point.threshold;
    row[name] = std::move(at);
  }
  Json curve = Json::array();
  std::size_t step = roc.points().size() / kMostPoints + 1;
  const std::size_t last = roc.points().size() - 1;
  for (std::size_t i = 0; i < last + step; i += step) {
    const Roc::Point& point = roc.points()[std::min(i, last)];
    curve.push_back({share(point.ham_lost, roc.ham()), share(point.spam_caught, roc.spam())});
  }
  row["curve"] = std::move(curve);
  return row;
}

Json MissJson(const SampleSet& set, const std::vector<const Sample*>& misses) {
  Json list = Json::array();
  for (const Sample* sample : misses) {
    Json row = {{"file", sample->name}, {"score", sample->score}};
    if (sample->bayes) row["bayes"] = *sample->bayes;
    if (sample->model) row["model"] = *sample->model;
    if (sample->combined) row["combined"] = *sample->combined;
    if (!sample->is_scanned) row["not_scanned"] = true;
    Json hits = Json::object();
    for (const SampleHit& hit : sample->hits)
      hits[set.rules[static_cast<std::size_t>(hit.rule)].name] = hit.points;
    row["hits"] = std::move(hits);
    list.push_back(std::move(row));
  }
  return list;
}

}  // namespace

std::string EvaluationJson(const Summary& summary, const RunFacts& facts) {
  Json json;
  for (const auto& [name, value] : facts) json["run"][name] = value;
  json["required"] = summary.required;
  json["ham"] = summary.ham;
  json["spam"] = summary.spam;
  json["ham_lost"] = summary.ham_lost;
  json["spam_caught"] = summary.spam_caught;
  json["not_scanned"] = summary.not_scanned;
  for (const Measure& measure : summary.measures) json["measures"][measure.name] = MeasureJson(measure);
  json["rules"] = Json::array();
  for (const RuleSummary& rule : summary.rules) {
    Json row = {{"name", rule.name},
                {"points", rule.points},
                {"spam_hits", rule.spam_hits},
                {"ham_hits", rule.ham_hits},
                {"s_o", rule.spam_share}};
    if (!rule.companion.empty()) {
      row["companion"] = rule.companion;
      row["companion_share"] = rule.companion_share;
    }
    json["rules"].push_back(std::move(row));
  }
  json["overlaps"] = Json::array();
  for (const RuleOverlap& overlap : summary.overlaps) {
    json["overlaps"].push_back(
        {{"rules", {overlap.first, overlap.second}}, {"both", overlap.both}, {"share", overlap.share}});
  }
  json["ham_with_highest_scores"] = MissJson(*summary.set, summary.lost_ham);
  json["spam_with_lowest_scores"] = MissJson(*summary.set, summary.missed_spam);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gatepost
