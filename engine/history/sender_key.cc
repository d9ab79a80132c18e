// Tested by tests/history/sender_key_test.cc.
#include "history/sender_key.h"

#include <algorithm>
#include <cstdio>

#include "base/ascii.h"
#include "mail/network.h"

namespace gatepost {
namespace {

constexpr std::size_t kMostNameBytes = 255;

// Clears all bits but the first `bits`.
void Mask(std::size_t bits, std::array<std::uint8_t, 16>* bytes) {
  for (std::size_t i = 0; i < bytes->size(); ++i) {
    const std::size_t kept = bits > i * 8 ? std::min<std::size_t>(bits - i * 8, 8) : 0;
    (*bytes)[i] = static_cast<std::uint8_t>((*bytes)[i] & (0xFF00U >> kept));
  }
}

std::string V4Name(std::array<std::uint8_t, 16> bytes, int mask) {
  Mask(96 + static_cast<std::size_t>(mask), &bytes);
  std::string name;
  for (std::size_t i = 12; i < 16; ++i) name += (i > 12 ? "." : "") + std::to_string(bytes[i]);
  // Two numbers stand whole, and so do four.
  if (mask == 16) return name.substr(0, name.find('.', name.find('.') + 1));
  while (mask != 32 && name.ends_with(".0")) name.resize(name.size() - 2);
  return name;
}

std::string V6Name(std::array<std::uint8_t, 16> bytes, int mask) {
  constexpr std::string_view kZero = ":0000";
  Mask(static_cast<std::size_t>(mask), &bytes);
  std::string name;
  for (std::size_t i = 0; i < 16; i += 2) {
    char group[6];
    std::snprintf(group, sizeof group, ":%02X%02X", bytes[i], bytes[i + 1]);
    name += group + (i == 0 ? 1 : 0);
  }
  if (!name.ends_with(kZero)) return name;
  while (name.ends_with(kZero)) name.resize(name.size() - kZero.size());
  return name + "::";
}

}  // namespace

std::string SenderName(std::string_view address) {
  std::string name = AsciiLower(address.substr(0, kMostNameBytes));
  for (char& c : name) {
    if (std::string_view("\0;'\"!|", 6).find(c) != std::string_view::npos) c = '_';
  }
  return name;
}

bool HoldsAddress(std::string_view text) {
  for (std::size_t at = text.find('@'); at != kNpos; at = text.find('@', at + 1)) {
    const auto is_part = [&](std::size_t i) {
      return i < text.size() && text[i] != '@' && !IsAsciiSpace(text[i]);
    };
    if (at > 0 && is_part(at - 1) && is_part(at + 1)) return true;
  }
  return false;
}

std::string NetworkName(std::string_view ip, const MaskLengths& masks) {
  const std::optional<IpAddress> address = IpAddress::Parse(ip);
  if (!address) return "";
  if (ip.find(':') == std::string_view::npos) return V4Name(address->bytes, std::clamp(masks.v4, 0, 32));
  return V6Name(address->bytes, std::clamp(masks.v6, 0, 128));
}

}  // namespace gatepost
