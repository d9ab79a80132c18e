// Settings as packed data: every setting that has a value or lines, and the lines they were made from, so
// that user_prefs can be put on top as if all had been read at once.
#pragma once

#include "base/packed.h"
#include "config/directive.h"

namespace gatepost {

struct PackedLine {
  PackedText value;
  std::int32_t file, line;
  ConfigScope scope;
  std::uint8_t unused[7];
};

struct PackedSetting {
  PackedText name, value;
  PackedSpan<PackedLine> lines;
  std::uint8_t has_value, is_set, unused[6];
};

struct PackedDirective {
  PackedText keyword, value;
  std::int32_t file, line;
  ConfigScope scope;
  std::uint8_t unused[7];
};

struct PackedSettings {
  PackedSpan<PackedSetting> settings;      // sorted by name
  PackedSpan<PackedDirective> directives;  // of settings, in order
  PackedSpan<PackedText> plugins, compat;  // as ConfigText has them
  std::uint32_t file_count;
  std::uint32_t user_rules;  // 1: users may set rules, and then nothing packed serves them
};

// Null where there is none; `packed` may be null.
const PackedSetting* FindPacked(const PackedSettings* packed, std::string_view name);
bool IsSound(const PackedSettings& packed, const PackedBounds& bounds);
// Fills all but the settings themselves.
void PackConfig(const ConfigText& config, Packer* packer, std::size_t field);

}  // namespace gatepost
