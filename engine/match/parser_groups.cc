// Tested by tests/match/parser_test.cc, tests/match/perl_facts_test.cc
#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "match/parser_state.h"

namespace gatepost::match {
namespace {

constexpr std::size_t kMaxNameBytes = 128;

}  // namespace

bool Parser::OpenGroup() {
  ++cursor_.at;
  if (cursor_.peek() == '?') {
    ++cursor_.at;
    return OpenSpecial();
  }
  if (cursor_.peek() == '*') {
    ++cursor_.at;
    return StarGroup();
  }
  if (flags_.no_captures) return Push({.kind = FrameKind::kPlain});
  return OpenCapture({});
}

bool Parser::OpenCapture(std::string_view name) {
  ++next_group_;
  syntax_.captures = std::max(syntax_.captures, next_group_);
  if (name.size() > kMaxNameBytes) return Fail("group name too long");
  if (!name.empty()) syntax_.names.emplace_back(name, next_group_);
  return Push({.kind = FrameKind::kCapture, .capture = next_group_});
}

bool Parser::OpenNamed(char close) {
  std::string_view name;
  return ReadName(&cursor_, close, &name) && OpenCapture(name);
}

// Behind "(?".
bool Parser::OpenSpecial() {
  if (cursor_.Take(":")) return Push({.kind = FrameKind::kPlain});
  if (cursor_.Take(">")) return Push({.kind = FrameKind::kAtomic});
  if (cursor_.Take("=")) return Push({.kind = FrameKind::kLook, .ahead = true});
  if (cursor_.Take("!")) return Push({.kind = FrameKind::kLook, .ahead = true, .negative = true});
  if (cursor_.Take("<=")) return Push({.kind = FrameKind::kLook});
  if (cursor_.Take("<!")) return Push({.kind = FrameKind::kLook, .negative = true});
  if (cursor_.Take("P<") || cursor_.Take("<")) return OpenNamed('>');
  if (cursor_.Take("'")) return OpenNamed('\'');
  if (cursor_.Take("|")) {
    return Push({.kind = FrameKind::kBranchReset, .reset_start = next_group_, .reset_max = next_group_});
  }
  if (cursor_.Take("(")) return OpenCondition();
  if (cursor_.Take("P=")) {
    Escape escape;
    escape.kind = Escape::Kind::kName;
    return ReadName(&cursor_, ')', &escape.name) && GroupReference(escape);
  }
  const char c = cursor_.peek();
  const bool signed_number = (c == '-' || c == '+') && IsAsciiDigit(cursor_.peek(1));
  if (c == '&' || c == 'R' || IsAsciiDigit(c) || signed_number ||
      cursor_.text.substr(cursor_.at, 2) == "P>") {
    return RecursionCall();
  }
  if (c == '{' || c == '?') return Fail("code in a pattern is refused");
  return InlineFlags();
}

// (?R) (?1) (?+1) (?-1) (?&name) (?P>name)
bool Parser::RecursionCall() {
  Node call{.kind = NodeKind::kRecurse};
  if (cursor_.Take("&") || cursor_.Take("P>")) {
    std::string_view name;
    if (!ReadName(&cursor_, ')', &name)) return false;
    AppendNode(call, true);
    name_uses_.push_back({top().last_atom, name});
    return true;
  }
  if (!cursor_.Take("R")) {
    const bool forward = cursor_.Take("+");
    const bool back = !forward && cursor_.Take("-");
    if (!ReadNumber(&cursor_, &call.a)) return Fail("bad group number");
    if (forward) call.a += next_group_;
    if (back) call.a = next_group_ + 1 - call.a;
    if (call.a < 0 || (back && call.a < 1)) return Fail("reference to a group that does not exist");
  }
  if (!cursor_.Take(")")) return Fail("missing ) of a recursion");
  AppendNode(call, true);
  group_uses_.push_back(top().last_atom);
  return true;
}

// Behind "(?(".
bool Parser::OpenCondition() {
  Frame frame{.kind = FrameKind::kCondition};
  const char c = cursor_.peek();
  if (c == '?' || c == '*') {
    if (cursor_.peek(1) == '{' || cursor_.peek(1) == '?') return Fail("code in a pattern is refused");
    --cursor_.at;  // the "(" of the look-around is read as a group's
    frame.condition = Condition::kLook;
    frame.wants_look = true;
    return Push(frame) && OpenGroup() && (top().kind == FrameKind::kLook || Fail("bad condition"));
  }
  std::string_view name;
  if (IsAsciiDigit(c)) {
    frame.condition = Condition::kGroup;
    if (!ReadNumber(&cursor_, &frame.condition_group) || !cursor_.Take(")")) return Fail("bad condition");
    return Push(frame);
  }
  if (cursor_.Take("DEFINE)")) {
    frame.condition = Condition::kDefine;
    return Push(frame);
  }
  if (cursor_.Take("<") || cursor_.peek() == '\'') {
    const bool quoted = cursor_.Take("'");
    if (!ReadName(&cursor_, quoted ? '\'' : '>', &name) || !cursor_.Take(")")) return Fail("bad condition");
    const auto found = std::find_if(syntax_.names.begin(), syntax_.names.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    if (found == syntax_.names.end()) return Fail("condition on an unknown group name");
    frame.condition = Condition::kGroup;
    frame.condition_group = found->second;
    return Push(frame);
  }
  if (cursor_.Take("R")) {
    frame.condition = Condition::kAnyRecursion;
    if (ReadNumber(&cursor_, &frame.condition_group)) frame.condition = Condition::kGroupRecursion;
    if (cursor_.Take(")")) return Push(frame);
  }
  return Fail("unknown condition");
}

// Letters up to the ")", ":" or the end; "^" first means Perl's defaults.
bool Parser::ReadFlags(Flags* flags) {
  bool on = true;
  if (cursor_.Take("^")) {
    *flags = Flags{};
    flags->charset = Charset::kDepends;
  }
  for (; !cursor_.done() && cursor_.peek() != ')' && cursor_.peek() != ':'; ++cursor_.at) {
    switch (cursor_.peek()) {
      case '-':
        if (!on) return Fail("a second - among the flags");
        on = false;
        break;
      case 'i':
        flags->fold = on;
        break;
      case 'm':
        flags->multi_line = on;
        break;
      case 's':
        flags->dot_all = on;
        break;
      case 'n':
        flags->no_captures = on;
        break;
      case 'x':
        flags->class_extended = on && cursor_.peek(1) == 'x';
        flags->extended = on;
        if (cursor_.peek(1) == 'x') ++cursor_.at;
        break;
      case 'p':
        break;  // ${^MATCH}: of no concern here
      case 'a':
      case 'u':
      case 'd':
        if (!on) return Fail("a character set cannot be switched off");
        flags->charset = cursor_.peek() == 'a'   ? Charset::kAscii
                         : cursor_.peek() == 'u' ? Charset::kUnicode
                                                 : Charset::kDepends;
        break;
      case 'g':
      case 'o':
      case 'c':
        return Fail("modifiers g, o and c mean nothing in a rule");
      default:
        return Fail("unknown group or flag");
    }
  }
  return true;
}

// (?i) and (?i:...)
bool Parser::InlineFlags() {
  Flags flags = flags_;
  if (!ReadFlags(&flags)) return false;
  if (cursor_.Take(")")) {
    flags_ = flags;
    can_quantify_ = false;
    return true;
  }
  if (!cursor_.Take(":")) return Fail("missing ) of flags");
  if (!Push({.kind = FrameKind::kPlain})) return false;
  flags_ = flags;
  return true;
}

// Behind "(*": backtracking verbs, and look-around spelled in letters.
bool Parser::StarGroup() {
  struct Word {
    std::string_view text;
    Frame frame;
  };
  const Word groups[] = {
      {"positive_lookahead:", {.kind = FrameKind::kLook, .ahead = true}},
      {"pla:", {.kind = FrameKind::kLook, .ahead = true}},
      {"negative_lookahead:", {.kind = FrameKind::kLook, .ahead = true, .negative = true}},
      {"nla:", {.kind = FrameKind::kLook, .ahead = true, .negative = true}},
      {"positive_lookbehind:", {.kind = FrameKind::kLook}},
      {"plb:", {.kind = FrameKind::kLook}},
      {"negative_lookbehind:", {.kind = FrameKind::kLook, .negative = true}},
      {"nlb:", {.kind = FrameKind::kLook, .negative = true}},
      {"atomic:", {.kind = FrameKind::kAtomic}},
  };
  for (const Word& word : groups) {
    if (cursor_.Take(word.text)) return Push(word.frame);
  }
  constexpr std::pair<std::string_view, Verb> kVerbs[] = {
      {"FAIL)", Verb::kFail},     {"F)", Verb::kFail},      {"ACCEPT)", Verb::kAccept},
      {"COMMIT)", Verb::kCommit}, {"PRUNE)", Verb::kPrune}, {"SKIP)", Verb::kSkip},
      {"THEN)", Verb::kThen},
  };
  for (const auto& [text, verb] : kVerbs) {
    if (!cursor_.Take(text)) continue;
    AppendNode({.kind = NodeKind::kVerb, .verb = verb}, true);
    return true;
  }
  return Fail("unknown verb");
}

bool Parser::CloseGroup() {
  if (frames_.size() == 1) return Fail("unmatched )");
  if (!EndBranch()) return false;
  const Frame frame = top();
  if (frame.kind == FrameKind::kCondition) return ConditionNode(frame);
  const int body = BranchesNode();
  frames_.pop_back();
  flags_ = frame.flags;
  return WrapClosed(frame, body);
}

bool Parser::WrapClosed(const Frame& frame, int body) {
  const bool has_width = has_width_[static_cast<std::size_t>(body)];
  switch (frame.kind) {
    case FrameKind::kCapture:
      AppendNode({.kind = NodeKind::kCapture, .first = body, .a = frame.capture}, has_width);
      break;
    case FrameKind::kAtomic:
      AppendNode({.kind = NodeKind::kAtomic, .first = body}, has_width);
      break;
    case FrameKind::kBranchReset:
      next_group_ = frame.reset_max;
      AppendNode({.kind = NodeKind::kBranchReset, .first = body}, has_width);
      break;
    case FrameKind::kLook:
      AppendNode({.kind = NodeKind::kLook, .ahead = frame.ahead, .negative = frame.negative, .first = body},
                 false);
      break;
    default:
      Append(body);
      break;
  }
  return true;
}

bool Parser::ConditionNode(const Frame& frame) {
  if (frame.branches > 2) return Fail("a condition has more than two branches");
  if (frame.condition == Condition::kDefine && frame.branches > 1) return Fail("DEFINE has two branches");
  const bool has_width = ChildrenHaveWidth(frame.first_branch);
  int first = frame.first_branch;
  if (frame.look >= 0) {
    node(frame.look).next = first;
    first = frame.look;
  }
  frames_.pop_back();
  flags_ = frame.flags;
  AppendNode({.kind = NodeKind::kCondition,
              .condition = frame.condition,
              .first = first,
              .a = frame.condition_group},
             has_width);
  return true;
}

}  // namespace gatepost::match
