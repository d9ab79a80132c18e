// Tested by tests/mail/header_text_test.cc.
#include "base/ascii.h"
#include "mail/views.h"

namespace gatepost {

std::optional<HeaderQuery> HeaderQuery::Parse(std::string_view text) {
  const std::vector<std::string_view> words = Split(text, ':');
  if (words.front().empty()) return std::nullopt;
  HeaderQuery query;
  query.name = words.front();
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view word = words[i];
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
