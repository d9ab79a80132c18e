// SPF on any records: the first line is an address and an identity, each other one an answer; which of them a
// name gets, its hash says. It ends, with a result, and asks no more than it may.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/spf.h"
#include "base/ascii.h"
#include "base/hash.h"
#include "fuzz/fuzz_check.h"

namespace gatepost {
namespace {

class AnyAnswer : public DnsClient {
 public:
  explicit AnyAnswer(std::string_view lines) {
    while (!lines.empty()) lines_.emplace_back(TrimRight(CutLine(&lines)));
  }
  void Ask(std::string_view, DnsType) override {}
  const DnsAnswer& Wait(std::string_view name, DnsType type) override {
    FUZZ_CHECK(!name.empty() && name.size() <= 253 && name.find_first_of(" \n") == kNpos);
    const auto [place, is_new] = answers_.try_emplace({std::string(name), type});
    DnsAnswer& answer = place->second;
    if (!is_new) return answer;
    FUZZ_CHECK(answers_.size() <= kMostQuestions);
    const std::uint64_t hash = Fnv1a(name, static_cast<std::uint64_t>(type));
    answer.status = DnsAnswer::Status::kNone;
    if (lines_.empty() || hash % 8 == 0) return answer;
    answer.status = hash % 8 == 1 ? DnsAnswer::Status::kFailed : DnsAnswer::Status::kFound;
    if (answer.status == DnsAnswer::Status::kFailed) return answer;
    for (std::size_t i = 0; i <= hash / 8 % 12; ++i)
      answer.records.push_back(lines_[(hash / 128 + i) % lines_.size()]);
    if (type == DnsType::kTxt) answer.records.resize(1);
    return answer;
  }

 private:
  static constexpr std::size_t kMostQuestions = 300;
  std::vector<std::string> lines_;
  std::map<std::pair<std::string, DnsType>, DnsAnswer> answers_;
};

void Check(std::string_view input) {
  std::string_view line = TrimRight(CutLine(&input));
  const std::optional<IpAddress> ip = IpAddress::Parse(CutWord(&line));
  if (!ip) return;
  for (const bool is_helo : {false, true}) {
    AnyAnswer dns(input);
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
