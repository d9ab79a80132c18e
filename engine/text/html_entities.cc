// Character references. Tested by tests/text/html_tokenizer_test.cc.
#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.h"
#include "base/fixed_text.h"
#include "text/charset.h"
#include "text/html_tokenizer.h"

namespace gatepost {
namespace {

struct Entity {
  FixedText<8> name;
  char32_t code;
};
constexpr std::array kEntities = std::to_array<Entity>({
#include "text/html_entity_table.inc"
});
constexpr std::size_t kLongestBareName = 6;  // of those that need no semicolon

const Entity* FindEntity(std::string_view name) {
  const auto* found =
      std::lower_bound(kEntities.begin(), kEntities.end(), name,
                       [](const Entity& entity, std::string_view n) { return entity.name < n; });
  return found != kEntities.end() && found->name == name ? &*found : nullptr;
}

const Entity* FindBareEntity(std::string_view name) {
  const Entity* entity = FindEntity(name);
  return entity != nullptr && entity->code < 256 ? entity : nullptr;
}

// The number of &#123 or &#x7B; `at` stands behind the "#" and is moved past the digits. Nothing where
// there is none, it is 0, or it is past Unicode.
std::optional<char32_t> ReadNumber(std::string_view text, std::size_t& at) {
  const bool hex = at < text.size() && (text[at] == 'x' || text[at] == 'X');
  if (hex) ++at;
  char32_t number = 0;
  bool any = false;
  for (; at < text.size(); ++at) {
    const int digit = HexDigitValue(text[at]);
    if (digit < 0 || (!hex && digit > 9)) break;
    number = number * (hex ? 16 : 10) + static_cast<char32_t>(digit);
    if (number > 0x10FFFF) return std::nullopt;
    any = true;
  }
  return any && number != 0 ? std::optional(number) : std::nullopt;
}

class Decoder {
 public:
  Decoder(std::string_view text, bool unicode, bool in_text) : text_(text), in_text_(in_text) {
    out_.unicode = unicode;
  }

  HtmlText Decode() {
    out_.utf8.reserve(text_.size());
    std::size_t at = 0;
    while (at < text_.size()) {
      const std::size_t amp = text_.find('&', at);
      out_.utf8.append(text_, at, amp == std::string_view::npos ? amp : amp - at);
      if (amp == std::string_view::npos) break;
      at = amp + 1;
      const bool done = at < text_.size() && text_[at] == '#' ? Number(at) : Name(at);
      if (!done) {
        high_surrogate_ = 0;
        out_.utf8.append(text_, amp, at - amp);
        continue;
      }
      if (at < text_.size() && text_[at] == ';') ++at;
      if (at >= text_.size() || text_[at] != '&') high_surrogate_ = 0;
    }
    return std::move(out_);
  }

 private:
  void Put(char32_t code) {
    // Below 256, bytes stay bytes.
    if (code > 255) out_.unicode = true;
    AppendUtf8(out_.utf8, code);
  }

  bool Number(std::size_t& at) {
    ++at;
    const std::optional<char32_t> number = ReadNumber(text_, at);
    if (!number) return false;
    char32_t code = *number;
    if (code == 0xFFFE || code == 0xFFFF) return false;
    if (code >= 0xDC00 && code <= 0xDFFF) {
      if (high_surrogate_ != 0) {  // the second half: takes the place of the first
        out_.utf8.resize(out_.utf8.size() - 3);
        code = ((high_surrogate_ - 0xD800) << 10) + (code - 0xDC00) + 0x10000;
        high_surrogate_ = 0;
      } else {
        code = 0xFFFD;
      }
    } else if (code >= 0xD800 && code <= 0xDBFF) {
      high_surrogate_ = code;
      code = 0xFFFD;
    } else {
      high_surrogate_ = 0;
      if ((code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE) code = 0xFFFD;
    }
    Put(code);
    return true;
  }

  bool Name(std::size_t& at) {
    const std::size_t begin = at;
    high_surrogate_ = 0;
    while (at < text_.size() && IsWordByte(text_[at])) ++at;
    const std::string_view name = text_.substr(begin, at - begin);
    const bool semicolon = at < text_.size() && text_[at] == ';';
    const Entity* entity = semicolon ? FindEntity(name) : FindBareEntity(name);
    if (entity == nullptr && in_text_) {
      for (std::size_t length = std::min(name.size(), kLongestBareName + 1);
           length-- > 1 && entity == nullptr;) {
        entity = FindBareEntity(name.substr(0, length));
        if (entity != nullptr) at = begin + length;
      }
    }
    if (entity == nullptr) return false;
    Put(entity->code);
    return true;
  }

  std::string_view text_;
  bool in_text_;
  HtmlText out_;
  char32_t high_surrogate_ = 0;
};

}  // namespace

HtmlText DecodeEntities(std::string_view text, bool unicode, bool in_text) {
  if (text.find('&') == std::string_view::npos) return {std::string(text), unicode};
  return Decoder(text, unicode, in_text).Decode();
}

}  // namespace gatepost
