// Expiry: which tokens are old enough to go when the database has grown too large, and their removal in
// small steps. The cut-off is SpamAssassin 4.0.1's (BayesStore.pm): by bayes_expiry_max_db_size, at least
// 100,000 tokens stay, and an age is chosen that removes about a quarter.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "config/settings.h"
#include "gatepost/token_store.h"

namespace gatepost {

struct ExpiryConfig {
  static ExpiryConfig Build(const Settings& settings);
  std::uint64_t max_tokens = 150000;  // bayes_expiry_max_db_size
  bool automatic = true;              // bayes_auto_expire
};

// Whether an expiry may run by itself now: at most every 12 hours, only over 100,000 and max_tokens tokens,
// only where ages differ by 12 hours. (`gatepost db expire` does not ask.)
bool IsExpiryDue(const StoreTotals& totals, const ExpiryConfig& config, std::int64_t now_unix_s);

struct ExpiryPlan {
  // Tokens not seen since then go; nothing: none are to go, `note` says why.
  std::optional<std::int64_t> older_than_unix_s;
  std::int64_t atime_delta_s = 0;  // the newest token's age minus the cut-off, kept for the next time
  std::uint64_t tokens = 0;        // how many will go
  std::string note;
};

// Cost: reads every token once, as a reader does.
Result<ExpiryPlan> PlanExpiry(TokenStore& store, const ExpiryConfig& config, std::int64_t now_unix_s);

inline constexpr std::uint64_t kExpiryStep = 500;

// Plans and removes, `step` tokens a transaction: other learners wait for one step at most. After each step
// `goes_on` is asked with the number removed so far; false stops (what was removed stays removed).
// Notes the result in the totals as SpamAssassin does. Not within a transaction; never during a check.
struct ExpiryResult {
  std::uint64_t removed = 0, kept = 0;
  std::string note;  // why nothing was removed
};
Result<ExpiryResult> Expire(TokenStore& store, const ExpiryConfig& config, std::int64_t now_unix_s,
                            std::uint64_t step = kExpiryStep,
                            const std::function<bool(std::uint64_t)>& goes_on = nullptr);

}  // namespace gatepost
