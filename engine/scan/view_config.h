// The settings that shape views, turned into a ViewConfig once, when the engine opens.
#pragma once

#include <vector>

#include "config/settings.h"
#include "mail/views.h"

namespace gatepost {

// Networks that cannot be read give a Diagnostic and are left out.
ViewConfig MakeViewConfig(const Settings& settings, const Limits& limits,
                          std::vector<Diagnostic>* diagnostics);

}  // namespace gatepost
