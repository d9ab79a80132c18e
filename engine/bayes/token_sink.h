// TokenSink: collects the texts of tokens, each once, and turns them into the sorted TokenList.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "bayes/tokenizer.h"

namespace gatepost {

class TokenSink {
 public:
  explicit TokenSink(std::size_t max_tokens);

  // Adds prefix + text; the empty token is none.
  void Add(std::string_view prefix, std::string_view text);
  // How often Add was called with something: SpamAssassin's limits count before duplicates go.
  std::size_t added() const { return added_; }

  TokenList Finish();

 private:
  std::string_view Keep(std::string_view prefix, std::string_view text);
  template <class IsIt>
  std::size_t Find(std::uint64_t hash, const IsIt& is_it) const;
  void Grow();

  std::size_t max_tokens_;
  std::size_t added_ = 0;
  bool is_cut_ = false;
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t chunk_used_ = 0, chunk_size_ = 0;
  std::vector<std::string_view> texts_;
  std::vector<std::uint64_t> slots_;  // open addressing, by the text's hash; 0: free
};

}  // namespace gatepost
