// Tested by tests/cases (capture-*.case).
#include "scan/capture_tags.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {
namespace {

std::string Quote(std::string_view text) {
  std::string quoted;
  for (char c : text) {
    if (!IsWordByte(c) && static_cast<unsigned char>(c) < 0x80) quoted += '\\';
    quoted += c;
  }
  return quoted;
}

// Capitals and digits, with single underscores inside.
bool IsTagName(std::string_view name) {
  if (name.empty() || !IsAsciiUpper(name.front()) || name.back() == '_') return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    bool good = IsAsciiUpper(name[i]) || IsAsciiDigit(name[i]) || (name[i] == '_' && name[i - 1] != '_');
    if (!good) return false;
  }
  return true;
}

void AddUnique(std::vector<std::string>* values, std::string_view value) {
  if (value.empty() || value.size() > CaptureTags::kMaxValueBytes ||
      values->size() >= CaptureTags::kMaxValues ||
      std::find(values->begin(), values->end(), value) != values->end()) {
    return;
  }
  values->emplace_back(value);
}

}  // namespace

void CaptureTags::Take(const Regex& regex, const std::vector<std::string_view>& texts, bool all) {
  const std::vector<std::string> names = regex.GroupNames();
  std::map<std::string, std::vector<std::string>, std::less<>> found;
  bool matched = false;
  for (std::string_view text : texts) {
    std::size_t start = 0;
    std::vector<std::string_view> groups;
    while (start <= text.size() && regex.Search(text, start, &groups) == MatchOutcome::kYes) {
      matched = true;
      for (std::size_t i = 1; i < groups.size() && i < names.size(); ++i) {
        if (IsTagName(names[i])) AddUnique(&found[names[i]], groups[i]);
      }
      if (!all) break;
      auto end = static_cast<std::size_t>(groups[0].data() + groups[0].size() - text.data());
      start = std::max(end, start + 1);
    }
    if (matched && !all) break;
  }
  for (auto& [name, values] : found) {
    if (!values.empty()) tags_[name] = std::move(values);
  }
}

void CaptureTags::GiveTags(std::map<std::string, std::string, std::less<>>* tags) const {
  for (const auto& [name, values] : tags_) {
    std::string& text = (*tags)[name];
    for (const std::string& value : values) text.append(text.empty() ? "" : " ").append(value);
  }
}

std::vector<std::string> CaptureTags::Values(const std::string& tag, Views& views) const {
  if (auto found = tags_.find(tag); found != tags_.end()) return found->second;
  std::vector<std::string> values;
  if (tag.starts_with("HEADER(") && tag.ends_with(')')) {
    std::optional<HeaderQuery> query = HeaderQuery::Parse(std::string_view(tag).substr(7, tag.size() - 8));
    const std::string* value = query ? views.Header(*query) : nullptr;
    if (value != nullptr) AddUnique(&values, *value);
  } else if (tag.starts_with("LASTEXTERNAL") && !views.Relays().external.empty()) {
    const Relay& relay = views.Relays().external.front();
    if (tag == "LASTEXTERNALIP") AddUnique(&values, relay.ip);
    if (tag == "LASTEXTERNALRDNS") AddUnique(&values, relay.rdns);
    if (tag == "LASTEXTERNALHELO") AddUnique(&values, relay.helo);
  }
  return values;
}

std::optional<PatternSource> CaptureTags::Fill(const PatternSource& source,
                                               const std::vector<std::string>& tags, Views& views) const {
  PatternSource filled = source;
  for (const std::string& tag : tags) {
    std::vector<std::string> values = Values(tag, views);
    if (values.empty()) return std::nullopt;
    std::string choice;
    for (const std::string& value : values) choice += (choice.empty() ? "(?:" : "|") + Quote(value);
    choice += ")";
    const std::string name = "%\\{" + tag + "\\}";
    for (std::size_t at = filled.pattern.find(name); at != std::string::npos;
         at = filled.pattern.find(name, at + choice.size())) {
      filled.pattern.replace(at, name.size(), choice);
    }
  }
  return filled;
}

}  // namespace gatepost
