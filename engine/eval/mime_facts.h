// MimeFacts: what MIMEEval's tests ask of all parts, gathered in one pass over the raw message.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "eval/context.h"

namespace gatepost {

struct MimeFacts {
  // By the names under which check_for_mime() asks: "mime_base64_count", "mime_qp_ratio" ...
  std::map<std::string, double, std::less<>> numbers;
  std::vector<std::string> charsets;  // declared by the parts, lower-case, in order

  double Get(std::string_view name) const;
};

// Gathered once a message. Cost: linear.
const MimeFacts& GetMimeFacts(EvalContext& context);

// The charset that the message's own Content-Type names, as written, or "".
std::string TopCharset(EvalContext& context);

}  // namespace gatepost
