// Tested by tests/match/parser_test.cc
#include "base/ascii.h"
#include "match/escape.h"

namespace gatepost::match {
namespace {

// One member of a class: a code point, which may start a range, or a set, which may not.
struct Item {
  bool is_set = false;
  std::uint32_t code_point = 0;
  ByteSet set;
};

// [:alpha:] or [:^alpha:]; the cursor stands on its "[". *present is false when it is a plain bracket.
bool ReadPosix(Cursor* cursor, const Flags& flags, Item* item, bool* present) {
  *present = false;
  const char kind = cursor->peek(1);
  if (kind != ':' && kind != '.' && kind != '=') return true;
  std::size_t end = cursor->at + 2;
  const bool negated = end < cursor->text.size() && cursor->text[end] == '^';
  if (negated) ++end;
  const std::size_t begin = end;
  while (end < cursor->text.size() && IsWordByte(cursor->text[end])) ++end;
  if (end + 1 >= cursor->text.size() || cursor->text[end] != kind || cursor->text[end + 1] != ']')
    return true;
  const std::string_view name = cursor->text.substr(begin, end - begin);
  if (kind != ':') return cursor->Fail("POSIX [. .] and [= =] are not supported");
  if (!PosixSet(name, flags.charset, &item->set)) {
    return cursor->Fail("unknown POSIX class " + std::string(name));
  }
  if (flags.fold) CloseUnderCase(&item->set, flags.charset);
  if (negated) item->set.Complement();
  item->is_set = true;
  cursor->at = end + 2;
  *present = true;
  return true;
}

bool ReadItem(Cursor* cursor, const Flags& flags, Item* item) {
  if (cursor->peek() == '[') {
    bool present = false;
    if (!ReadPosix(cursor, flags, item, &present)) return false;
    if (present) return true;
  }
  if (!cursor->Take("\\")) {
    item->code_point = static_cast<unsigned char>(cursor->text[cursor->at++]);
    return true;
  }
  Escape escape;
  if (!ReadEscape(cursor, flags, true, &escape)) return false;
  item->is_set = escape.kind == Escape::Kind::kSet;
  item->set = escape.set;
  item->code_point = escape.code_point;
  return true;
}

// "[:alpha:]" alone looks like a POSIX class but is the set of those characters: Perl warns.
bool LooksLikePosix(std::string_view text) {
  if (!text.starts_with(':')) return false;
  std::size_t i = text.starts_with(":^") ? 2 : 1;
  const std::size_t begin = i;
  while (i < text.size() && IsAsciiLower(text[i])) ++i;
  return i > begin && text.substr(i).starts_with(":]");
}

}  // namespace

bool ReadClass(Cursor* cursor, const Flags& flags, ByteSet* set) {
  if (LooksLikePosix(cursor->text.substr(cursor->at))) {
    return cursor->Fail("POSIX syntax [: :] belongs inside a class");
  }
  const auto skip_blanks = [&] {
    while (flags.class_extended && (cursor->peek() == ' ' || cursor->peek() == '\t')) ++cursor->at;
  };
  skip_blanks();
  const bool negated = cursor->Take("^");
  skip_blanks();
  for (bool first = true; first || cursor->peek() != ']'; first = false) {
    if (cursor->done()) return cursor->Fail("missing ] of a class");
    Item item;
    if (!ReadItem(cursor, flags, &item)) return false;
    skip_blanks();
    const bool range =
        cursor->peek() == '-' && cursor->peek(1) != ']' && cursor->at + 1 < cursor->text.size();
    if (!range) {
      if (item.is_set) {
        set->AddAll(item.set);
      } else {
        AddCodePoints(item.code_point, item.code_point, flags, set);
      }
      continue;
    }
    ++cursor->at;
    skip_blanks();
    if (cursor->done()) return cursor->Fail("missing ] of a class");
    Item last;
    if (cursor->peek() == ']') {  // /xx: blanks between "-" and "]"
      last.code_point = '-';
      if (item.is_set) {
        set->AddAll(item.set);
      } else {
        AddCodePoints(item.code_point, item.code_point, flags, set);
      }
      AddCodePoints('-', '-', flags, set);
      continue;
    }
    if (!ReadItem(cursor, flags, &last)) return false;
    skip_blanks();
    if (item.is_set || last.is_set) return cursor->Fail("a range from or to a class");
    if (item.code_point > last.code_point) return cursor->Fail("a range with its ends swapped");
    AddCodePoints(item.code_point, last.code_point, flags, set);
  }
  ++cursor->at;
  if (negated) set->Complement();
  return true;
}

}  // namespace gatepost::match
