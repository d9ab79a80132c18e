// MailSignatures on any message and any key: the first line is what the DNS says of every key, the rest the
// message. What passes has a key, and line ends of CRLF change nothing.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "auth/dkim.h"
#include "base/ascii.h"
#include "fuzz/fuzz_check.h"

namespace gatepost {
namespace {

class OneAnswer : public DnsClient {
 public:
  explicit OneAnswer(std::string_view record)
      : answer_{DnsAnswer::Status::kFound, 0, {std::string(TrimRight(record))}} {}
  void Ask(std::string_view name, DnsType type) override {
    FUZZ_CHECK(type == DnsType::kTxt && Contains(name, "._domainkey."));
  }
  const DnsAnswer& Wait(std::string_view name, DnsType type) override {
    Ask(name, type);
    return answer_;
  }

 private:
  DnsAnswer answer_;
};

std::vector<SignatureCheck> Signatures(DnsClient& dns, std::string_view mail) {
  constexpr std::int64_t kNow = 1700000000;
  return MailSignatures(mail, SIZE_MAX, kNow).Check(dns);
}

void Check(std::string_view input) {
  OneAnswer dns(CutLine(&input));
  const std::vector<SignatureCheck> checks = Signatures(dns, input);
  FUZZ_CHECK(checks.size() <= 4 * MailSignatures::kMostSignatures);
  for (const SignatureCheck& check : checks) {
    const bool passes = check.result == SignatureResult::kPass;
    FUZZ_CHECK(passes == check.why.empty());
    FUZZ_CHECK(!passes || (!check.domain.empty() && check.signer().ends_with(check.domain)));
  }
  if (Contains(input, "\r") || !Contains(input, "\n")) return;
  std::string crlf;
  for (char c : input) crlf += c == '\n' ? "\r\n" : std::string(1, c);
  const std::vector<SignatureCheck> again = Signatures(dns, crlf);
  FUZZ_CHECK(again.size() == checks.size());
  for (std::size_t i = 0; i < again.size(); ++i) FUZZ_CHECK(again[i].why == checks[i].why);
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gatepost::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
