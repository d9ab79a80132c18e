// Tested by tests/eval/pdf_evals_test.cc.
#include "eval/pdf_evals.h"

#include <algorithm>

#include "base/ascii.h"
#include "eval/attachment_names.h"
#include "eval/message_facts.h"
#include "eval/pdf_facts.h"
#include "mail/pdf.h"

namespace gatepost {
namespace {

struct Pdfs {
  int count = 0;                   // attachments that claim to be PDFs
  std::vector<PdfFacts> files;     // those that are
  std::vector<std::string> names;  // theirs, where they have one
  double image_area = 0;           // of the last one with images
};

Pdfs GatherPdfs(const Message& message) {
  Pdfs pdfs;
  pdfs.count = ForEachPdf(message, [&](const Part& part, std::string_view bytes) {
    pdfs.files.push_back(ReadPdf(bytes));
    if (!part.name.empty()) pdfs.names.push_back(part.name);
    if (pdfs.files.back().image_area > 0) pdfs.image_area = pdfs.files.back().image_area;
  });
  return pdfs;
}

const Pdfs& GetPdfs(EvalContext& context) {
  return SharedFact<Pdfs>(context, "pdfs", [&] { return GatherPdfs(context.views.message()); });
}

// Does `test` (PdfFacts to bool) hold for one of the PDFs?
template <class Test>
EvalResult AnyPdf(EvalContext& context, Test test) {
  const std::vector<PdfFacts>& files = GetPdfs(context).files;
  return EvalResult::Of(std::any_of(files.begin(), files.end(), test));
}

template <class Test>
EvalResult AnySize(EvalContext& context, Test test) {
  return AnyPdf(context,
                [&](const PdfFacts& pdf) { return std::any_of(pdf.sizes.begin(), pdf.sizes.end(), test); });
}

EvalResult Within(const EvalArguments& arguments, double value) {
  return EvalResult::Of(!arguments.empty() && WithinArguments(arguments, 0, value));
}

}  // namespace

EvalResult PdfCount(EvalContext& context, const EvalArguments& arguments) {
  return Within(arguments, GetPdfs(context).count);
}

EvalResult PdfImageCount(EvalContext& context, const EvalArguments& arguments) {
  double images = 0;
  for (const PdfFacts& pdf : GetPdfs(context).files) images += pdf.image_count;
  return Within(arguments, images);
}

EvalResult PdfPixelCoverage(EvalContext& context, const EvalArguments& arguments) {
  const double area = GetPdfs(context).image_area;
  return area > 0 ? Within(arguments, area) : EvalResult::Of(false);
}

EvalResult PdfImageSizeExact(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.size() < 2) return EvalResult::Of(false);
  return AnySize(context, [&](const PdfSize& size) {
    return size.height == ArgumentNumber(arguments, 0) && size.width == ArgumentNumber(arguments, 1);
  });
}

EvalResult PdfImageSizeRange(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.size() < 2) return EvalResult::Of(false);
  return AnySize(context, [&](const PdfSize& size) {
    return size.height >= ArgumentNumber(arguments, 0) && size.width >= ArgumentNumber(arguments, 1) &&
           (arguments.size() < 3 || size.height <= ArgumentNumber(arguments, 2)) &&
           (arguments.size() < 4 || size.width <= ArgumentNumber(arguments, 3));
  });
}

// Bytes of text for each pixel.
EvalResult PdfImageToTextRatio(EvalContext& context, const EvalArguments& arguments) {
  const double area = GetPdfs(context).image_area;
  if (arguments.size() < 2 || area <= 0) return EvalResult::Of(false);
  const double bytes = RuleTextBytes(context);
  const double ratio = bytes / area;
  return EvalResult::Of(bytes > 0 && ratio >= ArgumentNumber(arguments, 0) &&
                        ratio < ArgumentNumber(arguments, 1));
}

EvalResult PdfNamed(EvalContext& context, const EvalArguments& arguments) {
  return AnyNamed(GetPdfs(context).names, arguments);
}

EvalResult PdfNameRegex(EvalContext& context, const EvalArguments& arguments) {
  return AnyNameMatches(GetPdfs(context).names, arguments);
}

EvalResult PdfMatchMd5(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.empty()) return EvalResult::Of(false);
  const std::string md5 = AsciiUpper(arguments[0]);
  return AnyPdf(context, [&](const PdfFacts& pdf) { return pdf.md5 == md5; });
}

EvalResult PdfMatchFuzzyMd5(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.empty() || arguments[0].empty()) return EvalResult::Of(false);
  const std::string md5 = AsciiUpper(arguments[0]);
  return AnyPdf(context, [&](const PdfFacts& pdf) { return pdf.fuzzy_md5 == md5 || pdf.tags_md5 == md5; });
}

EvalResult PdfMatchDetails(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.size() < 2 || GetPdfs(context).files.empty()) return EvalResult::Of(false);
  const Regex* regex = NamePattern(arguments[1]);
  if (regex == nullptr) return EvalResult::Of(false);
  return AnyPdf(context, [&](const PdfFacts& pdf) {
    const auto found = pdf.details.find(arguments[0]);
    return found != pdf.details.end() && AnyMatches(*regex, found->second);
  });
}

EvalResult PdfIsEncrypted(EvalContext& context, const EvalArguments&) {
  return AnyPdf(context, [](const PdfFacts& pdf) { return pdf.encrypted; });
}

// A PDF, and next to no text beside it. The first text is the Subject.
EvalResult PdfIsEmptyBody(EvalContext& context, const EvalArguments& arguments) {
  if (GetPdfs(context).count == 0) return EvalResult::Of(false);
  const std::vector<std::string>& texts = RuleTexts(context);
  double bytes = 0;
  for (std::size_t i = 1; i < texts.size(); ++i) {
    if (!Trim(texts[i]).empty()) bytes += static_cast<double>(texts[i].size());
  }
  return EvalResult::Of(bytes <= ArgumentNumber(arguments, 0));
}

}  // namespace gatepost
