// Which of SpamAssassin's plugins has which eval tests. Without its plugin a test does not run.
#pragma once

#include <cstdint>
#include <string_view>

namespace gatepost {

enum class EvalKind : std::uint8_t { kAny, kHeader, kBody, kFull };  // kBody: rawbody rules too

struct PluginEval {
  std::string_view plugin;         // "SPF"; "" where no plugin of SpamAssassin's has it
  EvalKind kind = EvalKind::kAny;  // the kind of rule that may call it
};

PluginEval FindPluginEval(std::string_view name);

}  // namespace gatepost
