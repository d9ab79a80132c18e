// FixedText: a short literal inside a table's row. Where a row has pointers, each start of the program writes
// its address into it, and so takes a copy of the table's pages; a table of these is shared and read as it
// lies.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatepost {

template <std::size_t kMostBytes>
class FixedText {
 public:
  // A longer one does not compile.
  template <std::size_t kSize>
  consteval FixedText(const char (&text)[kSize]) : size_(kSize - 1) {  // NOLINT: stands for the literal
    static_assert(kSize - 1 <= kMostBytes && kMostBytes < 256);
    std::copy_n(text, kSize - 1, text_);
  }

  constexpr std::string_view view() const { return {text_, size_}; }
  constexpr operator std::string_view() const { return view(); }  // NOLINT: a text is what it is
  constexpr const char* c_str() const { return text_; }
  constexpr bool empty() const { return size_ == 0; }

  friend constexpr bool operator==(const FixedText& a, std::string_view b) { return a.view() == b; }
  friend constexpr auto operator<=>(const FixedText& a, std::string_view b) { return a.view() <=> b; }

 private:
  char text_[kMostBytes + 1]{};
  std::uint8_t size_;
};

}  // namespace gatepost
