// Tested by tests/mail/pdf_test.cc.
#include "mail/pdf.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::size_t kMagicBytes = 1024;  // how far into the file the header may lie
constexpr std::size_t kMostLinks = 20, kLinkBytes = 256;
constexpr std::size_t kLeastBehindScheme = 8, kMostBehindScheme = 256;

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

// A link has a dot, but not at its beginning; others are bytes that look like one.
void AddLink(std::string link, std::vector<std::string>* links) {
  const std::size_t dot = link.find('.');
  link.resize(std::min(link.size(), kLinkBytes));
  if (dot == 0 || dot >= link.size() || link.find('\0') != std::string::npos) return;
  if (links->size() < kMostLinks && std::find(links->begin(), links->end(), link) == links->end())
    links->push_back(std::move(link));
}

// "/URI (https://...)"
void AddNamedLinks(std::string_view line, std::vector<std::string>* links) {
  constexpr std::string_view kName = "/URI";
  PdfStrings strings(line);
  for (std::size_t at = line.find(kName); at != std::string_view::npos; at = line.find(kName, at)) {
    at += kName.size();
    if (std::optional<std::string> link = strings.Behind(at, &at)) AddLink(*std::move(link), links);
  }
}

// "(https://...)>>", whatever its name
void AddLastLinks(std::string_view line, std::vector<std::string>* links) {
  constexpr std::string_view kEnd = ")>>";
  for (std::size_t at = line.find("(http"); at != std::string_view::npos && links->size() < kMostLinks;
       at = line.find("(http", at + 1)) {
    std::string_view link = line.substr(at + 1, kMostBehindScheme + 16);
    const std::size_t end = link.find(kEnd);
    if (end == std::string_view::npos) continue;
    link = link.substr(0, end);
    std::size_t scheme = 0;
    for (std::string_view name : {"http://", "https://"}) {
      if (link.starts_with(name)) scheme = name.size();
    }
    if (scheme == 0 || end < scheme + kLeastBehindScheme || end > scheme + kMostBehindScheme) continue;
    AddLink(LiteralString(link), links);
  }
}

bool ClaimsToBePdf(const Part& part) {
  if (!part.is_leaf()) return false;
  if (part.type == "application/pdf" || part.type == "image/pdf") return true;
  if (part.type != "application/octet-stream" && part.type != "image/octet-stream") return false;
  const std::string name = AsciiLower(part.name);
  return name.ends_with(".pdf") || name.ends_with(".fdf");
}

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

std::string_view WithoutByteOrderMark(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  return bytes;
}

int ForEachPdf(const Message& message, const std::function<void(const Part&, std::string_view)>& visit) {
  int count = 0;
  for (const Part& part : message.parts()) {
    if (!ClaimsToBePdf(part)) continue;
    ++count;
    const std::string bytes = message.DecodeLeaf(part, nullptr);
    if (IsPdf(bytes)) visit(part, bytes);
  }
  return count;
}

std::optional<std::string> PdfStrings::Behind(std::size_t at, std::size_t* end) {
  for (int blank = 0; blank < 2 && at < line_.size() && IsAsciiSpace(line_[at]); ++blank) ++at;
  if (at >= line_.size() || (line_[at] != '(' && line_[at] != '<')) return std::nullopt;
  const bool is_literal = line_[at] == '(';
  bool& closes = is_literal ? closes_ : hex_closes_;
  if (!closes) return std::nullopt;
  const std::size_t close = is_literal ? FindClose(line_, at + 1) : line_.find('>', at + 1);
  closes = close != std::string_view::npos;
  if (!closes) return std::nullopt;
  if (end != nullptr) *end = close + 1;
  const std::string_view written = line_.substr(at + 1, close - at - 1);
  return is_literal ? LiteralString(written) : HexString(written);
}

std::vector<std::string> PdfLinks(std::string_view bytes) {
  std::vector<std::string> links;
  ForEachPdfLine(bytes, [&](std::string_view line) {
    if (links.size() >= kMostLinks) return;
    AddNamedLinks(line, &links);
    AddLastLinks(line, &links);
  });
  return links;
}

}  // namespace gatepost
