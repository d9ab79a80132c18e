// Tested by tests/match/differential_test.cc
#include "match/atom_writer.h"

#include "base/ascii.h"

namespace gatepost::match {
namespace {

std::string ByteText(unsigned byte) {
  constexpr char kHex[] = "0123456789ABCDEF";
  if (IsWordByte(static_cast<char>(byte)) || byte == ' ') return std::string(1, static_cast<char>(byte));
  if (byte > ' ' && byte < 0x7F) return {'\\', static_cast<char>(byte)};
  return {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
}

bool ClosedUnderCase(const ByteSet& set) {
  for (unsigned byte = 'A'; byte <= 0xDE; ++byte) {
    if (set.Has(byte) != set.Has(OtherCase(byte, Charset::kUnicode))) return false;
  }
  return true;
}

std::string RangesText(const ByteSet& set) {
  std::string text;
  for (unsigned byte = 0; byte < 256; ++byte) {
    if (!set.Has(byte)) continue;
    unsigned last = byte;
    while (last < 255 && set.Has(last + 1)) ++last;
    text += ByteText(byte);
    if (last > byte + 1) text += '-';
    if (last > byte) text += ByteText(last);
    byte = last;
  }
  return text;
}

}  // namespace

std::string RepeatText(const Node& repeat) {
  std::string text;
  if (repeat.a == 0 && repeat.b < 0) {
    text = "*";
  } else if (repeat.a == 1 && repeat.b < 0) {
    text = "+";
  } else if (repeat.a == 0 && repeat.b == 1) {
    text = "?";
  } else {
    text = "{" + std::to_string(repeat.a);
    if (repeat.b != repeat.a) text += "," + (repeat.b < 0 ? std::string() : std::to_string(repeat.b));
    text += "}";
  }
  if (repeat.greed == Greed::kLazy) text += "?";
  if (repeat.greed == Greed::kPossessive || repeat.greed == Greed::kKeeps) text += "+";
  return text;
}

void AtomWriter::Byte(unsigned byte, bool fold, std::string* text) const {
  const bool has_case = OtherCase(byte, Charset::kUnicode) != byte;
  const bool exact = fold_ && has_case && !fold;
  if (exact) *text += "(?-i:";
  *text += HidesFromRe2(exact || byte >= 0x80) ? "(?:" + ByteText(byte) + "{1})" : ByteText(byte);
  if (exact) *text += ")";
}

// Two faults of RE2 20220601 in how it rewrites alternatives. A literal they share loses that it was
// Latin-1, and its UTF-8 is looked for. Single letters and classes become one class, which loses the other
// case of a letter when a part that minds case had the letter before. A repeat, even of one, is left alone
// there.
bool AtomWriter::HidesFromRe2(bool endangered) const { return dialect_ == Dialect::kRe2 && endangered; }

void AtomWriter::Set(const ByteSet& set, std::string* text) const {
  const int count = set.Count();
  if (count == 0) {
    *text += dialect_ == Dialect::kRe2 ? "[^\\x00-\\xFF]" : "(?!)";
    return;
  }
  if (count == 256) {
    *text += ".";
    return;
  }
  if (count == 1) {
    unsigned only = 0;
    while (!set.Has(only)) ++only;
    Byte(only, false, text);
    return;
  }
  const bool exact = fold_ && !ClosedUnderCase(set);
  if (exact) *text += "(?-i:";
  const bool hide = HidesFromRe2(exact);
  if (hide) *text += "(?:";
  ByteSet other = set;
  other.Complement();
  if (set == WordSet(Charset::kAscii)) {
    *text += "\\w";
  } else if (set == DigitSet(Charset::kAscii)) {
    *text += "\\d";
  } else if (other == WordSet(Charset::kAscii)) {
    *text += "\\W";
  } else if (count > 128) {
    *text += "[^" + RangesText(other) + "]";
  } else {
    *text += "[" + RangesText(set) + "]";
  }
  if (hide) *text += "{1})";
  if (exact) *text += ")";
}

void AtomWriter::Assert(Assertion assertion, std::string* text) const {
  switch (assertion) {
    case Assertion::kTextStart:
      *text += "\\A";
      return;
    case Assertion::kLineStart:
      *text += "(?m:^)";
      return;
    case Assertion::kTextEnd:
      *text += "\\z";
      return;
    case Assertion::kTextEndOrBreak:
      *text += dialect_ == Dialect::kRe2 ? "(?:\\n?\\z)" : "\\Z";
      return;
    case Assertion::kLineEnd:
      *text += "(?m:$)";
      return;
    case Assertion::kWordEdge:
      *text += "\\b";
      return;
    case Assertion::kNotWordEdge:
      *text += "\\B";
      return;
    case Assertion::kSearchStart:
      *text += "\\G";
      return;
    case Assertion::kUnicodeWordEdge:
    case Assertion::kNotUnicodeWordEdge: {
      std::string word;
      Set(WordSet(Charset::kUnicode), &word);
      const bool edge = assertion == Assertion::kUnicodeWordEdge;
      *text += "(?:(?<=" + word + ")(?" + (edge ? "!" : "=") + word + ")|(?<!" + word + ")(?" +
               (edge ? "=" : "!") + word + "))";
      return;
    }
  }
}

void AtomWriter::Special(const Node& written, std::string* text) const {
  switch (written.kind) {
    case NodeKind::kBackReference:
      BackReference(written, text);
      return;
    case NodeKind::kRecurse:
      *text += "(?" + std::to_string(written.a) + ")";
      return;
    case NodeKind::kKeep:
      *text += "\\K";
      return;
    case NodeKind::kLineBreak:
      *text += "(?>\\x0D\\x0A|[\\x0A-\\x0D\\x85])";
      return;
    case NodeKind::kCluster:
      *text += "(?>\\x0D\\x0A|.)";
      return;
    default:
      break;
  }
  constexpr const char* kVerbs[] = {"(*FAIL)", "(*ACCEPT)", "(*COMMIT)", "(*PRUNE)", "(*SKIP)", "(*THEN)"};
  *text += kVerbs[static_cast<std::size_t>(written.verb)];
}

// A name that several groups bear means the first of them that took part.
void AtomWriter::BackReference(const Node& written, std::string* text) const {
  const std::string_view flag = written.fold == fold_ ? "" : written.fold ? "(?i:" : "(?-i:";
  *text += flag;
  if (written.b < 0) {
    *text += "\\g{" + std::to_string(written.a) + "}";
  } else {
    const std::string& name = syntax_.names[static_cast<std::size_t>(written.b)].first;
    std::string close;
    int last = written.a;
    for (const auto& [other, group] : syntax_.names) {
      if (other != name || group == last) continue;
      *text += "(?(" + std::to_string(last) + ")\\g{" + std::to_string(last) + "}|";
      close += ")";
      last = group;
    }
    *text += "\\g{" + std::to_string(last) + "}" + close;
  }
  if (!flag.empty()) *text += ")";
}

}  // namespace gatepost::match
