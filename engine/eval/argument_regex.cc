// Tested by tests/eval/image_evals_test.cc.
#include "eval/argument_regex.h"

#include <map>
#include <optional>
#include <utility>

namespace gatepost {

const Regex* ArgumentRegex(const PatternSource& source) {
  constexpr std::size_t kMost = 1000;  // rules have a few; a thread may see many engines
  thread_local std::map<std::pair<std::string, std::string>, std::optional<Regex>> known;
  auto found = known.find({source.pattern, source.modifiers});
  if (found == known.end()) {
    if (known.size() >= kMost) known.clear();
    Result<Regex> compiled = Regex::Compile(source, Limits());
    std::optional<Regex> regex;
    if (compiled) regex.emplace(std::move(*compiled));
    found = known.emplace(std::pair(source.pattern, source.modifiers), std::move(regex)).first;
  }
  return found->second ? &*found->second : nullptr;
}

}  // namespace gatepost
