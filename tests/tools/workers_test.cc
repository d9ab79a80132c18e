#include "workers.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <cstdlib>
#include <stdexcept>

#include "support/sanitizer.h"

namespace gatepost {
namespace {

TEST(Workers, EachRunsOnce) {
  std::atomic<int> sum{0};
  RunWorkers(4, [&](std::size_t number) { sum += 1 << number; });
  EXPECT_EQ(sum, 15);
}

TEST(Workers, WhatOneThrowsComesWhenAllHaveEnded) {
  std::atomic<int> ended{0};
  const auto work = [&](std::size_t number) {
    ++ended;
    if (number == 2) throw std::runtime_error("two");
  };
  EXPECT_THROW(RunWorkers(4, work), std::runtime_error);
  EXPECT_EQ(ended, 4);
}

// Stacks take addresses, of which there are no more.
TEST(Workers, FewerThreadsThanAskedForAreNoFailure) {
  if (kSanitized) GTEST_SKIP() << "sanitizers reserve more than that";
  const auto run = [] {
    const rlimit limit{std::size_t{256} << 20, std::size_t{256} << 20};
    if (setrlimit(RLIMIT_AS, &limit) != 0) std::_Exit(2);
    std::atomic<std::size_t> ran{0};
    std::atomic<bool> all_there{false};
    RunWorkers(200, [&](std::size_t number) {
      ++ran;
      if (number == 0) {
        all_there = true;
        all_there.notify_all();
      }
      all_there.wait(false);
    });
    std::_Exit(ran > 0 && ran < 200 ? 0 : 1);
  };
  EXPECT_EXIT(run(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace gatepost
