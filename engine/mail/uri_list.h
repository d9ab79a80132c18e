// The URIs of a message: from HTML attributes and from running text, with their canonical variants.
// Facts follow SpamAssassin 4.0.1's PerMsgStatus::get_uri_list and get_uri_detail_list.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "mail/views.h"

namespace gatepost {

// Those of the body's text first, then those of HTML, domains of signatures (parse_dkim_uris), links of
// attached documents and PDFs. At most Limits::max_uris, whose variants have at most Limits::max_text_bytes;
// `limits_met` gets the limit's name. Uses the views' text parts, body, headers and documents. Cost: linear.
std::vector<UriInfo> CollectUris(Views& views, const Limits& limits, std::vector<std::string>* limits_met);
// What `uri` rules see: the variants of all of them, each once.
std::vector<std::string> UriTexts(const std::vector<UriInfo>& uris);

}  // namespace gatepost
