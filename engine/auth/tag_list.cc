// Tested by tests/auth/tag_list_test.cc.
#include "auth/tag_list.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {

std::optional<TagList> TagList::Parse(std::string_view text) {
  TagList list;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    const std::string_view tag = text.substr(at, end - at);
    if (!Trim(tag).empty()) {
      const std::size_t sign = tag.find('=');
      if (sign == kNpos || list.tags_.size() == kMostTags) return std::nullopt;
      const std::string_view name = Trim(tag.substr(0, sign));
      list.has_duplicates_ = list.has_duplicates_ || list.FindTag(name) != nullptr;
      list.tags_.push_back({name, Trim(tag.substr(sign + 1)), at + sign + 1, end});
    }
    at = end + 1;
  }
  return list;
}

const TagList::Tag* TagList::FindTag(std::string_view name) const {
  const auto found =
      std::find_if(tags_.rbegin(), tags_.rend(), [&](const Tag& tag) { return tag.name == name; });
  return found == tags_.rend() ? nullptr : &*found;
}

std::optional<std::string_view> TagList::Find(std::string_view name) const {
  const Tag* tag = FindTag(name);
  return tag == nullptr ? std::nullopt : std::optional(tag->value);
}

bool HasListWord(std::string_view list, std::string_view wanted) {
  const std::vector<std::string_view> words = Split(list, ':');
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return Trim(word) == wanted; });
}

std::optional<std::uint64_t> ReadDigits(std::string_view text) {
  if (!AllDigits(text)) return std::nullopt;
  std::uint64_t number = 0;
  for (char c : text) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (number > (UINT64_MAX - digit) / 10) return UINT64_MAX;
    number = number * 10 + digit;
  }
  return number;
}

namespace {

// 0 to 63, or -1.
int Base64Value(char c) {
  if (IsAsciiUpper(c)) return c - 'A';
  if (IsAsciiLower(c)) return c - 'a' + 26;
  if (IsAsciiDigit(c)) return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

}  // namespace

std::optional<std::string> ReadBase64(std::string_view text) {
  std::string bytes;
  unsigned pending = 0, bits = 0;
  std::size_t signs = 0, padding = 0;
  for (char c : text) {
    if (IsAsciiSpace(c)) continue;
    ++signs;
    if (c == '=') {
      ++padding;
      continue;
    }
    const int value = Base64Value(c);
    if (value < 0 || padding != 0) return std::nullopt;
    pending = (pending << 6 | static_cast<unsigned>(value)) & 0xFFFFFU;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<char>(pending >> bits & 0xFFU));
    }
  }
  const std::size_t rest = (signs - padding) % 4;
  if (padding > 2 || (padding != 0 && signs % 4 != 0) || rest == 1) return std::nullopt;
  return bytes;
}

}  // namespace gatepost
