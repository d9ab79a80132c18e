// ModelStore: what the linear model (engine/model) keeps beside the tokens, in the same database: the newest
// learned messages as features, and the weights that were last fitted to them.
//
// All calls happen within BeginRead or BeginWrite of the TokenStore that gave it; those that write within
// BeginWrite. Reads are of the pinned state, or of what the write has made so far. Failures are the store's;
// kUnavailable from a read: end it, begin anew and try again (see TokenStore::Lookup).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "gatepost/status.h"

namespace gatepost {

// Features are numbers of weights: sorted, unique, below this.
inline constexpr std::uint32_t kModelWeights = std::uint32_t{1} << 19;
// The newest so many messages of each class are kept.
inline constexpr std::uint64_t kModelSamples = 2048;

struct LinearModel {
  std::uint64_t spam_count = 0, ham_count = 0;  // messages that it was fitted to
  double unit = 0;                              // of a weight
  std::vector<std::int8_t> weights;             // kModelWeights of them
};

struct ModelCounts {
  std::uint64_t spam_count = 0, ham_count = 0;  // messages that are kept
  std::uint64_t changed = 0;                    // messages added or taken away since the last fit
};

class ModelStore {
 public:
  virtual ~ModelStore() = default;

  virtual Result<ModelCounts> Counts() = 0;
  // The weights; null where none were fitted yet. Shared, and kept until others are fitted. Cost: 512 KiB are
  // read the first time.
  virtual Result<std::shared_ptr<const LinearModel>> Read() = 0;
  // Whether the message is kept as spam; nothing where it is not kept.
  virtual Result<std::optional<bool>> FindSample(std::string_view message_id) = 0;
  // All that are kept, in the order of their ids, which is the same whatever came first.
  virtual Status ForEachSample(
      const std::function<void(bool is_spam, std::span<const std::uint32_t> features)>& visit) = 0;

  // Keeps a message that is not kept yet; over kModelSamples of its class, the oldest one goes.
  virtual Status AddSample(std::string_view message_id, bool is_spam,
                           std::span<const std::uint32_t> features) = 0;
  virtual Status RemoveSample(std::string_view message_id) = 0;
  // Puts fitted weights in place. `changed`: what Counts said when the samples were read.
  virtual Status Write(const LinearModel& model, std::uint64_t changed) = 0;
};

}  // namespace gatepost
