// What of an HTML mail its reader does not see, decided as a mail program would: by the styles that
// each text ends up with, not by those of a wrapper. Our own facts, not SpamAssassin's. Internal to text/.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/html_color.h"
#include "text/html_tokenizer.h"

namespace gatepost {

class HiddenText {
 public:
  explicit HiddenText(std::size_t max_depth);

  void Open(const std::string& tag, const HtmlAttributes& attributes);
  void Close(const std::string& tag);
  void Text(std::string_view utf8);

  // gp_visible_bytes, gp_hidden_bytes, gp_tiny_bytes, gp_low_contrast_bytes.
  void AddTo(std::map<std::string, double, std::less<>>& numbers) const;
  bool depth_limit_met() const { return depth_limit_met_; }

 private:
  struct Box {
    std::string tag;
    double font_pixels = 16;
    bool gone = false;    // nothing inside can be seen (display:none ...)
    bool hidden = false;  // visibility, which a child may undo
    Rgb foreground{0, 0, 0}, background{255, 255, 255};
    bool background_known = true;  // false once an image lies behind the text
  };
  void ApplyStyle(std::string_view css, const Box& parent, Box& box) const;
  void Pop();

  std::vector<Box> boxes_;
  std::unordered_map<std::string, std::size_t> open_;
  std::size_t max_depth_, beyond_limit_ = 0;
  bool depth_limit_met_ = false;
  double visible_bytes_ = 0, hidden_bytes_ = 0, tiny_bytes_ = 0, low_contrast_bytes_ = 0;
};

}  // namespace gatepost
