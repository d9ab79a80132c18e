// Which repeats of a pattern are worth being written as calls of one copy. Internal to match/; see writer.h.
#pragma once

#include <vector>

#include "match/syntax.h"

namespace gatepost::match {

// By node: true for a repeat whose body may be written once and called, "(?&r)" in PCRE2. PCRE2 compiles
// {n,m} of a group to m copies and takes no more than 64 KiB of code in all; nested repeats get there.
// `captures`: groups in a body are numbered, and such a body cannot be called.
std::vector<bool> FindSharedRepeats(const Syntax& syntax, bool captures);

}  // namespace gatepost::match
