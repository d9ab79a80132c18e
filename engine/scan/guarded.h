// Around what the public API calls: libraries below may throw (memory, above all), it may not; and the
// caller's locale is none of its business.
#pragma once

#include <exception>
#include <new>
#include <string>

#include "base/c_locale.h"
#include "gatepost/status.h"

namespace gatepost {

// What `run` answers, or that it ran out of memory or failed "while WHAT". T is made from a Status.
template <class T, class Run>
T Guarded(const char* what, const Run& run) {
  const CLocale c_locale;
  try {
    return run();
  } catch (const std::bad_alloc&) {
    return Status(StatusCode::kResourceExhausted, std::string("out of memory while ") + what);
  } catch (const std::exception& error) {
    return Status(StatusCode::kInternal, std::string("while ") + what + ": " + error.what());
  }
}

}  // namespace gatepost
