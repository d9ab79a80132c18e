// SHA-1 and MD5, where SpamAssassin's formats and rules want them (token keys, message ids, PDFs). Not for
// security.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatepost {

std::array<unsigned char, 20> Sha1(std::string_view bytes);
// 40 lower-case hex digits.
std::string Sha1Hex(std::string_view bytes);
// 32 lower-case hex digits.
std::string Md5Hex(std::string_view bytes);

// 64-bit FNV-1a, for fingerprints and hash tables; the same on every machine.
constexpr std::uint64_t Fnv1a(std::string_view bytes, std::uint64_t seed = 0xcbf29ce484222325ULL) {
  for (char c : bytes) seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return seed;
}

// A checksum of bytes in memory, several bytes a step: for damage, not for malice. The same on every machine
// of one byte order.
std::uint64_t Checksum(std::string_view bytes);

}  // namespace gatepost
