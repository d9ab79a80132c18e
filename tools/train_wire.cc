// Tested by tests/tools/train_wire_test.cc.
#include "train_wire.h"

#include <algorithm>

#include "base/file.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxReason = 512;

// Both ends are one program on one machine: numbers go as they lie in memory. SIGPIPE is ignored.
bool Send(int descriptor, const void* data, std::size_t size) {
  return WriteAll(descriptor, {static_cast<const char*>(data), size});
}

bool Receive(int descriptor, void* data, std::size_t size) {
  char* at = static_cast<char*>(data);
  while (size > 0) {
    const ssize_t got = ReadSome(descriptor, at, size);
    if (got <= 0) return false;
    at += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

template <class Number>
bool SendNumber(int descriptor, Number number) {
  return Send(descriptor, &number, sizeof number);
}

// A number of at most `max`.
template <class Number>
bool ReceiveNumber(int descriptor, Number* number, std::size_t max) {
  return Receive(descriptor, number, sizeof *number) && *number <= max;
}

// Memory is taken for what has come, and not for a number alone.
bool ReceiveText(int descriptor, std::string* text, std::size_t max) {
  constexpr std::size_t kStep = 64 << 10;
  std::uint32_t size = 0;
  if (!ReceiveNumber(descriptor, &size, max)) return false;
  text->clear();
  while (text->size() < size) {
    const std::size_t had = text->size();
    text->resize(std::min<std::size_t>(size, had + kStep));
    if (!Receive(descriptor, text->data() + had, text->size() - had)) return false;
  }
  return true;
}

bool SendText(int descriptor, const std::string& text, std::size_t max) {
  auto size = static_cast<std::uint32_t>(std::min(text.size(), max));
  return SendNumber(descriptor, size) && Send(descriptor, text.data(), size);
}

}  // namespace

bool SendBatch(int socket, const std::vector<BatchMessage>& batch) {
  if (!SendNumber(socket, static_cast<std::uint32_t>(batch.size()))) return false;
  for (const BatchMessage& message : batch) {
    if (!SendNumber(socket, static_cast<char>(message.as)) ||
        !SendText(socket, message.bytes, kMaxTrainBytes)) {
      return false;
    }
  }
  return true;
}

bool ReceiveBatch(int socket, std::vector<BatchMessage>* batch) {
  batch->clear();
  std::uint32_t count = 0;
  if (!ReceiveNumber(socket, &count, kBatchMessages)) return false;
  std::size_t total = 0;
  while (batch->size() < count) {
    BatchMessage message;
    char as = 0;
    if (total > kBatchBytes || !Receive(socket, &as, 1)) return false;
    if (as != static_cast<char>(LearnedAs::kSpam) && as != static_cast<char>(LearnedAs::kHam)) return false;
    message.as = static_cast<LearnedAs>(as);
    if (!ReceiveText(socket, &message.bytes, kMaxTrainBytes)) return false;
    total += message.bytes.size();
    batch->push_back(std::move(message));
  }
  return true;
}

bool SendReply(int descriptor, const BatchReply& reply) {
  return SendNumber(descriptor, static_cast<std::uint8_t>(reply.result)) &&
         SendNumber(descriptor, static_cast<std::uint32_t>(reply.outcomes.size())) &&
         Send(descriptor, reply.outcomes.data(), reply.outcomes.size()) &&
         SendText(descriptor, reply.reason, kMaxReason);
}

bool ReceiveReply(int descriptor, std::size_t messages, BatchReply* reply) {
  std::uint8_t result = 0;
  std::uint32_t count = 0;
  if (!ReceiveNumber(descriptor, &result, static_cast<std::size_t>(BatchReply::Result::kCrashed)) ||
      !ReceiveNumber(descriptor, &count, messages)) {
    return false;
  }
  reply->result = static_cast<BatchReply::Result>(result);
  if (reply->result == BatchReply::Result::kCommitted && count != messages) return false;
  std::vector<std::uint8_t> outcomes(count);
  if (!Receive(descriptor, outcomes.data(), count)) return false;
  reply->outcomes.clear();
  for (std::uint8_t outcome : outcomes) {
    if (outcome > static_cast<std::uint8_t>(LearnOutcome::kTooLarge)) return false;
    reply->outcomes.push_back(static_cast<LearnOutcome>(outcome));
  }
  return ReceiveText(descriptor, &reply->reason, kMaxReason);
}

}  // namespace gatepost
