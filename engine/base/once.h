// Once: something is made by whoever asks first. As std::call_once, without its system call each time
// something was made: a check makes hundreds. Tested by tests/base/once_test.cc.
#pragma once

#include <atomic>
#include <mutex>

namespace gatepost {

class Once {
 public:
  // Returns when `make` has run, here or in another thread. Where it throws it will be tried again.
  template <class Make>
  void Call(const Make& make) {
    if (done_.load(std::memory_order_acquire)) return;
    std::lock_guard lock(mutex_);
    if (done_.load(std::memory_order_relaxed)) return;
    make();
    done_.store(true, std::memory_order_release);
  }
  // Has `make` run? What it made may be read then.
  bool done() const { return done_.load(std::memory_order_acquire); }

 private:
  std::atomic<bool> done_{false};
  std::mutex mutex_;
};

}  // namespace gatepost
