// ToUtf8 on any bytes in many charsets (the first byte chooses, or the first line is the name itself):
// always valid UTF-8, and UTF-8 that is valid stays what it is.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "text/charset.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatepost;
  static constexpr std::array kCharsets = {
      "utf-8",  "us-ascii",       "iso-8859-1", "windows-1252", "gb2312",     "gb18030",      "big5",
      "euc-kr", "ks_c_5601-1987", "shift_jis",  "iso-2022-jp",  "euc-jp",     "koi8-r",       "utf-16",
      "utf-7",  "utf-32",         "hz",         "iso-2022-kr",  "big5-hkscs", "windows-1255", "viscii"};
  std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;
  const std::size_t line = input.find('\n');
  std::string charset = kCharsets[data[0] % kCharsets.size()];
  if (line != std::string_view::npos && line < 60) charset = input.substr(0, line);
  input.remove_prefix(1);
  for (const CharsetTrust trust : {CharsetTrust::kGuess, CharsetTrust::kInsist}) {
    const CharsetResult result = ToUtf8(input, charset, trust);
    FUZZ_CHECK(IsValidUtf8(result.utf8));
    FUZZ_CHECK(ToUtf8(input, charset, trust).utf8 == result.utf8);
    FUZZ_CHECK(result.utf8.size() <= 8 * input.size() + 16);
    if (trust == CharsetTrust::kGuess && !IsAscii(input) && IsStrictUtf8(input))
      FUZZ_CHECK(result.utf8 == input);
  }
  const std::string repaired = RepairUtf8(input);
  FUZZ_CHECK(IsValidUtf8(repaired) && RepairUtf8(repaired) == repaired);
  FUZZ_CHECK(CountCodePoints(repaired) <= input.size());
  return 0;
}
