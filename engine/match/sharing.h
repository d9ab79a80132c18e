// What of a pattern is worth being written once and called. Internal to match/; see writer.h.
#pragma once

#include <vector>

#include "match/syntax.h"

namespace gatepost::match {

// By node: the node whose body is called in its place, "(?&r)" in PCRE2; -1: none. For a repeat it is the
// repeat itself; for an alternation that stands more than once it is the first of them. PCRE2 compiles {n,m}
// of a group to m copies and takes no more than 64 KiB of code in all; nested repeats and replace_tags, which
// put the same long choice in place of a letter many times, get there.
// `captures`: groups in a body are numbered, and such a body cannot be called.
std::vector<int> FindShared(const Syntax& syntax, bool captures);

}  // namespace gatepost::match
