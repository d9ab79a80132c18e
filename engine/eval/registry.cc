// Tested by tests/eval/relay_evals_test.cc.
#include "eval/registry.h"

#include <algorithm>
#include <unordered_map>

namespace gatepost {
namespace {

using EvalIndex = std::unordered_map<std::string_view, EvalFunction>;

// Where two tables hold a name, the earlier table wins: a test that is known here comes before one that would
// need the network.
EvalIndex JoinTables() {
  EvalIndex all(512);
  for (std::span<const EvalEntry> table :
       {HeaderEvals(), RelayEvals(), ListEvals(), FreeMailEvals(), BodyEvals(), MimeEvals(), HtmlEvals(),
        UriEvals(), BrandEvals(), BayesEvals(), NetworkEvals()}) {
    for (const EvalEntry& entry : table) all.try_emplace(entry.name, entry.function);
  }
  return all;
}

}  // namespace

EvalFunction FindEval(std::string_view name) {
  static const EvalIndex all = JoinTables();
  const auto found = all.find(name);
  return found != all.end() ? found->second : nullptr;
}

bool ReplacesBody(EvalFunction function) {
  const std::span<const EvalEntry> freemail = FreeMailEvals();
  return std::any_of(freemail.begin(), freemail.end(),
                     [&](const EvalEntry& entry) { return entry.function == function; });
}

}  // namespace gatepost
