// What a process of `gatepost train` hears from the other, whatever that sends: refused, or taken within the
// limits, and then sent on it is the same bytes. 'b' begins a batch; another byte is the number of messages
// whose reply follows.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/file.h"
#include "fuzz/fuzz_check.h"
#include "train_wire.h"

namespace gatepost {
namespace {

Descriptor Sent(std::string_view bytes) {
  Descriptor file(memfd_create("fuzz", MFD_CLOEXEC));
  FUZZ_CHECK(file.is_open() && WriteAll(file.get(), bytes) && lseek(file.get(), 0, SEEK_SET) == 0);
  return file;
}

std::string BytesOf(const Descriptor& file) {
  FUZZ_CHECK(lseek(file.get(), 0, SEEK_SET) == 0);
  Result<FileBytes> bytes = FileBytes::FromDescriptor(file.get());
  FUZZ_CHECK(bytes.has_value());
  return std::string(bytes->view());
}

// Up to where the file was read.
std::string_view Taken(const Descriptor& file, std::string_view bytes) {
  return bytes.substr(0, static_cast<std::size_t>(lseek(file.get(), 0, SEEK_CUR)));
}

void CheckBatch(std::string_view bytes) {
  const Descriptor file = Sent(bytes), again = Sent("");
  std::vector<BatchMessage> batch;
  if (!ReceiveBatch(file.get(), &batch)) return;
  FUZZ_CHECK(batch.size() <= kBatchMessages);
  for (const BatchMessage& message : batch) {
    FUZZ_CHECK(message.as == LearnedAs::kSpam || message.as == LearnedAs::kHam);
    FUZZ_CHECK(message.bytes.size() <= kMaxTrainBytes);
  }
  FUZZ_CHECK(SendBatch(again.get(), batch));
  FUZZ_CHECK(BytesOf(again) == Taken(file, bytes));
}

void CheckReply(std::string_view bytes, std::size_t messages) {
  const Descriptor file = Sent(bytes), again = Sent("");
  BatchReply reply;
  if (!ReceiveReply(file.get(), messages, &reply)) return;
  FUZZ_CHECK(reply.result <= BatchReply::Result::kCrashed && reply.reason.size() <= 512);
  FUZZ_CHECK(reply.outcomes.size() <= messages);
  FUZZ_CHECK(reply.result != BatchReply::Result::kCommitted || reply.outcomes.size() == messages);
  FUZZ_CHECK(std::all_of(reply.outcomes.begin(), reply.outcomes.end(),
                         [](LearnOutcome outcome) { return outcome <= LearnOutcome::kTooLarge; }));
  FUZZ_CHECK(SendReply(again.get(), reply));
  FUZZ_CHECK(BytesOf(again) == Taken(file, bytes));
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'b')
    gatepost::CheckBatch(bytes);
  else
    gatepost::CheckReply(bytes, data[0]);
  return 0;
}
