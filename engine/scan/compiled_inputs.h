// What a compiled ruleset was made from, and whether it still is. Internal to scan/.
#pragma once

#include <string>
#include <vector>

#include "gatepost/options.h"
#include "scan/compiled_layout.h"

namespace gatepost {

struct InputState {
  std::string path;
  std::int64_t size = -1, modified_ns = 0;
  std::uint64_t inode = 0, device = 0;
  friend bool operator==(const InputState&, const InputState&) = default;
};

InputState LookAtInput(const std::string& path);
bool IsUnchanged(const PackedInput& input);
// Sizes of the structs of compiled_layout.h, and the build of PCRE2.
std::uint32_t CompiledLayout();

}  // namespace gatepost
