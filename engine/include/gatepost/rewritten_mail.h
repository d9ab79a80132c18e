// A message that was written anew, in pieces, so that a large one is not copied.
#pragma once

#include <string>
#include <string_view>

namespace gatepost {

struct RewrittenMail {
  std::string head;
  std::string_view kept;  // bytes of the message that was given, which must stay
  std::string tail;

  std::string Text() const { return std::string(head).append(kept).append(tail); }
};

}  // namespace gatepost
