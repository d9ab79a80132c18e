// Tested by tests/match/parser_test.cc
#include "match/escape.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost::match {
namespace {

constexpr std::uint32_t kMaxCodePoint = 0x10FFFF;

bool IsOctalDigit(char c) { return c >= '0' && c <= '7'; }

// Up to `max_digits` octal digits.
std::uint32_t ReadOctal(Cursor* cursor, int max_digits) {
  std::uint32_t value = 0;
  for (int i = 0; i < max_digits && IsOctalDigit(cursor->peek()); ++i, ++cursor->at) {
    value = value * 8 + static_cast<std::uint32_t>(cursor->peek() - '0');
  }
  return value;
}

// The {digits} of \x{...} and \o{...}; blanks at the ends and underscores between are allowed.
bool ReadBracedDigits(Cursor* cursor, int base, std::uint32_t* value) {
  ++cursor->at;
  const std::size_t end = cursor->text.find('}', cursor->at);
  if (end == std::string_view::npos) return cursor->Fail("missing right brace");
  const std::string_view digits = Trim(cursor->text.substr(cursor->at, end - cursor->at));
  *value = 0;
  for (char c : digits) {
    if (c == '_') continue;
    const int digit = HexDigitValue(c);
    if (digit < 0 || digit >= base) return cursor->Fail("a character between the braces is no digit");
    *value = *value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
    if (*value > kMaxCodePoint) return cursor->Fail("code point too large");
  }
  cursor->at = end + 1;
  return true;
}

bool ReadHex(Cursor* cursor, std::uint32_t* value) {
  if (cursor->peek() == '{') return ReadBracedDigits(cursor, 16, value);
  *value = 0;
  for (int i = 0; i < 2; ++i) {
    const int digit = HexDigitValue(cursor->peek());
    if (digit < 0) {
      if (cursor->done()) break;
      return cursor->Fail("\\x wants two hexadecimal digits or braces");
    }
    *value = *value * 16 + static_cast<std::uint32_t>(digit);
    ++cursor->at;
  }
  return true;
}

bool ReadProperty(Cursor* cursor, bool negated, const Flags& flags, ByteSet* set) {
  std::string_view name;
  if (cursor->peek() == '{') {
    const std::size_t end = cursor->text.find('}', cursor->at);
    if (end == std::string_view::npos) return cursor->Fail("missing right brace of \\p");
    name = Trim(cursor->text.substr(cursor->at + 1, end - cursor->at - 1));
    cursor->at = end + 1;
    if (name.starts_with('^')) {
      negated = !negated;
      name.remove_prefix(1);
    }
  } else {
    if (cursor->done()) return cursor->Fail("\\p wants a property");
    name = cursor->text.substr(cursor->at++, 1);
  }
  if (!PropertySet(name, flags.fold, set))
    return cursor->Fail("unknown Unicode property " + std::string(name));
  if (flags.fold) CloseUnderCase(set, flags.charset);
  if (negated) set->Complement();
  return true;
}

// \g1 \g{1} \g{-1} \g{name}
bool ReadGroupReference(Cursor* cursor, Escape* escape) {
  const bool braces = cursor->Take("{");
  const bool relative = cursor->Take("-");
  escape->kind = relative ? Escape::Kind::kRelative : Escape::Kind::kGroup;
  if (ReadNumber(cursor, &escape->number)) {
    if (braces && !cursor->Take("}")) return cursor->Fail("missing right brace of \\g");
    return true;
  }
  if (!braces || relative) return cursor->Fail("\\g wants a group");
  escape->kind = Escape::Kind::kName;
  return ReadName(cursor, '}', &escape->name);
}

bool ReadNameReference(Cursor* cursor, Escape* escape) {
  const char open = cursor->peek();
  const char close = open == '<' ? '>' : open == '{' ? '}' : open == '\'' ? '\'' : '\0';
  if (close == '\0') return cursor->Fail("\\k wants a name");
  ++cursor->at;
  escape->kind = Escape::Kind::kName;
  return ReadName(cursor, close, &escape->name);
}

// \N: a named character, or any byte but a newline.
bool ReadNamedCharacter(Cursor* cursor, bool in_class, Escape* escape) {
  int min = 0;
  int max = 0;
  Cursor after = *cursor;
  if (cursor->peek() != '{' || ReadBraces(&after, &min, &max)) {
    if (in_class) return cursor->Fail("\\N in a class must be a named character");
    escape->kind = Escape::Kind::kSet;
    escape->set.Add('\n');
    escape->set.Complement();
    return true;
  }
  if (cursor->text.substr(cursor->at).starts_with("{U+")) {
    cursor->at += 2;  // the plus stands where the brace would
    return ReadBracedDigits(cursor, 16, &escape->code_point);
  }
  return cursor->Fail("named characters are not supported");
}

// \1 to \9 and up, outside a class.
bool ReadDigits(Cursor* cursor, Escape* escape) {
  const std::size_t begin = cursor->at;
  if (!ReadNumber(cursor, &escape->number)) return cursor->Fail("group number too large");
  escape->kind = Escape::Kind::kGroup;
  if (escape->number < 10 || cursor->text[begin] >= '8') return true;
  escape->kind = Escape::Kind::kMaybeOctal;
  Cursor octal = *cursor;
  octal.at = begin;
  escape->code_point = ReadOctal(&octal, 3);
  escape->octal_end = octal.at;
  return true;
}

bool SetEscape(Escape* escape, ByteSet set, bool negated) {
  escape->kind = Escape::Kind::kSet;
  escape->set = set;
  if (negated) escape->set.Complement();
  return true;
}

bool AssertionEscape(Escape* escape, Assertion assertion) {
  escape->kind = Escape::Kind::kAssertion;
  escape->assertion = assertion;
  return true;
}

bool NodeEscape(Escape* escape, NodeKind node) {
  escape->kind = Escape::Kind::kNode;
  escape->node = node;
  return true;
}

bool CodePointEscape(Escape* escape, std::uint32_t code_point) {
  escape->kind = Escape::Kind::kCodePoint;
  escape->code_point = code_point;
  return true;
}

// What a class has too. `*known` is false when `letter` is none of these.
bool ReadSharedEscape(Cursor* cursor, char letter, const Flags& flags, bool in_class, Escape* escape,
                      bool* known) {
  *known = true;
  switch (letter) {
    case 'd':
    case 'D':
      return SetEscape(escape, DigitSet(flags.charset), letter == 'D');
    case 'w':
    case 'W':
      return SetEscape(escape, WordSet(flags.charset), letter == 'W');
    case 's':
    case 'S':
      return SetEscape(escape, SpaceSet(flags.charset), letter == 'S');
    case 'h':
    case 'H':
      return SetEscape(escape, HorizontalSpaceSet(), letter == 'H');
    case 'v':
    case 'V':
      return SetEscape(escape, VerticalSpaceSet(), letter == 'V');
    case 'p':
    case 'P':
      escape->kind = Escape::Kind::kSet;
      return ReadProperty(cursor, letter == 'P', flags, &escape->set);
    case 'N':
      return ReadNamedCharacter(cursor, in_class, escape);
    case 'x':
      return ReadHex(cursor, &escape->code_point);
    case 'o':
      if (cursor->peek() != '{') return cursor->Fail("\\o wants braces");
      return ReadBracedDigits(cursor, 8, &escape->code_point);
    case 'c': {
      const char control = AsciiToUpper(cursor->peek());
      if (control < ' ' || control > '~') return cursor->Fail("\\c wants a printable ASCII character");
      ++cursor->at;
      if (control >= '`' || (control < '@' && control != '?'))
        return cursor->Fail("\\c of what is no control character");
      return CodePointEscape(escape, static_cast<std::uint32_t>(control) ^ 64u);
    }
    case 'a':
      return CodePointEscape(escape, 7);
    case 'e':
      return CodePointEscape(escape, 27);
    case 'f':
      return CodePointEscape(escape, 12);
    case 'n':
      return CodePointEscape(escape, 10);
    case 'r':
      return CodePointEscape(escape, 13);
    case 't':
      return CodePointEscape(escape, 9);
    case '0':
      --cursor->at;
      return CodePointEscape(escape, ReadOctal(cursor, 3));
    default:
      *known = false;
      return true;
  }
}

}  // namespace

bool ReadNumber(Cursor* cursor, int* number) {
  if (!IsAsciiDigit(cursor->peek())) return false;
  *number = 0;
  while (IsAsciiDigit(cursor->peek())) {
    *number = *number * 10 + (cursor->peek() - '0');
    if (*number > 99999) return false;
    ++cursor->at;
  }
  return true;
}

bool ReadName(Cursor* cursor, char close, std::string_view* name) {
  const std::size_t begin = cursor->at;
  if (IsAsciiDigit(cursor->peek())) return cursor->Fail("a group's name cannot start with a digit");
  while (IsWordByte(cursor->peek()) && !cursor->done()) ++cursor->at;
  *name = cursor->text.substr(begin, cursor->at - begin);
  if (name->empty() || cursor->done() || cursor->peek() != close) return cursor->Fail("bad group name");
  ++cursor->at;
  return true;
}

bool ReadBraces(Cursor* cursor, int* min, int* max) {
  Cursor ahead;
  ahead.text = cursor->text;
  ahead.at = cursor->at;
  const auto skip_blanks = [&ahead] {
    while (ahead.peek() == ' ' || ahead.peek() == '\t') ++ahead.at;
  };
  if (!ahead.Take("{")) return false;
  skip_blanks();
  const bool has_min = ReadNumber(&ahead, min);
  if (!has_min) *min = 0;
  skip_blanks();
  if (ahead.Take(",")) {
    skip_blanks();
    const bool has_max = ReadNumber(&ahead, max);
    if (!has_max) *max = -1;
    if (!has_min && !has_max) return false;
    skip_blanks();
  } else {
    if (!has_min) return false;
    *max = *min;
  }
  if (!ahead.Take("}")) return false;
  cursor->at = ahead.at;
  return true;
}

void AddCodePoints(std::uint32_t first, std::uint32_t last, const Flags& flags, ByteSet* set) {
  ByteSet range;
  if (first <= 0xFF) range.AddRange(first, std::min<std::uint32_t>(last, 0xFF));
  if (flags.fold) {
    CloseUnderCase(&range, flags.charset);
    struct Partner {
      std::uint32_t code_point;
      unsigned byte;
      bool ascii;
    };
    // What has its other case in Latin-1 though it stands outside: Y with diaeresis, mu, angstrom; and
    // long s and kelvin, which /aa keeps apart from ASCII.
    constexpr Partner kPartners[] = {{0x178, 0xFF, false},  {0x39C, 0xB5, false}, {0x3BC, 0xB5, false},
                                     {0x212B, 0xE5, false}, {0x17F, 's', true},   {0x212A, 'k', true}};
    for (const Partner& partner : kPartners) {
      if (partner.code_point < first || partner.code_point > last) continue;
      if (partner.ascii && flags.charset == Charset::kAscii) continue;
      range.Add(partner.byte);
      range.Add(OtherCase(partner.byte, Charset::kUnicode));
    }
  }
  set->AddAll(range);
}

bool ReadEscape(Cursor* cursor, const Flags& flags, bool in_class, Escape* escape) {
  if (cursor->done()) return cursor->Fail("the pattern ends with a backslash");
  const char letter = cursor->text[cursor->at++];
  if (!IsAsciiAlnum(letter)) return CodePointEscape(escape, static_cast<unsigned char>(letter));
  bool known = false;
  if (!ReadSharedEscape(cursor, letter, flags, in_class, escape, &known)) return false;
  if (known) return true;

  const bool unicode = flags.charset == Charset::kUnicode;
  if (in_class) {
    if (letter == 'b') return CodePointEscape(escape, 8);
    if (letter >= '1' && letter <= '7') {
      --cursor->at;
      return CodePointEscape(escape, ReadOctal(cursor, 3));
    }
    return cursor->Fail(std::string("unknown escape in a class: \\") + letter);
  }
  switch (letter) {
    case 'A':
      return AssertionEscape(escape, Assertion::kTextStart);
    case 'z':
      return AssertionEscape(escape, Assertion::kTextEnd);
    case 'Z':
      return AssertionEscape(escape, Assertion::kTextEndOrBreak);
    case 'G':
      return AssertionEscape(escape, Assertion::kSearchStart);
    case 'b':
    case 'B':
      if (cursor->peek() == '{') return cursor->Fail("\\b{...} is not supported");
      if (letter == 'b') {
        return AssertionEscape(escape, unicode ? Assertion::kUnicodeWordEdge : Assertion::kWordEdge);
      }
      return AssertionEscape(escape, unicode ? Assertion::kNotUnicodeWordEdge : Assertion::kNotWordEdge);
    case 'R':
      return NodeEscape(escape, NodeKind::kLineBreak);
    case 'X':
      return NodeEscape(escape, NodeKind::kCluster);
    case 'K':
      return NodeEscape(escape, NodeKind::kKeep);
    case 'g':
      return ReadGroupReference(cursor, escape);
    case 'k':
      return ReadNameReference(cursor, escape);
    default:
      break;
  }
  if (IsAsciiDigit(letter)) {
    --cursor->at;
    return ReadDigits(cursor, escape);
  }
  // Perl says nothing where a brace follows, which has to be a repeat's.
  if (!IsAsciiDigit(letter) && letter != 'C' && cursor->peek() == '{')
    return CodePointEscape(escape, static_cast<unsigned char>(letter));
  return cursor->Fail(std::string("unknown escape: \\") + letter);
}

}  // namespace gatepost::match
