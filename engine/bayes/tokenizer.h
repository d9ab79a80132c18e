// Tokens: what Bayes counts. The text of each token and its 5-byte key are SpamAssassin 4.0.1's
// (Mail::SpamAssassin::Plugin::Bayes), so that both can share one database.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "gatepost/token_store.h"
#include "mail/views.h"

namespace gatepost {

// The settings of tokens, prepared once.
struct BayesConfig {
  static BayesConfig Build(const Settings& settings);
  bool use_bayes = true;
  int min_spam_num = 200, min_ham_num = 200;
  std::set<std::string, std::less<>> ignored_headers;  // lower-case
  // ... stop words, token sources, ignore_from/to: see tokenizer.cc
  bool source_header = true, source_visible = true, source_invisible = true, source_uri = true,
       source_mimepart = false;
};

// One token; sorted by hash and unique in what Tokenize returns.
struct Token {
  TokenHash hash{};
  std::string text;
};

TokenHash HashToken(std::string_view text);

// Cost: linear. Limit: Limits::max_bayes_tokens (which tokens are kept does not depend on chance).
std::vector<Token> Tokenize(Views& views, const BayesConfig& config, const Limits& limits);

// The key under which a message is remembered as learned ("...@sa_generated"), and the Message-ID
// form that SpamAssassin also looks for; in SpamAssassin's order, at least one.
std::vector<std::string> LearnedIds(Views& views);

}  // namespace gatepost
