// Tested by tests/razor/judge_test.cc.
#include <algorithm>

#include "base/ascii.h"
#include "razor/check.h"
#include "razor/text.h"

namespace gatepost {
namespace {

struct PartVerdict {
  bool is_spam = false;
  bool is_contested = false;  // as the last of its replies says
  bool has_denial = false;
};

bool IsSpam(const RazorFields& reply, double least_confidence) {
  return !reply.contains("err") && RazorValue(reply, "p") == "1" &&
         (!reply.contains("cf") || RazorNumber(RazorValue(reply, "cf")) >= least_confidence);
}

// The one part that decides: the first text that is shown, else the first text, else the first.
std::size_t DecidingPart(const std::vector<RazorPart>& parts) {
  std::optional<std::size_t> text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].is_skipped || !parts[i].is_text) continue;
    if (parts[i].is_inline) return i;
    if (!text) text = i;
  }
  return text.value_or(0);
}

bool DecideParts(int method, const std::vector<RazorPart>& parts, const std::vector<PartVerdict>& verdicts) {
  bool has_spam = false, has_uncontested_spam = false, has_uncontested_ham = false;
  bool has_text = false, has_text_ham = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const PartVerdict& part = verdicts[i];
    if (parts[i].is_skipped) continue;
    has_spam |= part.is_spam;
    has_uncontested_spam |= part.is_spam && !part.is_contested;
    has_uncontested_ham |= !part.is_spam && !part.is_contested;
    has_text |= parts[i].is_text;
    has_text_ham |= parts[i].is_text && !part.is_spam;
  }
  switch (method) {
    case 1:
      return has_spam;
    case 2:
      return verdicts[DecidingPart(parts)].is_spam;
    case 3:
      return has_text ? !has_text_ham : verdicts[0].is_spam;
    case 4:
      return has_uncontested_spam;
    case 5:
      return has_uncontested_spam && !has_uncontested_ham;
    default:
      return false;
  }
}

}  // namespace

double LeastRazorConfidence(std::string_view min_cf, double ac) {
  std::string text(min_cf);
  std::erase_if(text, IsAsciiSpace);
  double least = ac;
  const std::string_view rest = std::string_view(text).substr(text.starts_with("ac") ? 2 : 0);
  const std::string_view digits = rest.substr(rest.starts_with('+') || rest.starts_with('-') ? 1 : 0);
  if (!digits.empty() && AllDigits(digits)) {
    const double number = RazorNumber(digits);
    if (!text.starts_with("ac"))
      least = digits == rest ? number : ac;
    else if (digits != rest)
      least = rest[0] == '+' ? ac + number : ac - number;
  }
  constexpr double kMost = 100;
  return std::clamp(least, 0.0, kMost);
}

RazorVerdict JudgeRazor(const RazorPlan& plan, const std::vector<RazorPart>& parts,
                        const std::vector<RazorSignature>& signatures,
                        const std::vector<RazorFields>& replies, double least_confidence) {
  RazorVerdict verdict;
  verdict.is_known = true;
  std::vector<PartVerdict> verdicts(parts.size());
  for (std::size_t i = 0; i < signatures.size() && i < replies.size(); ++i) {
    const RazorFields& reply = replies[i];
    PartVerdict& part = verdicts[signatures[i].part];
    part.is_contested = IsPerlTrue(RazorValue(reply, "ct"));
    const bool is_spam = IsSpam(reply, least_confidence);
    part.has_denial |= !is_spam;
    part.is_spam = (part.is_spam || is_spam) && !(plan.all_engines && part.has_denial);
    const double said = RazorNumber(RazorValue(reply, "cf"));
    if (part.is_contested || said <= 0) continue;
    double& confidence = verdict.confidence[signatures[i].engine];
    confidence = std::max(confidence, said);
  }
  verdict.is_spam = !parts.empty() && DecideParts(plan.logic_method, parts, verdicts);
  return verdict;
}

}  // namespace gatepost
