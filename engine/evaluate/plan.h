// Plan: in which order the messages of a corpus are learned and checked. The same corpus, options and seed
// give the same plan on every machine; what is checked was never learned before.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gatepost/status.h"

namespace gatepost {

struct PlanOptions {
  enum class Mode {
    kCheck,    // check all, learn nothing
    kOddEven,  // learn the 1st, 3rd, ... of each class, check the others
    kFolds,    // each of `folds` parts once: learn the others, check it
    kOnline,   // shuffled: check each message, then learn it
  };
  Mode mode = Mode::kCheck;
  int folds = 10;
  std::uint64_t seed = 1;
  bool shuffle = true;  // kOnline: false keeps the order of the corpus
  // What real training is like: these change what is learned, never how an answer is judged.
  double wrong_labels = 0;  // 0 to 1: the share of messages learned as the other class
  double feedback = 1;      // 0 to 1: the share of messages that are learned at all
  int delay = 0;            // kOnline: a message is learned after this many further ones were checked
  // Messages of one class for one of the other; 0: as they are. The smaller class is thinned where the
  // larger one is not large enough. Thinned messages are neither learned nor checked.
  double ham_per_spam = 0;
};

struct Step {
  enum class Kind { kLearn, kCheck, kForgetAll };
  Kind kind = Kind::kCheck;
  std::size_t message = 0;  // its index in the corpus
  bool as_spam = false;     // kLearn
  bool operator==(const Step&) const = default;
};

// `is_spam[i]` is the label of message i; messages are in the order of the corpus. `learn_first` of them, at
// the front, are learned before all else and never checked (another corpus than the one that is checked).
// Fails with kInvalidArgument where a class has no message to check, or none to learn where something is to
// be learned, and where an option is out of its range.
Result<std::vector<Step>> MakePlan(std::span<const char> is_spam, std::size_t learn_first,
                                   const PlanOptions& options);

}  // namespace gatepost
