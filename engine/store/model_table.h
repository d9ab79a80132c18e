// ModelTable: the weights of the linear model in the token database, in tables of Gatepost's own that
// SpamAssassin does not see. They are made when Gatepost first learns.
//
// A user's weights are 132 rows of 2,000 numbers of 16 bits (low byte first), 4,000 bytes each: a row fills
// one page, so a check reads at most half a megabyte, and a batch writes each page it touched once. As many
// rows hold how many learned messages have each weight; only learning reads them. Used by SqliteStore alone,
// within its transactions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/statement.h"

namespace gatepost {

class ModelTable {
 public:
  explicit ModelTable(const std::string& path) : path_(path) {}

  // Before the database is closed.
  void CloseStatements();

  Result<ModelTotals> Read(sqlite3* database, std::int64_t user, std::span<const std::uint32_t> numbers,
                           std::span<std::int16_t> weights);
  Result<std::optional<ModelStep>> FindStep(sqlite3* database, std::int64_t user,
                                            std::string_view message_id);

  // Within a write transaction: kept here until Write, which the store calls before it commits.
  Status Change(sqlite3* database, std::int64_t user, std::span<const std::uint32_t> numbers, int change,
                int spam_delta, int ham_delta);
  Status SetStep(sqlite3* database, std::int64_t user, std::string_view message_id,
                 std::optional<ModelStep> step);
  Status Clear(sqlite3* database, std::int64_t user);
  Status Write(sqlite3* database, std::int64_t user);
  // The transaction ended: nothing of it is kept.
  void Drop();

 private:
  Status Error(sqlite3* database, int result) const { return SqliteStatus(database, result, path_); }
  Result<bool> IsThere(sqlite3* database);
  Status Make(sqlite3* database);
  // All weights of the user into pending_, once a transaction.
  Status Load(sqlite3* database, std::int64_t user);
  Result<ModelTotals> ReadTotals(sqlite3* database, std::int64_t user);
  // The numbers of 16 bits in the rows from `first` on.
  Status ReadRows(sqlite3* database, std::int64_t first, std::span<const std::uint32_t> numbers,
                  std::span<std::int16_t> weights);

  const std::string path_;
  struct Pending {
    std::vector<std::int16_t> weights, counts;  // counts are unsigned in their 16 bits
    std::vector<char> is_changed;               // by row
    ModelTotals totals;
  };
  std::optional<Pending> pending_;
  bool is_made_ = false;

  Statement there_{
      "SELECT count(*) FROM sqlite_master WHERE type='table' AND name LIKE 'gatepost\\_model%' ESCAPE '\\'"};
  Statement totals_{"SELECT format, spam_count, ham_count FROM gatepost_model_totals WHERE id=?1"};
  Statement rows_{"SELECT id, weights FROM gatepost_model_weights WHERE id BETWEEN ?1 AND ?2 ORDER BY id"};
  Statement step_{"SELECT flag, change FROM gatepost_model_seen WHERE id=?1 AND msgid=?2"};
  Statement set_totals_{
      "INSERT INTO gatepost_model_totals (id, format, spam_count, ham_count) VALUES (?1,?2,?3,?4)"
      " ON CONFLICT (id) DO UPDATE SET format=?2, spam_count=?3, ham_count=?4"};
  Statement set_row_{
      "INSERT INTO gatepost_model_weights (id, weights) VALUES (?1,?2) ON CONFLICT (id) DO UPDATE SET "
      "weights=?2"};
  Statement set_step_{
      "INSERT INTO gatepost_model_seen (id, msgid, flag, change) VALUES (?1,?2,?3,?4)"
      " ON CONFLICT (id, msgid) DO UPDATE SET flag=?3, change=?4"};
  Statement forget_step_{"DELETE FROM gatepost_model_seen WHERE id=?1 AND msgid=?2"};
};

}  // namespace gatepost
