// Sizes and names of attached pictures (SpamAssassin's ImageInfo). Arguments are ImageInfo's:
// a kind ("gif", "png", "jpeg", "all"), then bounds in pixels.
#pragma once

#include "eval/context.h"

namespace gatepost {

EvalResult ImageCount(EvalContext& context, const EvalArguments& arguments);
EvalResult PixelCoverage(EvalContext& context, const EvalArguments& arguments);
EvalResult ImageSizeExact(EvalContext& context, const EvalArguments& arguments);
EvalResult ImageSizeRange(EvalContext& context, const EvalArguments& arguments);
EvalResult ImageNamed(EvalContext& context, const EvalArguments& arguments);
EvalResult ImageNameRegex(EvalContext& context, const EvalArguments& arguments);
EvalResult ImageToTextRatio(EvalContext& context, const EvalArguments& arguments);

}  // namespace gatepost
