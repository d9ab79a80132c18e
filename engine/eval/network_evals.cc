// Tests that need the network, or a database that is not Gatepost's: they exist, so that rules which
// name them load, and were never run. Tested by tests/eval/relay_evals_test.cc.
#include "eval/registry.h"

namespace gatepost {
namespace {

EvalResult NeedsNetwork(EvalContext&, const EvalArguments&) { return EvalResult::NotRun(); }

constexpr EvalEntry kNetworkEvals[] = {
    // DKIM
    {"check_arc_signed", &NeedsNetwork},
    {"check_arc_valid", &NeedsNetwork},
    {"check_dkim_adsp", &NeedsNetwork},
    {"check_dkim_dependable", &NeedsNetwork},
    {"check_dkim_signall", &NeedsNetwork},
    {"check_dkim_signed", &NeedsNetwork},
    {"check_dkim_signsome", &NeedsNetwork},
    {"check_dkim_testing", &NeedsNetwork},
    {"check_dkim_valid", &NeedsNetwork},
    {"check_dkim_valid_author_sig", &NeedsNetwork},
    {"check_dkim_valid_envelopefrom", &NeedsNetwork},
    {"check_dkim_verified", &NeedsNetwork},
    {"check_for_def_dkim_welcomelist_from", &NeedsNetwork},
    {"check_for_def_dkim_whitelist_from", &NeedsNetwork},
    {"check_for_dkim_welcomelist_from", &NeedsNetwork},
    {"check_for_dkim_whitelist_from", &NeedsNetwork},
    // DMARC
    {"check_dmarc_missing", &NeedsNetwork},
    {"check_dmarc_none", &NeedsNetwork},
    {"check_dmarc_pass", &NeedsNetwork},
    {"check_dmarc_quarantine", &NeedsNetwork},
    {"check_dmarc_reject", &NeedsNetwork},
    // Lists in DNS
    {"check_hashbl_attachments", &NeedsNetwork},
    {"check_hashbl_emails", &NeedsNetwork},
    // Other services and databases
    {"check_access_database", &NeedsNetwork},
    {"check_dcc", &NeedsNetwork},
    {"check_dcc_reputation_range", &NeedsNetwork},
    {"check_from_in_auto_welcomelist", &NeedsNetwork},
    {"check_from_in_auto_whitelist", &NeedsNetwork},
    {"check_pyzor", &NeedsNetwork},
    {"check_razor2", &NeedsNetwork},
    {"check_razor2_range", &NeedsNetwork},
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
