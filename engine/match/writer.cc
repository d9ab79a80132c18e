// Tested by tests/match/differential_test.cc
#include "match/writer.h"

#include <algorithm>

#include "match/atom_writer.h"
#include "match/look_behind.h"
#include "match/possessive.h"
#include "match/sharing.h"

namespace gatepost::match {
namespace {

// Before a repeat whose run is to be counted (pcre2_program.cc).
constexpr const char* kRunCallout = "(?C1)";
constexpr int kMaxLookBehind = 255;  // bytes; Perl's own limit

class Writer {
 public:
  Writer(const Syntax& syntax, const std::vector<Lengths>& lengths, Dialect dialect, bool captures)
      : syntax_(syntax), lengths_(lengths), atoms_(syntax, dialect), captures_(captures) {
    for (const Node& each : syntax.nodes) {
      if (each.fold) {
        atoms_.MarkFold();
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
      : syntax_(outer.syntax_), lengths_(outer.lengths_), atoms_(outer.atoms_), captures_(outer.captures_) {}

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

  bool fold() const { return atoms_.fold(); }
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
        atoms_.Byte(written.byte, written.fold, text);
        return;
      case NodeKind::kSet:
        atoms_.Set(syntax_.sets[static_cast<std::size_t>(written.a)], text);
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
        atoms_.Assert(written.assertion, text);
        if (place == Place::kRepeated) *text += ")";
        return;
      default:
        atoms_.Special(written, text);
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
    const auto write = [this](int root, std::string* error) {
      Writer inner(*this, SubtreeOnly{});
      std::string subtree = inner.Subtree(root);
      *error = inner.error();
      return subtree;
    };
    const std::vector<std::string> variants =
        UnrollLookBehind(syntax_, lengths_, written.first, write, &error_);
    for (std::size_t i = 0; i < variants.size(); ++i) *text += (i > 0 ? "|" : "") + variants[i];
    *text += ")";
  }

  const Syntax& syntax_;
  const std::vector<Lengths>& lengths_;
  AtomWriter atoms_;
  bool captures_;
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
