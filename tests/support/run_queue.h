// How long this thread was ready to run but had no processor: what a busy machine adds to any wait.
#pragma once

#include <fstream>

namespace gatepost {

// Milliseconds since the thread began; 0 where the kernel does not tell.
inline double RunQueueMs() {
  std::ifstream file("/proc/thread-self/schedstat");
  double running_ns = 0, waiting_ns = 0;
  file >> running_ns >> waiting_ns;
  return file ? waiting_ns / 1e6 : 0;
}

}  // namespace gatepost
