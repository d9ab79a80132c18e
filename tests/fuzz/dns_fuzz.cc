// What a DNS server sends, as each type of record: the first byte says which.
#include <array>
#include <cstdint>
#include <string_view>

#include "dns/parse_answer.h"
#include "fuzz/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatepost;
  if (size == 0) return 0;
  constexpr std::array kTypes = {DnsType::kA,  DnsType::kNs,  DnsType::kPtr,
                                 DnsType::kMx, DnsType::kTxt, DnsType::kAaaa};
  const std::string_view message(reinterpret_cast<const char*>(data + 1), size - 1);
  const DnsAnswer answer = ParseDnsAnswer(message, kTypes[data[0] % kTypes.size()]);
  const bool found = answer.status == DnsAnswer::Status::kFound;
  FUZZ_CHECK(found != answer.records.empty() && answer.records.size() <= kMostRecords);
  return 0;
}
