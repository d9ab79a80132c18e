// Tested by tests/bayes/backup_test.cc.
#include <cstdio>

#include "bayes/backup.h"
#include "bayes/combiner.h"
#include "bayes/read_pin.h"

namespace gatepost {
namespace {

std::string DumpLine(double probability, std::uint64_t spam, std::uint64_t ham, std::int64_t atime,
                     std::string_view name) {
  char numbers[96];
  std::snprintf(numbers, sizeof numbers, "%3.3f %10llu %10llu %10lld  ", probability,
                static_cast<unsigned long long>(spam), static_cast<unsigned long long>(ham),
                static_cast<long long>(atime));
  return std::string(numbers) + std::string(name) + "\n";
}

std::string Magic(const StoreTotals& totals) {
  std::string text;
  auto add = [&](const char* name, std::int64_t value) {
    text += DumpLine(0, 0, static_cast<std::uint64_t>(value), 0, std::string("non-token data: ") + name);
  };
  add("bayes db version", 3);
  add("nspam", static_cast<std::int64_t>(totals.spam_count));
  add("nham", static_cast<std::int64_t>(totals.ham_count));
  add("ntokens", static_cast<std::int64_t>(totals.token_count));
  add("oldest atime", totals.oldest_atime_unix_s);
  add("newest atime", totals.newest_atime_unix_s);
  add("last journal sync atime", 0);
  add("last expiry atime", totals.last_expire_unix_s);
  add("last expire atime delta", totals.last_atime_delta_s);
  add("last expire reduction count", static_cast<std::int64_t>(totals.last_expire_reduce));
  return text;
}

}  // namespace

Status WriteDump(TokenStore& store, bool magic, bool tokens, const TextWriter& write) {
  const ReadPin pin(store);
  if (!pin.status().ok()) return pin.status();
  Result<StoreTotals> totals = store.Totals();
  if (!totals) return totals.error();
  Status written;
  if (magic) written = write(Magic(*totals));
  if (!tokens || !written.ok()) return written;
  Status status = store.ForEachToken([&](const TokenHash& token, const TokenCounts& counts) {
    double probability =
        TokenProbability(counts.spam_count, counts.ham_count, totals->spam_count, totals->ham_count)
            .value_or(0.5);
    char hex[2 * sizeof(TokenHash) + 1];
    for (std::size_t i = 0; i < token.size(); ++i) std::snprintf(hex + 2 * i, 3, "%02x", token[i]);
    written = write(DumpLine(probability, counts.spam_count, counts.ham_count, counts.atime_unix_s, hex));
    return written.ok();
  });
  return written.ok() ? status : written;
}

}  // namespace gatepost
