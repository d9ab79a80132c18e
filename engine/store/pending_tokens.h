// PendingTokens: what one batch adds to each token, summed before it is written: words that many
// messages share are then written once, and in key order, so that neighbours share pages.
#pragma once

#include <cstdint>
#include <vector>

#include "gatepost/token_store.h"

namespace gatepost {

class PendingTokens {
 public:
  struct Sum {
    TokenHash token{};
    std::uint32_t spam = 0, ham = 0;
    std::int64_t atime = 0;        // the latest
    std::int64_t first_atime = 0;  // of the message that would make the row: what "oldest" is told
  };

  // All tokens of one message.
  void Add(std::span<const TokenHash> tokens, std::uint32_t spam, std::uint32_t ham, std::int64_t atime);
  bool empty() const { return keys_.empty(); }
  // True when it is time to write, whatever the batch does.
  bool is_full() const { return keys_.size() >= kMost; }
  void Clear();

  // Calls `visit` with each sum, in the order of the tokens' bytes, until it returns false.
  template <class Visit>
  void ForEachSum(const Visit& visit);

 private:
  static constexpr std::size_t kMost = 400000;  // tokens, duplicates counted: 3 MB
  static constexpr int kMessageBits = 24;
  struct Message {
    std::uint32_t spam, ham;
    std::int64_t atime;
  };
  void Sort();
  // The sum of the token at `at`, which comes behind it then.
  Sum SumAt(std::size_t* at) const;

  // The 40 bits of the token, then the number of the message.
  std::vector<std::uint64_t> keys_;
  std::vector<Message> messages_;
};

template <class Visit>
void PendingTokens::ForEachSum(const Visit& visit) {
  Sort();
  for (std::size_t at = 0; at < keys_.size();) {
    if (!visit(SumAt(&at))) return;
  }
}

}  // namespace gatepost
