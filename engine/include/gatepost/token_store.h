// TokenStore: where Bayes counts live. SpamAssassin's SQL schema is the model (one row of counts a
// token, one of totals a user, one a learned message); engine/store/ implements it on SQLite.
//
// Reads see one committed state and never wait for a writer. Writes happen inside one transaction
// between BeginWrite and Commit; without Commit nothing was written.
// Threads: one store object is used by one thread at a time; several objects may share a file.
#pragma once

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

class ModelStore;

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

  // The linear model that lives beside the tokens (model_store.h); null in a store that keeps none.
  virtual ModelStore* Model() { return nullptr; }
};

enum class StoreMode { kRead, kReadBriefly, kWrite, kCreate, kCreateSoon };

// Opens a store for one user name (`bayes_sql_override_username`, else the caller's).
// kRead: needs read permission only. kReadBriefly: the same for the moment of a check, at less cost: where a
// learner folds its log into the file meanwhile, a read fails with kUnavailable, and is to be begun again.
// kCreate: makes file and schema where they are missing. kCreateSoon: as kCreate, but BeginWrite waits for
// other writers no longer than 50 ms, then fails with kUnavailable. Fails with kNotFound, kPermission,
// kCorrupt, kUnavailable.
using StoreOpener = std::function<Result<std::unique_ptr<TokenStore>>(
    const std::string& path, const std::string& user, StoreMode mode)>;

// The SQLite store (library gatepost_store). This is the StoreOpener that gatepost's own tools use.
Result<std::unique_ptr<TokenStore>> OpenSqliteStore(const std::string& path, const std::string& user,
                                                    StoreMode mode);

// Takes away a database that was made for nothing: its file, log and index, where no user has counts in it.
// Fails as opening to write does; kUnavailable where somebody else is writing.
Status RemoveUnusedSqliteStore(const std::string& path);

}  // namespace gatepost
