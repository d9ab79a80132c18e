// The parser's state and steps; parser.cc has the atoms and repeats, parser_groups.cc what "(" opens.
// Internal to match/; see parser.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/status.h"
#include "match/escape.h"
#include "match/syntax.h"

namespace gatepost::match {

enum class FrameKind : std::uint8_t { kPlain, kCapture, kAtomic, kBranchReset, kLook, kCondition };

// An open group: its flags to come back to, and the branches and atoms read so far.
struct Frame {
  FrameKind kind = FrameKind::kPlain;
  Flags flags{};  // those outside the group
  int first_branch = -1;
  int last_branch = -1;
  int branches = 0;
  int first_atom = -1;
  int last_atom = -1;
  int before_last = -1;
  int capture = 0;          // kCapture
  bool ahead = false;       // kLook
  bool negative = false;    // kLook
  Condition condition{};    // kCondition
  int condition_group = 0;  // kCondition
  int look = -1;            // kCondition: its look-around, once read
  bool wants_look = false;  // kCondition: the next group is that look-around
  int reset_start = 0;      // kBranchReset: groups before it
  int reset_max = 0;        // kBranchReset: highest number any branch reached
};

class Parser {
 public:
  Parser(std::string_view pattern, int known_groups) : known_groups_(known_groups) { cursor_.text = pattern; }

  bool SetModifiers(std::string_view modifiers);
  bool Run();
  bool wants_group_total() const { return wants_group_total_; }
  int groups() const { return syntax_.captures; }
  Syntax TakeSyntax() { return std::move(syntax_); }
  Status error() const {
    return Status(StatusCode::kInvalidArgument,
                  cursor_.error + " (at byte " + std::to_string(cursor_.error_at) + " of the pattern)");
  }

 private:
  struct NameUse {
    int node;
    std::string_view name;
  };

  bool Fail(std::string reason) { return cursor_.Fail(std::move(reason)); }
  bool Step();
  bool AtomStep(char c);
  bool SkipIgnored();
  bool LiteralBrace();
  bool EscapeStep();
  bool GroupReference(const Escape& escape);
  bool OpenGroup();
  bool OpenSpecial();
  bool OpenNamed(char close);
  bool OpenCapture(std::string_view name);
  bool OpenCondition();
  bool InlineFlags();
  bool ReadFlags(Flags* flags);
  bool StarGroup();
  bool RecursionCall();
  bool CloseGroup();
  bool WrapClosed(const Frame& frame, int body);
  bool ConditionNode(const Frame& frame);
  bool EndBranch();
  int BranchesNode();
  bool Quantify();
  bool Resolve();

  int AddNode(Node node, bool has_width) {
    syntax_.nodes.push_back(node);
    has_width_.push_back(has_width);
    return static_cast<int>(syntax_.nodes.size()) - 1;
  }
  Node& node(int index) { return syntax_.nodes[static_cast<std::size_t>(index)]; }
  Frame& top() { return frames_.back(); }
  void Append(int atom);
  void AppendNode(Node made, bool has_width) { Append(AddNode(made, has_width)); }
  void AppendAssertion(Assertion assertion) {
    AppendNode({.kind = NodeKind::kAssert, .assertion = assertion}, false);
  }
  void AppendSet(const ByteSet& set);
  void AppendCodePoint(std::uint32_t code_point);
  bool Push(Frame frame);
  bool ChildrenHaveWidth(int first) const;

  Cursor cursor_;
  Syntax syntax_;
  std::vector<bool> has_width_;  // as Perl's HASWIDTH: a node that could take a byte
  std::vector<Frame> frames_;
  Flags flags_;
  std::vector<NameUse> name_uses_;
  std::vector<int> group_uses_;  // nodes whose group must exist
  int next_group_ = 0;           // groups opened so far, by number
  int known_groups_;             // the total, from an earlier run, or -1
  bool wants_group_total_ = false;
  bool can_quantify_ = false;
};

}  // namespace gatepost::match
