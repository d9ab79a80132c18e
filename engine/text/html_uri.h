// URIs in HTML attributes: tidying and resolving against <base>. Internal to text/.
#pragma once

#include <string>
#include <string_view>

namespace gatepost {

// Without white space at the ends, and at most 8,192 characters; `truncated` is set where it was cut.
std::string TidyUri(std::string_view uri, bool unicode, bool* truncated);
// `uri` as seen from `base` (RFC 3986, section 5.2, not strict); host names such as www.x get a scheme.
std::string TargetUri(std::string_view base, std::string_view uri);
// What a <base href> leads to: an absolute http or ftp URI that ends in a slash, or "".
std::string BaseUri(std::string_view href);

}  // namespace gatepost
