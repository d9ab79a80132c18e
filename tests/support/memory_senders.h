// A SenderStore in memory, for tests of history/ and as the model of the SQLite one.
#pragma once

#include <utility>
#include <vector>

#include "gatepost/sender_store.h"

namespace gatepost {

class MemorySenders : public SenderStore {
 public:
  struct Row {
    SenderKey key;
    SenderTotals totals;
  };
  std::vector<Row> rows;  // the one that was written last is the last
  std::vector<Row> own_rows;
  bool has_own_rows = false;

  Status BeginWrite() override {
    before_ = rows;
    own_before_ = own_rows;
    return {};
  }
  Status Commit() override { return {}; }
  void Rollback() override {
    rows = before_;
    own_rows = own_before_;
  }
  bool HasOwnRows() const override { return has_own_rows; }
  // The two change places.
  void UseOwnRows(bool own) override {
    if (own != is_own_) std::swap(rows, own_rows);
    is_own_ = own;
  }

  Result<std::optional<SenderTotals>> Find(const SenderQuery& query) override {
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
      if (Fits(query, row->key)) return std::optional(row->totals);
    }
    return std::optional<SenderTotals>();
  }
  Status Add(const SenderKey& key, std::int64_t count, double score) override {
    const SenderTotals* old = Of(key);
    return Put(key, old == nullptr ? SenderTotals{1, score} : SenderTotals{count, old->total + score});
  }
  Status Put(const SenderKey& key, const SenderTotals& totals) override {
    std::erase_if(rows, [&](const Row& row) { return row.key == key; });
    rows.push_back({key, totals});
    return {};
  }
  Status Remove(const SenderQuery& query) override {
    std::erase_if(rows, [&](const Row& row) { return Fits(query, row.key); });
    return {};
  }
  Status ForEach(const std::function<bool(const SenderKey&, const SenderTotals&)>& visit) override {
    for (const Row& row : rows) {
      if (!visit(row.key, row.totals)) break;
    }
    return {};
  }

  // Null where there is none.
  const SenderTotals* Of(const SenderKey& key) const {
    for (const Row& row : rows) {
      if (row.key == key) return &row.totals;
    }
    return nullptr;
  }

 private:
  static bool Fits(const SenderQuery& query, const SenderKey& key) {
    return key.email == query.email && (!query.network || key.network == *query.network) &&
           (!query.signer || key.signer == *query.signer);
  }
  std::vector<Row> before_, own_before_;
  bool is_own_ = false;
};

}  // namespace gatepost
