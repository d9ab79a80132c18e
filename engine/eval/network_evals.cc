// Tests that need the network, or a database that is not Gatepost's: they exist, so that rules which
// name them load, and were never run. Tested by tests/eval/relay_evals_test.cc.
#include "eval/registry.h"

namespace gatepost {
namespace {

EvalResult NeedsNetwork(EvalContext&, const EvalArguments&) { return EvalResult::NotRun(); }

constexpr EvalEntry kNetworkEvals[] = {
    // Other services and databases
    {"check_access_database", &NeedsNetwork},
    {"check_dcc", &NeedsNetwork},
    {"check_dcc_reputation_range", &NeedsNetwork},
    {"check_from_in_auto_welcomelist", &NeedsNetwork},
    {"check_from_in_auto_whitelist", &NeedsNetwork},
    {"check_senders_reputation", &NeedsNetwork},
    {"short_url_200", &NeedsNetwork},
    {"short_url_404", &NeedsNetwork},
    {"short_url_chained", &NeedsNetwork},
    {"short_url_code", &NeedsNetwork},
    {"short_url_loop", &NeedsNetwork},
    {"short_url_maxchain", &NeedsNetwork},
    {"short_url_redir", &NeedsNetwork},
    {"short_url_tests", &NeedsNetwork},
};

}  // namespace

std::span<const EvalEntry> NetworkEvals() { return kNetworkEvals; }

}  // namespace gatepost
