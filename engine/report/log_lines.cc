// Tested by tests/report/log_lines_test.cc.
#include <vector>

#include "base/ascii.h"
#include "base/number_text.h"
#include "report/headers.h"
#include "report/report.h"

namespace gatepost {
namespace {

// What is between commas and blanks of the line must have neither, and no line end. spamd's log has each
// backslash twice.
std::string Word(std::string_view text) {
  std::string word;
  for (const char byte : text) {
    if (byte == '\\') word += byte;
    word += byte <= ' ' || byte == ',' || byte == '\x7f' ? '_' : byte;
  }
  return word;
}

// Without comments: each ")" takes all behind the "(" that it closes.
std::string WithoutComments(std::string_view text) {
  std::string rest;
  std::vector<std::size_t> open;
  for (const char byte : text) {
    if (byte == '(') open.push_back(rest.size());
    if (byte == ')' && !open.empty()) {
      rest.resize(open.back());
      open.pop_back();
    } else {
      rest += byte;
    }
  }
  return rest;
}

}  // namespace

std::string LoggedId(std::string_view field) {
  constexpr std::size_t kLongest = 1000;  // of what anyone may have written; a log's line is no longer
  const std::string text = WithoutComments(field.substr(0, kLongest));
  std::string_view id = Trim(text);
  if (const std::size_t begin = id.find('<'), end = id.find('>', begin); end != id.npos)
    id = id.substr(begin + 1, end - begin - 1);
  std::string shown;
  bool was_blank = false;
  for (const char byte : id) {
    const bool is_blank = IsAsciiSpace(byte);
    const bool is_plain = byte > ' ' && byte < '\x7f' && byte != '<' && byte != '>';
    if (!is_blank || !was_blank) shown += is_plain ? byte : '?';
    was_blank = is_blank;
  }
  return shown.empty() ? "" : "<" + shown + ">";
}

std::vector<std::string> LogLines(const Verdict& verdict, const LoggedScan& scan) {
  const std::string score = ScoreText(verdict, ""), required = NumberText(verdict.required, "%2.1f"),
                    seconds = NumberText(scan.seconds, "%.1f"), bytes = std::to_string(scan.bytes),
                    uid = std::to_string(scan.uid), user = Word(scan.user);
  std::vector<std::string> lines;
  lines.push_back((verdict.is_spam ? "identified spam (" : "clean message (") + score + "/" + required +
                  ") for " + user + ":" + uid + " in " + seconds + " seconds, " + bytes + " bytes.");
  std::string result = verdict.is_spam ? "result: Y " : "result: . ";
  const std::string whole = std::to_string(static_cast<long>(verdict.score));
  result += (whole.size() < 2 ? " " : "") + whole + " - " + TestNames(verdict) + " scantime=" + seconds +
            ",size=" + bytes + ",user=" + user + ",uid=" + uid + ",required_score=" + required;
  if (!scan.caller.empty()) result += "," + scan.caller;
  result += ",mid=" + (scan.message_id.empty() ? "(unknown)" : Word(scan.message_id));
  if (!scan.resent_id.empty()) result += ",rmid=" + Word(scan.resent_id);
  if (verdict.bayes_probability) result += ",bayes=" + NumberText(*verdict.bayes_probability, "%06f");
  result += ",autolearn=" + AutoLearnText(verdict);
  if (const auto type = verdict.tags.find("SCTYPE"); type != verdict.tags.end())
    result += ",shortcircuit=" + Word(type->second);
  lines.push_back(std::move(result));
  return lines;
}

}  // namespace gatepost
