// Roc: how well a number separates spam from ham, at every threshold at once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace gatepost {

struct Judged {
  double value = 0;  // larger: more like spam
  bool is_spam = false;
};

class Roc {
 public:
  // One threshold: a message counts as spam when its value is at least that.
  struct Point {
    double threshold = 0;
    std::uint64_t ham_lost = 0, spam_caught = 0;
  };

  explicit Roc(std::span<const Judged> judged);

  std::uint64_t ham() const { return ham_; }
  std::uint64_t spam() const { return spam_; }
  // From the highest threshold (nothing is spam) to the lowest (all is); both counts only grow.
  const std::vector<Point>& points() const { return points_; }

  // The chance, in percent, that a ham has a larger value than a spam (equal: half): (1-ROCA)%, the measure
  // of TREC's spam tracks; 0 is perfect, 50 is chance. 0 where a class is missing.
  double OneMinusAreaPercent() const { return one_minus_area_percent_; }
  // The point that catches most spam with at most this share (0 to 1) of ham lost.
  Point BestAtHamLost(double share) const;

 private:
  std::uint64_t ham_ = 0, spam_ = 0;
  std::vector<Point> points_;
  double one_minus_area_percent_ = 0;
};

}  // namespace gatepost
