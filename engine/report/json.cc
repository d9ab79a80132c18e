// Tested by tests/report/report_test.cc.
#include <nlohmann/json.hpp>

#include "report/report.h"

namespace gatepost {

const char* AutoLearnName(AutoLearn auto_learn) {
  switch (auto_learn) {
    case AutoLearn::kHam:
      return "ham";
    case AutoLearn::kSpam:
      return "spam";
    case AutoLearn::kNo:
      return "no";
    case AutoLearn::kUnavailable:
      return "unavailable";
    case AutoLearn::kFailed:
      return "failed";
    default:
      return "disabled";
  }
}

std::string JsonReport(const Verdict& verdict, std::string_view file, bool pretty) {
  using Json = nlohmann::ordered_json;
  Json row;
  row["file"] = file;
  row["score"] = verdict.score;
  row["required"] = verdict.required;
  row["spam"] = verdict.is_spam;
  Json hits = Json::object();
  for (const Hit& hit : verdict.hits) hits[hit.rule] = hit.score;
  row["hits"] = std::move(hits);
  if (!verdict.subrules.empty()) {
    Json subrules = Json::object();
    for (const auto& [name, count] : verdict.subrules) subrules[name] = count;
    row["subrules"] = std::move(subrules);
  }
  if (!verdict.scanned) row["not_scanned"] = verdict.not_scanned_reason;
  if (verdict.bayes_probability) row["bayes"] = *verdict.bayes_probability;
  if (!verdict.bayes_note.empty()) row["bayes_note"] = verdict.bayes_note;
  if (verdict.model_probability) row["model"] = *verdict.model_probability;
  if (!verdict.model_note.empty()) row["model_note"] = verdict.model_note;
  if (verdict.combined_probability) row["combined"] = *verdict.combined_probability;
  if (!verdict.bayes_database.empty()) row["bayes_database"] = verdict.bayes_database;
  if (verdict.auto_learn != AutoLearn::kDisabled) {
    row["auto_learn"] = AutoLearnName(verdict.auto_learn);
    if (!verdict.auto_learn_note.empty()) row["auto_learn_note"] = verdict.auto_learn_note;
  }
  if (!verdict.bayes_tokens.empty()) {
    Json tokens = Json::array();
    for (const BayesToken& token : verdict.bayes_tokens) {
      tokens.push_back({{"token", token.text},
                        {"probability", token.probability},
                        {"spam", token.spam_count},
                        {"ham", token.ham_count}});
    }
    row["bayes_tokens"] = std::move(tokens);
  }
  auto add = [&row](const char* name, const std::vector<std::string>& list) {
    if (!list.empty()) row[name] = list;
  };
  add("anomalies", verdict.anomalies);
  add("limits_met", verdict.limits_met);
  add("undecided_rules", verdict.undecided_rules);
  add("failures", verdict.failures);
  return row.dump(pretty ? 2 : -1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace gatepost
