// Tested by tests/store/store_contract_test.cc.
#include "store/pending_tokens.h"

#include <algorithm>

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

std::vector<PendingTokens::Sum> PendingTokens::Sums() {
  std::sort(keys_.begin(), keys_.end());
  std::vector<Sum> sums;
  std::uint64_t before = 0;
  for (std::uint64_t key : keys_) {
    std::uint64_t token = key >> kMessageBits;
    const Message& message = messages_[key & ((std::uint64_t{1} << kMessageBits) - 1)];
    if (sums.empty() || token != before) {
      Sum sum;
      for (std::size_t i = 0; i < sum.token.size(); ++i) {
        sum.token[i] = static_cast<unsigned char>(token >> (8 * (sum.token.size() - 1 - i)));
      }
      sum.atime = sum.first_atime = message.atime;
      sums.push_back(sum);
      before = token;
    }
    Sum& sum = sums.back();
    sum.spam += message.spam;
    sum.ham += message.ham;
    sum.atime = std::max(sum.atime, message.atime);
  }
  return sums;
}

}  // namespace gatepost
