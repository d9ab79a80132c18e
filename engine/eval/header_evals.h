// What the header tests share, and the tables of their parts.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "eval/registry.h"

namespace gatepost {

// header_evals.cc joins these.
std::span<const EvalEntry> HeaderForgeryEvals();
std::span<const EvalEntry> HeaderDateEvals();
std::span<const EvalEntry> HeaderSubjectEvals();
std::span<const EvalEntry> FromNameEvals();
std::span<const EvalEntry> OutlookEvals();

// The text of a header query, "" where it is absent. Valid as long as the views.
std::string_view HeaderOrEmpty(EvalContext& context, std::string_view query);
// The first value of a query that extracts something ("From:addr"), or "".
std::string FirstValue(EvalContext& context, std::string_view query);
// All white space as single spaces.
std::string Squeezed(std::string_view text);
// Does the text hold something of this shape (mail/relay_shape.h)?
bool HasShape(std::string_view text, std::string_view shape);

// Do Received fields tell nothing, since some list software on the way removed them?
bool IsGatedThroughReceivedRemover(EvalContext& context);

}  // namespace gatepost
