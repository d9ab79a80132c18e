// Whether checks ask Pyzor, and whom.
#pragma once

#include <optional>

#include "config/settings.h"
#include "pyzor/servers.h"

namespace gatepost {

// As SpamAssassin's plugin decides it: with `use_pyzor`, where the program pyzor is found (pyzor_path, PATH)
// or `pyzor_perl` is on without `pyzor_fork`; else nothing. Servers are those of `pyzor_server_file`, or of
// the program's folder; without either the public one. Cost: some looks into the file system.
std::optional<PyzorPlan> MakePyzorPlan(const Settings& settings);

}  // namespace gatepost
