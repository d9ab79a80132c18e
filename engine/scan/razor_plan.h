// Whether checks ask Razor, and whom.
#pragma once

#include <optional>

#include "config/settings.h"
#include "razor/plan.h"

namespace gatepost {

// As SpamAssassin's plugin decides it: with `use_razor2`, where the Perl module Razor2::Client::Agent is
// found in PERL5LIB or a usual folder of Perl; else nothing. Nothing also where `razor_config` cannot be
// read, or a proxy is to be used. Files are read and never written. Cost: some looks into the file system.
std::optional<RazorPlan> MakeRazorPlan(const Settings& settings);

}  // namespace gatepost
