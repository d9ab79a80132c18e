// A DNS whose answers are the lines of a fuzzer's input: which of them a name gets, its hash says.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/hash.h"
#include "fuzz/fuzz_check.h"
#include "gatepost/dns.h"

namespace gatepost {

class AnyAnswer : public DnsClient {
 public:
  // More questions than `most` must not be asked.
  AnyAnswer(std::string_view lines, std::size_t most) : most_(most) {
    while (!lines.empty()) lines_.emplace_back(TrimRight(CutLine(&lines)));
  }
  void Ask(std::string_view, DnsType) override {}
  const DnsAnswer& Wait(std::string_view name, DnsType type) override {
    const auto [place, is_new] = answers_.try_emplace({std::string(name), type});
    DnsAnswer& answer = place->second;
    if (!is_new) return answer;
    FUZZ_CHECK(answers_.size() <= most_);
    const std::uint64_t hash = Fnv1a(name, static_cast<std::uint64_t>(type));
    answer.status = DnsAnswer::Status::kNone;
    answer.rcode = hash % 16 < 8 ? 3 : 0;
    if (lines_.empty() || hash % 8 == 0) return answer;
    answer.status = hash % 8 == 1 ? DnsAnswer::Status::kFailed : DnsAnswer::Status::kFound;
    answer.rcode = hash % 8 == 1 ? 2 : 0;
    if (answer.status == DnsAnswer::Status::kFailed) return answer;
    for (std::size_t i = 0; i <= hash / 8 % 12; ++i)
      answer.records.push_back(lines_[(hash / 128 + i) % lines_.size()]);
    if (type == DnsType::kTxt) answer.records.resize(1);
    return answer;
  }

 private:
  const std::size_t most_;
  std::vector<std::string> lines_;
  std::map<std::pair<std::string, DnsType>, DnsAnswer> answers_;
};

}  // namespace gatepost
