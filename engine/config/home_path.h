// Paths of the configuration that lie in the home folder of whoever runs the check.
#pragma once

#include <string>

namespace gatepost {

// The path with what SpamAssassin puts in place of "~/" at its begin, "__userstate__" (~/.spamassassin) and
// "__local_state_dir__". "" where it is in a home folder and HOME is not set.
std::string WithHome(std::string path);

}  // namespace gatepost
