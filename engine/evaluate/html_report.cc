// Tested by tests/evaluate/reports_test.cc.
#include <algorithm>
#include <cmath>

#include "base/number_text.h"
#include "evaluate/reports.h"

namespace gatepost {
namespace {

constexpr char kStyle[] =
    "body{font:15px/1.45 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;margin:.6em 0}th,td{text-align:right;padding:.15em .7em;"
    "border-bottom:1px solid #ddd}th:last-child,td:last-child,td.l,th.l{text-align:left}"
    "svg{background:#fafafa;border:1px solid #ddd}svg text{font:12px system-ui,sans-serif;fill:#555}"
    "code{font-size:13px;overflow-wrap:anywhere}h2{margin-top:1.6em}";
constexpr const char* kColors[] = {"#1f5fa8", "#c2410c", "#15803d", "#7e22ce"};

std::string Escape(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (static_cast<unsigned char>(c) < ' ')
      out += ' ';
    else
      out += c;
  }
  return out;
}

std::string Row(const std::vector<std::string>& cells, const char* tag = "td") {
  std::string out = "<tr>";
  for (const std::string& cell : cells)
    out.append("<").append(tag).append(">").append(cell).append("</").append(tag).append(">");
  return out + "</tr>\n";
}

// A picture's frame: where values lie in it, in pixels.
struct Frame {
  double left = 60, top = 15, width = 620, height = 320;
  double X(double part) const { return left + width * part; }
  double Y(double part) const { return top + height * (1 - part); }
};

std::string Text(double x, double y, const char* anchor, const std::string& text) {
  return "<text x='" + NumberText(x, "%.1f") + "' y='" + NumberText(y, "%.1f") + "' text-anchor='" + anchor +
         "'>" + Escape(text) + "</text>\n";
}

std::string Line(double x1, double y1, double x2, double y2) {
  return "<line x1='" + NumberText(x1, "%.1f") + "' y1='" + NumberText(y1, "%.1f") + "' x2='" +
         NumberText(x2, "%.1f") + "' y2='" + NumberText(y2, "%.1f") + "' stroke='#ccc'/>\n";
}

std::string OpenSvg(const char* label) {
  return std::string("<svg width='700' height='390' viewBox='0 0 700 390' role='img' aria-label='") + label +
         "'>\n";
}

// Spam caught over ham lost, the latter on a logarithmic scale from 0.01 % to 100 %: what matters lies on
// its left.
std::string Curves(const Summary& summary) {
  constexpr double kDecades = 4;
  Frame frame;
  auto x = [&](double lost) {
    double part = lost <= 1e-4 ? 0 : (std::log10(lost) + kDecades) / kDecades;
    return frame.X(std::min(part, 1.0));
  };
  std::string out = OpenSvg("ROC curves");
  for (const auto& [lost, label] :
       {std::pair(0.0001, "0.01 %"), {0.001, "0.1 %"}, {0.01, "1 %"}, {0.1, "10 %"}, {1.0, "100 %"}}) {
    out += Line(x(lost), frame.Y(0), x(lost), frame.Y(1)) + Text(x(lost), frame.Y(0) + 18, "middle", label);
  }
  for (int tenth = 0; tenth <= 10; tenth += 2) {
    double y = frame.Y(tenth / 10.0);
    out += Line(frame.X(0), y, frame.X(1), y) +
           Text(frame.X(0) - 6, y + 4, "end", std::to_string(tenth * 10) + " %");
  }
  out += Text(frame.X(0.5), frame.Y(0) + 40, "middle", "ham lost");
  std::size_t number = 0;
  for (const Measure& measure : summary.measures) {
    const Roc& roc = measure.roc;
    if (roc.ham() == 0 || roc.spam() == 0) continue;
    const char* color = kColors[number % 4];
    std::string points;
    double last_x = -1, last_y = -1;
    for (const Roc::Point& point : roc.points()) {
      double px = x(static_cast<double>(point.ham_lost) / static_cast<double>(roc.ham()));
      double py = frame.Y(static_cast<double>(point.spam_caught) / static_cast<double>(roc.spam()));
      if (std::fabs(px - last_x) + std::fabs(py - last_y) < 0.5 && &point != &roc.points().back()) continue;
      points += NumberText(px, "%.1f") + "," + NumberText(py, "%.1f") + " ";
      last_x = px;
      last_y = py;
    }
    out += std::string("<polyline fill='none' stroke-width='2' stroke='") + color + "' points='" + points +
           "'/>\n";
    double y = frame.Y(0) - 14 - 18 * static_cast<double>(summary.measures.size() - 1 - number);
    out += std::string("<rect x='560' width='14' height='4' y='") + NumberText(y - 6, "%.1f") + "' fill='" +
           color + "'/>\n";
    out += Text(580, y, "start", measure.name);
    ++number;
  }
  return out + "</svg>\n";
}

// How many messages have which score: ham upwards in one colour, spam in another.
std::string Histogram(const Summary& summary) {
  constexpr int kBars = 62;
  double low = summary.required - 15, high = summary.required + 16;
  std::vector<double> ham(kBars), spam(kBars);
  for (const Sample& sample : summary.set->samples) {
    double part = (sample.score - low) / (high - low);
    auto bar = static_cast<std::size_t>(std::clamp(part * kBars, 0.0, kBars - 1.0));
    (sample.is_spam ? spam : ham)[bar] += 1;
  }
  double most = 1;
  for (int i = 0; i < kBars; ++i)
    most = std::max({most, ham[static_cast<std::size_t>(i)], spam[static_cast<std::size_t>(i)]});
  Frame frame;
  std::string out = OpenSvg("scores");
  // Square roots, so that the few messages in the tails are seen.
  auto bars = [&](const std::vector<double>& counts, double shift, const char* color) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] == 0) continue;
      double x = frame.X((static_cast<double>(i) + shift) / kBars),
             height = frame.height * std::sqrt(counts[i] / most);
      out += "<rect x='" + NumberText(x, "%.1f") + "' y='" + NumberText(frame.Y(0) - height, "%.1f") +
             "' width='4.4' height='" + NumberText(height, "%.1f") + "' fill='" + color + "'/>\n";
    }
  };
  bars(ham, 0, kColors[0]);
  bars(spam, 0.5, kColors[1]);
  for (double score : {-10.0, -5.0, 0.0, 5.0, 10.0, 15.0}) {
    double x = frame.X((summary.required - 5 + score - low) / (high - low));
    out += Text(x, frame.Y(0) + 18, "middle", NumberText(summary.required - 5 + score, "%.0f"));
  }
  double threshold = frame.X((summary.required - low) / (high - low));
  out += Line(threshold, frame.Y(0), threshold, frame.Y(1)) +
         Text(threshold + 4, frame.top + 12, "start", "threshold");
  return out +
         Text(frame.X(0.5), frame.Y(0) + 40, "middle",
              "points (ham blue, spam red; heights are square roots)") +
         "</svg>\n";
}

std::string Misses(const Summary& summary, const std::vector<const Sample*>& misses) {
  std::string out = "<table>" + Row({"points", "message, and the rules it hit"}, "th");
  for (const Sample* sample : misses) {
    out += Row({NumberText(sample->score, "%.2f"),
                "<code>" + Escape(sample->name) + "</code><br>" + Escape(Reasons(*summary.set, *sample))});
  }
  return out + "</table>\n";
}

std::string Overlaps(const Summary& summary) {
  constexpr std::size_t kMost = 200;
  if (summary.overlaps.empty()) return "";
  std::string out =
      "<h2>Rules that hit the same messages</h2>\n<table>" + Row({"share", "messages", "rules"}, "th");
  for (std::size_t i = 0; i < summary.overlaps.size() && i < kMost; ++i) {
    const RuleOverlap& overlap = summary.overlaps[i];
    out += Row({NumberText(100 * overlap.share, "%.1f %%"), std::to_string(overlap.both),
                "<code>" + Escape(overlap.first) + " " + Escape(overlap.second) + "</code>"});
  }
  if (summary.overlaps.size() > kMost) {
    out += Row({"", "", std::to_string(summary.overlaps.size() - kMost) + " more are in the JSON report"});
  }
  return out + "</table>\n";
}

}  // namespace

std::string EvaluationHtml(const Summary& summary, const RunFacts& facts) {
  std::string out =
      "<!doctype html>\n<html lang='en'><meta charset='utf-8'><title>gatepost evaluate</title>\n<style>" +
      std::string(kStyle) + "</style>\n<h1>gatepost evaluate</h1>\n<table>";
  for (const auto& [name, value] : facts)
    out += "<tr><td class='l'>" + Escape(name) + "</td><td><code>" + Escape(value) + "</code></td></tr>\n";
  out += "</table>\n<h2>At " + NumberText(summary.required, "%.1f") + " points</h2>\n<table>" +
         Row({"", "messages", "called spam", "share"}, "th");
  out += Row({"ham", std::to_string(summary.ham), std::to_string(summary.ham_lost),
              FormatShare(summary.ham_lost, summary.ham) + " lost"});
  out += Row({"spam", std::to_string(summary.spam), std::to_string(summary.spam_caught),
              FormatShare(summary.spam_caught, summary.spam) + " caught"});
  if (summary.not_scanned > 0) {
    out += Row({"not scanned", std::to_string(summary.not_scanned), "0", "they count as delivered"});
  }
  out += "</table>\n<h2>At every threshold</h2>\n<table>" +
         Row({"measure", "(1-ROCA)%", "caught at 0.1 % ham lost", "caught at 0.5 %", "did not run"}, "th");
  for (const Measure& measure : summary.measures) {
    const Roc& roc = measure.roc;
    out +=
        Row({measure.name, NumberText(roc.OneMinusAreaPercent(), "%.4f"),
             FormatShare(roc.BestAtHamLost(0.001).spam_caught, roc.spam()),
             FormatShare(roc.BestAtHamLost(0.005).spam_caught, roc.spam()), std::to_string(measure.absent)});
  }
  out += "</table>\n" + Curves(summary) + "<h2>Scores</h2>\n" + Histogram(summary);
  out += "<h2>Ham with the highest scores</h2>\n" + Misses(summary, summary.lost_ham);
  out += "<h2>Spam with the lowest scores</h2>\n" + Misses(summary, summary.missed_spam);
  out +=
      "<h2>Rules</h2>\n<table>" + Row({"spam %", "ham %", "S/O", "points", "most often with", "rule"}, "th");
  for (const RuleSummary& rule : summary.rules) {
    std::string companion = rule.companion.empty() ? ""
                                                   : Escape(rule.companion) + " " +
                                                         NumberText(100 * rule.companion_share, "%.0f %%");
    out += Row({FormatShare(rule.spam_hits, summary.spam), FormatShare(rule.ham_hits, summary.ham),
                NumberText(rule.spam_share, "%.3f"), NumberText(rule.points, "%.3f"), companion,
                "<code>" + Escape(rule.name) + "</code> " + Escape(rule.description)});
  }
  return out + "</table>\n" + Overlaps(summary) + "</html>\n";
}

}  // namespace gatepost
