// The linear model's share of SqliteStore. Tested by tests/model/linear_model_test.cc.
#include <algorithm>

#include "store/sqlite_store.h"

namespace gatepost {

Result<ModelTotals> SqliteStore::ReadModel(std::span<const std::uint32_t> numbers,
                                           std::span<std::int16_t> weights) {
  if (numbers.size() != weights.size())
    return Status(StatusCode::kInvalidArgument, "ReadModel: sizes differ");
  ReadScope scope(*this);
  if (!scope.status().ok()) return scope.status();
  std::fill(weights.begin(), weights.end(), std::int16_t{0});
  if (!user_id_) return ModelTotals();
  Result<ModelTotals> totals = model_.Read(connection_.get(), *user_id_, numbers, weights);
  if (state_ == State::kReading && connection_.access() == Connection::Access::kFrozen &&
      !connection_.StillFrozen()) {
    return Status(StatusCode::kUnavailable, connection_.path() + ": changed while it was read; try again");
  }
  return totals;
}

Result<std::optional<ModelStep>> SqliteStore::FindModelStep(std::string_view message_id) {
  ReadScope scope(*this);
  if (!scope.status().ok()) return scope.status();
  if (!user_id_) return std::optional<ModelStep>();
  return model_.FindStep(connection_.get(), *user_id_, message_id);
}

Status SqliteStore::ChangeModel(std::span<const std::uint32_t> numbers, int change, int spam_delta,
                                int ham_delta) {
  if (state_ != State::kWriting) return NotWriting();
  return model_.Change(connection_.get(), *user_id_, numbers, change, spam_delta, ham_delta);
}

Status SqliteStore::SetModelStep(std::string_view message_id, std::optional<ModelStep> step) {
  if (state_ != State::kWriting) return NotWriting();
  return model_.SetStep(connection_.get(), *user_id_, message_id, step);
}

}  // namespace gatepost
