// Tested by tests/match/differential_test.cc
#include "match/writer.h"

#include <algorithm>

#include "base/ascii.h"
#include "match/possessive.h"
#include "match/sharing.h"

namespace gatepost::match {
namespace {

// Before a repeat whose run is to be counted (pcre2_program.cc).
constexpr const char* kRunCallout = "(?C1)";
constexpr std::size_t kMaxVariants = 500;
constexpr int kMaxLookBehind = 255;  // bytes; Perl's own limit

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

class Writer {
 public:
  Writer(const Syntax& syntax, const std::vector<Lengths>& lengths, Dialect dialect, bool captures)
      : syntax_(syntax), lengths_(lengths), dialect_(dialect), captures_(captures) {
    for (const Node& each : syntax.nodes) {
      if (each.fold) {
        fold_ = true;
        if (each.kind != NodeKind::kByte || each.byte >= 0x80) latin1_case_ = true;
      }
      if (each.kind == NodeKind::kBackReference || each.kind == NodeKind::kRecurse ||
          each.kind == NodeKind::kCondition) {
        captures_ = true;
      }
    }
  }

  struct SubtreeOnly {};
  Writer(const Writer& outer, SubtreeOnly)
      : syntax_(outer.syntax_),
        lengths_(outer.lengths_),
        dialect_(outer.dialect_),
        captures_(outer.captures_),
        fold_(outer.fold_) {}

  void Share() { shared_ = FindShared(syntax_, captures_); }

  // The bodies that were shared, as groups that only calls match; "" where there are none.
  std::string Definitions() {
    std::string text;
    for (std::size_t i = 0; i < called_.size(); ++i) {  // grows
      const Node& body = node(called_[i]);
      defined_ = body.kind == NodeKind::kAlternate ? called_[i] : -1;
      text += CallName(called_[i], "(?<") + Subtree(defined_ >= 0 ? defined_ : body.first) + ")";
    }
    return text.empty() ? text : "(?(DEFINE)" + text + ")";
  }

  bool fold() const { return fold_; }
  bool latin1_case() const { return latin1_case_; }
  const std::string& error() const { return error_; }

  // The text of one subtree.
  std::string Subtree(int root) {
    std::string text;
    stack_.push_back({root, Place::kAlone, {}});
    while (!stack_.empty() && error_.empty()) {
      const Item item = stack_.back();
      stack_.pop_back();
      if (item.node < 0) {
        text += item.text;
      } else {
        WriteNode(item.node, item.place, &text);
      }
    }
    return text;
  }

 private:
  // Where a node stands decides whether it needs a group of its own.
  enum class Place : std::uint8_t { kAlone, kInConcat, kRepeated };
  struct Item {
    int node;
    Place place;
    std::string text;
  };

  const Node& node(int index) const { return syntax_.nodes[static_cast<std::size_t>(index)]; }
  const Lengths& lengths(int index) const { return lengths_[static_cast<std::size_t>(index)]; }
  void PushText(std::string text) { stack_.push_back({-1, Place::kAlone, std::move(text)}); }
  void PushNode(int index, Place place) { stack_.push_back({index, place, {}}); }

  // open, then the children with `between`, then close; the stack takes them in reverse.
  void PushChildren(int first, Place place, const char* between, std::string close) {
    PushText(std::move(close));
    const std::size_t base = children_.size();
    for (int child = first; child >= 0; child = node(child).next) children_.push_back(child);
    for (std::size_t i = children_.size(); i-- > base;) {
      PushNode(children_[i], place);
      if (i > base && *between) PushText(between);
    }
    children_.resize(base);
  }

  void WriteNode(int index, Place place, std::string* text) {
    const Node& written = node(index);
    switch (written.kind) {
      case NodeKind::kEmpty:
        *text += place == Place::kAlone ? "" : "(?:)";
        return;
      case NodeKind::kByte:
        WriteByte(written.byte, written.fold, text);
        return;
      case NodeKind::kSet:
        WriteSet(syntax_.sets[static_cast<std::size_t>(written.a)], text);
        return;
      case NodeKind::kConcat:
        if (place == Place::kRepeated) *text += "(?:";
        PushChildren(written.first, Place::kInConcat, "", place == Place::kRepeated ? ")" : "");
        return;
      case NodeKind::kAlternate:
        if (index != defined_ && WriteCall(index, text)) return;
        if (place != Place::kAlone) *text += "(?:";
        PushChildren(written.first, Place::kInConcat, "|", place != Place::kAlone ? ")" : "");
        return;
      case NodeKind::kRepeat:
        if (place == Place::kRepeated) *text += "(?:";
        if (written.greed == Greed::kKeeps) *text += kRunCallout;
        PushText(RepeatText(written) + (place == Place::kRepeated ? ")" : ""));
        if (!WriteCall(index, text)) PushNode(written.first, Place::kRepeated);
        return;
      case NodeKind::kCapture:
        *text += captures_ ? "(" : "(?:";
        PushChildren(written.first, Place::kAlone, "", ")");
        return;
      case NodeKind::kAtomic:
        *text += "(?>";
        PushChildren(written.first, Place::kAlone, "", ")");
        return;
      case NodeKind::kBranchReset:
        *text += "(?|";
        PushChildren(written.first, Place::kAlone, "", ")");
        return;
      case NodeKind::kLook:
        WriteLook(written, text);
        return;
      case NodeKind::kCondition:
        WriteCondition(written, text);
        return;
      case NodeKind::kAssert:
        if (place == Place::kRepeated) *text += "(?:";
        WriteAssertion(written.assertion, text);
        if (place == Place::kRepeated) *text += ")";
        return;
      default:
        WriteSpecial(written, text);
        return;
    }
  }

  // False where the node is written out.
  bool WriteCall(int index, std::string* text) {
    const int body = shared_.empty() ? -1 : shared_[static_cast<std::size_t>(index)];
    if (body < 0) return false;
    *text += CallName(body, "(?&") + ")";
    if (std::find(called_.begin(), called_.end(), body) == called_.end()) called_.push_back(body);
    return true;
  }

  static std::string CallName(int index, const char* open) {
    return open + ("r" + std::to_string(index)) + (open[2] == '<' ? ">" : "");
  }

  static std::string RepeatText(const Node& repeat) {
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

  void WriteByte(unsigned byte, bool fold, std::string* text) const {
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
  bool HidesFromRe2(bool endangered) const { return dialect_ == Dialect::kRe2 && endangered; }

  void WriteSet(const ByteSet& set, std::string* text) const {
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
      WriteByte(only, false, text);
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

  void WriteAssertion(Assertion assertion, std::string* text) const {
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
        WriteSet(WordSet(Charset::kUnicode), &word);
        const bool edge = assertion == Assertion::kUnicodeWordEdge;
        *text += "(?:(?<=" + word + ")(?" + (edge ? "!" : "=") + word + ")|(?<!" + word + ")(?" +
                 (edge ? "=" : "!") + word + "))";
        return;
      }
    }
  }

  // What only PCRE2 has, without children.
  void WriteSpecial(const Node& written, std::string* text) const {
    switch (written.kind) {
      case NodeKind::kBackReference:
        WriteBackReference(written, text);
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
  void WriteBackReference(const Node& written, std::string* text) const {
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

  void WriteCondition(const Node& written, std::string* text) {
    int yes = written.first;
    const int no = written.condition == Condition::kLook ? node(node(yes).next).next : node(yes).next;
    switch (written.condition) {
      case Condition::kGroup:
        if (written.a < 1 || written.a > syntax_.captures) {  // never true
          *text += "(?:";
          PushText(")");
          if (no >= 0) PushNode(no, Place::kAlone);
          return;
        }
        *text += "(?(" + std::to_string(written.a) + ")";
        break;
      case Condition::kAnyRecursion:
        *text += "(?(R)";
        break;
      case Condition::kGroupRecursion:
        *text += "(?(R" + std::to_string(written.a) + ")";
        break;
      case Condition::kDefine:
        *text += "(?(DEFINE)";
        break;
      case Condition::kLook:
        *text += "(?";
        break;
    }
    PushText(")");
    if (no >= 0) {
      PushNode(no, Place::kInConcat);
      PushText("|");
    }
    if (written.condition == Condition::kLook) {
      PushNode(node(yes).next, Place::kInConcat);
      PushNode(yes, Place::kAlone);
    } else {
      PushNode(yes, Place::kInConcat);
    }
  }

  void WriteLook(const Node& written, std::string* text) {
    *text += "(?";
    if (!written.ahead) *text += "<";
    *text += written.negative ? "!" : "=";
    if (written.ahead) {
      PushChildren(written.first, Place::kAlone, "", ")");
      return;
    }
    // PCRE2 wants each branch of a look-behind to have one length.
    const Node& body = node(written.first);
    const bool branches = body.kind == NodeKind::kAlternate;
    bool fixed = true;
    for (int branch = branches ? body.first : written.first; branch >= 0;
         branch = branches ? node(branch).next : -1) {
      fixed = fixed && lengths(branch).fixed();
    }
    if (fixed) {
      PushChildren(written.first, Place::kAlone, "", ")");
      return;
    }
    if (lengths(written.first).max > kMaxLookBehind) {
      error_ = "look-behind longer than 255 bytes";
      return;
    }
    std::vector<std::string> variants = Variants(written.first);
    std::sort(variants.begin(), variants.end());
    variants.erase(std::unique(variants.begin(), variants.end()), variants.end());
    for (std::size_t i = 0; i < variants.size(); ++i) *text += (i > 0 ? "|" : "") + variants[i];
    *text += ")";
  }

  // Texts of one length each that together match what the subtree matches.
  std::vector<std::string> Variants(int root) {
    // The nodes below, down to those of one length; children have lower indices than their parents.
    std::vector<int> below = {root};
    for (std::size_t i = 0; i < below.size(); ++i) {
      if (lengths(below[i]).fixed()) continue;
      for (int child = node(below[i]).first; child >= 0; child = node(child).next) below.push_back(child);
    }
    std::sort(below.begin(), below.end());
    std::vector<std::vector<std::string>> made(static_cast<std::size_t>(root) + 1);
    for (int index : below) made[static_cast<std::size_t>(index)] = OwnVariants(index, made);
    return made[static_cast<std::size_t>(root)];
  }

  std::vector<std::string> OwnVariants(int index, const std::vector<std::vector<std::string>>& made) {
    const Node& own = node(index);
    std::vector<std::string> result;
    if (!error_.empty()) return result;
    if (lengths(index).fixed()) {
      Writer inner(*this, SubtreeOnly{});
      result.push_back("(?:" + inner.Subtree(index) + ")");
      error_ = inner.error();
      return result;
    }
    const auto of = [&](int child) -> const std::vector<std::string>& {
      return made[static_cast<std::size_t>(child)];
    };
    switch (own.kind) {
      case NodeKind::kAlternate:
        for (int child = own.first; child >= 0; child = node(child).next) {
          result.insert(result.end(), of(child).begin(), of(child).end());
        }
        break;
      case NodeKind::kConcat:
        result.push_back("");
        for (int child = own.first; child >= 0; child = node(child).next) result = Product(result, of(child));
        break;
      case NodeKind::kRepeat: {
        std::vector<std::string> times = {""};
        for (int count = 0; count <= own.b && error_.empty(); ++count) {
          if (count > 0) times = Product(times, of(own.first));
          if (count >= own.a) result.insert(result.end(), times.begin(), times.end());
        }
        break;
      }
      case NodeKind::kLineBreak:
      case NodeKind::kCluster:
        result = {"\\x0D\\x0A", own.kind == NodeKind::kCluster ? "." : "[\\x0A-\\x0D\\x85]"};
        break;
      default:
        error_ = "a look-behind of several lengths holds what cannot be unrolled";
        break;
    }
    if (result.size() > kMaxVariants) error_ = "a look-behind has too many lengths";
    if (!error_.empty()) result.clear();
    return result;
  }

  std::vector<std::string> Product(const std::vector<std::string>& left,
                                   const std::vector<std::string>& right) {
    std::vector<std::string> result;
    if (left.size() * right.size() > kMaxVariants) {
      error_ = "a look-behind has too many lengths";
      return result;
    }
    for (const std::string& a : left) {
      for (const std::string& b : right) result.push_back(a + b);
    }
    return result;
  }

  const Syntax& syntax_;
  const std::vector<Lengths>& lengths_;
  Dialect dialect_;
  bool captures_;
  bool fold_ = false;
  bool latin1_case_ = false;
  std::vector<Item> stack_;
  std::vector<int> children_;
  std::vector<int> shared_;  // by node: whose body is called; empty: nothing is
  std::vector<int> called_;  // whose bodies are to be defined
  int defined_ = -1;         // the alternation that is being defined
  std::string error_;
};

}  // namespace

Result<WrittenPattern> Write(const Syntax& syntax, const std::vector<Lengths>& lengths, Dialect dialect,
                             bool captures, bool share) {
  Syntax marked = syntax;
  if (dialect == Dialect::kPcre2) MarkKeeping(&marked);
  Writer writer(marked, lengths, dialect, captures);
  if (share) writer.Share();
  WrittenPattern written;
  written.text = writer.Subtree(syntax.root);
  written.text += writer.Definitions();
  written.fold = writer.fold();
  written.latin1_case = writer.latin1_case();
  if (!writer.error().empty()) return Status(StatusCode::kInvalidArgument, writer.error());
  return written;
}

}  // namespace gatepost::match
