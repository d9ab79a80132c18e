// What a compiled ruleset was made from, and whether it still is. Internal to scan/.
#pragma once

#include <span>
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
// The first of `inputs` that is not as it was; null: none. A folder of many inputs is looked up once.
const PackedInput* FindChanged(std::span<const PackedInput> inputs);
// Sizes of the structs of compiled_layout.h, as one number.
std::uint32_t CompiledLayout();

}  // namespace gatepost
