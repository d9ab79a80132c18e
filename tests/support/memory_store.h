// A TokenStore in memory, with transactions: the model that the contract test holds SqliteStore against,
// and what tests of bayes/ learn into.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "gatepost/token_store.h"

namespace gatepost {

class MemoryStore : public TokenStore {
 public:
  MemoryStore() { now_.totals.oldest_atime_unix_s = 2147483647; }

  Status BeginRead() override {
    if (is_open_) return {StatusCode::kInternal, "BeginRead within a transaction"};
    is_open_ = true;
    return {};
  }
  void EndRead() override { is_open_ = false; }
  Result<StoreTotals> Totals() override { return now_.totals; }
  Status Lookup(std::span<const TokenHash> tokens, std::span<TokenCounts> counts) override {
    if (tokens.size() != counts.size()) return {StatusCode::kInvalidArgument, "Lookup: sizes differ"};
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      auto found = now_.tokens.find(tokens[i]);
      counts[i] = found == now_.tokens.end() ? TokenCounts() : found->second;
    }
    return {};
  }
  Result<std::optional<LearnedAs>> Seen(std::string_view message_id) override {
    auto found = now_.seen.find(message_id);
    if (found == now_.seen.end()) return std::optional<LearnedAs>();
    return std::optional<LearnedAs>(found->second);
  }

  Status BeginWrite() override {
    if (is_open_) return {StatusCode::kInternal, "BeginWrite within a transaction"};
    is_open_ = is_writing_ = true;
    before_ = now_;
    return {};
  }
  Status Commit() override {
    if (!is_writing_) return {StatusCode::kInternal, "no write transaction is open"};
    is_open_ = is_writing_ = false;
    return {};
  }
  void Rollback() override {
    if (is_writing_) now_ = before_;
    is_open_ = is_writing_ = false;
  }
  Status AddTokens(std::span<const TokenHash> tokens, int spam_delta, int ham_delta,
                   std::int64_t atime_unix_s) override {
    if (!is_writing_) return {StatusCode::kInternal, "no write transaction is open"};
    for (const TokenHash& token : tokens) {
      auto found = now_.tokens.find(token);
      if (found == now_.tokens.end()) {
        if (spam_delta < 0 || ham_delta < 0) continue;
        found = now_.tokens.emplace(token, TokenCounts()).first;
        found->second.atime_unix_s = atime_unix_s;
        ++now_.totals.token_count;
        now_.totals.oldest_atime_unix_s = std::min(now_.totals.oldest_atime_unix_s, atime_unix_s);
      }
      TokenCounts& counts = found->second;
      counts.spam_count = Add(counts.spam_count, spam_delta);
      counts.ham_count = Add(counts.ham_count, ham_delta);
      if (spam_delta > 0 || ham_delta > 0) {
        counts.atime_unix_s = std::max(counts.atime_unix_s, atime_unix_s);
        now_.totals.newest_atime_unix_s = std::max(now_.totals.newest_atime_unix_s, atime_unix_s);
      }
      if (counts.spam_count == 0 && counts.ham_count == 0) {
        now_.tokens.erase(found);
        --now_.totals.token_count;
      }
    }
    return {};
  }
  Status AddMessages(int spam_delta, int ham_delta) override {
    if (!is_writing_) return {StatusCode::kInternal, "no write transaction is open"};
    now_.totals.spam_count = Add(now_.totals.spam_count, spam_delta);
    now_.totals.ham_count = Add(now_.totals.ham_count, ham_delta);
    return {};
  }
  Status SetSeen(std::string_view message_id, std::optional<LearnedAs> as) override {
    if (!is_writing_) return {StatusCode::kInternal, "no write transaction is open"};
    if (!as || *as == LearnedAs::kForgotten) {
      now_.seen.erase(std::string(message_id));
    } else {
      now_.seen[std::string(message_id)] = *as;
    }
    return {};
  }

  Status ForEachToken(const std::function<bool(const TokenHash&, const TokenCounts&)>& visit) override {
    for (const auto& [token, counts] : now_.tokens) {
      if (!visit(token, counts)) break;
    }
    return {};
  }
  Status ForEachSeen(const std::function<bool(std::string_view, LearnedAs)>& visit) override {
    for (const auto& [message_id, as] : now_.seen) {
      if (!visit(message_id, as)) break;
    }
    return {};
  }
  Status PutToken(const TokenHash& token, const TokenCounts& counts) override {
    if (!is_writing_) return {StatusCode::kInternal, "no write transaction is open"};
    if (now_.tokens.insert_or_assign(token, counts).second) {
      ++now_.totals.token_count;
      now_.totals.oldest_atime_unix_s = std::min(now_.totals.oldest_atime_unix_s, counts.atime_unix_s);
      now_.totals.newest_atime_unix_s = std::max(now_.totals.newest_atime_unix_s, counts.atime_unix_s);
    }
    return {};
  }
  Status PutTotals(const StoreTotals& totals) override {
    if (!is_writing_) return {StatusCode::kInternal, "no write transaction is open"};
    now_.totals = totals;
    return {};
  }
  Status Clear() override {
    if (!is_writing_) return {StatusCode::kInternal, "no write transaction is open"};
    now_ = {};
    now_.totals.oldest_atime_unix_s = 2147483647;
    return {};
  }
  Result<std::uint64_t> ExpireStep(std::int64_t older_than_unix_s, std::uint64_t max_tokens) override {
    std::uint64_t removed = 0;
    std::int64_t oldest = 2147483647;
    for (auto token = now_.tokens.begin(); token != now_.tokens.end();) {
      if (token->second.atime_unix_s < older_than_unix_s && removed < max_tokens) {
        token = now_.tokens.erase(token);
        ++removed;
      } else {
        oldest = std::min(oldest, token->second.atime_unix_s);
        ++token;
      }
    }
    now_.totals.token_count -= removed;
    if (removed == 0) now_.totals.oldest_atime_unix_s = oldest;
    return removed;
  }
  Result<std::vector<std::string>> Verify() override { return std::vector<std::string>(); }
  std::string Describe() const override { return "memory"; }

 private:
  template <class T>
  static T Add(T value, int delta) {
    auto sum = static_cast<std::int64_t>(value) + delta;
    return sum > 0 ? static_cast<T>(sum) : 0;
  }
  struct Contents {
    std::map<TokenHash, TokenCounts> tokens;
    std::map<std::string, LearnedAs, std::less<>> seen;
    StoreTotals totals;
  };
  Contents now_, before_;
  bool is_open_ = false, is_writing_ = false;
};

}  // namespace gatepost
