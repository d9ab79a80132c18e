// ALL, ALL-TRUSTED and their like: many fields as one text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mail/relay.h"

namespace gatepost {

// Which fields, counted by Received fields from the top: those from the `first_received`-th on up to
// and with the `last_received`-th. Fields above the first Received field count as number -1.
struct HeaderRange {
  bool all = false;
  std::optional<int> first_received, last_received;
};

// Nothing where `name` is no such pseudo field (the case of letters counts).
std::optional<HeaderRange> FindHeaderRange(std::string_view name, const RelayChain& relays);
// "Name: value\n" each, decoded and on one line, or as they came. Empty where there are none.
std::string HeaderRangeText(const Message& message, const HeaderRange& range, bool raw);

}  // namespace gatepost
