// Tested by tests/rules/ruleset_test.cc.
#include "rules/rule.h"

namespace gatepost {

const char* RuleArea(RuleType type, EvalPhase eval_phase) {
  switch (type) {
    case RuleType::kBody:
    case RuleType::kUriDetail:
      return "BODY: ";
    case RuleType::kUri:
      return "URI: ";
    case RuleType::kRawBody:
      return "RAW: ";
    case RuleType::kFull:
      return "FULL: ";
    case RuleType::kEval:
      if (eval_phase == EvalPhase::kBody) return "BODY: ";
      if (eval_phase == EvalPhase::kRawBody) return "RAW: ";
      return "";
    default:
      return "";
  }
}

}  // namespace gatepost
