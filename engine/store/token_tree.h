// TokenTree: finds tokens by reading the B-tree of bayes_token straight from the file. A check looks up
// hundreds of tokens; a statement for each costs SQLite about 4 us, a probe here a tenth of that.
//
// Right only while the file holds exactly the pinned state: within a read transaction, with an empty
// write-ahead log (Connection::IsWholeInFile). Everything read is checked; whatever is not as expected
// (another layout of the table, a damaged page) makes the caller ask SQLite, which then gives the answer or
// the error.
//
// The format: https://www.sqlite.org/fileformat2.html, "B-tree Pages" and "Record Format".
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "store/file_map.h"
#include "store/statement.h"

namespace gatepost {

class TokenTree {
 public:
  // Whether the next lookup had better see the file mapped: a process that checks one message reads, in the
  // order of the tokens, each page that it needs; one that goes on has most of them mapped soon.
  bool WantsMap() const { return lookups_ >= kLookupsByReading; }
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
  const unsigned char* Page(std::uint32_t number, int depth);
  enum class Progress { kGoesOn, kDone, kBroken };
  bool LookupByTurns(std::int64_t user_id, std::span<const TokenHash> tokens, std::span<TokenCounts> counts);
  bool LookupInOrder(std::int64_t user_id, std::span<const TokenHash> tokens, std::span<TokenCounts> counts);
  bool Enter(std::uint32_t number, Probe* probe);
  void Aim(Probe* probe) const;
  Progress Advance(Probe* probe);

  static constexpr int kLookupsByReading = 4;
  int lookups_ = 0;

  // During Lookup. Where the file is not mapped: the page last read at each depth of the tree.
  FileMap::View file_;
  struct ReadPage {
    std::uint32_t number = 0;
    std::unique_ptr<unsigned char[]> bytes;
  };
  std::vector<ReadPage> read_;
  std::uint32_t page_bytes_ = 0, usable_bytes_ = 0, root_ = 0, schema_cookie_ = 0;
  bool is_known_ = false;   // what follows was found out for this schema_cookie_
  bool is_usable_ = false;  // the table has the layout that is read here
};

}  // namespace gatepost
