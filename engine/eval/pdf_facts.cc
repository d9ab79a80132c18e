// Tested by tests/eval/pdf_evals_test.cc.
#include "eval/pdf_facts.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/hash.h"

namespace gatepost {
namespace {

constexpr std::size_t kMagicBytes = 1024;  // how far into the file the header may lie
constexpr int kFuzzyLines = 69;
constexpr std::size_t kMaxDetailBytes = 256;
constexpr std::size_t kMaxDetails = 1000;  // of one kind; a PDF of nothing but titles ends there

std::string_view WithoutByteOrderMark(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  return bytes;
}

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

// UTF-16 to bytes, good enough for ASCII.
void DropWideBytes(std::string* text) {
  if (!text->starts_with("\xfe\xff") && !text->starts_with("\xff\xfe")) return;
  text->erase(0, 2);
  std::erase(*text, '\0');
}

// What is between < and >: pairs of hex digits, with anything between the pairs.
std::string HexString(std::string_view hex) {
  std::string text;
  for (std::size_t i = 0; i + 1 < hex.size(); ++i) {
    const int high = HexDigitValue(hex[i]), low = HexDigitValue(hex[i + 1]);
    if (high < 0 || low < 0) continue;
    text.push_back(static_cast<char>(high * 16 + low));
    ++i;
  }
  DropWideBytes(&text);
  return text;
}

bool IsOctal(std::string_view digits) {
  return digits.size() == 3 && digits[0] <= '3' &&
         std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '7'; });
}

// What is between ( and ): bytes in octal, then escapes.
std::string LiteralString(std::string_view literal) {
  std::string bytes;
  for (std::size_t i = 0; i < literal.size(); ++i) {
    const std::string_view digits = literal.substr(i + 1, 3);
    if (literal[i] == '\\' && IsOctal(digits) && (i == 0 || literal[i - 1] != '\\')) {
      bytes.push_back(static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0')));
      i += 3;
    } else {
      bytes.push_back(literal[i]);
    }
  }
  DropWideBytes(&bytes);
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const bool escapes = bytes[i] == '\\' && i + 1 < bytes.size() &&
                         (bytes[i + 1] == '(' || bytes[i + 1] == ')' || bytes[i + 1] == '\\');
    if (escapes) ++i;
    text.push_back(bytes[i]);
  }
  return text;
}

// The first ")" that no backslash stands before.
std::size_t FindClose(std::string_view text, std::size_t from) {
  std::size_t close = text.find(')', from);
  while (close != std::string_view::npos && text[close - 1] == '\\') close = text.find(')', close + 1);
  return close;
}

// The string behind the first name ("/Author") that has one.
std::optional<std::string> FindString(std::string_view line, std::string_view name) {
  bool closes = true, hex_closes = true;  // false once the rest of the line has no such end
  for (std::size_t at = line.find(name); at != std::string_view::npos; at = line.find(name, at + 1)) {
    std::size_t open = at + name.size();
    for (int blank = 0; blank < 2 && open < line.size() && IsAsciiSpace(line[open]); ++blank) ++open;
    if (open >= line.size()) break;
    if (line[open] == '(' && closes) {
      const std::size_t close = FindClose(line, open + 1);
      closes = close != std::string_view::npos;
      if (closes) return LiteralString(line.substr(open + 1, close - open - 1));
    } else if (line[open] == '<' && hex_closes) {
      const std::size_t close = line.find('>', open + 1);
      hex_closes = close != std::string_view::npos;
      if (hex_closes) return HexString(line.substr(open + 1, close - open - 1));
    }
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

bool IsPdf(std::string_view bytes) {
  constexpr std::string_view kMagic = "%PDF-";
  bytes = WithoutByteOrderMark(bytes);
  for (std::size_t at = bytes.find(kMagic); at <= kMagicBytes; at = bytes.find(kMagic, at + 1)) {
    const std::string_view version = bytes.substr(at + kMagic.size(), 3);
    if (version.size() == 3 && IsAsciiDigit(version[0]) && version[1] == '.' && IsAsciiDigit(version[2]))
      return true;
  }
  return false;
}

PdfFacts ReadPdf(std::string_view bytes) {
  bytes = WithoutByteOrderMark(bytes);
  PdfReader reader;
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    if (end > begin) reader.ReadLine(bytes.substr(begin, end - begin));
    begin = end + 1;
  }
  return reader.Finish(bytes);
}

}  // namespace gatepost
