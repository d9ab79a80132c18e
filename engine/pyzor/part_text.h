// What Pyzor reads of a message: the contents of its parts as Python's email package gives them. Internal to
// pyzor/.
#pragma once

#include <functional>
#include <string_view>

#include "mail/message.h"

namespace gatepost {

// Gives `take` the content of each part in turn, as valid UTF-8: text decoded and without markup, anything
// else as it was sent. False where Pyzor would give up. Cost: linear.
bool EachPartText(const Message& message, const std::function<void(std::string_view)>& take);

}  // namespace gatepost
