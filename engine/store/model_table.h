// ModelTable: the linear model in tables of its own beside SpamAssassin's, which never looks at them. They
// are made by the first message that is kept. data/schema/README.md describes them.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gatepost/model_store.h"
#include "store/connection.h"
#include "store/database_file.h"
#include "store/statement.h"

namespace gatepost {

class ModelTable final : public ModelStore {
 public:
  // All outlive it. A user id is there where the open transaction has one.
  ModelTable(Connection& connection, const std::optional<std::int64_t>& user_id, DatabaseFile& file)
      : connection_(connection), user_id_(user_id), file_(file) {}

  Result<ModelCounts> Counts() override;
  Result<std::shared_ptr<const LinearModel>> Read() override;
  Result<std::optional<bool>> FindSample(std::string_view message_id) override;
  Status ForEachSample(
      const std::function<void(bool is_spam, std::span<const std::uint32_t> features)>& visit) override;
  Status AddSample(std::string_view message_id, bool is_spam,
                   std::span<const std::uint32_t> features) override;
  Status RemoveSample(std::string_view message_id) override;
  Status Write(const LinearModel& model, std::uint64_t changed) override;

  // Forgets all of this user's, within a write.
  Status Clear();
  void CloseStatements();
  // After a rollback: what this transaction made is not there.
  void ForgetWrite() {
    is_made_ = false;
    cache_.reset();
  }

 private:
  struct State {
    std::int64_t version = 0;  // a number that no other fit of this user had
    double unit = 0;
    std::uint64_t fitted_spam = 0, fitted_ham = 0;
    ModelCounts counts;
  };

  // Reads past SQL where a reader may; nothing where SQLite must be asked.
  std::optional<State> ReadStateFromFile();
  bool ReadWeightsFromFile(LinearModel* model);
  Status ReadWeights(LinearModel* model);
  // Whether the tables are there and there is a user to look for.
  Result<bool> IsThere();
  Status Make();
  // All zero where nothing was kept, or what is there was made by another format.
  Result<State> ReadState();
  Status WriteState(const State& state);
  // Makes the tables and forgets another format's content.
  Result<State> BeginChange();
  Status DropOldest(bool is_spam);
  Status Run(Statement& statement);
  Status Error(int result) const { return connection_.Error(result); }
  Result<std::shared_ptr<const LinearModel>> ReadModel();

  Connection& connection_;
  const std::optional<std::int64_t>& user_id_;
  DatabaseFile& file_;
  bool is_made_ = false;
  std::shared_ptr<const LinearModel> cache_;
  std::int64_t cached_version_ = 0, cached_user_ = 0;

  Statement there_{"SELECT count(*) FROM sqlite_master WHERE name='gatepost_model'"};
  Statement state_{
      "SELECT format, version, unit, fitted_spam, fitted_ham, spam_count, ham_count, changed"
      " FROM gatepost_model WHERE id=?1"};
  Statement set_state_{"INSERT OR REPLACE INTO gatepost_model VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)"};
  Statement rows_{"SELECT id, weights FROM gatepost_model_weights WHERE id BETWEEN ?1 AND ?2 ORDER BY id"};
  Statement set_row_{"INSERT OR REPLACE INTO gatepost_model_weights VALUES (?1,?2)"};
  // Not what another format left: that is learned anew.
  Statement find_{
      "SELECT flag FROM gatepost_model_samples WHERE id=?1 AND msgid=?2"
      " AND (SELECT format FROM gatepost_model WHERE id=?1)=?3"};
  Statement all_{"SELECT flag, features FROM gatepost_model_samples WHERE id=?1 ORDER BY msgid"};
  Statement add_{"INSERT INTO gatepost_model_samples (id, msgid, flag, features) VALUES (?1,?2,?3,?4)"};
  Statement remove_{"DELETE FROM gatepost_model_samples WHERE id=?1 AND msgid=?2"};
  Statement drop_oldest_{
      "DELETE FROM gatepost_model_samples WHERE number=(SELECT min(number) FROM gatepost_model_samples"
      " WHERE id=?1 AND flag=?2)"};
};

}  // namespace gatepost
