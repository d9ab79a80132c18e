// The tags of Bayes's tokens. Tested by tests/report/tags_test.cc and, against SpamAssassin, by
// tests/scan/rewrite_test.cc.
#include <algorithm>
#include <cstdlib>

#include "base/number_text.h"
#include "report/headers.h"

namespace gatepost {
namespace {

std::string OneDigit(std::uint64_t number) { return number > 9 ? "+" : std::to_string(number); }

// One token in one of SpamAssassin's formats; "" where there is no such format.
std::string TokenText(const BayesToken& token, std::string_view format, std::int64_t now_unix_s) {
  const std::string probability = NumberText(token.probability, "%.3f");
  const std::string near = OneDigit(token.distance), distance = std::to_string(token.distance);
  const std::string spam = std::to_string(token.spam_count), ham = std::to_string(token.ham_count);
  const std::string days =
      std::to_string((now_unix_s - token.last_learned_unix_s) / (std::int64_t{24} * 3600));
  const std::string quoted = '"' + token.text + '"';
  if (format == "short") return token.text;
  if (format == "Short") return "Token: " + quoted;
  if (format == "compact") return probability + "-" + near + "--" + token.text;
  if (format == "Compact") {
    return "Probability " + probability + " -declassification distance " + near +
           " (\"+\" means > 9) --token: " + quoted;
  }
  if (format == "medium") {
    return probability + "-" + near + "-" + OneDigit(token.spam_count + token.ham_count) + "--" + token.text;
  }
  if (format == "long")
    return probability + "-" + distance + "--" + ham + "h-" + spam + "s--" + days + "d--" + token.text;
  if (format != "Long") return "";
  return "Probability " + probability + " -declassification distance " + near + " --in " + ham +
         " ham messages -and " + spam + " spam messages --" + days + " days old--token:" + quoted;
}

}  // namespace

std::string TokenList(const Markup& markup, bool hammy, std::string_view argument) {
  const Verdict& verdict = markup.verdict;
  if (!verdict.tags.contains("TOKENSUMMARY")) return "";
  if (!verdict.tags.contains("BAYESTC")) return "Tokens not available.";
  if (argument.empty() || argument == "0") argument = "5";
  const std::size_t comma = std::min(argument.find(','), argument.size());
  std::string_view format = argument.substr(std::min(comma + 1, argument.size()));
  format = format.substr(0, format.find(','));
  if (format.empty() || format == "0") format = "compact";
  if (TokenText({}, format, 0).empty() && format != "short")
    return "Invalid format, must be one of: Compact,Long,Short,compact,long,medium,short";
  long left = std::strtol(std::string(argument.substr(0, comma)).c_str(), nullptr, 10);
  std::string list;
  for (const BayesToken& token : verdict.bayes_tokens) {
    if ((token.probability < 0.5) != hammy) continue;
    if (left-- <= 0) break;
    list.append(list.empty() ? "" : ", ").append(TokenText(token, format, markup.facts.now_unix_s));
  }
  return list;
}

}  // namespace gatepost
