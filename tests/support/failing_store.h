// A TokenStore whose n-th call fails, as a full disk or a taken-away file would make it fail.
#pragma once

#include "support/memory_store.h"

namespace gatepost {

class FailingStore : public MemoryStore {
 public:
  // The calls numbered `first` (from 1) and later fail with kUnavailable.
  explicit FailingStore(int first) : calls_left_(first - 1) {}

  Status BeginRead() override { return Fails() ? Failure() : MemoryStore::BeginRead(); }
  Result<StoreTotals> Totals() override { return Fails() ? Failure() : MemoryStore::Totals(); }
  Status Lookup(std::span<const TokenHash> tokens, std::span<TokenCounts> counts) override {
    return Fails() ? Failure() : MemoryStore::Lookup(tokens, counts);
  }
  Result<std::optional<LearnedAs>> Seen(std::string_view message_id) override {
    return Fails() ? Failure() : MemoryStore::Seen(message_id);
  }
  Status BeginWrite() override { return Fails() ? Failure() : MemoryStore::BeginWrite(); }
  Status Commit() override { return Fails() ? Failure() : MemoryStore::Commit(); }
  Status AddTokens(std::span<const TokenHash> tokens, int spam_delta, int ham_delta,
                   std::int64_t atime_unix_s) override {
    return Fails() ? Failure() : MemoryStore::AddTokens(tokens, spam_delta, ham_delta, atime_unix_s);
  }
  Status AddMessages(int spam_delta, int ham_delta) override {
    return Fails() ? Failure() : MemoryStore::AddMessages(spam_delta, ham_delta);
  }
  Status SetSeen(std::string_view message_id, std::optional<LearnedAs> as) override {
    return Fails() ? Failure() : MemoryStore::SetSeen(message_id, as);
  }
  Status PutToken(const TokenHash& token, const TokenCounts& counts) override {
    return Fails() ? Failure() : MemoryStore::PutToken(token, counts);
  }
  Status PutTotals(const StoreTotals& totals) override {
    return Fails() ? Failure() : MemoryStore::PutTotals(totals);
  }
  Status Clear() override { return Fails() ? Failure() : MemoryStore::Clear(); }
  Result<std::uint64_t> ExpireStep(std::int64_t older_than_unix_s, std::uint64_t max_tokens) override {
    return Fails() ? Failure() : MemoryStore::ExpireStep(older_than_unix_s, max_tokens);
  }

 private:
  bool Fails() { return calls_left_-- <= 0; }
  static Status Failure() { return {StatusCode::kUnavailable, "failing store"}; }
  int calls_left_;
};

}  // namespace gatepost
