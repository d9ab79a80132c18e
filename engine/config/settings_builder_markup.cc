// The directives of what is written into a message: header fields, the subject, the report.
// Tested by tests/config/settings_test.cc.
#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "config/settings_builder.h"

namespace gatepost {
namespace {

// Resolves \t and \n; other escapes vanish; "\\" is a backslash, and so is one at the end.
std::string ResolveEscapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    char c = text[++i];
    if (c == 't') out += '\t';
    if (c == 'n') out += '\n';
    if (c == '\\') out += '\\';
  }
  return out;
}

}  // namespace

void SettingsBuilder::SetHeader(std::vector<Header>* headers, const Header& header) {
  std::erase_if(*headers, [&](const Header& other) { return EqualsIgnoreCase(other.name, header.name); });
  if (headers->size() < 1000) headers->push_back(header);
}

void SettingsBuilder::TakeAddHeader(const Directive& directive) {
  std::string_view rest = directive.value;
  std::string_view type = CutWord(&rest);
  std::string_view name = CutWord(&rest);
  bool good_name = !name.empty() &&
                   std::all_of(name.begin(), name.end(), [](char c) { return IsWordByte(c) || c == '-'; });
  if ((type != "ham" && type != "spam" && type != "all") || !good_name || rest.empty()) {
    return Bad(directive, "needs ham, spam or all, a name and a text");
  }
  if (rest.size() >= 2 && rest.front() == '"' && rest.back() == '"') rest = rest.substr(1, rest.size() - 2);
  Header header{
      std::string(name), ResolveEscapes(rest), {"", directive.file, directive.line, directive.scope}};
  if (type != "spam") SetHeader(&ham_headers_, header);
  if (type != "ham") SetHeader(&spam_headers_, header);
}

void SettingsBuilder::TakeRemoveHeader(const Directive& directive) {
  std::vector<std::string_view> words = SplitWhitespace(directive.value);
  if (words.size() != 2 || (words[0] != "ham" && words[0] != "spam" && words[0] != "all")) {
    return Bad(directive, "needs ham, spam or all, and a name");
  }
  if (words[1] == "Checker-Version") return;
  auto fits = [&](const Header& header) { return EqualsIgnoreCase(header.name, words[1]); };
  if (words[0] != "spam") std::erase_if(ham_headers_, fits);
  if (words[0] != "ham") std::erase_if(spam_headers_, fits);
}

void SettingsBuilder::TakeRewriteHeader(const Directive& directive) {
  std::string_view rest = directive.value;
  std::string name = AsciiLower(CutWord(&rest));
  if (name.empty()) return Missing(directive);
  name[0] = AsciiToUpper(name[0]);
  if (name != "Subject" && name != "From" && name != "To") return Bad(directive, "only Subject, From and To");
  std::string text(rest);
  if (name != "Subject") {
    std::replace(text.begin(), text.end(), '(', '[');
    std::replace(text.begin(), text.end(), ')', ']');
  }
  PutKey(directive, "rewrite_header", name, text.empty() ? std::string() : name + " " + text);
}

void SettingsBuilder::TakeReportSafe(const Directive& directive) {
  const std::string& value = directive.value;
  if (value != "0" && value != "1" && value != "2") return Bad(directive, "not 0, 1 or 2");
  settings_.values_["report_safe"] = value;
  settings_.set_.insert("report_safe");
  // Without a report in the body there is one in the header.
  auto is_report = [](const Header& header) { return EqualsIgnoreCase(header.name, "Report"); };
  if (value == "0" && std::none_of(spam_headers_.begin(), spam_headers_.end(), is_report)) {
    spam_headers_.push_back({"Report", "_REPORT_", {"", directive.file, directive.line, directive.scope}});
  }
}

}  // namespace gatepost
