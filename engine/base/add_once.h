// AddOnce: a name into a short list that has each once, in the order in which they came.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

inline void AddOnce(std::string_view name, std::vector<std::string>* names) {
  if (std::find(names->begin(), names->end(), name) == names->end()) names->emplace_back(name);
}

}  // namespace gatepost
