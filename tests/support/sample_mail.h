// A message that any rules pass, and one that they refuse.
#pragma once

#include <string>

namespace gatepost {

inline const std::string kHam = "From: a@example.org\nSubject: lunch\n\nSee you at noon.\n";
inline const std::string kSpam =
    "From: a@example.org\nSubject: test\n\n"
    "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n";

}  // namespace gatepost
