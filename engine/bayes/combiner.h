// The arithmetic of Bayes, pure: no store, no message, no log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace gatepost {

// At most this many tokens of a message take part, the strongest ones.
inline constexpr std::size_t kMaxSignificantTokens = 150;
// And only those whose probability is at least this far from 0.5.
inline constexpr double kMinTokenStrength = 0.346;

// Robinson's f(w) of one token as SpamAssassin computes it (s = 0.030, x = 0.538), nullopt for a token
// that was never learned and where one of the classes has no mail at all. Totals are learned messages.
std::optional<double> TokenProbability(std::uint64_t token_spam, std::uint64_t token_ham,
                                       std::uint64_t total_spam, std::uint64_t total_ham);

// How many more messages of the class that a token speaks against (the smaller count for its total) must have
// it until its probability is nearer to 0.5 than kMinTokenStrength: at least 1 for a token that is strong, as
// SpamAssassin's "declassification distance". Totals are not 0.
std::uint64_t DeclassificationDistance(double probability, std::uint64_t token_spam, std::uint64_t token_ham,
                                       std::uint64_t total_spam, std::uint64_t total_ham);

// Fisher's chi-squared combination of the probabilities that take part, 0 (ham) to 1 (spam); 0.5 when
// there are none. The totals are the starting weights of the two hypotheses.
double CombineChiSquared(std::span<const double> probabilities, std::uint64_t total_spam,
                         std::uint64_t total_ham);

}  // namespace gatepost
