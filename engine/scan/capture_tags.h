// CaptureTags: what named groups of rules found in one message, and patterns that name it as "%{TAG}".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/views.h"
#include "match/regex.h"

namespace gatepost {

class CaptureTags {
 public:
  // Values are cut off beyond these, so that a message cannot make a pattern without end.
  static constexpr std::size_t kMaxValues = 100;
  static constexpr std::size_t kMaxValueBytes = 1000;

  // Sets the tags that the pattern's groups name, from its first match, or with `all` from all of them.
  void Take(const Regex& regex, const std::vector<std::string_view>& texts, bool all);
  void GiveTags(std::map<std::string, std::string, std::less<>>* tags) const;
  // The pattern with its tags' values put in (Rule::capture_templates); nothing where one has none.
  // Beside captured tags there are HEADER(NAME), LASTEXTERNALIP, LASTEXTERNALRDNS and LASTEXTERNALHELO.
  std::optional<PatternSource> Fill(const PatternSource& source, const std::vector<std::string>& tags,
                                    Views& views) const;

  // Those of one tag.
  std::vector<std::string> Values(const std::string& tag, Views& views) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> tags_;
};

}  // namespace gatepost
