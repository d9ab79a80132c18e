// Tested by tests/scan/auto_learn_test.cc.
#include "scan/auto_learn.h"

#include <cmath>

#include "eval/message_facts.h"

namespace gatepost {
namespace {

enum class Side { kNeither, kHeader, kBody };

Side SideOf(const PackedRule& rule) {
  switch (rule.type) {
    case RuleType::kHeader:
    case RuleType::kHeaderExists:
      return Side::kHeader;
    case RuleType::kBody:
    case RuleType::kRawBody:
    case RuleType::kUri:
    case RuleType::kUriDetail:
    case RuleType::kMimeHeader:
      return Side::kBody;
    case RuleType::kEval:
      if (rule.eval_phase == EvalPhase::kHeader) return Side::kHeader;
      return rule.eval_phase == EvalPhase::kFull ? Side::kNeither : Side::kBody;
    default:
      return Side::kNeither;
  }
}

double Round3(double points) { return std::round(points * 1000) / 1000; }

void AddPoints(const RuleTable& rules, int number, double points, AutoLearnPoints* all) {
  const PackedRule& rule = rules.rule(number);
  all->total += points;
  if (rule.flags.autolearn_header || rule.flags.autolearn_body) {
    (rule.flags.autolearn_header ? all->header : all->body) += points;
    return;
  }
  if (rule.type != RuleType::kMeta) {
    Side side = SideOf(rule);
    if (side == Side::kHeader) all->header += points;
    if (side == Side::kBody) all->body += points;
    return;
  }
  double header = 0, body = 0;
  for (int operand : rule.operands.get()) {
    if (operand < 0) continue;
    Side side = SideOf(rules.rule(operand));
    header += side == Side::kHeader ? 1 : 0;
    body += side == Side::kBody ? 1 : 0;
  }
  if (header + body == 0) return;
  all->header += Round3(points * (header / (header + body)));
  all->body += Round3(points * (body / (header + body)));
}

bool AnyIn(const AddressList& list, const std::vector<std::string>& addresses) {
  for (const std::string& address : addresses) {
    if (list.Contains(address)) return true;
  }
  return false;
}

}  // namespace

std::vector<const Hit*> HitsOf(const Verdict& verdict) {
  std::vector<const Hit*> hits;
  for (const Hit& hit : verdict.hits) hits.push_back(&hit);
  return hits;
}

AutoLearnPoints CountAutoLearnPoints(const RuleTable& rules, const std::vector<const Hit*>& hits,
                                     ScoreSet set) {
  const std::size_t plain = ScoreSet{false, set.network}.number();
  AutoLearnPoints points;
  for (const Hit* of_rule : hits) {
    const Hit& hit = *of_rule;
    points.hit_bayes_00 |= hit.rule == "BAYES_00";
    points.hit_bayes_99 |= hit.rule == "BAYES_99";
    if (hit.rule == "SHORTCIRCUIT") points.total += hit.score;  // it has no points but what it was given
    int number = rules.Find(hit.rule);
    if (number < 0) continue;
    const PackedRule& rule = rules.rule(number);
    if (rule.flags.noautolearn || rule.flags.userconf) continue;
    if (rule.flags.learn) {
      points.learned += rule.scores[set.number()] * hit.count;
      continue;
    }
    if (rule.flags.autolearn_force) {
      points.is_forced = true;
      points.forced_by.append(points.forced_by.empty() ? "" : ",").append(hit.rule);
    }
    AddPoints(rules, number, rule.scores[plain] * hit.count, &points);
  }
  points.total = Round3(points.total);
  return points;
}

bool BayesIgnores(EvalContext& context) {
  // Addresses are not gathered for lists of nobody.
  const auto list = [&](std::string_view name) {
    const AddressList* found = context.tables.FindAddressList(name);
    return found != nullptr && !found->empty() ? found : nullptr;
  };
  const AddressList* from = list("bayes_ignore_from");
  if (from != nullptr && AnyIn(*from, AllFromAddresses(context))) return true;
  const AddressList* to = list("bayes_ignore_to");
  return to != nullptr && AnyIn(*to, AllToAddresses(context));
}

}  // namespace gatepost
