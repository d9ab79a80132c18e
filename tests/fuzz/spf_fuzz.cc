// SPF on any records: the first line is an address and an identity, each other one an answer; which of them a
// name gets, its hash says. It ends, with a result, and asks no more than it may.
#include <cstdint>
#include <string>
#include <string_view>

#include "auth/spf.h"
#include "base/ascii.h"
#include "fuzz/any_answer.h"
#include "fuzz/fuzz_check.h"

namespace gatepost {
namespace {

void Check(std::string_view input) {
  std::string_view line = TrimRight(CutLine(&input));
  const std::optional<IpAddress> ip = IpAddress::Parse(CutWord(&line));
  if (!ip) return;
  constexpr std::size_t kMostQuestions = 300;
  for (const bool is_helo : {false, true}) {
    AnyAnswer dns(input, kMostQuestions);
    const SpfQuestion question{*ip, std::string(Trim(line)), "mail.example.com", is_helo};
    FUZZ_CHECK(CheckSpf(dns, question) != SpfResult::kNotNoted);
  }
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gatepost::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
