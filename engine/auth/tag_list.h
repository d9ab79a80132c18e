// Tag lists, as DKIM writes its signatures, keys and policies (RFC 6376, 3.2): "v=1; a=rsa-sha256; ...".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

// Views into the text that was parsed.
class TagList {
 public:
  static constexpr std::size_t kMostTags = 100;

  struct Tag {
    std::string_view name, value;    // without white space around them
    std::size_t begin = 0, end = 0;  // where all that follows "=" stands in the text
  };

  // Nothing where a tag has no "=", or where there are too many.
  static std::optional<TagList> Parse(std::string_view text);

  // The value; of several tags of a name the last. Nothing where there is none.
  std::optional<std::string_view> Find(std::string_view name) const;
  // The same, "" where there is none.
  std::string_view Value(std::string_view name) const { return Find(name).value_or(""); }
  const Tag* FindTag(std::string_view name) const;
  bool has_duplicates() const { return has_duplicates_; }

 private:
  std::vector<Tag> tags_;
  bool has_duplicates_ = false;
};

// Is `wanted` one of the words of "a : b:c"?
bool HasListWord(std::string_view list, std::string_view wanted);

// Digits alone; what is too large is the largest number.
std::optional<std::uint64_t> ReadDigits(std::string_view text);

// Base64 with white space anywhere; nothing where there is another byte, or the end is cut.
std::optional<std::string> ReadBase64(std::string_view text);

}  // namespace gatepost
