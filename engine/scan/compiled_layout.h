// The layout of a compiled ruleset, `gatepost compile`'s file; RULESET_FORMAT.md says it in words.
#pragma once

#include <cstddef>

#include "base/packed.h"
#include "bayes/stop_words.h"
#include "config/packed_settings.h"
#include "eval/tables.h"
#include "rules/rule_table.h"
#include "scan/score_plan.h"
#include "scan/view_config.h"

namespace gatepost {

inline constexpr char kCompiledMagic[8] = {'G', 'A', 'T', 'E', 'P', 'O', 'S', 'T'};
// Changes with every change of a layout, or of what fills it.
inline constexpr std::uint32_t kCompiledVersion = 17;
// From this one on all files begin as CompiledFile does, up to kFrameBytes.
inline constexpr std::uint32_t kFirstFramedVersion = 13;
// Files larger than this are not looked at, in bytes.
inline constexpr std::uint64_t kMaxCompiledBytes = std::uint64_t{256} << 20;

// What was read, or looked for in vain.
struct PackedInput {
  PackedText path;
  std::int64_t size;         // bytes; -1: was not there
  std::int64_t modified_ns;  // since 1970
  std::uint64_t inode, device;
};

struct CompiledFile {
  char magic[8];
  std::uint64_t checksum;  // of the bytes from `version` up to `checked_bytes`
  std::uint32_t version;
  std::uint32_t layout;  // sizes of the structs, as one number: another compiler, another number
  std::uint64_t file_bytes;
  std::uint64_t checked_bytes;  // what follows belongs to single patterns, with checksums of its own
  PackedText key;               // the options that choose the inputs
  PackedText language;          // Options::language; the last of what is read of other versions, too
  PackedSpan<PackedInput> inputs;
  PackedRules rules;
  PackedPlan plans[ScoreSet::kCount];  // by ScoreSet::number()
  PackedSettings settings;
  PackedEvalTables tables;
  PackedStopWords stop_words;
  PackedWords ignored_headers;  // by Bayes
  PackedViewConfig views;
};

inline constexpr std::size_t kFrameBytes = offsetof(CompiledFile, inputs);

}  // namespace gatepost
