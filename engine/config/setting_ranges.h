// The numbers that a few settings of plugins may have.
#pragma once

#include <string>
#include <string_view>

namespace gatepost {

// Why the setting cannot have the value ("not from 0 to 32"); "" where it can, or has no bounds.
std::string RangeFault(std::string_view setting, std::string_view value);

}  // namespace gatepost
