// The hits as _REPORT_ and _SUMMARY_ list them. Tested by tests/report/rewrite_test.cc.

#include "base/ascii.h"
#include "report/headers.h"

namespace gatepost {
namespace {

// A description wrapped behind `used` columns of its first line.
std::string WrapDescription(const std::string& text, std::size_t used, std::string_view prefix, int width) {
  auto columns = static_cast<std::size_t>(width > 0 ? width : 77);
  return std::string(TrimLeft(WrapText(text, prefix, std::string(used, ' '), columns, false, false)));
}

// What a test adds, in lines: its own, and a blank within the columns 30 to 48 ends a line, the last such.
std::vector<std::string_view> DetailLines(std::string_view detail) {
  std::vector<std::string_view> lines;
  for (std::string_view line : Split(detail, '\n')) {
    while (line.size() > 30) {
      std::size_t at = std::min<std::size_t>(48, line.size() - 1);
      while (at >= 30 && !IsAsciiSpace(line[at])) --at;
      if (at < 30) break;
      lines.push_back(line.substr(0, at));
      line.remove_prefix(at + 1);
    }
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

std::string HitTable(const Markup& markup, bool terse) {
  std::string out;
  for (const Hit& hit : markup.verdict.hits) {
    std::string score = ScoreColumn(hit.score);
    std::size_t used = (terse ? 4 : 3) + hit.rule.size() + score.size() + hit.area.size();
    std::string description = WrapDescription(hit.description, used, terse ? "*      " : std::string(28, ' '),
                                              markup.settings.wrap_width);
    std::string rule = hit.rule;
    if (!terse && rule.size() < 22) rule.resize(22, ' ');
    std::string line = (terse ? "* " : "") + score + " " + rule + " " + hit.area + description + "\n";
    if (!hit.detail.empty()) {
      if (terse) line += "*      ";
      for (std::string_view text : DetailLines(hit.detail)) {
        const std::string detail = "[" + std::string(text) + "]";
        std::size_t indent = text.size() > 47 ? (detail.size() < 78 ? 78 - detail.size() : 0) : 28;
        line += (terse ? "" : std::string(indent, ' ')) + detail + "\n";
      }
    }
    for (int i = 0; i < hit.count; ++i) out += line;
  }
  return out;
}

}  // namespace gatepost
