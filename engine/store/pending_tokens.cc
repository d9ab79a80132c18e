// Tested by tests/store/store_contract_test.cc.
#include "store/pending_tokens.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace gatepost {

void PendingTokens::Add(std::span<const TokenHash> tokens, std::uint32_t spam, std::uint32_t ham,
                        std::int64_t atime) {
  if (tokens.empty()) return;
  std::uint64_t message = messages_.size();
  messages_.push_back({spam, ham, atime});
  for (const TokenHash& token : tokens) {
    std::uint64_t key = 0;
    for (unsigned char byte : token) key = key << 8 | byte;
    keys_.push_back(key << kMessageBits | message);
  }
}

void PendingTokens::Clear() {
  keys_.clear();
  messages_.clear();
}

// By the token alone, lowest bits first: keys of one token stay as they came, by message.
void PendingTokens::Sort() {
  constexpr int kDigitBits = 10;
  constexpr std::uint64_t kMask = (std::uint64_t{1} << kDigitBits) - 1;
  std::vector<std::uint64_t> sorted(keys_.size());
  for (int shift = kMessageBits; shift < 64; shift += kDigitBits) {
    std::array<std::size_t, kMask + 2> places{};
    for (std::uint64_t key : keys_) ++places[(key >> shift & kMask) + 1];
    std::partial_sum(places.begin(), places.end(), places.begin());
    for (std::uint64_t key : keys_) sorted[places[key >> shift & kMask]++] = key;
    keys_.swap(sorted);
  }
}

PendingTokens::Sum PendingTokens::SumAt(std::size_t* at) const {
  const std::uint64_t token = keys_[*at] >> kMessageBits;
  Sum sum;
  for (std::size_t i = 0; i < sum.token.size(); ++i) {
    sum.token[i] = static_cast<unsigned char>(token >> (8 * (sum.token.size() - 1 - i)));
  }
  const auto message = [&]() -> const Message& {
    return messages_[keys_[*at] & ((std::uint64_t{1} << kMessageBits) - 1)];
  };
  sum.atime = sum.first_atime = message().atime;
  for (; *at < keys_.size() && keys_[*at] >> kMessageBits == token; ++*at) {
    sum.spam += message().spam;
    sum.ham += message().ham;
    sum.atime = std::max(sum.atime, message().atime);
  }
  return sum;
}

}  // namespace gatepost
