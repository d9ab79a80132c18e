// DatabaseFile: what the tables of a file are, and the rows of small ones, read straight from it. SQLite
// reads and parses the whole schema before its first statement; a check of one message has no need of that.
//
// Right only while the file holds exactly the pinned state (Connection::IsWholeInFile): within a read
// transaction, with an empty write-ahead log, or frozen, which is asked for afterwards. Everything read is
// checked; whatever is not as expected makes the caller ask SQLite, which then gives the answer or the error.
// Of one thread at a time.
//
// The format: https://www.sqlite.org/fileformat2.html, "B-tree Pages" and "The SQL Schema Table".
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/connection.h"
#include "store/record.h"

namespace gatepost {

inline constexpr std::size_t kMaxTreeDepth = 20;  // 10 million tokens make 4
inline constexpr std::uint32_t kInteriorHeader = 12,
                               kLeafHeader = 8;  // bytes of a page before its cell pointers

class DatabaseFile {
 public:
  struct Table {
    std::uint32_t root = 0;
    // The statement that made it, in lower case, without spaces and quotes.
    std::string sql;

    // Are these its first columns, in this order, with SQLite's usual ways to compare them?
    bool HasColumns(std::initializer_list<std::string_view> names) const;
    bool has_rowids() const { return !sql.ends_with("withoutrowid"); }
  };

  // Takes `file` as it is now; reads what tables it has where that changed. False: ask SQLite.
  bool Look(FileMap::View file);
  // The same through a reader, within a transaction. Also false where the file alone is not its state.
  bool Look(const Connection& connection, bool is_mapped);
  // Everything must be looked for anew: another file may be at its place.
  void Forget();

  const FileMap::View& view() const { return view_; }
  std::uint32_t usable_bytes() const { return usable_bytes_; }
  // A page (from 1 on) at some depth of a tree, until another one is asked for there; null where it cannot be
  // read. What was read at that depth last is not read again.
  const unsigned char* Page(std::uint32_t number, std::size_t depth);

  // Null where there is none of that name.
  const Table* Find(std::string_view name) const;
  // The rows of a table that has rowids, from one to another, in their order, until `visit` returns false.
  // What it is given lasts for the call. False: ask SQLite; some rows may have been visited.
  using Visit = std::function<bool(std::int64_t rowid, const Record& record)>;
  bool ForEach(const Table& table, std::int64_t first, std::int64_t last, const Visit& visit);

 private:
  struct Level;
  enum class Progress { kGoesOn, kDone, kBroken };
  bool ReadSchema();
  bool Enter(std::uint32_t page, std::vector<Level>* levels);
  bool Descend(std::int64_t first, std::vector<Level>* levels);
  Progress VisitLeaf(const Level& leaf, std::int64_t first, std::int64_t last, const Visit& visit) const;

  FileMap::View view_;
  std::uint32_t page_bytes_ = 0, usable_bytes_ = 0, schema_cookie_ = 0;
  bool is_known_ = false;   // what follows was found out for this schema_cookie_
  bool is_usable_ = false;  // it could be read
  std::map<std::string, Table, std::less<>> tables_;
  struct ReadPage {
    std::uint32_t number = 0;
    std::unique_ptr<unsigned char[]> bytes;
  };
  std::vector<ReadPage> read_;  // by depth, where the file is not mapped
};

}  // namespace gatepost
