// SenderStore: where the history of senders lives (SpamAssassin's plugins AWL and TxRep): a row of counts for
// each address, network and signer. SpamAssassin's SQL schema is the model; engine/store/ implements it on
// SQLite.
//
// All calls but ForEach stand between BeginWrite and Commit, so that what was read is still true when it is
// written: several checks at once lose no counts. Without Commit nothing was written.
// Threads: one store object is used by one thread at a time; several objects may share a file.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gatepost/status.h"

namespace gatepost {

struct SenderKey {
  std::string email;    // or whatever else a sender is known by
  std::string network;  // "192.0.2", "none"
  std::string signer;   // "" where nobody signed
  friend bool operator==(const SenderKey&, const SenderKey&) = default;
};

struct SenderTotals {
  std::int64_t count = 0;  // messages
  double total = 0;        // of their scores
};

// Rows of an email, whatever the parts that are not given.
struct SenderQuery {
  std::string_view email;
  std::optional<std::string_view> network, signer;
};

class SenderStore {
 public:
  virtual ~SenderStore() = default;

  virtual Status BeginWrite() = 0;  // waits for other writers, up to the store's busy timeout
  virtual Status Commit() = 0;
  virtual void Rollback() = 0;

  // Of several rows the one that was written last.
  virtual Result<std::optional<SenderTotals>> Find(const SenderQuery& query) = 0;
  // The row gets `count`, and its total grows by `score`. Where there is none, one of count 1 is made.
  virtual Status Add(const SenderKey& key, std::int64_t count, double score) = 0;
  // The row gets these totals, and is made where there is none.
  virtual Status Put(const SenderKey& key, const SenderTotals& totals) = 0;
  virtual Status Remove(const SenderQuery& query) = 0;
  // Is there a history of the mail's user beside everybody's (SenderPlace::own_user, another name)? All calls
  // then mean its rows, or again everybody's.
  virtual bool HasOwnRows() const = 0;
  virtual void UseOwnRows(bool own) = 0;
  // All rows of the user, sorted; `visit` returns false to stop.
  virtual Status ForEach(const std::function<bool(const SenderKey&, const SenderTotals&)>& visit) = 0;
};

// Which rows, and where.
struct SenderPlace {
  std::string path;
  std::string table;  // "awl", "txrep"
  std::string user;   // ""
  // The file is Gatepost's own: made with this mode where it is missing, with its folder. Else it is there.
  bool is_own = false;
  unsigned mode = 0600;
  // TxRep keeps a history of everybody, `user`, and one of the mail's user, `own_user`, beside each other.
  bool has_own_rows = false;
  std::string own_user;
};

// Fails with kNotFound, kPermission, kCorrupt, kUnavailable.
using SenderStoreOpener = std::function<Result<std::unique_ptr<SenderStore>>(const SenderPlace& place)>;

// Makes the folder of a place of its own, where it is missing, for its user alone. For who may no longer do
// so when the store is opened; that does it, too.
void MakeSenderFolder(const SenderPlace& place);

// The SQLite store (library gatepost_store). A file that is not its own keeps its kind of journal.
Result<std::unique_ptr<SenderStore>> OpenSqliteSenderStore(const SenderPlace& place);

}  // namespace gatepost
