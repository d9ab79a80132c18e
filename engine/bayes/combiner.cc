// Tested by tests/bayes/combiner_test.cc.
#include "bayes/combiner.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gatepost {
namespace {

constexpr double kRobinsonS = 0.030;                 // weight of the prior
constexpr double kRobinsonX = 0.538;                 // the prior: what an unseen token is worth
constexpr double kLn2 = 0.693147180559945309417232;  // natural logarithm of 2

// A product of many probabilities, kept as mantissa * 2^exponent where a double would underflow.
class TinyProduct {
 public:
  explicit TinyProduct(double start) : mantissa_(start) {}
  void Multiply(double factor) {
    mantissa_ *= factor;
    if (mantissa_ < 1e-200) {
      int shift = 0;
      mantissa_ = std::frexp(mantissa_, &shift);
      exponent_ += shift;
    }
  }
  double Log() const { return std::log(mantissa_) + exponent_ * kLn2; }

 private:
  double mantissa_;
  double exponent_ = 0;
};

// The chance that a chi-squared variable of 2 * half_freedom degrees exceeds 2 * m.
double ChiSquaredTail(double m, std::size_t half_freedom) {
  double term = std::exp(-m);
  double sum = term;
  for (std::size_t i = 1; i < half_freedom; ++i) {
    term *= m / static_cast<double>(i);
    sum += term;
  }
  return std::min(sum, 1.0);
}

}  // namespace

std::optional<double> TokenProbability(std::uint64_t token_spam, std::uint64_t token_ham,
                                       std::uint64_t total_spam, std::uint64_t total_ham) {
  if (token_spam + token_ham == 0 || total_spam == 0 || total_ham == 0) return std::nullopt;
  double spam = static_cast<double>(token_spam);
  double ham = static_cast<double>(token_ham);
  // The ratio of the two frequencies, written so that it needs one division.
  double spam_weight = spam * static_cast<double>(total_ham);
  double ham_weight = ham * static_cast<double>(total_spam);
  double ratio = spam_weight / (ham_weight + spam_weight);
  double seen = spam + ham;
  return (kRobinsonS * kRobinsonX + seen * ratio) / (kRobinsonS + seen);
}

// With n messages of the other class f(w) is just too weak where n solves a quadratic equation.
std::uint64_t DeclassificationDistance(double probability, std::uint64_t token_spam, std::uint64_t token_ham,
                                       std::uint64_t total_spam, std::uint64_t total_ham) {
  auto own = static_cast<double>(token_spam), own_total = static_cast<double>(total_spam);
  auto other = static_cast<double>(token_ham), other_total = static_cast<double>(total_ham);
  if (probability < 0.5) {
    std::swap(own, other);
    std::swap(own_total, other_total);
  }
  constexpr double kWeak = 0.5 - kMinTokenStrength, kPrior = kRobinsonS * kRobinsonX;
  const double a = own_total * (1 - kWeak);
  const double b = own_total * (kPrior + own * (1 - kWeak) - kWeak * kRobinsonS) - kWeak * other_total * own;
  const double c = other_total * own * (kPrior - kWeak * (kRobinsonS + own));
  const double root = (std::sqrt(std::max(b * b - 4 * a * c, 0.0)) - b) / (2 * a);
  return static_cast<std::uint64_t>(std::max(root + (1 - 1e-6) - other, 1.0));  // rounded up
}

double CombineChiSquared(std::span<const double> probabilities, std::uint64_t total_spam,
                         std::uint64_t total_ham) {
  double total = static_cast<double>(total_spam) + static_cast<double>(total_ham);
  if (probabilities.empty() || total == 0) return 0.5;
  TinyProduct not_spam(static_cast<double>(total_spam) / total);
  TinyProduct not_ham(static_cast<double>(total_ham) / total);
  for (double probability : probabilities) {
    not_spam.Multiply(1.0 - probability);
    not_ham.Multiply(probability);
  }
  double spam = 1.0 - ChiSquaredTail(-not_spam.Log(), probabilities.size());
  double ham = 1.0 - ChiSquaredTail(-not_ham.Log(), probabilities.size());
  return (spam - ham + 1.0) / 2.0;
}

}  // namespace gatepost
