// PairSet: which pairs of neighbouring bytes a text has (some more, as places are shared), to tell at little
// cost that something is not in it. Received lines are asked for some sixty texts each.
#pragma once

#include <bitset>
#include <cstddef>
#include <string_view>

namespace gatepost {

class PairSet {
 public:
  explicit PairSet(std::string_view text) {
    for (std::size_t i = 1; i < text.size(); ++i) pairs_.set(Place(text[i - 1], text[i]));
  }
  // False: it is not in the text.
  bool MayHave(std::string_view text) const {
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (!pairs_[Place(text[i - 1], text[i])]) return false;
    }
    return true;
  }
  // The same for a shape (relay_shape.h): its bytes outside of braces.
  bool MayHaveShape(std::string_view shape) const {
    for (std::size_t i = 0; i < shape.size(); ++i) {
      if (shape[i] == '{') {
        i = shape.find('}', i + 2);
      } else if (i + 1 < shape.size() && shape[i + 1] != '{' && !pairs_[Place(shape[i], shape[i + 1])]) {
        return false;
      }
    }
    return true;
  }

 private:
  static constexpr std::size_t kPlaces = 2048;
  static std::size_t Place(char a, char b) {
    return (static_cast<unsigned char>(a) * 37u + static_cast<unsigned char>(b)) % kPlaces;
  }
  std::bitset<kPlaces> pairs_;
};

}  // namespace gatepost
