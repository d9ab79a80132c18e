// The backslash escapes of a pattern, in and outside a class. Internal to match/; see parser.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "match/syntax.h"

namespace gatepost::match {

// The pattern being read, and the first thing that was wrong with it.
struct Cursor {
  std::string_view text;
  std::size_t at = 0;
  std::string error{};
  std::size_t error_at = 0;

  bool done() const { return at >= text.size(); }
  // The byte `ahead` places on, or NUL behind the end.
  char peek(std::size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
  bool Take(std::string_view expected) {
    if (!text.substr(at).starts_with(expected)) return false;
    at += expected.size();
    return true;
  }
  // Always false, so that a reader can `return cursor->Fail("...")`.
  bool Fail(std::string reason) {
    if (error.empty()) {
      error = std::move(reason);
      error_at = at;
    }
    return false;
  }
};

struct Flags {
  bool fold = false;            // i
  bool multi_line = false;      // m
  bool dot_all = false;         // s
  bool extended = false;        // x
  bool class_extended = false;  // xx
  bool no_captures = false;     // n
  Charset charset = Charset::kAscii;
};

struct Escape {
  enum class Kind : std::uint8_t {
    kCodePoint,
    kSet,
    kAssertion,
    kGroup,       // back-reference to `number`
    kRelative,    // the same, `number` groups back
    kName,        // the same, to `name`
    kMaybeOctal,  // \10 and up: group `number` if there is one, else the octal `code_point`
    kNode,        // \R, \X, \K
  };
  Kind kind = Kind::kCodePoint;
  std::uint32_t code_point = 0;
  int number = 0;
  std::string_view name;
  ByteSet set;
  Assertion assertion{};
  NodeKind node{};
  std::size_t octal_end = 0;  // kMaybeOctal: where the octal digits end
};

// Reads one escape; the cursor stands behind the backslash. False and cursor->error when it is wrong.
bool ReadEscape(Cursor* cursor, const Flags& flags, bool in_class, Escape* escape);
// A group's name up to `close`, which is taken too.
bool ReadName(Cursor* cursor, char close, std::string_view* name);
// Decimal digits; false when there are none or the number is over 99,999.
bool ReadNumber(Cursor* cursor, int* number);
// The {n}, {n,}, {,m} or {n,m} at the cursor, if it is one; moves the cursor only then. max < 0: none.
bool ReadBraces(Cursor* cursor, int* min, int* max);

// The bytes that a code point stands for: itself, or under /i what folds to it from outside Latin-1.
// Adds nothing where no byte can match.
void AddCodePoints(std::uint32_t first, std::uint32_t last, const Flags& flags, ByteSet* set);

// Reads a class; the cursor stands behind the "[".
bool ReadClass(Cursor* cursor, const Flags& flags, ByteSet* set);

}  // namespace gatepost::match
