// Results that are whole or not there: written beside the file and renamed onto it.
#pragma once

#include <string>
#include <string_view>

#include "gatepost/status.h"

namespace gatepost {

// "-" is standard output. An existing file keeps its mode and is replaced in one step; whatever fails, it is
// as before.
Status WriteWhole(const std::string& path, std::string_view bytes);

// Whether WriteWhole could begin: asked before a long run, so that it is not for nothing.
Status CanWriteWhole(const std::string& path);

}  // namespace gatepost
