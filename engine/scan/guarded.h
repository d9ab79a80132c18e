// Libraries below may throw (memory, above all); what the public API calls may not.
#pragma once

#include <exception>
#include <new>
#include <string>

#include "gatepost/status.h"

namespace gatepost {

// What `run` answers, or that it ran out of memory or failed "while WHAT". T is made from a Status.
template <class T, class Run>
T Guarded(const char* what, const Run& run) {
  try {
    return run();
  } catch (const std::bad_alloc&) {
    return Status(StatusCode::kResourceExhausted, std::string("out of memory while ") + what);
  } catch (const std::exception& error) {
    return Status(StatusCode::kInternal, std::string("while ") + what + ": " + error.what());
  }
}

}  // namespace gatepost
