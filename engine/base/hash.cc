// Tested by tests/base/hash_test.cc.
#include "base/hash.h"

#include <nettle/md5.h>
#include <nettle/sha1.h>

#include <algorithm>
#include <cstring>
#include <span>

#include "base/wide.h"

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
  std::array<unsigned char, 20> digest;
  constexpr std::size_t kSizeBytes = 8;
  if (bytes.size() + 1 + kSizeBytes > SHA1_BLOCK_SIZE) {
    sha1_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
    sha1_digest(&context, digest.size(), digest.data());
    return digest;
  }
  // One block, as most tokens are: padded here, which takes half the time.
  std::array<std::uint8_t, SHA1_BLOCK_SIZE> block{};
  std::copy(bytes.begin(), bytes.end(), block.begin());
  block[bytes.size()] = 0x80;
  const std::size_t bits = 8 * bytes.size();
  block[SHA1_BLOCK_SIZE - 2] = static_cast<std::uint8_t>(bits >> 8);
  block[SHA1_BLOCK_SIZE - 1] = static_cast<std::uint8_t>(bits);
  nettle_sha1_compress(context.state, block.data());
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<unsigned char>(context.state[i / 4] >> (24 - 8 * (i % 4)));
  }
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

namespace {

// So many bytes at once as wide processors add; what has less does it in parts.
using Lanes = std::uint64_t __attribute__((vector_size(32)));
constexpr std::size_t kStep = 2 * sizeof(Lanes);
constexpr std::size_t kLanes = kStep / sizeof(std::uint64_t);

struct Sums {
  std::uint64_t sums[kLanes];
  std::uint64_t sums_of_sums[kLanes];
};

// Sums, and sums of sums, as Fletcher's: additions alone.
[[gnu::always_inline]] inline void AddUp(std::string_view bytes, Sums* all) {
  Lanes first{}, second{}, firsts{}, seconds{}, word;
  for (; bytes.size() >= kStep; bytes.remove_prefix(kStep)) {
    std::memcpy(&word, bytes.data(), sizeof word);
    firsts += first += word;
    std::memcpy(&word, bytes.data() + sizeof word, sizeof word);
    seconds += second += word;
  }
  std::memcpy(all->sums, &first, sizeof first);
  std::memcpy(all->sums + kLanes / 2, &second, sizeof second);
  std::memcpy(all->sums_of_sums, &firsts, sizeof firsts);
  std::memcpy(all->sums_of_sums + kLanes / 2, &seconds, sizeof seconds);
}

#ifdef GATEPOST_HAS_WIDE
GATEPOST_WIDE void AddUpWide(std::string_view bytes, Sums* all) { AddUp(bytes, all); }
#endif

void AddUpFast(std::string_view bytes, Sums* all) {
#ifdef GATEPOST_HAS_WIDE
  if (HasWide()) return AddUpWide(bytes, all);
#endif
  AddUp(bytes, all);
}

}  // namespace

std::uint64_t Checksum(std::string_view bytes) {
  constexpr std::uint64_t kPrime = 0x9E3779B97F4A7C15ULL;
  Sums all;
  AddUpFast(bytes, &all);
  const auto mix = [](std::uint64_t state, std::uint64_t word) {
    state = (state ^ word) * kPrime;
    return state ^ (state >> 32);
  };
  std::uint64_t sum = kPrime ^ bytes.size();
  for (std::size_t i = 0; i < kLanes; ++i) sum = mix(mix(sum, all.sums[i]), all.sums_of_sums[i]);
  for (char c : bytes.substr(bytes.size() / kStep * kStep)) sum = mix(sum, static_cast<unsigned char>(c));
  return sum;
}

}  // namespace gatepost
