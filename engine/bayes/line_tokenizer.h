// One line of text into tokens: SpamAssassin's character set, trimming, splitting and variants.
#pragma once

#include <string>
#include <string_view>

#include "bayes/token_sink.h"
#include "bayes/tokenizer.h"

namespace gatepost {

// kHtmlUri: a URI that HTML named. SpamAssassin has those as characters up to U+00FF, all else as bytes.
enum class TokenRegion { kHeader, kBody, kUri, kHtmlUri };

class LineTokenizer {
 public:
  LineTokenizer(const BayesConfig& config, TokenSink& sink) : config_(config), sink_(sink) {}

  // Adds the tokens of `line`, each after `prefix`. Cost: linear.
  void Add(std::string_view line, std::string_view prefix, TokenRegion region);

 private:
  void AddWord(std::string_view word, std::string_view prefix, TokenRegion region);
  void AddAddress(std::string_view word);
  void AddDomains(std::string_view word);
  void AddVariants(std::string_view token, std::string_view prefix);
  bool AddWideCharacters(std::string_view word, std::string_view prefix);
  void AddScriptPairs(std::string_view word, std::string_view prefix);

  const BayesConfig& config_;
  TokenSink& sink_;
  bool is_latin1_ = false;                        // line_ is
  std::string line_, scratch_, variant_, lower_;  // reused from line to line
};

// "U*user" and "D*host", "D*parent.domain" ... of an address: calls add(prefix, text).
template <class Add>
void ForEachAddressToken(std::string_view address, const Add& add);

// How many parent domains of one host become tokens: no name has more labels.
inline constexpr int kMaxDomainTokens = 128;

template <class Add>
void ForEachAddressToken(std::string_view address, const Add& add) {
  // The last @ with something on both sides.
  if (address.size() < 3) return;
  std::size_t at = address.rfind('@', address.size() - 2);
  if (at == std::string_view::npos || at == 0) return;
  std::string_view host = address.substr(at + 1);
  add("U*", address.substr(0, at));
  add("D*", host);
  for (int i = 0; i < kMaxDomainTokens; ++i) {
    std::size_t dot = host.find('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 >= host.size()) return;
    host.remove_prefix(dot + 1);
    add("D*", host);
  }
}

}  // namespace gatepost
