// AWL, TxRep: the answer comes from the history of senders. Tested by tests/scan/history_test.cc,
// txrep_test.cc.
#include "eval/registry.h"

namespace gatepost {
namespace {

EvalResult AskHistory(EvalContext& context, const EvalArguments&) {
  return context.sender_history ? context.sender_history() : EvalResult::Of(false);
}

EvalResult AskReputation(EvalContext& context, const EvalArguments&) {
  return context.sender_reputation ? context.sender_reputation() : EvalResult::Of(false);
}

constexpr EvalEntry kHistoryEvals[] = {
    {"check_from_in_auto_welcomelist", &AskHistory},
    {"check_from_in_auto_whitelist", &AskHistory},
    {"check_senders_reputation", &AskReputation},
};

}  // namespace

std::span<const EvalEntry> HistoryEvals() { return kHistoryEvals; }

}  // namespace gatepost
