// Tested by tests/mail/network_test.cc.
#include "mail/network.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::size_t kV4Offset = 12;  // where an IPv4 address starts in the mapped form

// One decimal octet without leading zeros; moves `at` past it. -1 where there is none.
int ReadOctet(std::string_view text, std::size_t& at) {
  std::size_t end = at;
  int value = 0;
  while (end < text.size() && end - at < 3 && IsAsciiDigit(text[end]))
    value = value * 10 + (text[end++] - '0');
  if (end == at) return -1;
  if (end - at > 1 && text[at] == '0') return -1;
  if (value > 255) return -1;
  at = end;
  return value;
}

// Length of "a.b.c.d" at `at`; 0 where there is none. Does not look at what stands around it.
std::size_t DottedQuadLength(std::string_view text, std::size_t at, std::uint8_t* octets) {
  std::size_t end = at;
  for (int i = 0; i < 4; ++i) {
    if (i > 0) {
      if (end >= text.size() || text[end] != '.') return 0;
      ++end;
    }
    const int octet = ReadOctet(text, end);
    if (octet < 0) return 0;
    if (octets != nullptr) octets[i] = static_cast<std::uint8_t>(octet);
  }
  return end - at;
}

bool IsV6Byte(char c) { return IsAsciiHexDigit(c) || c == ':'; }

// Reads the colon form of an IPv6 address that fills `text`, `groups_wanted` groups of 16 bits
// (8, or 6 when a dotted quad follows; then `text` ends in ":").
bool ReadGroups(std::string_view text, int groups_wanted, std::uint8_t* out) {
  const bool dotted_follows = groups_wanted == 6;
  std::array<std::uint16_t, 8> head{}, tail{};
  int head_count = 0, tail_count = 0;
  bool gap = false;
  std::size_t at = 0;
  if (text.starts_with("::")) {
    gap = true;
    at = 2;
  } else if (text.starts_with(":")) {
    return false;
  }
  while (at < text.size()) {
    unsigned value = 0;
    std::size_t digits = 0;
    while (at < text.size() && IsAsciiHexDigit(text[at])) {
      if (++digits > 4) return false;
      value = value * 16 + static_cast<unsigned>(HexDigitValue(text[at++]));
    }
    if (digits == 0 || head_count + tail_count >= groups_wanted) return false;
    (gap ? tail[static_cast<std::size_t>(tail_count++)] : head[static_cast<std::size_t>(head_count++)]) =
        static_cast<std::uint16_t>(value);
    if (at == text.size()) {
      if (dotted_follows) return false;
      break;
    }
    ++at;  // the colon
    if (at < text.size() && text[at] == ':') {
      if (gap) return false;
      gap = true;
      ++at;
    } else if (at == text.size() && !dotted_follows) {
      return false;
    }
  }
  const int count = head_count + tail_count;
  if (gap ? count >= groups_wanted : count != groups_wanted) return false;
  std::fill(out, out + std::ptrdiff_t{groups_wanted} * 2, std::uint8_t{0});
  for (int i = 0; i < head_count; ++i) {
    out[std::ptrdiff_t{i} * 2] = static_cast<std::uint8_t>(head[static_cast<std::size_t>(i)] >> 8);
    out[std::ptrdiff_t{i} * 2 + 1] = static_cast<std::uint8_t>(head[static_cast<std::size_t>(i)] & 0xFF);
  }
  for (int i = 0; i < tail_count; ++i) {
    const int place = groups_wanted - tail_count + i;
    out[std::ptrdiff_t{place} * 2] = static_cast<std::uint8_t>(tail[static_cast<std::size_t>(i)] >> 8);
    out[std::ptrdiff_t{place} * 2 + 1] = static_cast<std::uint8_t>(tail[static_cast<std::size_t>(i)] & 0xFF);
  }
  return true;
}

// Length of an IPv6 address at `at` (no prefix), which neither a hex digit nor a colon may follow.
std::size_t V6Length(std::string_view text, std::size_t at) {
  std::size_t end = at;
  // 8 groups of 4 and 7 colons, and one colon more than is allowed.
  while (end < text.size() && end - at <= 40 && IsV6Byte(text[end])) ++end;
  if (end == at || end - at > 40) return 0;
  std::array<std::uint8_t, 16> ignored{};
  const std::string_view run = text.substr(at, end - at);
  if (end < text.size() && text[end] == '.') {
    const std::size_t colon = run.rfind(':');
    if (colon != std::string_view::npos) {
      const std::size_t quad_at = at + colon + 1;
      const std::size_t quad = DottedQuadLength(text, quad_at, nullptr);
      const bool ends = quad_at + quad >= text.size() || !IsV6Byte(text[quad_at + quad]);
      if (quad > 0 && ends && ReadGroups(run.substr(0, colon + 1), 6, ignored.data()))
        return quad_at + quad - at;
    }
  }
  return ReadGroups(run, 8, ignored.data()) ? run.size() : 0;
}

bool Covers(const IpAddress& base, int prefix_bits, const IpAddress& address) {
  const auto whole = static_cast<std::size_t>(prefix_bits / 8);
  if (!std::equal(base.bytes.begin(), base.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  address.bytes.begin())) {
    return false;
  }
  const int rest = prefix_bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFF << (8 - rest));
  return (base.bytes[whole] & mask) == (address.bytes[whole] & mask);
}

IpAddress FromV4(std::uint32_t value) {
  IpAddress address;
  address.bytes[10] = address.bytes[11] = 0xFF;
  for (std::size_t i = 0; i < 4; ++i) {
    address.bytes[kV4Offset + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
  }
  return address;
}

std::uint32_t ToV4(const IpAddress& address) {
  std::uint32_t value = 0;
  for (std::size_t i = kV4Offset; i < 16; ++i) value = value << 8 | address.bytes[i];
  return value;
}

// "10", "10.1", "10.1.2." and "10.1.2.3" (leading zeros allowed): the address and how many octets
// were given; 0 where it is none of them.
int ReadPartialV4(std::string_view text, std::uint32_t* value) {
  if (text.ends_with('.')) text.remove_suffix(1);
  const std::vector<std::string_view> octets = Split(text, '.');
  if (octets.size() > 4) return 0;
  *value = 0;
  for (std::string_view octet : octets) {
    if (!AllDigits(octet) || octet.size() > 9) return 0;
    std::uint32_t number = 0;
    for (char c : octet) number = number * 10 + static_cast<std::uint32_t>(c - '0');
    if (number > 255) return 0;
    *value = *value << 8 | number;
  }
  *value <<= 8 * (4 - octets.size());
  return static_cast<int>(octets.size());
}

// "24", or for IPv4 "255.255.255.0"; -1 where it is neither.
int ReadMask(std::string_view text, int max_bits) {
  if (text.empty()) return -1;
  if (text.find('.') != std::string_view::npos && max_bits == 32) {
    std::uint32_t mask = 0;
    if (ReadPartialV4(text, &mask) != 4) return -1;
    int bits = 0;
    while (bits < 32 && (mask & (0x80000000u >> bits)) != 0) ++bits;
    const std::uint32_t expected = bits == 0 ? 0 : 0xFFFFFFFFu << (32 - bits);
    return mask == expected ? bits : -1;
  }
  if (text.size() > 3 || !std::all_of(text.begin(), text.end(), IsAsciiDigit)) return -1;
  int bits = 0;
  for (char c : text) bits = bits * 10 + (c - '0');
  return bits <= max_bits ? bits : -1;
}

}  // namespace

std::optional<IpAddress> IpAddress::Parse(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (StartsWithIgnoreCase(text, "IPv6:")) text.remove_prefix(5);
  if (text.empty()) return std::nullopt;
  IpAddress address;
  if (text.find(':') == std::string_view::npos) {
    address.bytes[10] = address.bytes[11] = 0xFF;
    if (DottedQuadLength(text, 0, address.bytes.data() + kV4Offset) != text.size()) return std::nullopt;
    return address;
  }
  const std::size_t colon = text.rfind(':');
  if (text.find('.', colon) != std::string_view::npos) {
    const std::string_view quad = text.substr(colon + 1);
    if (DottedQuadLength(quad, 0, address.bytes.data() + kV4Offset) != quad.size()) return std::nullopt;
    if (!ReadGroups(text.substr(0, colon + 1), 6, address.bytes.data())) return std::nullopt;
    return address;
  }
  if (!ReadGroups(text, 8, address.bytes.data())) return std::nullopt;
  return address;
}

bool IpAddress::IsV4() const {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t b) { return b == 0; }) &&
         bytes[10] == 0xFF && bytes[11] == 0xFF;
}

bool IpAddress::IsLocalhost() const { return IsV4() ? ToV4(*this) == 0x7F000001u : IsLoopback(); }

bool IpAddress::IsLoopback() const {
  if (IsV4()) return bytes[kV4Offset] == 127;
  return std::all_of(bytes.begin(), bytes.begin() + 15, [](std::uint8_t b) { return b == 0; }) &&
         bytes[15] == 1;
}

bool IpAddress::IsPrivate() const {
  if (!IsV4()) return IsLoopback() || (bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80);
  const std::uint8_t first = bytes[kV4Offset], second = bytes[kV4Offset + 1];
  switch (first) {
    case 10:
    case 127:
      return true;
    case 169:
      return second == 254;
    case 172:
      return second >= 16 && second <= 31;
    case 192:
      return second == 168;
    case 100:
      return second >= 64 && second <= 127;
    default:
      return false;
  }
}

std::string IpAddress::ToReverseString() const {
  std::string text;
  if (IsV4()) {
    for (std::size_t i = 16; i > kV4Offset; --i) {
      if (!text.empty()) text += '.';
      text += std::to_string(bytes[i - 1]);
    }
    return text;
  }
  constexpr char kHex[] = "0123456789abcdef";
  for (std::size_t i = 16; i > 0; --i) {
    if (!text.empty()) text += '.';
    text += kHex[bytes[i - 1] & 0xF];
    text += '.';
    text += kHex[bytes[i - 1] >> 4];
  }
  return text;
}

std::size_t IpAddressLengthAt(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const char before = at > 0 ? text[at - 1] : '\0';
  if (IsAsciiDigit(text[at]) && !IsWordByte(before) && before != ':') {
    const std::size_t length = DottedQuadLength(text, at, nullptr);
    if (length > 0 && (at + length == text.size() || !IsWordByte(text[at + length]))) return length;
  }
  if (text[at] == 'I' || text[at] == 'i') {
    if (!StartsWithIgnoreCase(text.substr(at), "IPv6:")) return 0;
    const std::size_t length = V6Length(text, at + 5);
    return length > 0 ? length + 5 : 0;
  }
  if (!IsV6Byte(text[at]) || IsV6Byte(before)) return 0;
  return V6Length(text, at);
}

IpSpan FindIpAddress(std::string_view text, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    const char c = text[at];
    if (!IsV6Byte(c) && c != 'I' && c != 'i') continue;
    const std::size_t length = IpAddressLengthAt(text, at);
    if (length > 0) return {at, length};
  }
  return {};
}

bool NetworkSet::Add(std::string_view text) {
  text = Trim(text);
  bool excluded = false;
  if (text.starts_with('!')) {
    excluded = true;
    text = TrimLeft(text.substr(1));
  }
  if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) {
    return AddRange(text.substr(0, dash), text.substr(dash + 1), excluded);
  }
  std::optional<std::string_view> mask;
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    mask = text.substr(slash + 1);
    text = text.substr(0, slash);
  }
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (const std::size_t scope = text.find('%'); scope != std::string_view::npos) text = text.substr(0, scope);
  if (text.empty()) return false;

  if (text.find(':') == std::string_view::npos) {
    std::uint32_t value = 0;
    const int octets = ReadPartialV4(text, &value);
    const int bits = mask ? ReadMask(*mask, 32) : octets * 8;
    if (octets == 0 || bits < 0) return false;
    entries_.push_back({FromV4(value), bits + 96, excluded});
    return true;
  }
  const std::optional<IpAddress> base = IpAddress::Parse(text);
  const int bits = mask ? ReadMask(*mask, 128) : 128;
  if (!base || bits < 0) return false;
  entries_.push_back({*base, bits, excluded});
  return true;
}

bool NetworkSet::AddRange(std::string_view first, std::string_view last, bool excluded) {
  std::uint32_t low = 0, high = 0;
  if (ReadPartialV4(Trim(first), &low) != 4 || ReadPartialV4(Trim(last), &high) != 4 || low > high)
    return false;
  // The largest aligned block that fits, again and again: at most 62 blocks.
  std::uint64_t at = low;
  while (at <= high) {
    int bits = 32;
    while (bits > 0) {
      const std::uint64_t size = std::uint64_t{1} << (33 - bits);
      if (at % size != 0 || at + size - 1 > high) break;
      --bits;
    }
    entries_.push_back({FromV4(static_cast<std::uint32_t>(at)), bits + 96, excluded});
    at += std::uint64_t{1} << (32 - bits);
  }
  return true;
}

bool NetworkSet::HoldsEntry(const Entry& wanted) const {
  if (wanted.base.IsLoopback() && wanted.prefix_bits >= (wanted.base.IsV4() ? 96 + 8 : 128)) return true;
  for (const Entry& entry : entries_) {
    if (entry.prefix_bits <= wanted.prefix_bits && Covers(entry.base, entry.prefix_bits, wanted.base))
      return !entry.excluded;
  }
  return false;
}

bool NetworkSet::Holds(const NetworkSet& other) const {
  return std::all_of(other.entries_.begin(), other.entries_.end(),
                     [this](const Entry& entry) { return entry.excluded || HoldsEntry(entry); });
}

bool NetworkSet::Contains(const IpAddress& address) const {
  for (const Entry& entry : entries_) {
    if (Covers(entry.base, entry.prefix_bits, address)) return !entry.excluded;
  }
  return false;
}

}  // namespace gatepost
