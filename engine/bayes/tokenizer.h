// Tokens: what Bayes counts. The text of each token and its 5-byte key are SpamAssassin 4.0.1's
// (Mail::SpamAssassin::Plugin::Bayes), so that both can share one database.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/word_set.h"
#include "config/settings.h"
#include "gatepost/token_store.h"
#include "mail/views.h"

namespace gatepost {

class StopWords;

// The settings of tokens, prepared once. Copies share the stop words.
struct BayesConfig {
  // Stop words that are no pattern are left out and told, if anyone wants to know.
  static BayesConfig Build(const Settings& settings, std::vector<std::string>* remarks = nullptr);
  // The same without stop words and ignored headers, which a compiled ruleset has ready.
  static BayesConfig BuildSmallParts(const Settings& settings);
  bool use_bayes = true;
  int min_spam_num = 200, min_ham_num = 200;
  bool use_hapaxes = true;                      // false: tokens seen once do not count
  std::size_t max_token_bytes = 15;             // bayes_max_token_length
  WordSet ignored_headers;                      // bayes_ignore_header, lower-case
  std::shared_ptr<const StopWords> stop_words;  // may be null: none
  bool source_header = true, source_visible = true, source_invisible = true, source_uri = true,
       source_mimepart = false;
  // bayes_cjk_tokens, not SpamAssassin's: also count pairs of neighbouring characters in scripts that write
  // no spaces (Han, Kana, Hangul, Thai), as "s2:..". Off, so that a shared database stays exact.
  bool script_pairs = false;
};

// Tokens by hash: sorted, each hash once. The texts point into `storage`. Moves, does not copy.
struct TokenList {
  std::vector<TokenHash> hashes;
  std::vector<std::string_view> texts;  // texts[i] belongs to hashes[i]
  std::vector<std::unique_ptr<char[]>> storage;
  bool is_cut = false;  // the message has more than Limits::max_bayes_tokens

  std::size_t size() const { return hashes.size(); }
  bool empty() const { return hashes.empty(); }
};

TokenHash HashToken(std::string_view text);
// Whether a token is one of the header ("H*F:com"), not of the text or a link.
bool IsHeaderToken(std::string_view text);

// SpamAssassin gives the classifier two facts that the learner does not have (the domains of the
// envelope sender and of From); a database that it auto-learned into knows them.
enum class TokensFor { kLearning, kClassifying };

// Cost: linear. Limit: Limits::max_bayes_tokens (which tokens are kept does not depend on chance: visible
// text, URIs, hidden text, MIME parts, headers, each in message order).
TokenList Tokenize(Views& views, const BayesConfig& config, const Limits& limits, TokensFor purpose);

// The key under which a message is remembered as learned ("...@sa_generated"), and the Message-ID
// form that SpamAssassin also looks for; in SpamAssassin's order, at least one.
std::vector<std::string> LearnedIds(const Message& message);

}  // namespace gatepost
