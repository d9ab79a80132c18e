// What TxRep takes of a message: the names that its sender is known by.
#pragma once

#include <optional>

#include "eval/context.h"
#include "gatepost/verdict.h"
#include "history/history_config.h"
#include "history/txrep.h"

namespace gatepost {

// What tests found out so far; waits for nothing.
KnownSender FindKnownSender(EvalContext& context);

// All but its points and score. Nothing where it says of nobody that it is from him. Cost: as to read the
// header.
std::optional<TxRepMessage> MakeTxRepMessage(EvalContext& context, const HistoryConfig& history,
                                             const KnownSender& sender);

}  // namespace gatepost
