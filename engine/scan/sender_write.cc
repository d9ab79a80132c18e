// Tested by tests/scan/history_test.cc.
#include "scan/sender_write.h"

namespace gatepost {

Status WriteSenders(const Engine::Impl& engine, std::unique_ptr<SenderStore>* store,
                    const std::function<Status(SenderStore&)>& use) {
  if (*store == nullptr) {
    const HistoryConfig& history = *engine.history;
    if (!history.fault.empty()) return {StatusCode::kInvalidArgument, history.fault};
    Result<std::unique_ptr<SenderStore>> opened = engine.open_senders(history.place);
    if (!opened) return opened.error();
    *store = std::move(*opened);
  }
  Status status = (*store)->BeginWrite();
  if (!status.ok()) return status;
  status = use(**store);
  if (status.ok()) return (*store)->Commit();
  (*store)->Rollback();
  return status;
}

}  // namespace gatepost
