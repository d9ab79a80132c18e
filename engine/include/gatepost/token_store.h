// TokenStore: where Bayes counts live. SpamAssassin's SQL schema is the model (one row of counts a
// token, one of totals a user, one a learned message); engine/store/ implements it on SQLite.
//
// Reads see one committed state and never wait for a writer. Writes happen inside one transaction
// between BeginWrite and Commit; without Commit nothing was written.
// Threads: one store object is used by one thread at a time; several objects may share a file.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/status.h"

namespace gatepost {

// The last 5 bytes of the SHA-1 of a token's text, SpamAssassin's key.
using TokenHash = std::array<unsigned char, 5>;

struct TokenCounts {
  std::uint32_t spam_count = 0;
  std::uint32_t ham_count = 0;
  std::int64_t atime_unix_s = 0;  // when the token was last seen in a learned message
};

struct StoreTotals {
  std::uint64_t spam_count = 0;  // messages learned as spam
  std::uint64_t ham_count = 0;   // and as ham
  std::uint64_t token_count = 0;
  std::int64_t last_expire_unix_s = 0;
  std::int64_t last_atime_delta_s = 0;
  std::uint64_t last_expire_reduce = 0;
  std::int64_t oldest_atime_unix_s = 0;
  std::int64_t newest_atime_unix_s = 0;
};

// A linear model (engine/model) beside the tokens: a table of weights, each a 16-bit number.
inline constexpr std::uint32_t kModelWeights = std::uint32_t{1} << 18;

struct ModelTotals {
  std::uint64_t spam_count = 0;  // messages the model has learned as spam
  std::uint64_t ham_count = 0;   // and as ham
};

// What the model learned from one message: kept so that it can be taken back.
struct ModelStep {
  bool is_spam = false;
  int change = 0;  // what it moved a weight that no message had moved before
};

enum class LearnedAs : char { kSpam = 's', kHam = 'h', kForgotten = 'f' };

class TokenStore {
 public:
  virtual ~TokenStore() = default;

  // --- Reading. ---
  // Pins one committed state until EndRead; Totals and Lookup between them agree with each other.
  virtual Status BeginRead() = 0;
  virtual void EndRead() = 0;
  virtual Result<StoreTotals> Totals() = 0;
  // counts[i] belongs to tokens[i]; all zero where the token is not known. Sizes are equal.
  // `tokens` should be sorted and unique: neighbours then share pages. Cost: one B-tree probe each.
  virtual Status Lookup(std::span<const TokenHash> tokens, std::span<TokenCounts> counts) = 0;
  // How this message was learned, if it was.
  virtual Result<std::optional<LearnedAs>> Seen(std::string_view message_id) = 0;

  // --- Writing. ---
  virtual Status BeginWrite() = 0;  // waits for other writers, up to the store's busy timeout
  virtual Status Commit() = 0;
  virtual void Rollback() = 0;
  // Adds to both counts of each token (deltas may be negative; counts stop at 0, and a token whose
  // counts are both 0 is deleted), raises its atime to `atime_unix_s`, and keeps token_count true.
  virtual Status AddTokens(std::span<const TokenHash> tokens, int spam_delta, int ham_delta,
                           std::int64_t atime_unix_s) = 0;
  virtual Status AddMessages(int spam_delta, int ham_delta) = 0;
  // Remembers a message as learned; nullopt forgets it.
  virtual Status SetSeen(std::string_view message_id, std::optional<LearnedAs> as) = 0;

  // --- Maintenance: dump, backup, restore, expiry. Each callback returns false to stop. ---
  virtual Status ForEachToken(const std::function<bool(const TokenHash&, const TokenCounts&)>& visit) = 0;
  virtual Status ForEachSeen(const std::function<bool(std::string_view, LearnedAs)>& visit) = 0;
  // Within a write: put a token or the totals as they are (restore).
  virtual Status PutToken(const TokenHash& token, const TokenCounts& counts) = 0;
  virtual Status PutTotals(const StoreTotals& totals) = 0;
  virtual Status Clear() = 0;
  // Removes up to `max_tokens` tokens not seen since `older_than_unix_s`, as one short transaction of
  // its own; the number removed. Called until it returns 0.
  virtual Result<std::uint64_t> ExpireStep(std::int64_t older_than_unix_s, std::uint64_t max_tokens) = 0;
  // Looks for damage: a line for each finding, empty when clean.
  virtual Result<std::vector<std::string>> Verify() = 0;

  // Where the counts come from, for `check --explain`: "/var/lib/gatepost/bayes.db, user site".
  virtual std::string Describe() const = 0;

  // --- The linear model. A store without one answers as if nothing was learned, and learns nothing. ---
  // weights[i] is that of numbers[i], which are below kModelWeights, sorted and unique. Sizes are equal.
  // Of the state pinned by BeginRead, or with what was changed since BeginWrite. kUnavailable: as Lookup.
  virtual Result<ModelTotals> ReadModel(std::span<const std::uint32_t> numbers,
                                        std::span<std::int16_t> weights);
  virtual Result<std::optional<ModelStep>> FindModelStep(std::string_view message_id);
  // Within a write. Adds `change` to the weights, divided by the square root of one more than the messages
  // that have each (a weight that many share moves little), and counts this message; or takes one back.
  // Weights stop at the ends of their range. The deltas are added to the totals: 1, or -1 to take back.
  virtual Status ChangeModel(std::span<const std::uint32_t> numbers, int change, int spam_delta,
                             int ham_delta);
  virtual Status SetModelStep(std::string_view message_id, std::optional<ModelStep> step);
};

inline Result<ModelTotals> TokenStore::ReadModel(std::span<const std::uint32_t>,
                                                 std::span<std::int16_t> weights) {
  std::fill(weights.begin(), weights.end(), std::int16_t{0});
  return ModelTotals();
}
inline Result<std::optional<ModelStep>> TokenStore::FindModelStep(std::string_view) {
  return std::optional<ModelStep>();
}
inline Status TokenStore::ChangeModel(std::span<const std::uint32_t>, int, int, int) { return {}; }
inline Status TokenStore::SetModelStep(std::string_view, std::optional<ModelStep>) { return {}; }

enum class StoreMode { kRead, kWrite, kCreate };

// Opens a store for one user name (`bayes_sql_override_username`, else the caller's).
// kRead: needs read permission only. kCreate: makes file and schema where they are missing.
// Fails with kNotFound, kPermission, kCorrupt, kUnavailable.
using StoreOpener = std::function<Result<std::unique_ptr<TokenStore>>(
    const std::string& path, const std::string& user, StoreMode mode)>;

// The SQLite store (library gatepost_store). This is the StoreOpener that gatepost's own tools use.
Result<std::unique_ptr<TokenStore>> OpenSqliteStore(const std::string& path, const std::string& user,
                                                    StoreMode mode);

}  // namespace gatepost
