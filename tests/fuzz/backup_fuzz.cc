// RestoreBackup on any text: refused, and then nothing changed; or taken, and then what WriteBackup makes of
// it is taken too and comes out the same.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "bayes/backup.h"
#include "fuzz/fuzz_check.h"
#include "support/memory_store.h"

namespace gatepost {
namespace {

constexpr std::int64_t kNow = 2000000000;

// In pieces, so that lines are cut.
TextReader ReaderOf(std::string_view text) {
  return [text](char* buffer, std::size_t size) mutable -> Result<std::size_t> {
    const std::size_t count = std::min({std::size_t{13}, size, text.size()});
    std::memcpy(buffer, text.data(), count);
    text.remove_prefix(count);
    return count;
  };
}

std::string BackupOf(TokenStore& store) {
  std::string text;
  const auto add = [&](std::string_view piece) {
    text += piece;
    return Status();
  };
  FUZZ_CHECK(WriteBackup(store, add).ok());
  FUZZ_CHECK(WriteDump(store, true, true, [](std::string_view) { return Status(); }).ok());
  return text;
}

void Check(std::string_view text) {
  MemoryStore store, other;
  const std::string empty = BackupOf(store);
  if (!RestoreBackup(store, ReaderOf(text), kNow)) {
    FUZZ_CHECK(BackupOf(store) == empty);
    return;
  }
  const std::string written = BackupOf(store);
  FUZZ_CHECK(RestoreBackup(other, ReaderOf(written), kNow).has_value());
  FUZZ_CHECK(BackupOf(other) == written);
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gatepost::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
