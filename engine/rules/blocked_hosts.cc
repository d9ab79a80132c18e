// Tested by tests/rules/ruleset_test.cc.
#include "rules/blocked_hosts.h"

#include <algorithm>

#include "base/ascii.h"
#include "mail/network.h"

namespace gatepost {
namespace {

Status NotSo(std::string_view what, std::string_view word) {
  return {StatusCode::kInvalidArgument,
          std::string("not ").append(what).append(": ").append(word.substr(0, 60))};
}

bool IsCode(std::string_view word, bool digit_may_follow) {
  if (word.starts_with('!')) word.remove_prefix(1);
  return word.size() == 2 && IsAsciiUpper(word[0]) &&
         (IsAsciiUpper(word[1]) || (digit_may_follow && IsAsciiDigit(word[1])));
}

// Words; those in double quotes may hold blanks.
std::vector<std::string> QuotedWords(std::string_view text) {
  std::vector<std::string> words;
  for (text = TrimLeft(text); !text.empty(); text = TrimLeft(text)) {
    const std::size_t close = text.front() == '"' ? text.find('"', 1) : kNpos;
    if (close != kNpos) {
      words.emplace_back(text.substr(1, close - 1));
      text.remove_prefix(close + 1);
    } else {
      words.emplace_back(CutWord(&text));
      std::erase(words.back(), '"');
    }
  }
  return words;
}

bool IsNetwork(std::string_view word) {
  const std::string_view address = word.substr(0, word.find('/'));
  return IpAddress::Parse(address).has_value() && NetworkSet().Add(word);
}

}  // namespace

Result<std::vector<std::string>> ParseBlockedHosts(std::string_view keyword, std::string_view value,
                                                   const std::vector<std::string>& known) {
  const std::string kind(keyword.substr(keyword.rfind('_') + 1));
  const bool is_code = kind == "cc" || kind == "cont";
  std::vector<std::string> arguments;
  // As the first word of this kind.
  std::string_view first = TrimLeft(value);
  for (std::string_view other : known) {
    if (CutWord(&other) != kind) continue;
    first = other;
    break;
  }
  for (std::string& word : QuotedWords(value)) {
    if (is_code) {
      word = AsciiUpper(word);
      if (!IsCode(word, kind == "cc")) return NotSo(kind == "cc" ? "a country" : "a continent", word);
      if (word.starts_with('!') != first.starts_with('!'))
        return Status(StatusCode::kInvalidArgument, "either all words begin with '!' or none does");
    } else if (kind == "isp") {
      word = AsciiUpper(word);
      std::erase_if(word, IsAsciiSpace);
      if (word.empty()) continue;
    } else if (kind == "cidr") {
      if (!IsNetwork(word)) return NotSo("an address or a network", word);
    } else {
      word = AsciiLower(word);
    }
    arguments.push_back(kind + " " + word);
  }
  if (arguments.empty()) return Status(StatusCode::kInvalidArgument, "a value is missing");
  return arguments;
}

}  // namespace gatepost
