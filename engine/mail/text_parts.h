// The body views: decoded and rendered text parts, and the paragraphs and chunks made of them.
// Facts follow SpamAssassin 4.0.1's Message.pm and Message/Node.pm.
#pragma once

#include <string>
#include <vector>

#include "mail/views.h"

namespace gatepost {

// Every part that SpamAssassin renders, in message order. Adds what it finds to `anomalies` and
// `limits_met`. Cost: linear, at most Limits::max_text_bytes of text in all.
std::vector<TextPart> MakeTextParts(const Message& message, const ViewConfig& config, const Limits& limits,
                                    AnomalySet* anomalies, std::vector<std::string>* limits_met);

enum class BodyKind { kRendered, kVisible, kInvisible };
// `body` paragraphs; the Subject comes first in kRendered and kVisible, as SpamAssassin puts it there.
std::vector<std::string> BodyParagraphs(const std::vector<TextPart>& parts, const std::string* subject,
                                        const ViewConfig& config, BodyKind kind);
// `rawbody` chunks.
std::vector<std::string> RawBodyChunks(const std::vector<TextPart>& parts, const ViewConfig& config);
// Merges the facts of all HTML parts the way SpamAssassin does.
HtmlFacts MergeHtmlFacts(const std::vector<TextPart>& parts);

}  // namespace gatepost
