// What a user's process and the learner's process say to each other over a socket pair. Neither believes
// the other: every count and size is checked against the limits below before memory is taken.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gatepost/token_store.h"

namespace gatepost {

// One batch is one transaction of the database. Below the size at which Trainer commits by itself.
inline constexpr std::size_t kBatchMessages = 100;
inline constexpr std::size_t kBatchBytes = std::size_t{16} << 20;     // summed; one message may go beyond
inline constexpr std::size_t kMaxTrainBytes = std::size_t{64} << 20;  // of one message

struct BatchMessage {
  LearnedAs as = LearnedAs::kSpam;
  std::string bytes;
};

enum class LearnOutcome : std::uint8_t { kLearned, kNothingToLearn, kTooLarge };

struct BatchReply {
  enum class Result : std::uint8_t {
    kCommitted,    // `outcomes` are true, one a message
    kStoreFailed,  // the database: nothing of the batch was learned, nor will another be
    kCrashed,      // one of the messages, perhaps: nothing of the batch was learned
  };
  Result result = Result::kCrashed;
  std::vector<LearnOutcome> outcomes;
  std::string reason;  // at most 512 bytes
};

// False when the other end is gone or breaks a limit.
bool SendBatch(int socket, const std::vector<BatchMessage>& batch);
bool ReceiveBatch(int socket, std::vector<BatchMessage>* batch);
bool SendReply(int descriptor, const BatchReply& reply);
bool ReceiveReply(int descriptor, std::size_t messages, BatchReply* reply);

}  // namespace gatepost
