// How senders are called in the history: as SpamAssassin calls them, since both may keep one database.
#pragma once

#include <string>
#include <string_view>

namespace gatepost {

// An address, or what stands for one: in lower case, without what its database cannot take, cut to the 255
// bytes of its column.
std::string SenderName(std::string_view address);

// Is there an address in the text: something, an "@", something?
bool HoldsAddress(std::string_view text);

// The network of an IP address by the lengths of masks: "192.0.2" of 192.0.2.7 and 24, "2001:0DB8::" of
// 2001:db8::7 and 32; "" where the text is no address.
struct MaskLengths {
  int v4 = 16, v6 = 48;
};
std::string NetworkName(std::string_view ip, const MaskLengths& masks);

// The network of who came from nowhere that is known.
inline constexpr std::string_view kNoNetwork = "none";
// The network of those whom the own users write to.
inline constexpr std::string_view kToRecipient = "WELCOMELIST_OUT";

}  // namespace gatepost
