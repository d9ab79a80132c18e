// What patterns match, for bench/match_perl.pl: reads lines "LITERAL TEXT ..." (each in hex), writes a line
// for each: "refused REASON", or for each text "no", "undecided", or the offsets of the match and its groups
// ("0-3 u": took no part) and "=" with the number of matches.
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "gatepost/limits.h"
#include "hex.h"
#include "match/regex.h"

namespace gatepost {
namespace {

std::string Answer(const Regex& regex, const std::string& text) {
  std::vector<std::string_view> groups;
  const MatchOutcome outcome = regex.Search(text, 0, &groups);
  int count = 0;
  const MatchOutcome counted = regex.Count(text, 0, &count);
  const MatchOutcome found = regex.Search(text);
  if (outcome == MatchOutcome::kUndecided || counted == MatchOutcome::kUndecided ||
      found == MatchOutcome::kUndecided)
    return "undecided";
  if (found != outcome || (count > 0) != (outcome == MatchOutcome::kYes)) return "contradiction";
  if (outcome == MatchOutcome::kNo) return "no";
  std::string answer;
  for (const std::string_view group : groups) {
    if (!answer.empty()) answer += ' ';
    if (group.data() == nullptr) {
      answer += 'u';
      continue;
    }
    const auto begin = static_cast<std::size_t>(group.data() - text.data());
    answer += std::to_string(begin) + "-" + std::to_string(begin + group.size());
  }
  return answer + " =" + std::to_string(count);
}

}  // namespace
}  // namespace gatepost

int main() {
  using namespace gatepost;
  const Limits limits;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    Result<PatternSource> source = ParsePatternLiteral(FromHex(word));
    Result<Regex> regex = source ? Regex::Compile(*source, limits) : Result<Regex>(source.error());
    if (!regex) {
      std::printf("refused %s\n", regex.error().message().c_str());
    } else {
      std::string answer;
      while (words >> word)
        answer += (answer.empty() ? "" : "\t") + Answer(*regex, word == "-" ? "" : FromHex(word));
      std::printf("%s\n", answer.c_str());
    }
    std::fflush(stdout);
  }
  return 0;
}
