// Tested by tests/razor/html_test.cc; bench/razor_signatures.py holds signatures against Razor's own.
#include "razor/html.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr auto kTags = std::to_array<std::string_view>(
    {"html",   "body",   "a",      "font",  "table", "head", "base",  "meta", "td",     "tr",
     "style",  "img",    "object", "br",    "b",     "i",    "span",  "div",  "form",   "input",
     "button", "frame",  "iframe", "tbody", "col",   "th",   "hr",    "xml",  "script", "pre",
     "param",  "applet", "center", "area",  "map",   "em",   "embed", "xmp",  "sub",    "sup"});

// From U+00A1 to U+00FF.
constexpr auto kLatinNames = std::to_array<std::string_view>(
    {"iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
     "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",
     "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34",
     "iquest", "Agrave", "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave",
     "Eacute", "Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve",
     "Oacute", "Ocirc",  "Otilde", "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",
     "Yacute", "THORN",  "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",
     "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",
     "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave", "uacute",
     "ucirc",  "uuml",   "yacute", "thorn",  "yuml"});

struct NamedCharacter {
  std::string_view name;
  char byte;
};
constexpr auto kAsciiNames =
    std::to_array<NamedCharacter>({{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"nbsp", ' '}});

// The character whose name begins `rest`, with or without a semicolon, and what of `rest` it takes; "&" and
// nothing where there is none. No name begins another.
NamedCharacter ReadName(std::string_view rest) {
  NamedCharacter found{"", '&'};
  for (const NamedCharacter& named : kAsciiNames) {
    if (rest.starts_with(named.name)) found = named;
  }
  for (std::size_t i = 0; i < kLatinNames.size(); ++i) {
    if (rest.starts_with(kLatinNames[i])) found = {kLatinNames[i], static_cast<char>(0xa1 + i)};
  }
  if (found.name.empty()) return found;
  const std::size_t size = found.name.size();
  return {rest.substr(0, size < rest.size() && rest[size] == ';' ? size + 1 : size), found.byte};
}

std::string_view BeforeNul(std::string_view text) { return text.substr(0, text.find('\0')); }

}  // namespace

bool IsRazorHtml(std::string_view text) {
  text = BeforeNul(text);
  for (std::size_t at = text.find('<'); at != kNpos; at = text.find('<', at + 1)) {
    std::size_t name = at + 1;
    if (name < text.size() && (text[name] == '!' || text[name] == '/')) ++name;
    name = SkipSpace(text, name);
    std::size_t end = name;
    while (end < text.size() && IsAsciiAlpha(text[end])) ++end;
    if (end == name) continue;
    const std::size_t close = text.find('>', end);
    if (close == kNpos) return false;  // nor is there one behind later tags
    const std::string tag = AsciiLower(text.substr(name, end - name));
    if (std::find(kTags.begin(), kTags.end(), tag) != kTags.end()) return true;
    at = close;
  }
  return false;
}

std::string StripRazorHtml(std::string_view text) {
  text = BeforeNul(text.substr(0, text.empty() ? 0 : text.size() - 1));
  std::string kept;
  bool is_declaration = false, is_tag = false;
  char quote = '\0', last = '\0';  // the quote "-" is a comment's "--"
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at++];
    if (quote != '\0') {
      if (c == quote && (c != '-' || last == '-')) quote = '\0';
    } else if (c == '<') {
      is_tag = true;
      if (at < text.size() && text[at++] == '!') is_declaration = true;
    } else if (c == '>' && is_tag) {
      is_tag = is_declaration = false;
    } else if (c == '-' && is_declaration && last == '-') {
      quote = '-';
    } else if ((c == '"' || c == '\'') && is_tag) {
      quote = c;
    } else if (c == '&') {  // also within a tag
      const NamedCharacter named = ReadName(text.substr(at));
      kept += named.byte;
      at += named.name.size();
    } else if (!is_tag && c != '>') {
      kept += c;
    }
    last = c;
  }
  return kept;
}

}  // namespace gatepost
