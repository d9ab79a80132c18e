// SenderStore on SQLite. Tested by tests/store/sender_store_test.cc.
#include "gatepost/sender_store.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "store/connection.h"
#include "store/schema.h"
#include "store/statement.h"

namespace gatepost {
namespace {

// What a check may lose where others write; each of them takes a few milliseconds.
constexpr int kSenderWaitMs = 1000;

std::string Quoted(std::string_view name) {
  std::string quoted = "\"";
  for (char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted += '"';
}

// The schema for a table of another name.
std::string SchemaOf(const std::string& table) {
  constexpr std::string_view kName = "txrep";
  std::string schema = kSenderSchema;
  schema.erase(0, schema.find("CREATE"));
  for (std::size_t at = schema.find(kName); at != std::string::npos; at = schema.find(kName, at)) {
    schema.replace(at, kName.size(), table);
    at += table.size();
  }
  return schema;
}

class SqliteSenderStore : public SenderStore {
 public:
  explicit SqliteSenderStore(const SenderPlace& place)
      : place_(place),
        connection_(place.path),
        begin_("BEGIN IMMEDIATE"),
        commit_("COMMIT"),
        find_("SELECT msgcount, totscore FROM " + Rows() + " ORDER BY last_hit DESC LIMIT 1"),
        remove_("DELETE FROM " + Rows()),
        add_("UPDATE " + Quoted(place.table) + " SET msgcount = ?5, totscore = totscore + ?6" + kRow),
        put_("UPDATE " + Quoted(place.table) + " SET msgcount = ?5, totscore = ?6" + kRow),
        insert_("INSERT INTO " + Quoted(place.table) +
                " (username, email, ip, signedby, msgcount, totscore) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
        all_("SELECT email, ip, signedby, msgcount, totscore FROM " + Quoted(place.table) +
             " WHERE username = ?1 ORDER BY email, ip, signedby") {}

  Status Open() {
    if (place_.is_own) {
      if (Status status = MakeFile(); !status.ok()) return status;
    }
    const auto journal = place_.is_own ? Connection::Journal::kLog : Connection::Journal::kAsItIs;
    if (Status status = connection_.OpenWriter(false, kSenderWaitMs, journal); !status.ok()) return status;
    if (!place_.is_own) return {};
    // A check ends without folding the log into the file: the log is to stay small.
    if (Status status = connection_.Exec("PRAGMA wal_autocheckpoint=256"); !status.ok()) return status;
    return MakeTable();
  }

  Status BeginWrite() override { return Run(&begin_); }
  Status Commit() override {
    Status status = Run(&commit_);
    if (!status.ok()) Rollback();
    return status;
  }
  void Rollback() override {
    if (sqlite3_get_autocommit(connection_.get()) == 0) (void)connection_.Exec("ROLLBACK");
  }

  Result<std::optional<SenderTotals>> Find(const SenderQuery& query) override {
    if (Status status = Bind(&find_, query); !status.ok()) return status;
    const int result = find_.Step();
    std::optional<SenderTotals> totals;
    if (result == SQLITE_ROW) totals = SenderTotals{find_.Integer(0), find_.Real(1)};
    find_.Reset();
    if (result != SQLITE_ROW && result != SQLITE_DONE) return connection_.Error(result);
    return totals;
  }
  Status Add(const SenderKey& key, std::int64_t count, double score) override {
    return Write(&add_, key, {count, score}, {1, score});
  }
  Status Put(const SenderKey& key, const SenderTotals& totals) override {
    return Write(&put_, key, totals, totals);
  }
  Status Remove(const SenderQuery& query) override {
    if (Status status = Bind(&remove_, query); !status.ok()) return status;
    const int result = remove_.Run();
    return result == SQLITE_DONE ? Status() : connection_.Error(result);
  }
  bool HasOwnRows() const override { return place_.has_own_rows && place_.own_user != place_.user; }
  void UseOwnRows(bool own) override { user_ = own ? &place_.own_user : &place_.user; }
  Status ForEach(const std::function<bool(const SenderKey&, const SenderTotals&)>& visit) override {
    if (Status status = Prepare(&all_); !status.ok()) return status;
    all_.BindText(1, *user_);
    int result = SQLITE_ROW;
    while ((result = all_.Step()) == SQLITE_ROW) {
      const SenderKey key{std::string(all_.Text(0)), std::string(all_.Text(1)), std::string(all_.Text(2))};
      if (!visit(key, {all_.Integer(3), all_.Real(4)})) break;
    }
    all_.Reset();
    return result == SQLITE_ROW || result == SQLITE_DONE ? Status() : connection_.Error(result);
  }

 private:
  static constexpr char kRow[] = " WHERE username = ?1 AND email = ?2 AND ip = ?3 AND signedby = ?4";
  std::string Rows() const {
    return Quoted(place_.table) +
           " WHERE username = ?1 AND email = ?2 AND (?3 IS NULL OR ip = ?3) AND (?4 IS NULL OR signedby = "
           "?4)";
  }

  // With the mode that the site wants, whatever the umask; and without opening it, since closing a file drops
  // the locks that other connections of the process have on it.
  Status MakeFile() const {
    const std::string& path = place_.path;
    MakeSenderFolder(place_);
    const mode_t mode = place_.mode & 0666U;
    if (mknod(path.c_str(), S_IFREG | mode, 0) == 0) {
      if (chmod(path.c_str(), mode) == 0) return {};
    } else if (errno == EEXIST) {
      return {};
    }
    const bool is_refused = errno == EACCES || errno == EPERM || errno == EROFS;
    return {is_refused ? StatusCode::kPermission : StatusCode::kUnavailable,
            path + ": cannot be made: " + std::strerror(errno)};
  }
  Status MakeTable() {
    Statement exists("SELECT 1 FROM sqlite_master WHERE name = '" + place_.table + "'");
    const auto look = [&]() -> Result<bool> {
      if (Status status = Prepare(&exists); !status.ok()) return status;
      const int result = exists.Run();
      if (result != SQLITE_ROW && result != SQLITE_DONE) return connection_.Error(result);
      return result == SQLITE_ROW;
    };
    Result<bool> there = look();
    if (!there) return there.error();
    if (*there) return {};
    if (Status status = BeginWrite(); !status.ok()) return status;
    // Another may have been faster.
    there = look();
    Status status = !there   ? there.error()
                    : *there ? Status()
                             : connection_.Exec(SchemaOf(place_.table).c_str());
    if (status.ok()) return Commit();
    Rollback();
    return status;
  }

  Status Prepare(Statement* statement) {
    const int result = statement->Prepare(connection_.get());
    return result == SQLITE_OK ? Status() : connection_.Error(result);
  }
  Status Run(Statement* statement) {
    if (Status status = Prepare(statement); !status.ok()) return status;
    const int result = statement->Run();
    return result == SQLITE_DONE ? Status() : connection_.Error(result);
  }
  Status Bind(Statement* statement, const SenderQuery& query) {
    if (Status status = Prepare(statement); !status.ok()) return status;
    statement->BindText(1, *user_);
    statement->BindText(2, query.email);
    const auto bind = [&](int index, const std::optional<std::string_view>& part) {
      if (part)
        statement->BindText(index, *part);
      else
        statement->BindNull(index);
    };
    bind(3, query.network);
    bind(4, query.signer);
    return {};
  }
  Status Write(Statement* update, const SenderKey& key, const SenderTotals& changed,
               const SenderTotals& fresh) {
    const auto run = [&](Statement* statement, const SenderTotals& totals) -> Status {
      if (Status status = Bind(statement, {key.email, key.network, key.signer}); !status.ok()) return status;
      statement->Bind(5, totals.count);
      statement->BindReal(6, totals.total);
      const int result = statement->Run();
      return result == SQLITE_DONE ? Status() : connection_.Error(result);
    };
    if (Status status = run(update, changed); !status.ok()) return status;
    return sqlite3_changes(connection_.get()) > 0 ? Status() : run(&insert_, fresh);
  }

  const SenderPlace place_;
  const std::string* user_ = &place_.user;
  Connection connection_;
  Statement begin_, commit_, find_, remove_, add_, put_, insert_, all_;
};

}  // namespace

void MakeSenderFolder(const SenderPlace& place) {
  const std::size_t slash = place.path.rfind('/');
  if (place.is_own && slash != std::string::npos && slash > 0)
    (void)mkdir(place.path.substr(0, slash).c_str(), 0700);
}

Result<std::unique_ptr<SenderStore>> OpenSqliteSenderStore(const SenderPlace& place) {
  auto store = std::make_unique<SqliteSenderStore>(place);
  if (Status status = store->Open(); !status.ok()) return status;
  return std::unique_ptr<SenderStore>(std::move(store));
}

}  // namespace gatepost
