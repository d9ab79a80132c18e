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
  std::string ToString() const;
};

// "10.0.0.0/8", "192.168.1.", "10.1", "::1", "!192.0.2.7": the last column of trusted_networks.
class NetworkSet {
 public:
  // False where `text` is not a network; the set is then unchanged.
  bool Add(std::string_view text);
  // The first entry that covers the address decides; one with "!" means no.
  bool Contains(const IpAddress& address) const;
  bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    IpAddress base;
    int prefix_bits;
    bool excluded;
  };
  std::vector<Entry> entries_;
};

}  // namespace gatepost
