// Tested by tests/base/hash_test.cc.
#include "base/hash.h"

#include <nettle/sha1.h>

namespace gatepost {

std::array<unsigned char, 20> Sha1(std::string_view bytes) {
  sha1_ctx context;
  sha1_init(&context);
  sha1_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  std::array<unsigned char, 20> digest;
  sha1_digest(&context, digest.size(), digest.data());
  return digest;
}

std::string Sha1Hex(std::string_view bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(40);
  for (unsigned char byte : Sha1(bytes)) {
    hex.push_back(kHex[byte >> 4]);
    hex.push_back(kHex[byte & 15]);
  }
  return hex;
}

}  // namespace gatepost
