// Attached PDFs (SpamAssassin's PDFInfo). Arguments are PDFInfo's; sizes in pixels, height before width.
#pragma once

#include "eval/context.h"

namespace gatepost {

EvalResult PdfCount(EvalContext& context, const EvalArguments& arguments);
EvalResult PdfImageCount(EvalContext& context, const EvalArguments& arguments);
EvalResult PdfPixelCoverage(EvalContext& context, const EvalArguments& arguments);
EvalResult PdfImageSizeExact(EvalContext& context, const EvalArguments& arguments);
EvalResult PdfImageSizeRange(EvalContext& context, const EvalArguments& arguments);
EvalResult PdfImageToTextRatio(EvalContext& context, const EvalArguments& arguments);
EvalResult PdfNamed(EvalContext& context, const EvalArguments& arguments);
EvalResult PdfNameRegex(EvalContext& context, const EvalArguments& arguments);
EvalResult PdfMatchMd5(EvalContext& context, const EvalArguments& arguments);
EvalResult PdfMatchFuzzyMd5(EvalContext& context, const EvalArguments& arguments);
EvalResult PdfMatchDetails(EvalContext& context, const EvalArguments& arguments);
EvalResult PdfIsEncrypted(EvalContext& context, const EvalArguments& arguments);
EvalResult PdfIsEmptyBody(EvalContext& context, const EvalArguments& arguments);

}  // namespace gatepost
