// Tested by tests/bayes/expiry_test.cc.
#include "bayes/expiry.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "bayes/one_write.h"

namespace gatepost {
namespace {

constexpr std::uint64_t kAlwaysKept = 100000;
constexpr std::uint64_t kLeastWorthRemoving = 1000;
constexpr std::int64_t kPeriod = 43200;  // 12 hours: the shortest age, doubled up to 256 days
constexpr std::size_t kAges = 10;
constexpr std::int64_t kMonth = std::int64_t{30} * 86400;

// How many tokens are older than each of the ages, counted back from `newest`: 12 hours, 1 day, 2 days ...
// and than one more.
struct AgeCounts {
  std::array<std::uint64_t, kAges> older{};
  std::uint64_t older_than_extra = 0;
};

Result<AgeCounts> CountAges(TokenStore& store, std::int64_t newest, std::int64_t extra_age) {
  AgeCounts counts;
  Status status = store.ForEachToken([&](const TokenHash&, const TokenCounts& token) {
    for (std::size_t i = 0; i < kAges; ++i) {
      if (token.atime_unix_s >= newest - (kPeriod << i)) break;
      ++counts.older[i];
    }
    if (token.atime_unix_s < newest - extra_age) ++counts.older_than_extra;
    return true;
  });
  if (!status.ok()) return status;
  return counts;
}

// The last expiry tells what age removes how many tokens, unless it was long ago or odd.
std::optional<std::int64_t> EstimateDelta(const StoreTotals& totals, std::uint64_t goal, std::int64_t now) {
  double last_removed = static_cast<double>(totals.last_expire_reduce);
  double wanted = static_cast<double>(goal);
  if (totals.last_expire_reduce < kLeastWorthRemoving) return std::nullopt;
  double delta = static_cast<double>(totals.last_atime_delta_s) * last_removed / wanted;
  double ratio = last_removed > wanted ? last_removed / wanted : wanted / last_removed;
  bool is_odd = now - totals.last_expire_unix_s > kMonth || totals.last_atime_delta_s < kPeriod ||
                delta < static_cast<double>(kPeriod) || ratio > 1.5;
  if (is_odd) return std::nullopt;
  return static_cast<std::int64_t>(delta);
}

// The shortest of the ages that does not remove more than wanted.
std::size_t ChooseAge(const AgeCounts& counts, std::uint64_t goal) {
  std::size_t age = kAges;
  while (age > 0 && counts.older[age - 1] <= goal) --age;
  return age;
}

constexpr std::size_t kMostAhead = 100000;  // of one run; the next takes more

Status PutBack(TokenStore& store, std::span<const TokenHash> tokens, std::int64_t now) {
  std::vector<TokenCounts> counts(tokens.size());
  if (Status status = store.Lookup(tokens, counts); !status.ok()) return status;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (counts[i].atime_unix_s <= now) continue;
    counts[i].atime_unix_s = now;
    if (Status status = store.PutToken(tokens[i], counts[i]); !status.ok()) return status;
  }
  Result<StoreTotals> totals = store.Totals();
  if (!totals) return totals.error();
  if (tokens.size() < kMostAhead) totals->newest_atime_unix_s = now;
  return store.PutTotals(*totals);
}

// What was learned while the clock was ahead counts as seen now, as in SpamAssassin: else it would stay for
// good.
Status PutBackTokensAhead(TokenStore& store, std::int64_t now) {
  Result<StoreTotals> totals = store.Totals();
  if (!totals || totals->newest_atime_unix_s <= now) return totals ? Status() : totals.error();
  std::vector<TokenHash> ahead;
  Status status = store.ForEachToken([&](const TokenHash& token, const TokenCounts& counts) {
    if (counts.atime_unix_s > now) ahead.push_back(token);
    return ahead.size() < kMostAhead;
  });
  if (!status.ok()) return status;
  return InOneWrite(store, [&] { return PutBack(store, ahead, now); });
}

}  // namespace

ExpiryConfig ExpiryConfig::Build(const Settings& settings) {
  ExpiryConfig config;
  config.max_tokens =
      static_cast<std::uint64_t>(std::max<std::int64_t>(settings.Integer("bayes_expiry_max_db_size"), 0));
  config.automatic = settings.Flag("bayes_auto_expire");
  return config;
}

bool IsExpiryDue(const StoreTotals& totals, const ExpiryConfig& config, std::int64_t now_unix_s) {
  // One from the future was done while the clock was wrong, and says nothing.
  const std::int64_t since = now_unix_s - totals.last_expire_unix_s;
  if (!config.automatic || (since >= 0 && since < kPeriod)) return false;
  if (totals.token_count <= kAlwaysKept || totals.token_count < config.max_tokens) return false;
  return totals.newest_atime_unix_s - totals.oldest_atime_unix_s >= kPeriod;
}

Result<ExpiryPlan> PlanExpiry(TokenStore& store, const ExpiryConfig& config, std::int64_t now_unix_s) {
  Result<StoreTotals> totals = store.Totals();
  if (!totals) return totals.error();
  ExpiryPlan plan;
  std::uint64_t keep = std::max(config.max_tokens * 3 / 4, kAlwaysKept);
  if (totals->token_count < keep + kLeastWorthRemoving) {
    plan.note = "too few to remove any, for " + std::to_string(keep) + " stay";
    return plan;
  }
  std::uint64_t goal = totals->token_count - keep;
  std::int64_t newest = std::min(totals->newest_atime_unix_s, now_unix_s);
  std::optional<std::int64_t> estimate = EstimateDelta(*totals, goal, now_unix_s);
  Result<AgeCounts> counts = CountAges(store, newest, estimate.value_or(0));
  if (!counts) return counts.error();
  if (estimate) {
    plan.atime_delta_s = *estimate;
    plan.tokens = counts->older_than_extra;
  } else {
    std::size_t age = ChooseAge(*counts, goal);
    if (age == kAges || counts->older[age] < kLeastWorthRemoving) {
      plan.note = "no age divides the tokens well: they are too alike";
      return plan;
    }
    plan.atime_delta_s = kPeriod << age;
    plan.tokens = counts->older[age];
  }
  if (totals->token_count - std::min(plan.tokens, totals->token_count) < kAlwaysKept) {
    plan.note = "fewer than 100000 tokens would be left";
    plan.atime_delta_s = 0;  // the next time estimates anew
    plan.tokens = 0;
    return plan;
  }
  plan.older_than_unix_s = newest - plan.atime_delta_s;
  return plan;
}

Result<ExpiryResult> Expire(TokenStore& store, const ExpiryConfig& config, std::int64_t now_unix_s,
                            std::uint64_t step, const std::function<bool(std::uint64_t)>& goes_on) {
  if (Status status = PutBackTokensAhead(store, now_unix_s); !status.ok()) return status;
  Result<ExpiryPlan> plan = PlanExpiry(store, config, now_unix_s);
  if (!plan) return plan.error();
  ExpiryResult result;
  result.note = plan->note;
  if (plan->older_than_unix_s) {
    for (;;) {
      Result<std::uint64_t> removed = store.ExpireStep(*plan->older_than_unix_s, step);
      if (!removed) return removed.error();
      result.removed += *removed;
      if (*removed == 0 || (goes_on && !goes_on(result.removed))) break;
    }
  }
  const Status status = InOneWrite(store, [&]() -> Status {
    Result<StoreTotals> totals = store.Totals();
    if (!totals) return totals.error();
    totals->last_expire_unix_s = now_unix_s;
    // Where nothing fitted, the numbers of the last time stay.
    if (plan->older_than_unix_s || plan->note.starts_with("fewer")) {
      totals->last_atime_delta_s = plan->atime_delta_s;
      totals->last_expire_reduce = result.removed;
    }
    result.kept = totals->token_count;
    return store.PutTotals(*totals);
  });
  if (!status.ok()) return status;
  return result;
}

}  // namespace gatepost
