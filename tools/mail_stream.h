// One message on its way from standard input to standard output: read whole, or handed on as it came.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gatepost/status.h"

namespace gatepost {

class MailStream {
 public:
  // Reads standard input up to its end or up to `max_bytes + 1` bytes, whichever comes first.
  Status Read(std::size_t max_bytes);

  std::string_view bytes() const { return bytes_; }

  // Writes to standard output what was read and then what is left to read. Fails where the copy is not
  // whole: then the mail must be kept by whoever holds it.
  Status PassOn() const;

 private:
  std::string bytes_;
};

// Should the process still be busy after `seconds`: writes `fallback` to standard output and exits with
// `status`. `fallback` must stay until DisarmWatchdog. 0 seconds: never.
void ArmWatchdog(std::string_view fallback, int status, double seconds);
void DisarmWatchdog();

}  // namespace gatepost
