// Tested by tests/match/parser_test.cc
#include "match/parser.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "match/escape.h"

namespace gatepost::match {
namespace {

constexpr std::size_t kMaxPatternBytes = 256 << 10;
constexpr std::size_t kMaxDepth = 200;  // PCRE2 refuses more than 250
constexpr int kMaxRepeat = 65534;       // Perl's own limit
constexpr std::size_t kMaxNameBytes = 128;

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
      if (ReadBraces(&ahead, &min, &max)) return Quantify();
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

// Perl takes a "{" that is no quantifier as itself, and warns where it stands behind what could be
// repeated, but for "^".
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
    greed = Greed::kLazy;
  } else if (cursor_.Take("+")) {
    greed = Greed::kPossessive;
  }
  Frame& frame = top();
  if (max < 0 && !has_width_[static_cast<std::size_t>(frame.last_atom)]) {
    return Fail("an endless repeat of what takes no byte");
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

}  // namespace

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
