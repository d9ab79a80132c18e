// Patterns and texts made up from a seed, for the differential tests.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "match/syntax.h"

namespace gatepost::match {

// A pattern in Perl's syntax over a small alphabet, mostly valid; RE2's part of the syntax only, or with
// look-around, back-references and possessive repeats.
class PatternMaker {
 public:
  PatternMaker(unsigned seed, bool re2_only) : random_(seed), re2_only_(re2_only) {}
  std::string Make() {
    groups_ = 0;
    return Alternation(3);
  }
  // Some of "", "i", "m", "s".
  std::string Modifiers() {
    std::string modifiers;
    for (char c : {'i', 'm', 's'}) {
      if (Below(3) == 0) modifiers += c;
    }
    return modifiers;
  }
  std::size_t Below(std::size_t bound) { return random_() % bound; }

 private:
  std::string Alternation(int depth) {
    std::string made = Sequence(depth);
    while (Below(4) == 0) made += "|" + Sequence(depth);
    return made;
  }
  std::string Sequence(int depth) {
    std::string made;
    const std::size_t length = 1 + Below(4);
    for (std::size_t i = 0; i < length; ++i) made += Item(depth);
    return made;
  }
  std::string Item(int depth) {
    if (Below(8) == 0) return Pick({"\\b", "\\B", "^", "$", "\\A", "\\z"});
    if (!re2_only_ && Below(8) == 0 && depth > 0) {
      return Pick({"(?=", "(?!", "(?<!a|", "(?<="}) + Pick({"a", "b", "[ab]", "\\n", "ab"}) + ")";
    }
    if (!re2_only_ && groups_ > 0 && Below(8) == 0) return "\\" + std::to_string(1 + Below(groups_));
    return Atom(depth) + Quantifier();
  }
  std::string Atom(int depth) {
    if (depth > 0 && Below(4) == 0) {
      const std::size_t kind = Below(re2_only_ ? 2 : 3);
      if (kind == 0) {
        const std::string body = Alternation(depth - 1);
        ++groups_;  // references look back only
        return "(" + body + ")";
      }
      return (kind == 1 ? "(?:" : "(?>") + Alternation(depth - 1) + ")";
    }
    return Pick({"a",   "b",   "A",      "c",      "x",    " ",     ".",     "\\n",           "\\w",
                 "\\s", "\\d", "1",      "[ab]",   "[^a]", "[a-c]", "\\xe9", "[\\xe0-\\xef]", "[[:punct:]]",
                 "-",   "foo", "(?i:b)", "(?-i:a)"});
  }
  std::string Quantifier() {
    if (Below(3) != 0) return "";
    std::string made = Pick({"*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}"});
    if (Below(3) == 0) made += "?";
    if (!re2_only_ && made.back() != '?' && Below(6) == 0) made += "+";
    return made;
  }
  std::string Pick(const std::vector<std::string>& choices) { return choices[Below(choices.size())]; }

  std::mt19937 random_;
  bool re2_only_;
  std::size_t groups_ = 0;
};

// A text that a pattern matches, often: what its tree says, with assertions and references passed over.
class TextMaker {
 public:
  explicit TextMaker(unsigned seed) : random_(seed) {}

  std::string Make(const Syntax& syntax) {
    std::vector<std::string> made(syntax.nodes.size());  // children come before their parents
    for (std::size_t i = 0; i < syntax.nodes.size(); ++i) made[i] = Own(syntax, syntax.nodes[i], made);
    return Noise() + made[static_cast<std::size_t>(syntax.root)].substr(0, 200) + Noise();
  }
  std::string Noise() {
    constexpr std::string_view kBytes = "aabbABcx foo1.\n-\xe9\xc9";
    std::string noise;
    for (std::size_t length = random_() % 6; length > 0; --length) noise += kBytes[random_() % kBytes.size()];
    return noise;
  }

 private:
  std::string Own(const Syntax& syntax, const Node& node, const std::vector<std::string>& made) {
    std::vector<int> children;
    for (int child = node.first; child >= 0; child = syntax.nodes[static_cast<std::size_t>(child)].next) {
      children.push_back(child);
    }
    const auto of = [&](int child) { return made[static_cast<std::size_t>(child)]; };
    std::string text;
    switch (node.kind) {
      case NodeKind::kByte:
        return std::string(
            1, static_cast<char>(node.fold && random_() % 2 ? OtherCase(node.byte, Charset::kAscii)
                                                            : node.byte));
      case NodeKind::kSet:
        for (int tries = 0; tries < 300; ++tries) {
          const unsigned byte = tries < 40 ? static_cast<unsigned char>("aabbABcx f1.\n-\xe9"[random_() % 15])
                                           : static_cast<unsigned>(random_() % 256);
          if (syntax.sets[static_cast<std::size_t>(node.a)].Has(byte)) return {static_cast<char>(byte)};
        }
        return "";
      case NodeKind::kConcat:
        for (int child : children) text += of(child);
        return text;
      case NodeKind::kAlternate:
      case NodeKind::kBranchReset:
        return of(children[random_() % children.size()]);
      case NodeKind::kRepeat: {
        const int most = node.b < 0 ? node.a + 2 : node.b;
        const int times = node.a + static_cast<int>(random_() % static_cast<unsigned>(most - node.a + 1));
        for (int i = 0; i < times && text.size() < 200; ++i) text += of(node.first);
        return text;
      }
      case NodeKind::kCapture:
      case NodeKind::kAtomic:
        return of(node.first);
      default:
        return "";
    }
  }

  std::mt19937 random_;
};

}  // namespace gatepost::match
