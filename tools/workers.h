// Several threads at one work.
#pragma once

#include <cstddef>
#include <functional>

namespace gatepost {

// Runs work(0), work(1) ... work(most - 1) at once, the first on the caller's thread, each other on one of
// its own. Where the machine has no more threads fewer run, so each must go on until all is done. Throws what
// the first of them threw, once all have ended.
void RunWorkers(std::size_t most, const std::function<void(std::size_t number)>& work);

}  // namespace gatepost
