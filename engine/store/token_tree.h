// TokenTree: finds tokens by reading the B-tree of bayes_token straight from the mapped file. A check looks
// up hundreds of tokens; a statement for each costs SQLite about 4 us, a probe here a tenth of that.
//
// Right only while the file holds exactly the pinned state: within a read transaction, with an empty
// write-ahead log (Connection::IsWholeInFile). Everything read is checked; whatever is not as expected
// (another layout of the table, a damaged page) makes the caller ask SQLite, which then gives the answer or
// the error.
//
// The format: https://www.sqlite.org/fileformat2.html, "B-tree Pages" and "Record Format".
#pragma once

#include <cstdint>
#include <span>

#include "store/file_map.h"
#include "store/statement.h"

namespace gatepost {

class TokenTree {
 public:
  // Within the read transaction. `file` holds all of the database file. False: use statements.
  bool Lookup(sqlite3* database, FileMap::View file, std::int64_t user_id, std::span<const TokenHash> tokens,
              std::span<TokenCounts> counts);
  // The connection is to be closed.
  void Forget();

 private:
  struct Cell;
  struct Probe;

  bool Prepare(sqlite3* database);
  bool FindRoot(sqlite3* database);
  const unsigned char* Page(std::uint32_t number) const;
  enum class Progress { kGoesOn, kDone, kBroken };
  bool LookupAll(std::int64_t user_id, std::span<const TokenHash> tokens,
                 std::span<TokenCounts> counts) const;
  bool Enter(std::uint32_t number, Probe* probe) const;
  void Aim(Probe* probe) const;
  Progress Advance(Probe* probe) const;

  FileMap::View file_;  // during Lookup
  std::uint32_t page_bytes_ = 0, usable_bytes_ = 0, root_ = 0, schema_cookie_ = 0;
  bool is_known_ = false;   // what follows was found out for this schema_cookie_
  bool is_usable_ = false;  // the table has the layout that is read here
};

}  // namespace gatepost
