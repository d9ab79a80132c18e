#include <string>

#include "gtest/gtest.h"
#include "text/html.h"

namespace gatepost {
namespace {

double Number(std::string_view html, const char* name) {
  const HtmlFacts facts = RenderHtml(std::string(html), Limits()).facts;
  const auto found = facts.numbers.find(name);
  return found == facts.numbers.end() ? -1 : found->second;
}

TEST(HiddenText, CountsWhatAReaderCannotSee) {
  for (const char* html :
       {"<p style='display:none'>abcd</p>", "<p style='visibility:hidden'>abcd</p>", "<p hidden>abcd</p>",
        "<p style='font-size:0'>abcd</p>", "<p style='FONT-SIZE: 0px !important'>ab<b>cd</b></p>",
        "<p style='opacity:0'>abcd</p>", "<p style='mso-hide:all'>abcd</p>",
        "<p style='max-height:0;overflow:hidden'>abcd</p>",
        "<div style='display:none'><p>ab</p>c&nbsp;d</div>"}) {
    EXPECT_EQ(Number(html, "gp_hidden_bytes"), 4) << html;
    EXPECT_EQ(Number(html, "gp_visible_bytes"), 0) << html;
  }
}

TEST(HiddenText, AWrapperWithVisibleChildrenIsNotHidden) {
  for (const char* html :
       {"<div style='font-size:0'><span style='font-size:14px'>abcd</span></div>",
        "<td style='font-size:0px'><p style='font-size:12pt'>abcd</p></td>",
        "<div style='visibility:hidden'><p style='visibility:visible'>abcd</p></div>",
        "<div style='overflow:hidden'>abcd</div>", "<div style='display:none'></div>abcd"}) {
    EXPECT_EQ(Number(html, "gp_hidden_bytes"), 0) << html;
    EXPECT_EQ(Number(html, "gp_visible_bytes"), 4) << html;
  }
  EXPECT_EQ(Number("<div style='font-size:0'><p style='font-size:2em'>ab</p></div>", "gp_hidden_bytes"), 2);
}

TEST(HiddenText, TinyFontsAndColoursCloseToTheBackground) {
  EXPECT_EQ(Number("<p style='font-size:1px'>abcd</p>efg", "gp_tiny_bytes"), 4);
  EXPECT_EQ(Number("<p style='color:#fefefe'>abcd</p>efg", "gp_low_contrast_bytes"), 4);
  EXPECT_EQ(Number("<table bgcolor=black><tr><td><font color=white>abcd", "gp_low_contrast_bytes"), 0);
  EXPECT_EQ(Number("<table bgcolor=black><tr><td><font color='#010101'>abcd", "gp_low_contrast_bytes"), 4);
  EXPECT_EQ(Number("<td background=x.gif><font color=white>abcd", "gp_low_contrast_bytes"), 0)
      << "over an image";
}

TEST(HiddenText, FillersAreNoText) {
  EXPECT_EQ(Number("&zwnj;&nbsp;&#8203;&#847; \n<p style='display:none'>&zwj;</p>", "gp_visible_bytes"), 0);
}

TEST(HiddenText, DepthLimit) {
  Limits limits;
  limits.max_html_depth = 3;
  for (int depth = 2; depth <= 4; ++depth) {
    std::string html;
    for (int i = 0; i < depth; ++i) html += "<i>";
    html += "abcd";
    const HtmlFacts facts = RenderHtml(html, limits).facts;
    EXPECT_EQ(facts.limits_met.empty(), depth <= 3) << depth;
    EXPECT_EQ(facts.numbers.find("gp_visible_bytes")->second, 4);
  }
}

}  // namespace
}  // namespace gatepost
