// The arithmetic of Bayes, pure: no store, no message, no log.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace gatepost {

// Robinson's f(w) of one token as SpamAssassin computes it (constants s and x with it), nullopt for a
// token too weak to count. Totals are learned messages.
std::optional<double> TokenProbability(std::uint64_t token_spam, std::uint64_t token_ham,
                                       std::uint64_t total_spam, std::uint64_t total_ham);

// Fisher's chi-squared combination over the strongest tokens, 0 (ham) to 1 (spam), 0.5 when empty.
double CombineChiSquared(std::span<const double> probabilities);

}  // namespace gatepost
