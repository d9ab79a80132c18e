// Mmdb on any file: it is refused, or every look-up ends, with a text that a header may hold or a word on
// damage.
#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/file.h"
#include "base/mmdb.h"
#include "fuzz/fuzz_check.h"

namespace gatepost {
namespace {

void Check(std::string_view bytes) {
  const Descriptor file(memfd_create("mmdb", MFD_CLOEXEC));
  FUZZ_CHECK(WriteAll(file.get(), bytes));
  const Result<Mmdb> database = Mmdb::Open("/proc/self/fd/" + std::to_string(file.get()));
  if (!database) return;
  for (const std::string& address : {std::string("\xc0\0\2\1", 4), std::string("\xc6\x33\x64\7", 4),
                                     "\x20\1\x0d\xb8" + std::string(12, '\0'), std::string(16, '\xff')}) {
    const Result<std::uint32_t> record = database->Find(address);
    if (!record) continue;
    for (const std::initializer_list<std::string_view> keys :
         {std::initializer_list<std::string_view>{"country", "iso_code"}, {"autonomous_system_number"}}) {
      const Result<std::string> text = database->TextAt(*record, keys);
      FUZZ_CHECK(!text || (text->size() <= 256 && text->find('\n') == std::string::npos));
    }
  }
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gatepost::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
