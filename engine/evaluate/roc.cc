// Tested by tests/evaluate/roc_test.cc.
#include "evaluate/roc.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gatepost {

Roc::Roc(std::span<const Judged> judged) {
  std::vector<Judged> sorted(judged.begin(), judged.end());
  std::sort(sorted.begin(), sorted.end(), [](const Judged& a, const Judged& b) { return a.value > b.value; });
  points_.push_back({std::numeric_limits<double>::infinity(), 0, 0});
  double pairs_wrong = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    std::uint64_t ham = 0, spam = 0;
    double value = sorted[i].value;
    for (; i < sorted.size() && sorted[i].value == value; ++i) ++(sorted[i].is_spam ? spam : ham);
    // These spam lie below all ham that came before, and level with these.
    pairs_wrong += static_cast<double>(spam) * (static_cast<double>(ham_) + 0.5 * static_cast<double>(ham));
    ham_ += ham;
    spam_ += spam;
    points_.push_back({value, ham_, spam_});
  }
  if (ham_ > 0 && spam_ > 0) {
    one_minus_area_percent_ = 100 * pairs_wrong / (static_cast<double>(ham_) * static_cast<double>(spam_));
  }
}

Roc::Point Roc::BestAtHamLost(double share) const {
  Point best = points_.front();
  for (const Point& point : points_) {
    if (static_cast<double>(point.ham_lost) > share * static_cast<double>(ham_)) break;
    if (point.spam_caught > best.spam_caught) best = point;
  }
  return best;
}

}  // namespace gatepost
