// What a server of Pyzor sends, and any bytes as HTML and as a mail to digest.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "pyzor/digest.h"
#include "pyzor/html_strip.h"
#include "pyzor/protocol.h"
#include "pyzor/servers.h"
#include "text/charset.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatepost;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  constexpr std::uint16_t kThread = 2000;
  if (const std::optional<PyzorAnswer> answer = ParsePyzorAnswer(input, kThread)) {
    FUZZ_CHECK(answer->answered && answer->code >= 0 && answer->code < 1000);
    FUZZ_CHECK(answer->reported < 1000000000 && answer->welcomelisted < 1000000000);
  }
  FUZZ_CHECK(ReadPyzorServers(input).size() <= kMostPyzorServers);
  const std::string text = RepairUtf8(input);
  if (const std::optional<std::string> stripped = StripHtml(text)) FUZZ_CHECK(IsValidUtf8(*stripped));
  FUZZ_CHECK(IsValidUtf8(PyzorLine(text)));
  const std::optional<std::string> digest = PyzorDigest(Message::Parse(input, Limits()));
  FUZZ_CHECK(!digest || digest->size() == 40);
  return 0;
}
