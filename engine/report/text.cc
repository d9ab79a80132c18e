// Tested by tests/report/report_test.cc.

#include <algorithm>

#include "base/number_text.h"
#include "report/headers.h"
#include "report/report.h"

namespace gatepost {
namespace {

// Wraps at spaces so that lines stay within 79 columns; later lines are indented.
void AppendWrapped(std::string& out, std::string_view text, std::size_t indent) {
  std::size_t column = indent;
  while (!text.empty()) {
    std::size_t end = text.find(' ');
    std::string_view word = text.substr(0, end);
    if (column > indent && column + 1 + word.size() > 79) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  out += '\n';
}

void AppendList(std::string& out, const char* title, const std::vector<std::string>& list) {
  if (list.empty()) return;
  out += title;
  for (const std::string& item : list) out += " " + item;
  out += '\n';
}

}  // namespace

std::string BriefReport(const Verdict& verdict) {
  return ScoreText(verdict, "") + "/" + NumberText(verdict.required, "%.1f") + "\n";
}

std::string FullReport(const Verdict& verdict, std::string_view file) {
  std::string out;
  if (file != "-") out.append(file).append("\n");
  if (!verdict.scanned) {
    out += "Not scanned: " + verdict.not_scanned_reason + "\n";
  } else {
    out += "Content analysis: " + NumberText(verdict.score, "%.1f") + " points, " +
           NumberText(verdict.required, "%.1f") + " required: " + (verdict.is_spam ? "spam" : "not spam") +
           "\n";
    out += "\n pts rule name              description\n";
    out += "---- ---------------------- --------------------------------------------------\n";
    for (const Hit& hit : verdict.hits) {
      out += ScoreColumn(hit.score) + " ";
      std::string rule = hit.count > 1 ? hit.rule + " x" + std::to_string(hit.count) : hit.rule;
      out += rule;
      if (rule.size() < 22) out += std::string(22 - rule.size(), ' ');
      out += ' ';
      std::string detail = hit.detail.empty() ? "" : " [" + hit.detail + "]";
      std::replace(detail.begin(), detail.end(), '\n', ' ');
      AppendWrapped(out, hit.area + hit.description + detail, 28);
    }
  }
  if (verdict.bayes_probability) {
    out += "\nBayes: probability of spam " + NumberText(*verdict.bayes_probability, "%.6f");
    if (!verdict.bayes_database.empty()) out += ", by " + verdict.bayes_database;
    out += "\n";
  } else if (!verdict.bayes_note.empty()) {
    out += "\nBayes did not run: " + verdict.bayes_note;
    if (!verdict.bayes_database.empty()) out += " (" + verdict.bayes_database + ")";
    out += "\n";
  }
  for (const BayesToken& token : verdict.bayes_tokens) {
    out += "  " + NumberText(token.probability, "%.3f") + "  spam " + std::to_string(token.spam_count) +
           "  ham " + std::to_string(token.ham_count) + "  " + token.text + "\n";
  }
  AppendList(out, "Malformed:", verdict.anomalies);
  AppendList(out, "Limits met:", verdict.limits_met);
  AppendList(out, "Not decided:", verdict.undecided_rules);
  const std::string bayes_failure = "bayes: " + verdict.bayes_note;  // said above
  for (const std::string& failure : verdict.failures) {
    if (verdict.bayes_note.empty() || failure != bayes_failure) out += "Failed: " + failure + "\n";
  }
  return out + "\n";
}

}  // namespace gatepost
