// A reader of address lists by RFC 5322's grammar, for values that the lenient one cannot divide.
#pragma once

#include <string_view>
#include <vector>

#include "mail/address.h"

namespace gatepost {

// Its entries, up to the first behind which no comma follows, as Email::Address::XS 1.05 and SpamAssassin
// make them. One that has neither address nor name comes with the whole value as its name.
// Cost: linear.
std::vector<Address> ReadAddressList(std::string_view value);

// Without some slips that still look like an address.
bool IsSoundAddress(std::string_view address);

}  // namespace gatepost
