// Tested by tests/bayes/classifier_test.cc.
#include "bayes/classifier.h"

#include <algorithm>
#include <cmath>

#include "bayes/combiner.h"

namespace gatepost {
namespace {

// A database that nobody has open for writing is read without locks; where a writer came in between, what
// was read is thrown away and read again.
constexpr int kReadTries = 4;

std::uint64_t AtLeastZero(int number) { return number > 0 ? static_cast<std::uint64_t>(number) : 0; }

// "spam 12 of 200, ham 150 of 200 learned"; "" where both are enough.
std::string MissingMail(const StoreTotals& totals, const BayesConfig& config) {
  std::string missing;
  auto check = [&](const char* name, std::uint64_t learned, std::uint64_t needed) {
    if (learned >= needed) return;
    if (!missing.empty()) missing += ", ";
    missing += std::string(name) + " " + std::to_string(learned) + " of " + std::to_string(needed);
  };
  check("spam", totals.spam_count, AtLeastZero(config.min_spam_num));
  check("ham", totals.ham_count, AtLeastZero(config.min_ham_num));
  return missing.empty() ? missing : missing + " learned";
}

Status ReadCounts(TokenStore& store, const TokenList& tokens, std::vector<TokenCounts>* counts,
                  StoreTotals* totals) {
  Status status;
  for (int attempt = 0; attempt < kReadTries; ++attempt) {
    if (attempt > 0) {
      store.EndRead();
      if (status = store.BeginRead(); !status.ok()) return status;
      Result<StoreTotals> again = store.Totals();
      if (!again) return again.error();
      *totals = *again;
    }
    status = store.Lookup(tokens.hashes, *counts);
    if (status.code() != StatusCode::kUnavailable) break;
  }
  return status;
}

struct Candidate {
  double strength;
  double probability;
  std::uint32_t token;
};

// The tokens strong enough to take part. Fills the result's counts of what is known.
std::vector<Candidate> Candidates(const std::vector<TokenCounts>& counts, const StoreTotals& totals,
                                  const BayesConfig& config, std::int64_t fresh_since_unix_s,
                                  BayesResult* result) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    std::uint64_t seen = std::uint64_t{counts[i].spam_count} + counts[i].ham_count;
    if (seen == 0 || (seen == 1 && !config.use_hapaxes)) continue;
    std::optional<double> probability =
        TokenProbability(counts[i].spam_count, counts[i].ham_count, totals.spam_count, totals.ham_count);
    if (!probability) continue;
    ++result->known_count;
    if (counts[i].atime_unix_s >= fresh_since_unix_s) ++result->fresh_count;
    double strength = std::fabs(*probability - 0.5);
    if (strength < kMinTokenStrength) continue;
    candidates.push_back({strength, *probability, static_cast<std::uint32_t>(i)});
  }
  return candidates;
}

// Those that do take part, strongest first; of equals the one with the smaller hash, so that the same
// message always gives the same answer.
void KeepStrongest(std::vector<Candidate>* candidates) {
  auto is_stronger = [](const Candidate& a, const Candidate& b) {
    return a.strength != b.strength ? a.strength > b.strength : a.token < b.token;
  };
  std::size_t count = std::min(candidates->size(), kMaxSignificantTokens);
  auto end = candidates->begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(candidates->begin(), end, candidates->end(), is_stronger);
  candidates->resize(count);
}

double Combine(const std::vector<Candidate>& candidates, std::uint64_t total_spam, std::uint64_t total_ham) {
  std::vector<double> probabilities;
  probabilities.reserve(candidates.size());
  for (const Candidate& candidate : candidates) probabilities.push_back(candidate.probability);
  return CombineChiSquared(probabilities, total_spam, total_ham);
}

// The tokens of the header and the others apart, each without the other's, and as if there were as much spam
// as ham.
void CombineParts(const std::vector<Candidate>& candidates, const TokenList& tokens, BayesResult* result) {
  std::vector<Candidate> header, body;
  for (const Candidate& candidate : candidates)
    (IsHeaderToken(tokens.texts[candidate.token]) ? header : body).push_back(candidate);
  for (auto* part : {&header, &body}) KeepStrongest(part);
  result->header_probability = Combine(header, 1, 1);
  result->body_probability = Combine(body, 1, 1);
}

}  // namespace

Result<bool> IsTrained(TokenStore& store, const BayesConfig& config) {
  if (!config.use_bayes) return false;
  Result<StoreTotals> totals = store.Totals();
  if (!totals) return totals.error();
  return MissingMail(*totals, config).empty();
}

Result<BayesResult> Classify(Views& views, TokenStore& store, const BayesConfig& config, const Limits& limits,
                             const ClassifyOptions& options) {
  BayesResult result;
  if (!config.use_bayes) {
    result.note = "use_bayes 0";
    return result;
  }
  Result<StoreTotals> totals = store.Totals();
  if (!totals) return totals.error();
  result.note = MissingMail(*totals, config);
  if (!result.note.empty()) return result;

  TokenList tokens = Tokenize(views, config, limits, TokensFor::kClassifying);
  std::vector<TokenCounts> counts(tokens.size());
  if (Status status = ReadCounts(store, tokens, &counts, &*totals); !status.ok()) return status;

  result.token_count = tokens.size();
  result.is_cut = tokens.is_cut;
  std::vector<Candidate> strongest = Candidates(counts, *totals, config, options.fresh_since_unix_s, &result);
  if (options.in_parts && !strongest.empty()) CombineParts(strongest, tokens, &result);
  KeepStrongest(&strongest);
  if (strongest.empty()) {
    result.note = result.known_count > 0 ? "no significant token" : "no known token";
    return result;
  }
  for (const Candidate& candidate : strongest)
    ++(candidate.probability < 0.5 ? result.hammy_count : result.spammy_count);
  result.probability = Combine(strongest, totals->spam_count, totals->ham_count);
  if (options.explain) {
    for (const Candidate& candidate : strongest) {
      const TokenCounts& count = counts[candidate.token];
      result.tokens.push_back(
          {std::string(tokens.texts[candidate.token]), candidate.probability, count.spam_count,
           count.ham_count, count.atime_unix_s,
           DeclassificationDistance(candidate.probability, count.spam_count, count.ham_count,
                                    totals->spam_count, totals->ham_count)});
    }
  }
  return result;
}

}  // namespace gatepost
