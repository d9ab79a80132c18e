// The template tags that ask for the message rather than for the verdict.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "mail/views.h"

namespace gatepost {

// "PREVIEW", "LASTEXTERNALIP", "HEADER" with "From:addr" ...; nullopt for a tag that is not known.
std::optional<std::string> MarkupTag(std::string_view tag, std::string_view argument, Views& views);

// Does a template of these settings have such a text ("TOKENS", "_TIMING_")?
bool TemplatesName(std::string_view text, const Settings& settings);
// Does one show which sub-rules matched, or stand for one?
bool TemplatesNameSubrules(const Settings& settings);

}  // namespace gatepost
