// The stack of text styles by which SpamAssassin decides what is invisible. Internal to text/.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "text/html_tokenizer.h"

namespace gatepost {

// True for the elements that take part: body, font, table, tr, th, td, big, small, basefont, marquee,
// span, p, div, a.
bool ChangesTextStyle(std::string_view tag);

class TextStyles {
 public:
  explicit TextStyles(std::size_t max_depth);

  void Open(std::string_view tag, const HtmlAttributes& attributes);
  void Close(std::string_view tag);

  struct Judgement {
    bool invisible = false;
    bool low_contrast = false;
    bool invalid_color = false;
  };
  Judgement Judge() const;

  double smallest_size() const { return smallest_size_; }
  double largest_size() const { return largest_size_; }
  bool depth_limit_met() const { return depth_limit_met_; }

 private:
  struct Style {
    int tag = 0;  // index into the list of elements, 0: the default
    std::string foreground, background;
    double size = 3;
    std::string display, visibility;
  };
  void ApplyAttribute(const std::string& name, const std::string& value, Style& style);
  void ApplyCss(std::string_view css, Style& style) const;
  void CloseTableTag(int tag);
  void Push(Style style);
  void Pop();

  std::vector<Style> stack_;
  std::array<std::size_t, 16> open_{};  // how often each element is on the stack
  std::size_t max_depth_;
  std::size_t beyond_limit_ = 0;  // elements that were opened past the limit and are not on the stack
  double base_font_ = 3;
  double smallest_size_ = 3, largest_size_ = 3;
  bool depth_limit_met_ = false;
};

}  // namespace gatepost
