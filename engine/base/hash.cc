// Tested by tests/base/hash_test.cc.
#include "base/hash.h"

#include <nettle/md5.h>
#include <nettle/sha1.h>

#include <span>

namespace gatepost {
namespace {

std::string Hex(std::span<const unsigned char> bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (unsigned char byte : bytes) {
    hex.push_back(kHex[byte >> 4]);
    hex.push_back(kHex[byte & 15]);
  }
  return hex;
}

}  // namespace

std::array<unsigned char, 20> Sha1(std::string_view bytes) {
  sha1_ctx context;
  sha1_init(&context);
  sha1_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  std::array<unsigned char, 20> digest;
  sha1_digest(&context, digest.size(), digest.data());
  return digest;
}

std::string Sha1Hex(std::string_view bytes) { return Hex(Sha1(bytes)); }

std::string Md5Hex(std::string_view bytes) {
  md5_ctx context;
  md5_init(&context);
  md5_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  std::array<unsigned char, MD5_DIGEST_SIZE> digest;
  md5_digest(&context, digest.size(), digest.data());
  return Hex(digest);
}

}  // namespace gatepost
