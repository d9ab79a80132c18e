// Which charsets go with which languages, for `ok_locales`.
#pragma once

#include <string_view>

namespace gatepost {

// Is a charset one that mail in these locales uses? `ok_locales` as configured: "all", or country and
// language codes separated by spaces. Charsets of Latin scripts and Unicode are always fine.
bool IsCharsetOkForLocales(std::string_view charset, std::string_view ok_locales);

}  // namespace gatepost
