// E-mail addresses in running text, as FreeMail looks for them.
#pragma once

#include <optional>
#include <string_view>

#include "text/uri.h"

namespace gatepost {

struct FoundEmail {
  std::size_t begin = 0, end = 0;  // in the text
};

// The first address at or after `from` whose last label is a known top-level domain. Cost: linear.
std::optional<FoundEmail> FindEmail(std::string_view text, std::size_t from, const UriConfig& config);

}  // namespace gatepost
