// Tested by tests/mail/header_text_test.cc.
#include <algorithm>

#include "mail/views.h"

namespace gatepost {

std::optional<HeaderQuery> HeaderQuery::Parse(std::string_view text) {
  std::size_t end = std::min(text.find(':'), text.size());
  if (end == 0) return std::nullopt;
  HeaderQuery query;
  query.name = text.substr(0, end);
  while (end < text.size()) {
    text.remove_prefix(end + 1);
    end = std::min(text.find(':'), text.size());
    const std::string_view word = text.substr(0, end);
    if (word == "raw") {
      query.raw = true;
    } else if (word == "addr") {
      query.addr = true;
    } else if (word == "name") {
      query.display_name = true;
    } else if (word == "host") {
      query.host = true;
    } else if (word == "domain") {
      query.host = query.domain = true;
    } else if (word == "ip") {
      query.ip = true;
    } else if (word == "revip") {
      query.ip = query.revip = true;
    } else if (word == "first") {
      query.first = true;
    } else if (word == "last") {
      query.last = true;
    } else {
      return std::nullopt;
    }
  }
  return query;
}

}  // namespace gatepost
