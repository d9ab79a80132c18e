// Tested by tests/tools/workers_test.cc.
#include "workers.h"

#include <algorithm>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace gatepost {

void RunWorkers(std::size_t most, const std::function<void(std::size_t number)>& work) {
  std::vector<std::exception_ptr> failures(std::max<std::size_t>(most, 1));
  const auto run = [&](std::size_t number) {
    try {
      work(number);
    } catch (...) {
      failures[number] = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(most);
  try {
    for (std::size_t number = 1; number < most; ++number)
      threads.emplace_back([&run, number] { run(number); });
  } catch (const std::system_error&) {
    // Those that are there do the work.
  }
  run(0);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace gatepost
