// TokenTree: finds tokens by reading the B-tree of bayes_token straight from the file. A check looks up
// hundreds of tokens; a statement for each costs SQLite about 4 us, a probe here a tenth of that.
//
// Right only where DatabaseFile is. Everything read is checked; whatever is not as expected (another layout
// of the table, a damaged page) makes the caller ask SQLite, which then gives the answer or the error.
//
// The format: https://www.sqlite.org/fileformat2.html, "B-tree Pages" and "Record Format".
#pragma once

#include <cstdint>
#include <span>

#include "gatepost/token_store.h"
#include "store/database_file.h"

namespace gatepost {

class TokenTree {
 public:
  // Whether the next lookup had better see the file mapped: a process that checks one message reads, in the
  // order of the tokens, each page that it needs; one that goes on has most of them mapped soon.
  bool WantsMap() const { return lookups_ >= kLookupsByReading; }
  // `file` was looked at within the read transaction. False: use statements.
  bool Lookup(DatabaseFile& file, std::int64_t user_id, std::span<const TokenHash> tokens,
              std::span<TokenCounts> counts);

 private:
  struct Cell;
  struct Probe;

  enum class Progress { kGoesOn, kDone, kBroken };
  bool LookupByTurns(std::int64_t user_id, std::span<const TokenHash> tokens, std::span<TokenCounts> counts);
  bool LookupInOrder(std::int64_t user_id, std::span<const TokenHash> tokens, std::span<TokenCounts> counts);
  bool Enter(std::uint32_t number, Probe* probe);
  void Aim(Probe* probe) const;
  Progress Advance(Probe* probe);

  static constexpr int kLookupsByReading = 4;
  int lookups_ = 0;

  // During Lookup.
  DatabaseFile* file_ = nullptr;
  std::uint32_t root_ = 0;
};

}  // namespace gatepost
