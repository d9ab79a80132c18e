// The processor time of this process: what a test of cost measures on a machine that does other things too.
#pragma once

#include <ctime>

namespace gatepost {

inline double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace gatepost
