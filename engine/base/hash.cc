// Tested by tests/base/hash_test.cc.
#include "base/hash.h"

#include <nettle/md5.h>
#include <nettle/sha1.h>

#include <cstring>
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

std::uint64_t Checksum(std::string_view bytes) {
  constexpr std::uint64_t kPrime = 0x9E3779B97F4A7C15ULL;
  std::uint64_t lanes[4] = {kPrime, kPrime * 3, kPrime * 5, kPrime * 7 + bytes.size()};
  const auto mix = [](std::uint64_t state, std::uint64_t word) {
    state = (state ^ word) * kPrime;
    return state ^ (state >> 32);
  };
  while (bytes.size() >= sizeof lanes) {
    std::uint64_t words[4];
    std::memcpy(words, bytes.data(), sizeof words);
    for (int i = 0; i < 4; ++i) lanes[i] = mix(lanes[i], words[i]);
    bytes.remove_prefix(sizeof words);
  }
  std::uint64_t sum = lanes[0];
  for (int i = 1; i < 4; ++i) sum = mix(sum, lanes[i]);
  for (char c : bytes) sum = mix(sum, static_cast<unsigned char>(c));
  return sum;
}

}  // namespace gatepost
