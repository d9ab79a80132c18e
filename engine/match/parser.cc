// Tested by tests/match/parser_test.cc, tests/match/perl_facts_test.cc
#include "match/parser.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "match/parser_state.h"

namespace gatepost::match {
namespace {

constexpr std::size_t kMaxPatternBytes = 1 << 20;  // sites list their domains in one pattern of 330 KB
constexpr std::size_t kMaxDepth = 200;             // PCRE2 refuses more than 250
constexpr int kMaxRepeat = 65534;                  // Perl's own limit

}  // namespace

bool Parser::SetModifiers(std::string_view modifiers) {
  Cursor pattern = std::exchange(cursor_, Cursor{modifiers});
  const bool fine = ReadFlags(&flags_);
  const bool all = cursor_.done();
  pattern.error = cursor_.error;
  cursor_ = pattern;
  if (!fine) return false;
  return all || Fail("unknown modifier");
}

void Parser::Append(int atom) {
  Frame& frame = top();
  if (frame.wants_look && node(atom).kind == NodeKind::kLook) {
    frame.wants_look = false;
    frame.look = atom;
    can_quantify_ = false;
    return;
  }
  frame.before_last = frame.last_atom;
  if (frame.last_atom >= 0) {
    node(frame.last_atom).next = atom;
  } else {
    frame.first_atom = atom;
  }
  frame.last_atom = atom;
  can_quantify_ = true;
}

void Parser::AppendSet(const ByteSet& set) {
  syntax_.sets.push_back(set);
  AppendNode({.kind = NodeKind::kSet, .a = static_cast<int>(syntax_.sets.size()) - 1}, true);
}

void Parser::AppendCodePoint(std::uint32_t code_point) {
  if (code_point > 0xFF) {
    ByteSet set;
    AddCodePoints(code_point, code_point, flags_, &set);
    AppendSet(set);
  } else {
    const bool fold = flags_.fold && OtherCase(code_point, flags_.charset) != code_point;
    AppendNode({.kind = NodeKind::kByte, .fold = fold, .byte = static_cast<unsigned char>(code_point)}, true);
  }
}

bool Parser::Push(Frame frame) {
  if (frames_.size() >= kMaxDepth) return Fail("groups nest too deep");
  frame.flags = flags_;
  frames_.push_back(frame);
  can_quantify_ = false;
  return true;
}

bool Parser::ChildrenHaveWidth(int first) const {
  for (int child = first; child >= 0; child = syntax_.nodes[static_cast<std::size_t>(child)].next) {
    if (has_width_[static_cast<std::size_t>(child)]) return true;
  }
  return false;
}

bool Parser::Run() {
  if (cursor_.text.size() > kMaxPatternBytes) return Fail("pattern too long");
  syntax_.nodes.reserve(cursor_.text.size() + 2);
  has_width_.reserve(cursor_.text.size() + 2);
  if (!Push(Frame{})) return false;
  while (true) {
    if (!SkipIgnored()) return false;
    if (cursor_.done()) break;
    if (!Step()) return false;
  }
  if (frames_.size() > 1) return Fail("missing )");
  if (!EndBranch()) return false;
  syntax_.root = BranchesNode();
  return Resolve();
}

// Comments, and under /x white space.
bool Parser::SkipIgnored() {
  while (!cursor_.done()) {
    if (cursor_.Take("(?#")) {
      const std::size_t end = cursor_.text.find(')', cursor_.at);
      if (end == std::string_view::npos) return Fail("missing ) of a comment");
      cursor_.at = end + 1;
    } else if (flags_.extended && (IsAsciiSpace(cursor_.peek()) || cursor_.peek() == '\x85')) {
      ++cursor_.at;
    } else if (flags_.extended && cursor_.peek() == '#') {
      const std::size_t end = cursor_.text.find('\n', cursor_.at);
      cursor_.at = end == std::string_view::npos ? cursor_.text.size() : end + 1;
    } else {
      break;
    }
  }
  return true;
}

bool Parser::Step() {
  const char c = cursor_.peek();
  switch (c) {
    case '*':
    case '+':
    case '?':
      return Quantify();
    case '{': {
      Cursor ahead = cursor_;
      int min = 0;
      int max = 0;
      const int last = top().last_atom;
      const bool follows_something = can_quantify_ || (last >= 0 && node(last).kind == NodeKind::kRepeat);
      if (follows_something && ReadBraces(&ahead, &min, &max)) return Quantify();
      return LiteralBrace();
    }
    case '|':
      ++cursor_.at;
      return EndBranch();
    case '(':
      return OpenGroup();
    case ')':
      ++cursor_.at;
      return CloseGroup();
    default:
      return AtomStep(c);
  }
}

bool Parser::AtomStep(char c) {
  ++cursor_.at;
  switch (c) {
    case '\\':
      return EscapeStep();
    case '[': {
      ByteSet set;
      if (!ReadClass(&cursor_, flags_, &set)) return false;
      AppendSet(set);
      return true;
    }
    case '.': {
      ByteSet set;
      if (!flags_.dot_all) set.Add('\n');
      set.Complement();
      AppendSet(set);
      return true;
    }
    case '^':
      AppendAssertion(flags_.multi_line ? Assertion::kLineStart : Assertion::kTextStart);
      return true;
    case '$':
      AppendAssertion(flags_.multi_line ? Assertion::kLineEnd : Assertion::kTextEndOrBreak);
      return true;
    default:
      AppendCodePoint(static_cast<unsigned char>(c));
      return true;
  }
}

// Perl takes a "{" that is no quantifier, or has nothing to repeat, as itself, and warns where it stands
// behind what could be repeated, but for "^".
bool Parser::LiteralBrace() {
  if (can_quantify_) {
    const Node& before = node(top().last_atom);
    const bool caret = before.kind == NodeKind::kAssert && (before.assertion == Assertion::kTextStart ||
                                                            before.assertion == Assertion::kLineStart);
    if (!caret) return Fail("unescaped left brace");
  }
  ++cursor_.at;
  AppendCodePoint('{');
  return true;
}

bool Parser::EscapeStep() {
  Escape escape;
  if (!ReadEscape(&cursor_, flags_, false, &escape)) return false;
  switch (escape.kind) {
    case Escape::Kind::kCodePoint:
      AppendCodePoint(escape.code_point);
      return true;
    case Escape::Kind::kSet:
      AppendSet(escape.set);
      return true;
    case Escape::Kind::kAssertion:
      AppendAssertion(escape.assertion);
      return true;
    case Escape::Kind::kNode:
      if (escape.node == NodeKind::kKeep &&
          std::any_of(frames_.begin(), frames_.end(),
                      [](const Frame& frame) { return frame.kind == FrameKind::kLook; }))
        return Fail("\\K in a look-around");
      AppendNode({.kind = escape.node}, escape.node != NodeKind::kKeep);
      return true;
    default:
      return GroupReference(escape);
  }
}

bool Parser::GroupReference(const Escape& escape) {
  Node reference{.kind = NodeKind::kBackReference, .fold = flags_.fold, .a = escape.number};
  if (escape.kind == Escape::Kind::kMaybeOctal && escape.number > next_group_) {
    wants_group_total_ = wants_group_total_ || known_groups_ < 0;
    if (escape.number > known_groups_) {
      cursor_.at = escape.octal_end;
      AppendCodePoint(escape.code_point);
      return true;
    }
  }
  if (escape.kind == Escape::Kind::kRelative) {
    reference.a = next_group_ + 1 - escape.number;
    if (escape.number < 1 || reference.a < 1) return Fail("reference to a group that does not exist");
  }
  AppendNode(reference, true);
  if (escape.kind == Escape::Kind::kName) {
    name_uses_.push_back({top().last_atom, escape.name});
  } else {
    if (reference.a < 1) return Fail("reference to group 0");
    group_uses_.push_back(top().last_atom);
  }
  return true;
}

bool Parser::EndBranch() {
  Frame& frame = top();
  if (frame.wants_look) return Fail("bad condition");
  int branch = frame.first_atom;
  if (branch < 0) {
    branch = AddNode({.kind = NodeKind::kEmpty}, false);
  } else if (frame.first_atom != frame.last_atom) {
    branch =
        AddNode({.kind = NodeKind::kConcat, .first = frame.first_atom}, ChildrenHaveWidth(frame.first_atom));
  }
  if (frame.last_branch >= 0) {
    node(frame.last_branch).next = branch;
  } else {
    frame.first_branch = branch;
  }
  frame.last_branch = branch;
  ++frame.branches;
  frame.first_atom = frame.last_atom = frame.before_last = -1;
  if (frame.kind == FrameKind::kBranchReset) {
    frame.reset_max = std::max(frame.reset_max, next_group_);
    next_group_ = frame.reset_start;
  }
  can_quantify_ = false;
  return true;
}

// The branches of the innermost group as one node.
int Parser::BranchesNode() {
  const Frame& frame = top();
  if (frame.branches == 1) return frame.first_branch;
  return AddNode({.kind = NodeKind::kAlternate, .first = frame.first_branch},
                 ChildrenHaveWidth(frame.first_branch));
}

bool Parser::Quantify() {
  int min = 0;
  int max = -1;
  if (!can_quantify_) return Fail("a quantifier follows nothing, or another quantifier");
  if (!ReadBraces(&cursor_, &min, &max)) {
    const char c = cursor_.text[cursor_.at++];
    min = c == '+' ? 1 : 0;
    max = c == '?' ? 1 : -1;
  }
  if (min > kMaxRepeat || max > kMaxRepeat) return Fail("repeat count too large");
  if (max >= 0 && min > max) return Fail("{n,m} with n over m");
  if (!SkipIgnored()) return false;
  Greed greed = Greed::kGreedy;
  if (cursor_.Take("?")) {
    if (min == max) return Fail("a lazy repeat of a fixed count");
    greed = Greed::kLazy;
  } else if (cursor_.Take("+")) {
    greed = Greed::kPossessive;
  }
  Frame& frame = top();
  const auto atom = static_cast<std::size_t>(frame.last_atom);
  if (!has_width_[atom] && (max < 0 || (min > 0 && node(frame.last_atom).kind != NodeKind::kCapture))) {
    return Fail("a repeat of what takes no byte");
  }
  const int repeat = AddNode(
      {.kind = NodeKind::kRepeat, .greed = greed, .first = frame.last_atom, .a = min, .b = max}, true);
  if (frame.before_last >= 0) {
    node(frame.before_last).next = repeat;
  } else {
    frame.first_atom = repeat;
  }
  frame.last_atom = repeat;
  can_quantify_ = false;
  return true;
}

// Names to numbers; every group that is referred to must exist.
bool Parser::Resolve() {
  for (const NameUse& use : name_uses_) {
    int found = -1;
    int bearers = 0;
    for (std::size_t i = 0; i < syntax_.names.size(); ++i) {
      if (syntax_.names[i].first != use.name) continue;
      if (bearers++ == 0) found = static_cast<int>(i);
    }
    if (found < 0) return Fail("reference to an unknown group name");
    node(use.node).a = syntax_.names[static_cast<std::size_t>(found)].second;
    if (bearers > 1 && node(use.node).kind == NodeKind::kBackReference) node(use.node).b = found;
  }
  for (int use : group_uses_) {
    if (node(use).a > syntax_.captures) return Fail("reference to a group that does not exist");
  }
  return true;
}

Result<Syntax> Parse(std::string_view pattern, std::string_view modifiers) {
  std::optional<Parser> parser(std::in_place, pattern, -1);
  bool fine = parser->SetModifiers(modifiers) && parser->Run();
  if (parser->wants_group_total()) {
    const int groups = parser->groups();
    parser.emplace(pattern, groups);
    fine = parser->SetModifiers(modifiers) && parser->Run();
  }
  if (!fine) return parser->error();
  return parser->TakeSyntax();
}

}  // namespace gatepost::match
