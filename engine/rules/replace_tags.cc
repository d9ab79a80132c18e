// Tested by tests/rules/replace_tags_test.cc.
#include "rules/replace_tags.h"

#include <vector>

namespace gatepost {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;
constexpr int kMaxPasses = 6;
constexpr std::size_t kNone = std::string::npos;

// The next START text END at or after `from`, with at least one byte of text.
struct Span {
  std::size_t begin = kNone, end = kNone;
};
Span FindTag(std::string_view text, std::size_t from, const std::string& start, const std::string& end) {
  std::size_t begin = text.find(start, from);
  if (begin == kNone) return {};
  std::size_t close = text.find(end, begin + start.size() + 1);
  if (close == kNone) return {};
  return {begin, close + end.size()};
}

// Cuts out "<KIND NAME>" and returns NAME.
std::string CutModifier(std::string* text, std::string_view kind, const ReplaceTags& tags) {
  std::string head = tags.start + std::string(kind) + " ";
  std::size_t begin = text->find(head);
  if (begin == kNone) return {};
  std::size_t close = text->find(tags.end, begin + head.size() + 1);
  if (close == kNone) return {};
  std::string name = text->substr(begin + head.size(), close - begin - head.size());
  text->erase(begin, close + tags.end.size() - begin);
  return name;
}

// At each "<...>" that holds neither bracket: what is before, the tag itself, what follows. Between two
// tags side by side stands "", at the end nothing.
std::vector<std::string> SplitAtTags(const std::string& text) {
  std::vector<std::string> pieces;
  std::size_t from = 0;
  std::size_t at = 0;
  while ((at = text.find('<', at)) != kNone) {
    std::size_t close = text.find_first_of("<>", at + 1);
    if (close == kNone) break;
    if (text[close] == '<' || close == at + 1) {
      at = text[close] == '<' ? close : close + 1;
      continue;
    }
    pieces.push_back(text.substr(from, at - from));
    pieces.push_back(text.substr(at, close + 1 - at));
    from = at = close + 1;
  }
  if (from < text.size()) pieces.push_back(text.substr(from));
  return pieces;
}

bool HoldsTag(std::string_view text) {
  Span span = FindTag(text, 0, "<", ">");
  return span.begin != kNone;
}

const std::string* Lookup(const ReplaceTags::Table& table, const std::string& name) {
  auto found = name.empty() ? table.end() : table.find(name);
  return found == table.end() || found->second.empty() ? nullptr : &found->second;
}

void ReplaceAll(std::string* text, const std::string& from, const std::string& to) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t found; (found = text->find(from, at)) != kNone; at = found + from.size()) {
    out.append(*text, at, found - at).append(to);
  }
  *text = out.append(*text, at);
}

}  // namespace

PatternSource ReplaceTags::Apply(const PatternSource& source) const {
  // SpamAssassin works on the compiled pattern's text, which starts with its modifiers: a tag at the very
  // start has a neighbour on its left.
  std::string prefix = "(?aa)";
  std::string text = prefix + source.pattern;
  bool again = true;
  for (int pass = 0; again && pass < kMaxPasses; ++pass) {
    again = false;
    std::string pre_name = CutModifier(&text, "pre", *this);
    std::string post_name = CutModifier(&text, "post", *this);
    std::string inter_name = CutModifier(&text, "inter", *this);
    std::vector<std::string> pieces = SplitAtTags(text);
    if (const std::string* before = Lookup(pre, pre_name)) {
      for (std::string& piece : pieces) {
        Span span = FindTag(piece, 0, start, end);
        if (span.begin != kNone) piece.insert(span.begin, *before);
      }
    }
    if (const std::string* after = Lookup(post, post_name)) {
      for (std::string& piece : pieces) {
        Span span = FindTag(piece, 0, start, end);
        while (span.begin != kNone) {
          piece.insert(span.end, *after);
          span = FindTag(piece, span.end + after->size(), start, end);
        }
      }
    }
    if (const std::string* between = Lookup(inter, inter_name)) {
      for (std::string& piece : pieces) {
        if (piece.empty()) piece = *between;
      }
    }
    text.clear();
    for (std::string& piece : pieces) {
      Span span = FindTag(piece, 0, start, end);
      if (span.begin != kNone) {
        std::string tag = piece.substr(span.begin, span.end - span.begin);
        std::string name = tag.substr(start.size(), tag.size() - start.size() - end.size());
        if (const std::string* replacement = Lookup(tags, name)) {
          ReplaceAll(&piece, tag, *replacement);
          again = again || HoldsTag(*replacement);
        }
      }
      text += piece;
      if (text.size() > kMaxBytes) return source;
    }
  }
  if (!text.starts_with(prefix)) return source;
  return {text.substr(prefix.size()), source.modifiers};
}

}  // namespace gatepost
