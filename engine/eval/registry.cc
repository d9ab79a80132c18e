// Tested by tests/eval/relay_evals_test.cc.
#include "eval/registry.h"

#include <algorithm>
#include <vector>

namespace gatepost {
namespace {

// All tables, sorted by name. Where two tables hold a name, the earlier table wins: a test that is
// known here comes before one that would need the network.
std::vector<EvalEntry> JoinTables() {
  std::vector<EvalEntry> all;
  for (std::span<const EvalEntry> table :
       {HeaderEvals(), RelayEvals(), ListEvals(), FreeMailEvals(), BodyEvals(), MimeEvals(), HtmlEvals(),
        UriEvals(), BrandEvals(), BayesEvals(), NetworkEvals()}) {
    all.insert(all.end(), table.begin(), table.end());
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const EvalEntry& a, const EvalEntry& b) { return a.name < b.name; });
  return all;
}

}  // namespace

EvalFunction FindEval(std::string_view name) {
  static const std::vector<EvalEntry> all = JoinTables();
  const auto found =
      std::lower_bound(all.begin(), all.end(), name,
                       [](const EvalEntry& entry, std::string_view n) { return entry.name < n; });
  return found != all.end() && found->name == name ? found->function : nullptr;
}

bool ReplacesBody(EvalFunction function) {
  const std::span<const EvalEntry> freemail = FreeMailEvals();
  return std::any_of(freemail.begin(), freemail.end(),
                     [&](const EvalEntry& entry) { return entry.function == function; });
}

}  // namespace gatepost
