// Tested by tests/eval/pdf_evals_test.cc.
#include "eval/pdf_facts.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/hash.h"
#include "mail/pdf.h"

namespace gatepost {
namespace {

constexpr int kFuzzyLines = 69;
constexpr std::size_t kMaxDetailBytes = 256;
constexpr std::size_t kMaxDetails = 1000;  // of one kind; a PDF of nothing but titles ends there

// Takes digits off the front; nothing where there are none.
std::optional<double> TakeNumber(std::string_view* text) {
  double value = 0;
  std::size_t digits = 0;
  for (; digits < text->size() && IsAsciiDigit((*text)[digits]); ++digits)
    value = value * 10 + ((*text)[digits] - '0');
  text->remove_prefix(digits);
  return digits > 0 ? std::optional(value) : std::nullopt;
}

// "630 0 0 149 0 0 cm": the matrix that gives an image its size.
std::optional<PdfSize> MatrixSize(std::string_view line) {
  double numbers[6];
  for (double& number : numbers) {
    const std::optional<double> value = TakeNumber(&line);
    if (!value || line.empty() || !IsAsciiSpace(line[0])) return std::nullopt;
    number = *value;
    line = TrimLeft(line);
  }
  if (line != "cm") return std::nullopt;
  return PdfSize{numbers[3], numbers[0]};
}

// "/Width 630" at the beginning of `text`, which loses it; the blank may be any white space.
std::optional<double> TakeField(std::string_view* text, std::string_view name) {
  if (!text->starts_with(name)) return std::nullopt;
  std::string_view rest = text->substr(name.size());
  if (rest.empty() || !IsAsciiSpace(rest[0])) return std::nullopt;
  rest.remove_prefix(1);
  const std::optional<double> value = TakeNumber(&rest);
  if (value) *text = rest;
  return value;
}

// The size of an image that a line gives. A width or a height on a line of its own tells nothing.
std::optional<PdfSize> ImageSize(std::string_view line) {
  if (std::optional<PdfSize> size = MatrixSize(line)) return size;
  std::string_view start = line;
  if (TakeField(&start, "/Width") || TakeField(&start, "/Height")) return std::nullopt;
  for (std::size_t at = line.find("/Width"); at != std::string_view::npos; at = line.find("/Width", at + 1)) {
    std::string_view rest = line.substr(at);
    const std::optional<double> width = TakeField(&rest, "/Width");
    const std::optional<double> height = width ? TakeField(&rest, "/Height") : std::nullopt;
    if (height) return PdfSize{*height, *width};
  }
  return std::nullopt;
}

// Does a line differ from copy to copy of one PDF?
bool IsVolatile(std::string_view line) {
  for (std::string_view start : {"%", "/Height", "/Width", "/MediaBox", "/CropBox"}) {
    if (line.starts_with(start)) return true;
  }
  return MatrixSize(line).has_value();
}

// The string behind the first name ("/Author") that has one.
std::optional<std::string> FindString(std::string_view line, std::string_view name) {
  PdfStrings strings(line);
  for (std::size_t at = line.find(name); at != std::string_view::npos; at = line.find(name, at + 1)) {
    if (std::optional<std::string> text = strings.Behind(at + name.size())) return text;
  }
  return std::nullopt;
}

// The digits of the first "/ModDate(D:20070703144220)".
std::optional<std::string> FindDate(std::string_view line, std::string_view name) {
  for (std::size_t at = line.find(name); at != std::string_view::npos; at = line.find(name, at + 1)) {
    std::size_t open = at + name.size();
    for (int blank = 0; blank < 2 && open < line.size() && IsAsciiSpace(line[open]); ++blank) ++open;
    if (line.substr(open, 3) != "(D:") continue;
    std::string_view digits = line.substr(open + 3);
    digits =
        digits.substr(0, static_cast<std::size_t>(
                             std::find_if_not(digits.begin(), digits.end(), IsAsciiDigit) - digits.begin()));
    if (!digits.empty()) return std::string(digits);
  }
  return std::nullopt;
}

std::string UpperMd5(std::string_view bytes) {
  return bytes.empty() ? std::string() : AsciiUpper(Md5Hex(bytes));
}

class PdfReader {
 public:
  void ReadLine(std::string_view line) {
    line = CollectFuzzy(line);
    if (line.find("/Image") != std::string_view::npos) image_begun_ = true;
    if (line.starts_with("/Encrypt")) facts_.encrypted = true;
    if (image_begun_) ReadImage(line);
    if (line.find('/') == std::string_view::npos) return;
    if (line[0] == '/') {
      const auto end = std::find_if_not(line.begin() + 1, line.end(), IsAsciiAlpha);
      tags_.append(line.begin() + 1, end);
    }
    for (const auto& [kind, name] : {std::pair{"author", "/Author"}, std::pair{"creator", "/Creator"},
                                     std::pair{"producer", "/Producer"}, std::pair{"title", "/Title"}}) {
      AddDetail(kind, FindString(line, name));
    }
    AddDetail("created", FindDate(line, "/CreationDate"));
    AddDetail("modified", FindDate(line, "/ModDate"));
  }

  PdfFacts Finish(std::string_view bytes) {
    if (total_.height > 0 && total_.width > 0) facts_.sizes.push_back(total_);
    facts_.md5 = UpperMd5(bytes);
    facts_.fuzzy_md5 = UpperMd5(fuzzy_);
    facts_.tags_md5 = UpperMd5(tags_);
    return std::move(facts_);
  }

 private:
  // The first lines, up to the first stream or image. Lines that count lose the white space at their end.
  std::string_view CollectFuzzy(std::string_view line) {
    if (fuzzy_done_ || ++lines_ > kFuzzyLines) return line;
    if (!IsVolatile(line)) {
      line = TrimRight(line);
      fuzzy_ += line;
    }
    fuzzy_done_ = line.find("stream") != std::string_view::npos;
    return line;
  }

  void ReadImage(std::string_view line) {
    const std::optional<PdfSize> size = ImageSize(line);
    if (!size || size->height <= 0 || size->width <= 0) return;
    fuzzy_done_ = true;
    image_begun_ = false;
    ++facts_.image_count;
    facts_.image_area += size->height * size->width;
    total_.height += size->height;
    total_.width += size->width;
    facts_.sizes.push_back(*size);
  }

  void AddDetail(std::string_view kind, std::optional<std::string> value) {
    if (!value) return;
    std::vector<std::string>& values = facts_.details[std::string(kind)];
    if (values.size() >= kMaxDetails) return;
    value->resize(std::min(value->size(), kMaxDetailBytes));
    values.push_back(std::move(*value));
  }

  PdfFacts facts_;
  PdfSize total_;
  std::string fuzzy_, tags_;
  int lines_ = 0;
  bool fuzzy_done_ = false, image_begun_ = false;
};

}  // namespace

PdfFacts ReadPdf(std::string_view bytes) {
  bytes = WithoutByteOrderMark(bytes);
  PdfReader reader;
  ForEachPdfLine(bytes, [&](std::string_view line) { reader.ReadLine(line); });
  return reader.Finish(bytes);
}

}  // namespace gatepost
