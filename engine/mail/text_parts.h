// The body views: decoded and rendered text parts, and the paragraphs and chunks made of them.
// Facts follow SpamAssassin 4.0.1's Message.pm and Message/Node.pm.
#pragma once

#include <string>
#include <vector>

#include "mail/views.h"

namespace gatepost {

// Every leaf that takes part in body or rawbody, in message order. Adds what it finds to `anomalies` and
// `limits_met`. Cost: linear, at most Limits::max_text_bytes of text in all, and
// Limits::max_rendered_bytes rendered.
std::vector<TextPart> MakeTextParts(const Message& message, const ViewConfig& config, const Limits& limits,
                                    AnomalySet* anomalies, std::vector<std::string>* limits_met);
// How far behind the scan sizes of a part a good place to stop is looked for.
inline constexpr std::size_t kMaxOverhang = 1024;
// Leaves of any type: each adds a line end to the body text, which shows where paragraphs end.
int CountLeaves(const Message& message);

enum class BodyKind { kRendered, kVisible, kInvisible };
// `most` body paragraphs (`is_cut`: there are more), at most 2,049 bytes each; the Subject comes first in
// kRendered and kVisible, or an empty line where there is none. UTF-8, but for text that SpamAssassin holds
// as bytes (Latin-1).
std::vector<std::string> BodyParagraphs(const std::vector<TextPart>& parts, int leaves,
                                        const std::string* subject, const ViewConfig& config, BodyKind kind,
                                        std::size_t most, bool* is_cut);
// `rawbody` chunks, at most 4,096 bytes each.
std::vector<std::string> RawBodyChunks(const std::vector<TextPart>& parts, const ViewConfig& config);

}  // namespace gatepost
