// DMARC on any records: the first line is the author's domain and those that speak for it, the last of them
// SPF's; each other line an answer, and which of them a name gets its hash says. It ends, asks no more than
// it may, and nobody speaks for a domain with which he shares no more than a top level.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "auth/dmarc.h"
#include "auth/spf_macros.h"
#include "base/ascii.h"
#include "fuzz/any_answer.h"
#include "fuzz/fuzz_check.h"

namespace gatepost {
namespace {

// Its last two labels.
std::string EndOf(std::string_view domain) {
  std::vector<std::string_view> labels = Split(domain, '.');
  std::string end;
  for (std::size_t i = labels.size() > 2 ? labels.size() - 2 : 0; i < labels.size(); ++i)
    end.append(labels[i]).append(".");
  return end;
}

void Check(std::string_view input) {
  const std::string line = AsciiLower(TrimRight(CutLine(&input)));
  std::vector<std::string> domains;
  for (const std::string_view word : SplitWhitespace(line)) domains.emplace_back(word);
  // Domains come as the DNS has them.
  if (domains.empty() || !std::all_of(domains.begin(), domains.end(), IsDnsName)) return;
  constexpr std::size_t kMostQuestions = 10;
  AnyAnswer dns(input, kMostQuestions);
  DmarcQuestion question{domains[0], {domains.begin() + 1, domains.end()}, std::nullopt, 50};
  if (domains.size() > 2) question.spf_domain = domains.back();
  StartDmarc(dns, question.from_domain);
  if (CheckDmarc(dns, question) != DmarcResult::kPass) return;
  bool any = false;
  for (const std::string& domain : question.signers) any |= EndOf(domain) == EndOf(question.from_domain);
  FUZZ_CHECK(any);
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gatepost::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
