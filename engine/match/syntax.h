// The syntax tree of one pattern. Internal to match/; see regex.h.
//
// Nodes live in one vector, children before their parent: every analysis is one loop over the vector,
// and nothing recurses, however deep the pattern nests. Flags (/i, /s, /m, /x) are resolved by the parser.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "match/byte_set.h"

namespace gatepost::match {

enum class NodeKind : std::uint8_t {
  kEmpty,
  kByte,           // one byte; `fold` when its other case matches too
  kSet,            // one byte of sets[a]
  kConcat,         // the children in order
  kAlternate,      // the first child that leads to a match
  kRepeat,         // the child a to b times (b < 0: no maximum), `greed`
  kCapture,        // group number a
  kAtomic,         // (?>...)
  kBranchReset,    // (?|...)
  kLook,           // look-around: `ahead`, `negative`
  kBackReference,  // to group a, or to names[b] when b >= 0 (a name that several groups bear); `fold`
  kRecurse,        // (?1): group a; 0 is the whole pattern
  kCondition,      // (?(...)yes|no): `condition`; children: [look,] yes [, no]
  kAssert,         // zero width: `assertion`
  kKeep,           // \K
  kLineBreak,      // \R
  kCluster,        // \X
  kVerb,           // (*COMMIT) ...: `verb`
};

enum class Assertion : std::uint8_t {
  kTextStart,       // \A, ^
  kLineStart,       // ^ with /m
  kTextEnd,         // \z
  kTextEndOrBreak,  // \Z, $: also before a final newline
  kLineEnd,         // $ with /m
  kWordEdge,        // \b
  kNotWordEdge,     // \B
  kUnicodeWordEdge,
  kNotUnicodeWordEdge,
  kSearchStart,  // \G
};

enum class Greed : std::uint8_t {
  kGreedy,
  kLazy,
  kPossessive,
  kKeeps,  // greedy, and nothing is lost where it is possessive (possessive.h)
};
enum class Condition : std::uint8_t { kGroup, kLook, kAnyRecursion, kGroupRecursion, kDefine };
enum class Verb : std::uint8_t { kFail, kAccept, kCommit, kPrune, kSkip, kThen };

struct Node {
  NodeKind kind = NodeKind::kEmpty;
  bool fold = false;
  bool ahead = false;
  bool negative = false;
  unsigned char byte = 0;
  Assertion assertion{};
  Greed greed{};
  Condition condition{};
  Verb verb{};
  int first = -1;  // first child
  int next = -1;   // next child of the same parent
  int a = 0;
  int b = -1;
};

struct Syntax {
  std::vector<Node> nodes;
  std::vector<ByteSet> sets;
  int root = -1;
  int captures = 0;                                // highest group number
  std::vector<std::pair<std::string, int>> names;  // name, group number; in order of the pattern
};

}  // namespace gatepost::match
