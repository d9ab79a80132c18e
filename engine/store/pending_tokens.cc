// Tested by tests/store/store_contract_test.cc.
#include "store/pending_tokens.h"

#include <algorithm>

namespace gatepost {

std::vector<std::pair<TokenHash, PendingTokens::Sum>> PendingTokens::Sorted() const {
  std::vector<std::uint64_t> keys;
  keys.reserve(sums_.size());
  for (const auto& [key, sum] : sums_) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  std::vector<std::pair<TokenHash, Sum>> sorted;
  sorted.reserve(keys.size());
  for (std::uint64_t key : keys) {
    TokenHash token;
    for (std::size_t i = 0; i < token.size(); ++i) {
      token[i] = static_cast<unsigned char>(key >> (8 * (token.size() - 1 - i)));
    }
    sorted.emplace_back(token, sums_.find(key)->second);
  }
  return sorted;
}

}  // namespace gatepost
