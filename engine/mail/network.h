// IP addresses and networks, as trusted_networks, internal_networks and msa_networks name them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

// An IPv4 or IPv6 address; IPv4 is kept as the IPv4-mapped IPv6 address.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  // Accepts dotted quads, RFC 4291 text, "IPv6:" and brackets; nothing else.
  static std::optional<IpAddress> Parse(std::string_view text);
  bool IsV4() const;
  // Loopback, private, link-local, shared address space and the like: what SpamAssassin's
  // IP_PRIVATE holds.
  bool IsPrivate() const;
  // 127.0.0.1, ::1, ::ffff:127.0.0.1: SpamAssassin's LOCALHOST, without the names.
  bool IsLocalhost() const;
  // Anything in 127.0.0.0/8, and ::1.
  bool IsLoopback() const;
  // The name under which a DNS list knows it: "4.3.2.1", or the 32 nibbles of an IPv6 address.
  std::string ToReverseString() const;
  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

// Where in `text` an IP address stands that SpamAssassin's IP_ADDRESS would find, at or after `from`.
// Covers an "IPv6:" prefix too. Length 0: none. Cost: linear.
struct IpSpan {
  std::size_t begin = 0, length = 0;
};
IpSpan FindIpAddress(std::string_view text, std::size_t from = 0);
// The same, at exactly `at`: the length, or 0.
std::size_t IpAddressLengthAt(std::string_view text, std::size_t at);

// "10.0.0.0/8", "192.168.1.", "10.1", "::1", "!192.0.2.7", "192.0.2.1-192.0.2.9", "[fe80::]/10":
// the words of trusted_networks and its like.
class NetworkSet {
 public:
  // False where `text` is not a network; the set is then unchanged.
  bool Add(std::string_view text);
  // The first entry that covers the address decides; one with "!" means no.
  bool Contains(const IpAddress& address) const;
  // Is each network of `other`, but for those with "!", part of one of these? Loopback always is.
  bool Holds(const NetworkSet& other) const;
  bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    IpAddress base;
    int prefix_bits;
    bool excluded;
  };
  bool HoldsEntry(const Entry& wanted) const;
  bool AddRange(std::string_view first, std::string_view last, bool excluded);
  std::vector<Entry> entries_;
};

}  // namespace gatepost
