// replace_tag, replace_inter, replace_pre, replace_post, replace_rules: "<A>" in a pattern stands for a
// longer pattern, as SpamAssassin's ReplaceTags plugin has it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "match/regex.h"

namespace gatepost {

struct ReplaceTags {
  using Table = std::map<std::string, std::string, std::less<>>;
  Table tags, inter, pre, post;
  std::string start = "<", end = ">";

  // `modifiers` are those of the pattern as written, needed because the place of the first tag counts.
  // Cost: six passes at most; a result over 1 MB is given up (the pattern stays as it was).
  PatternSource Apply(const PatternSource& source) const;
};

}  // namespace gatepost
