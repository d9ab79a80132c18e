#include "base/once.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <vector>

namespace gatepost {
namespace {

TEST(Once, MakesOneForAllThreads) {
  Once once;
  int made = 0;
  std::vector<std::thread> threads;
  threads.reserve(8);
  std::atomic<int> saw_it{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      once.Call([&] { ++made; });
      saw_it += made;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(saw_it, 8);
}

TEST(Once, TriesAgainAfterAFailure) {
  Once once;
  EXPECT_THROW(once.Call([] { throw std::runtime_error("no"); }), std::runtime_error);
  int made = 0;
  once.Call([&] { ++made; });
  once.Call([&] { ++made; });
  EXPECT_EQ(made, 1);
}

}  // namespace
}  // namespace gatepost
