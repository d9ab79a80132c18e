// Tested by tests/eval/relay_evals_test.cc.
#include "eval/registry.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "eval/dns_lists.h"

namespace gatepost {
namespace {

using Tables = std::array<std::span<const EvalEntry>, 27>;

// Where two tables hold a name, the earlier table wins: a test that is known here comes before one that would
// need the network.
Tables AllTables() {
  return {HeaderEvals(),  RelayEvals(),    AuthEvals(),    DkimEvals(),   ListEvals(),     FreeMailEvals(),
          BodyEvals(),    LanguageEvals(), MimeEvals(),    HtmlEvals(),   UriEvals(),      UrlListEvals(),
          OleEvals(),     VirusEvals(),    GeoEvals(),     BrandEvals(),  HomeEvals(),     BayesEvals(),
          HistoryEvals(), UriDnsEvals(),   DnsListEvals(), AskDnsEvals(), HashListEvals(), DmarcEvals(),
          PyzorEvals(),   RazorEvals(),    NetworkEvals()};
}

using EvalIndex = std::unordered_map<std::string_view, int>;

EvalIndex NumberAll() {
  EvalIndex all(512);
  int number = 0;
  for (std::span<const EvalEntry> table : AllTables()) {
    for (const EvalEntry& entry : table) all.try_emplace(entry.name, number++);
  }
  return all;
}

const EvalEntry* EntryAt(int number) {
  static const Tables tables = AllTables();
  if (number < 0) return nullptr;
  auto left = static_cast<std::size_t>(number);
  for (std::span<const EvalEntry> table : tables) {
    if (left < table.size()) return &table[left];
    left -= table.size();
  }
  return nullptr;
}

const EvalEntry* EntryOf(int number, std::string_view name) {
  const EvalEntry* entry = EntryAt(number);
  return entry != nullptr && entry->name == name ? entry : EntryAt(FindEval(name));
}

bool IsOneOf(std::span<const EvalEntry> entries, EvalFunction function) {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const EvalEntry& entry) { return entry.function == function; });
}

}  // namespace

int FindEval(std::string_view name) {
  static const EvalIndex all = NumberAll();
  const auto found = all.find(name);
  return found != all.end() ? found->second : -1;
}

EvalFunction EvalAt(int number, std::string_view name) {
  const EvalEntry* entry = EntryOf(number, name);
  return entry != nullptr ? entry->function : nullptr;
}

EvalStart EvalStartAt(int number, std::string_view name) {
  const EvalEntry* entry = EntryOf(number, name);
  return entry != nullptr ? entry->start : nullptr;
}

EvalStart EvalFollowUpAt(int number, std::string_view name) {
  const EvalEntry* entry = EntryOf(number, name);
  return entry != nullptr ? entry->follow_up : nullptr;
}

bool ReplacesBody(EvalFunction function) { return IsOneOf(FreeMailEvals(), function); }

bool AsksSenderInTurn(EvalFunction function) {
  return IsOneOf(AuthEvals(), function) || IsOneOf(DmarcEvals(), function);
}

}  // namespace gatepost
