// Tested by tests/match/pattern_literal_test.cc
#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "match/regex.h"

namespace gatepost {
namespace {

constexpr std::string_view kKnownModifiers = "adimnpsux";

Status Invalid(std::string message) { return Status(StatusCode::kInvalidArgument, std::move(message)); }

char ClosingDelimiter(char open) {
  switch (open) {
    case '{':
      return '}';
    case '(':
      return ')';
    case '<':
      return '>';
    case '[':
      return ']';
    default:
      return open;
  }
}

// An unescaped delimiter inside the pattern would have ended it.
bool HasUnescaped(std::string_view text, char delimiter) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == delimiter) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<PatternSource> ParsePatternLiteral(std::string_view text) {
  text = Trim(text);
  char open = 0;
  if (text.starts_with('/')) {
    open = '/';
    text.remove_prefix(1);
  } else {
    if (text.starts_with("qr")) {
      text.remove_prefix(2);
    } else if (text.starts_with('m')) {
      text.remove_prefix(1);
    } else {
      return Invalid("a pattern starts with / or m and a delimiter");
    }
    if (text.empty() || IsWordByte(text[0])) return Invalid("missing delimiter after m");
    open = text[0];
    if (open == '\\') return Invalid("a backslash cannot be the delimiter");
    text.remove_prefix(1);
  }
  const char close = ClosingDelimiter(open);
  const std::size_t end = text.rfind(close);
  if (end == std::string_view::npos) return Invalid(std::string("missing closing delimiter ") + close);

  PatternSource source;
  source.pattern = text.substr(0, end);
  source.modifiers = text.substr(end + 1);
  for (char modifier : source.modifiers) {
    if (kKnownModifiers.find(modifier) == std::string_view::npos) {
      return Invalid(std::string("unknown modifier, or text after the pattern: ") + modifier);
    }
  }
  std::sort(source.modifiers.begin(), source.modifiers.end());
  // SpamAssassin takes <> for no pair.
  if ((open == close || close == '>') && HasUnescaped(source.pattern, close)) {
    return Invalid(std::string("unescaped delimiter ") + close + " inside the pattern");
  }
  return source;
}

}  // namespace gatepost
