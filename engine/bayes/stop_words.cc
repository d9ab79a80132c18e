// Tested by tests/bayes/stop_words_test.cc.
#include "bayes/stop_words.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/ascii.h"
#include "base/hash.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxWords = 20000;
constexpr std::size_t kMaxDepth = 100;

// A pattern, read from left to right with an explicit stack of open groups.
class Speller {
 public:
  Speller(std::string_view pattern, std::size_t max_words) : pattern_(pattern), max_words_(max_words) {}

  std::optional<std::vector<std::string>> Run() {
    groups_.emplace_back();
    while (at_ < pattern_.size()) {
      if (!Step()) return std::nullopt;
    }
    if (groups_.size() != 1) return std::nullopt;
    return Close(std::move(groups_.back()));
  }

 private:
  using Words = std::vector<std::string>;
  struct Group {
    Words done;         // of alternatives that ended
    Words current{""};  // of the alternative being read
  };

  Words Close(Group group) const {
    group.done.insert(group.done.end(), std::make_move_iterator(group.current.begin()),
                      std::make_move_iterator(group.current.end()));
    return std::move(group.done);
  }

  bool Step() {
    char c = pattern_[at_];
    switch (c) {
      case '(':
        return Open();
      case ')': {
        if (groups_.size() < 2) return false;
        Words atom = Close(std::move(groups_.back()));
        groups_.pop_back();
        ++at_;
        return Append(std::move(atom));
      }
      case '|':
        // At the top the anchors around the pattern would belong to the outer alternatives only.
        if (groups_.size() == 1) return false;
        ++at_;
        groups_.back().done.insert(groups_.back().done.end(), groups_.back().current.begin(),
                                   groups_.back().current.end());
        groups_.back().current = {""};
        return groups_.back().done.size() <= max_words_;
      case '[':
        return Class();
      case '\\': {
        std::optional<char> literal = Escape();
        return literal && Append({std::string(1, *literal)});
      }
      case '.':
      case '*':
      case '+':
      case '{':
      case '^':
      case '$':
      case '?':
        return false;
      default:
        ++at_;
        return Append({std::string(1, c)});
    }
  }

  bool Open() {
    std::string_view rest = pattern_.substr(at_);
    if (!rest.starts_with("(?:") || groups_.size() >= kMaxDepth) return false;
    at_ += 3;
    groups_.emplace_back();
    return true;
  }

  std::optional<char> Escape() {
    std::string_view rest = pattern_.substr(at_ + 1);
    if (rest.empty()) return std::nullopt;
    if (rest[0] == 'x' && rest.size() >= 3 && HexDigitValue(rest[1]) >= 0 && HexDigitValue(rest[2]) >= 0) {
      at_ += 4;
      return static_cast<char>(HexDigitValue(rest[1]) * 16 + HexDigitValue(rest[2]));
    }
    if (IsWordByte(rest[0])) return std::nullopt;  // \d, \b, a back-reference ...
    at_ += 2;
    return rest[0];
  }

  bool Class() {
    Words members;
    ++at_;
    if (at_ < pattern_.size() && pattern_[at_] == '^') return false;
    while (at_ < pattern_.size() && pattern_[at_] != ']') {
      char c = pattern_[at_];
      if (c == '\\') {
        std::optional<char> literal = Escape();
        if (!literal) return false;
        c = *literal;
      } else if (c == '[') {
        return false;
      } else {
        ++at_;
      }
      bool is_range = at_ + 1 < pattern_.size() && pattern_[at_] == '-' && pattern_[at_ + 1] != ']';
      if (is_range) return false;
      members.emplace_back(1, c);
    }
    if (at_ >= pattern_.size() || members.empty()) return false;
    ++at_;
    return Append(std::move(members));
  }

  // Every word so far, followed by every word of the atom just read.
  bool Append(Words atom) {
    if (at_ < pattern_.size() && pattern_[at_] == '?') {
      ++at_;
      atom.emplace_back();
    }
    if (at_ < pattern_.size() && std::string_view("*+?{").find(pattern_[at_]) != std::string_view::npos) {
      return false;
    }
    Words& current = groups_.back().current;
    if (atom.size() == 1) {
      for (std::string& word : current) word += atom[0];
      return true;
    }
    if (atom.size() * current.size() > max_words_) return false;
    Words longer;
    longer.reserve(atom.size() * current.size());
    for (const std::string& head : current) {
      for (const std::string& tail : atom) longer.push_back(head + tail);
    }
    current = std::move(longer);
    return true;
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  std::size_t max_words_;
  std::vector<Group> groups_;
};

}  // namespace

std::optional<SpelledPattern> SpellOut(std::string_view pattern, std::size_t max_words) {
  SpelledPattern spelled;
  // An anchor more than the one that is put there anyway.
  if (pattern.ends_with(")$")) pattern.remove_suffix(1);
  // "(?^:...)" puts case back to "matters", whatever stands around it. Only as a whole.
  std::string rewritten;
  if (pattern.starts_with("(?^:")) {
    spelled.any_case = false;
    rewritten = "(?:" + std::string(pattern.substr(4));
    pattern = rewritten;
    // The group must end with the pattern, or the rest would be of another kind of case.
    int depth = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (pattern[i] == '\\') {
        ++i;
      } else if (pattern[i] == '(') {
        ++depth;
      } else if (pattern[i] == ')' && --depth == 0 && i + 1 != pattern.size()) {
        return std::nullopt;
      }
    }
  }
  std::optional<std::vector<std::string>> words = Speller(pattern, max_words).Run();
  if (!words) return std::nullopt;
  spelled.words = std::move(*words);
  return spelled;
}

Status StopWords::Add(std::string_view pattern) {
  std::optional<SpelledPattern> spelled = SpellOut(pattern, kMaxWords);
  if (!spelled) {
    PatternSource source;
    source.pattern = "^(?i)" + std::string(pattern) + "$";
    Result<Regex> regex = Regex::Compile(source, Limits());
    if (!regex) return regex.error();
    patterns_.push_back(std::move(*regex));
    return {};
  }
  for (std::string& word : spelled->words) {
    longest_ = std::max(longest_, word.size());
    Mark(AsciiLower(word));
    if (spelled->any_case) {
      any_case_.insert(AsciiLower(word));
    } else {
      exact_.insert(std::move(word));
    }
  }
  return {};
}

void StopWords::AddDefaultEnglish() {
  constexpr std::string_view kWords =
      "able already all and any are because both can come each email even few first or from give has have "
      "http information into it's just know like long look made mail mailing mailto make many more most much "
      "need not now number off only one out own people place right same see such that this through the time "
      "using web where why with without world work year years you your you're";
  for (std::string_view word : SplitWhitespace(kWords)) {
    longest_ = std::max(longest_, word.size());
    Mark(word);
    any_case_.insert(std::string(word));
  }
}

void StopWords::Pack(Packer* packer, std::size_t field) const {
  exact_.Pack(packer, field + offsetof(PackedStopWords, exact));
  any_case_.Pack(packer, field + offsetof(PackedStopWords, any_case));
  auto& packed = packer->At<PackedStopWords>(field);
  packed.longest = static_cast<std::uint32_t>(longest_);
  packed.is_complete = patterns_.empty() ? 1 : 0;
}

void StopWords::Use(const PackedStopWords& packed) {
  exact_.Use(packed.exact);
  any_case_.Use(packed.any_case);
  longest_ = packed.longest;
  const auto mark = [this](std::string_view word) {
    Mark(AsciiLower(word));
    return false;
  };
  exact_.AnyWithPrefix("", mark);
  any_case_.AnyWithPrefix("", mark);
}

void StopWords::Mark(std::string_view lower) { marks_.set(Fnv1a(lower) % kMarks); }

bool StopWords::Contains(std::string_view token) const {
  if (token.size() <= longest_ && IsWord(token)) return true;
  return std::any_of(patterns_.begin(), patterns_.end(),
                     [&](const Regex& pattern) { return pattern.Search(token) == MatchOutcome::kYes; });
}

bool StopWords::IsWord(std::string_view token) const {
  char bytes[64];
  std::string longer;
  if (token.size() > sizeof bytes) longer.resize(token.size());
  char* lower = longer.empty() ? bytes : longer.data();
  std::transform(token.begin(), token.end(), lower, AsciiToLower);
  const std::string_view word(lower, token.size());
  // Of the words of a mail few pass this.
  if (!marks_[Fnv1a(word) % kMarks]) return false;
  return exact_.contains(token) || any_case_.contains(word);
}

}  // namespace gatepost
