// One message on its way from standard input to standard output: read whole, or handed on as it came.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/file.h"
#include "gatepost/status.h"

namespace gatepost {

class MailStream {
 public:
  // Reads standard input up to its end; of a pipe, no more than `max_bytes + 1` bytes.
  Status Read(std::size_t max_bytes);

  std::string_view bytes() const { return bytes_ ? bytes_->view() : std::string_view(); }

  // Writes to standard output what was read and then what is left to read. Fails where the copy is not
  // whole: then the mail must be kept by whoever holds it.
  Status PassOn() const;

 private:
  std::optional<FileBytes> bytes_;
};

// Should the process still be busy after `seconds`: writes `fallback` to standard output and exits with
// `status`. `fallback` must stay until DisarmWatchdog. 0 seconds: never.
void ArmWatchdog(std::string_view fallback, int status, double seconds);
void DisarmWatchdog();

}  // namespace gatepost
