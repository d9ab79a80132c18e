// PendingTokens: what one batch adds to each token, summed before it is written: words that many
// messages share are then written once, and in key order, so that neighbours share pages.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "gatepost/token_store.h"

namespace gatepost {

class PendingTokens {
 public:
  struct Sum {
    std::uint32_t spam = 0, ham = 0;
    std::int64_t atime = 0;        // the latest
    std::int64_t first_atime = 0;  // of the message that would make the row: what "oldest" is told
  };

  void Add(const TokenHash& token, std::uint32_t spam, std::uint32_t ham, std::int64_t atime) {
    auto [place, is_new] = sums_.try_emplace(Key(token));
    Sum& sum = place->second;
    sum.spam += spam;
    sum.ham += ham;
    if (is_new) sum.first_atime = atime;
    if (is_new || atime > sum.atime) sum.atime = atime;
  }
  bool empty() const { return sums_.empty(); }
  std::size_t size() const { return sums_.size(); }
  void Clear() { sums_.clear(); }

  // In the order of the tokens' bytes.
  std::vector<std::pair<TokenHash, Sum>> Sorted() const;

 private:
  static std::uint64_t Key(const TokenHash& token) {
    std::uint64_t key = 0;
    for (unsigned char byte : token) key = key << 8 | byte;
    return key;
  }
  // The key is a hash already.
  struct Identity {
    std::size_t operator()(std::uint64_t key) const { return key; }
  };
  std::unordered_map<std::uint64_t, Sum, Identity> sums_;
};

}  // namespace gatepost
