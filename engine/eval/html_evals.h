// What the tests of HTML share, and those that compare links with their texts.
#pragma once

#include "eval/context.h"

namespace gatepost {

// Does `test` (HtmlFacts to bool) hold for one of the HTML parts? Asked in their order.
template <class Test>
EvalResult AnyHtml(EvalContext& context, Test test) {
  for (const TextPart& part : context.views.TextParts()) {
    if (part.html && test(*part.html)) return EvalResult::Of(true);
  }
  return EvalResult::Of(false);
}

// Links whose text shows https:// and another domain than the one they lead to. Arguments: how many links
// the part has at least (1 where it says none) and fewer than (no bound where it says none).
EvalResult CheckHttpsHttpMismatch(EvalContext& context, const EvalArguments& arguments);
// Links to an IP address whose text shows https:// and a name.
EvalResult CheckHttpsIpMismatch(EvalContext& context, const EvalArguments& arguments);

}  // namespace gatepost
