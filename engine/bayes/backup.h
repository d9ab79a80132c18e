// Backup: a database as text and back, in the format of `sa-learn --backup` (version 3), so that counts move
// between Gatepost and every store of SpamAssassin's (DB_File, MySQL, PostgreSQL, Redis).
//
//   v <TAB> 3 <TAB> db_version # this must be the first line!!!
//   v <TAB> 946 <TAB> num_spam
//   v <TAB> 2073 <TAB> num_nonspam
//   t <TAB> spam <TAB> ham <TAB> atime <TAB> token in hex
//   s <TAB> s or h <TAB> message id
//
// Both ways stream: memory does not grow with the database.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "gatepost/token_store.h"

namespace gatepost {

// Takes the next piece of text. A failure ends the work and is returned from it.
using TextWriter = std::function<Status(std::string_view text)>;
// Fills the buffer from the start; the number of bytes, 0 at the end.
using TextReader = std::function<Result<std::size_t>(char* buffer, std::size_t size)>;

// One committed state of the store, learners may go on. Fails with the store's or the writer's errors.
Status WriteBackup(TokenStore& store, const TextWriter& write);

struct RestoreReport {
  std::uint64_t lines = 0, tokens = 0, seen = 0;
  std::uint64_t future_atimes = 0;  // later than now: set to now, as SpamAssassin does
  std::uint64_t padded_tokens = 0;  // spaces too many, cut off (see below)
  std::uint64_t cut_tokens = 0;     // left out: their end is lost (see below)
  std::uint64_t first_cut_line = 0;
};

// Puts the text in the place of everything the store's user has, in one transaction: all of it or, at the
// first bad line ("line 17: ..." with kInvalidArgument) or failure, nothing. Also reads version 2, whose
// tokens are plain text.
// SpamAssassin's own backup of an SQLite store is not exact: it pads tokens with 8-bit bytes by spaces and
// cuts tokens at their first NUL. The former are mended, the latter (2 in 100) are left out and counted.
Result<RestoreReport> RestoreBackup(TokenStore& store, const TextReader& read, std::int64_t now_unix_s);

// `sa-learn --dump magic` and `--dump data`: probability, spam, ham, atime, token in hex.
Status WriteDump(TokenStore& store, bool magic, bool tokens, const TextWriter& write);

}  // namespace gatepost
