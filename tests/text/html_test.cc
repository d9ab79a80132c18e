#include "text/html.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "support/cpu_time.h"
#include "text/charset.h"

namespace gatepost {
namespace {

HtmlRendering Render(std::string_view html) { return RenderHtml(std::string(html), Limits()); }

double HtmlNumber(std::string_view html, std::string_view name) {
  const HtmlFacts facts = Render(html).facts;
  const auto found = facts.numbers.find(name);
  return found == facts.numbers.end() ? -1 : found->second;
}

std::vector<std::string> Texts(std::string_view html, std::string_view name) {
  const HtmlFacts facts = Render(html).facts;
  const auto found = facts.texts.find(name);
  return found == facts.texts.end() ? std::vector<std::string>() : found->second;
}

struct RenderCase {
  const char* name;
  const char* html;
  const char* text;
  const char* visible;
  const char* invisible;
};
class RenderHtmlTest : public testing::TestWithParam<RenderCase> {};

TEST_P(RenderHtmlTest, TextIsSpamAssassins) {
  const RenderCase& c = GetParam();
  const HtmlRendering rendering = Render(c.html);
  EXPECT_EQ(rendering.text, c.text);
  EXPECT_EQ(rendering.visible, c.visible);
  EXPECT_EQ(rendering.invisible, c.invisible);
}

INSTANTIATE_TEST_SUITE_P(
    Documents, RenderHtmlTest,
    testing::Values(
        RenderCase{"inline_tags_join", "he<b>ll</b>o", "hello", "hello", ""},
        RenderCase{"white_space_collapses", "a \t\n b", "a b", "a b", ""},
        RenderCase{"paragraphs", "<p>a</p><p>b</p>", "\n\na\n\n\n\nb\n\n", "\n\na\n\n\n\nb\n\n", ""},
        RenderCase{"breaks_trim_both_sides", "a <br> b", "a\nb", "a\nb", ""},
        RenderCase{"empty_element", "a<br/>b", "a\nb", "a\nb", ""},
        RenderCase{"cells_and_items", "<td>a</td><li>b", " a  b", " a  b", ""},
        RenderCase{"nbsp_by_name_is_a_space", "a&nbsp;b", "a b", "a b", ""},
        RenderCase{"nbsp_by_number_is_itself", "a&#160;b",
                   "a\xC2\xA0"
                   "b",
                   "a\xC2\xA0"
                   "b",
                   ""},
        RenderCase{"style_and_script_are_no_text", "a<style>b</style><script>c</script>d", "ad", "ad", ""},
        RenderCase{"unclosed_style", "a<style>b<p>c", "a", "a", ""},
        RenderCase{"title_is_text", "<title>t</title>a", "\n\nt\n\na", "\n\nt\n\na", ""},
        RenderCase{"textarea_is_text", "<textarea><b>x</textarea>", "<b>x", "<b>x", ""},
        RenderCase{"white_on_white", "a<font color=white>b</font>c", "abc", "ac", "b"},
        RenderCase{"nearly_white", "<font color='#fefefe'>b</font>", "b", "", "b"},
        RenderCase{"invalid_color", "<font color='bogus'>b</font>", "b", "", "b"},
        RenderCase{"tiny_font", "<font size=1>b</font>", "b", "", "b"},
        RenderCase{"display_none", "<div style='display:none'>b</div>c", "\nb\nc", "\n\nc", "b"},
        RenderCase{"display_none_is_inherited", "<div style='display:none'><span>b</span></div>", "\nb\n",
                   "\n\n", "b"},
        RenderCase{"visibility_hidden", "<span style='visibility: HIDDEN'>b</span>", "b", "", "b"},
        RenderCase{"display_none_important_is_missed", "<span style='display: none !important'>b</span>", "b",
                   "b", ""},
        RenderCase{"style_of_other_elements_is_missed", "<b style='display: none'>b</b>", "b", "b", ""},
        RenderCase{"font_size_zero_is_missed", "<span style='font-size:0'>b</span>", "b", "b", ""},
        RenderCase{"bgcolor_has_no_effect", "<table bgcolor=black><td><font color=white>b", " b", " ", "b"},
        RenderCase{"background_style", "<td style='background:#000'><font color=white>b", " b", " b", ""},
        RenderCase{"transparent_text", "<div style='color:transparent'>b</div>", "\nb\n", "\n\n", "b"},
        RenderCase{"a_cell_ends_the_cell_before", "<table><tr><td style='display:none'>a<td>b", " a b", "  b",
                   "a"},
        RenderCase{"body_text_color", "<body text=white>b</body>c", "bc", "", "bc"},
        RenderCase{"typographic_quotes_delimit", "<a href=\xE2\x80\x9Dhttp://h/\xE2\x80\x9D>x</a>", "x", "x",
                   ""},
        RenderCase{"half_a_tag_is_no_text", "a <b", "a ", "a ", ""}),
    [](const testing::TestParamInfo<RenderCase>& c) { return c.param.name; });

TEST(RenderHtml, BytesStayBytesUntilACharacterNeedsMore) {
  const HtmlRendering bytes = RenderHtml("&eacute;", Limits(), false);
  EXPECT_FALSE(bytes.text_unicode);
  EXPECT_EQ(bytes.text, "\xC3\xA9");
  EXPECT_TRUE(RenderHtml("&eacute;&euro;", Limits(), false).text_unicode);
  EXPECT_TRUE(RenderHtml("e", Limits(), true).text_unicode);
}

TEST(HtmlFacts, TagsAreCountedAsOpen) {
  const HtmlFacts facts = Render("<!DOCTYPE html><b><b></b></i><o:p><foo>").facts;
  EXPECT_EQ(facts.tags.at("b"), 1);
  EXPECT_EQ(facts.tags.at("i"), 0);
  EXPECT_EQ(facts.tags.at("foo"), 1);
  EXPECT_EQ(facts.tags.at("!doctype"), 0);
  EXPECT_EQ(facts.tags.count("table"), 0u);
}

// Office's own tags are elements: "o:p", "st1:city".
TEST(HtmlFacts, OfficeTagsAreElements) {
  EXPECT_DOUBLE_EQ(HtmlNumber("<b><o:p><st1:city><st2:a/>", "bad_tag_ratio"), 0);
  EXPECT_DOUBLE_EQ(HtmlNumber("<b><st1:>", "bad_tag_ratio"), 0.5) << "no name";
  EXPECT_DOUBLE_EQ(HtmlNumber("<b><sto:p>", "bad_tag_ratio"), 0.5);
}

TEST(HtmlFacts, Ratios) {
  // Four tags: b, /b, foo, /i.
  constexpr std::string_view kHtml = "<b></b><foo></i>";
  EXPECT_DOUBLE_EQ(HtmlNumber(kHtml, "bad_tag_ratio"), 0.25);
  EXPECT_DOUBLE_EQ(HtmlNumber(kHtml, "closed_extra_ratio"), 0.25);
  EXPECT_DOUBLE_EQ(HtmlNumber(kHtml, "non_element_ratio"), 1.0 / 3);
  EXPECT_EQ(HtmlNumber("text", "bad_tag_ratio"), -1) << "undefined without tags";
  EXPECT_DOUBLE_EQ(HtmlNumber("V<b>ia</b>gra", "obfuscation_ratio"), 1.0);
  EXPECT_EQ(HtmlNumber("V<b>ia</b>gra", "backhair_count"), 2);
  EXPECT_EQ(HtmlNumber("V <b>ia</b> gra", "backhair_count"), -1) << "a blank on one side is enough";
  EXPECT_EQ(HtmlNumber("V <b>ia</b>", "backhair_count"), -1);
  EXPECT_EQ(HtmlNumber("V<b> ia</b>", "backhair_count"), -1);
  EXPECT_EQ(HtmlNumber("V <b>ia</b> gra", "obfuscation_ratio"), -1) << "undefined, not 0";
  EXPECT_EQ(HtmlNumber("<foo>", "bad_tag_ratio"), -1) << "undefined without an element";
  EXPECT_EQ(HtmlNumber("<foo>", "non_element_ratio"), -1);
}

TEST(HtmlFacts, Lengths) {
  EXPECT_EQ(HtmlNumber("<b>\xC3\xA9 x</b>", "length"), 10);
  EXPECT_EQ(HtmlNumber("<b>\xC3\xA9 x</b>", "html_length"), 3);
  EXPECT_EQ(HtmlNumber("<b>\xC3\xA9 x</b>", "non_space_len"), 2);
}

TEST(HtmlFacts, FontSizes) {
  EXPECT_EQ(HtmlNumber("<font size='+2'>", "max_size"), 5);
  EXPECT_EQ(HtmlNumber("<font size=-2>", "min_size"), 1);
  EXPECT_EQ(HtmlNumber("<basefont size=5><font size=+1>", "max_size"), 6);
  EXPECT_EQ(HtmlNumber("<b>", "max_size"), 3);
}

TEST(HtmlFacts, Flags) {
  EXPECT_EQ(HtmlNumber("x", "html"), 1);
  EXPECT_EQ(HtmlNumber("<font color=white>x", "font_low_contrast"), 1);
  EXPECT_EQ(HtmlNumber("<font color=nocolor>x", "font_invalid_color"), 1);
  EXPECT_EQ(HtmlNumber("<p style='color: ; top: 0'>x", "font_invalid_color"), 1);
  EXPECT_EQ(HtmlNumber("<p style='color:; top: 0'>x", "font_invalid_color"), -1);
  EXPECT_EQ(HtmlNumber("<p style='color:\n; background: ; display: '>x", "font_invalid_color"), -1);
  EXPECT_EQ(HtmlNumber("<font face='Arial, sans-serif'>", "font_face_bad"), -1);
  EXPECT_EQ(HtmlNumber("<font face='a1b2c3'>", "font_face_bad"), 1);
  EXPECT_EQ(HtmlNumber("<form action='MAILTO:a@b'>", "form_action_mailto"), 1);
  EXPECT_EQ(HtmlNumber("<object>", "embeds"), 1);
}

TEST(HtmlFacts, ImageArea) {
  EXPECT_EQ(HtmlNumber("<img width=10 height=20>", "image_area"), 200);
  EXPECT_EQ(HtmlNumber("<img width=10% height=10%>", "image_area"), 80 * 60);
  EXPECT_EQ(HtmlNumber("<img width=x height=0>", "image_area"), 200 * 200);
  EXPECT_EQ(HtmlNumber("<img width=10>", "image_area"), 0);
}

TEST(HtmlFacts, Texts) {
  EXPECT_EQ(Texts("<title>a &amp; b</title><title>c", "title"), (std::vector<std::string>{"a & b", "c"}));
  EXPECT_EQ(Texts("<!-- x --><!y>", "comment"), (std::vector<std::string>{"<!-- x -->", "<!y>"}));
  EXPECT_EQ(Texts("<script>f()</script>", "script"), (std::vector<std::string>{"f()"}));
  EXPECT_EQ(Texts("<a href=x>one <b>two</b></a><a>three<img></a>", "anchor"),
            (std::vector<std::string>{"one two", "three<img>\n"}));
}

TEST(HtmlFacts, UrisWithTypesAndAnchors) {
  const HtmlFacts facts =
      Render("<base href='http://h/d/i.html'><a href='x'>one</a><img src='x'><a href='http://g/'>two</a>")
          .facts;
  EXPECT_EQ(facts.base_href, "http://h/d/");
  ASSERT_EQ(facts.uris.size(), 4u);
  EXPECT_EQ(facts.uris[0].uri, "http://h/d/i.html");
  EXPECT_EQ(facts.uris[1].uri, "http://h/d/x");
  EXPECT_EQ(facts.uris[1].types, (std::vector<std::string>{"a", "img"}));
  EXPECT_TRUE(facts.uris[1].anchor_text.empty()) << "anchor texts go by the URI as written";
  EXPECT_EQ(facts.uris[2].uri, "x");
  EXPECT_EQ(facts.uris[2].anchor_text, (std::vector<std::string>{"one"}));
  EXPECT_EQ(facts.uris[3].types, (std::vector<std::string>{"a"}));
  EXPECT_EQ(facts.uris[3].anchor_text, (std::vector<std::string>{"two"}));
}

TEST(HtmlFacts, WhatIsKeptIsLimited) {
  const std::string last = "<!--efgh-->";
  const std::size_t bytes = 2 * (Limits::kEntryOverhead + last.size());
  for (const std::size_t most : {bytes - 1, bytes, bytes + 1}) {
    Limits limits;
    limits.max_html_kept_bytes = most;
    const HtmlFacts facts = RenderHtml("<!--abcd-->" + last, limits, true).facts;
    ASSERT_TRUE(facts.texts.contains("comment"));
    EXPECT_EQ(facts.texts.at("comment").back(), last.substr(0, most < bytes ? last.size() - 1 : last.size()));
    EXPECT_EQ(facts.limits_met.empty(), most >= bytes);
  }
}

TEST(HtmlFacts, UrisOfOddMarkup) {
  EXPECT_EQ(Texts("<a x/href='http://h/'>", "uri"), (std::vector<std::string>{"http://h/"}));
  EXPECT_EQ(Texts("<meta http-equiv=Refresh content='0; URL = http://m/; x'>", "uri"),
            (std::vector<std::string>{"http://m/"}));
  EXPECT_EQ(Texts("<a data-saferedirecturl='http://s/' href='mailto:a@b'>", "uri"),
            (std::vector<std::string>{"mailto:a@b", "http://s/"}));
  EXPECT_EQ(Texts("<td background='http://b/'><iframe src='http://i/'>", "uri"),
            (std::vector<std::string>{"http://b/", "http://i/"}));
}

TEST(HtmlLimits, Uris) {
  Limits limits;
  limits.max_uris = 2;
  for (int count = 1; count <= 3; ++count) {
    std::string html;
    for (int i = 0; i < count; ++i) html += "<img src='http://h/" + std::to_string(i) + "'>";
    const HtmlFacts facts = RenderHtml(html, limits).facts;
    EXPECT_EQ(facts.uris.size(), static_cast<std::size_t>(std::min(count, 2)));
    EXPECT_EQ(facts.limits_met.empty(), count <= 2);
  }
}

TEST(HtmlLimits, Anchors) {
  Limits limits;
  limits.max_html_anchors = 2;
  for (int count = 1; count <= 4; ++count) {
    std::string html;
    for (int i = 0; i < count; ++i) html += "<a href='http://h/'>x" + std::to_string(i) + "</a>";
    HtmlRendering rendering = RenderHtml(html, limits);
    std::vector<std::string> kept = {"x0", "x1"};
    kept.resize(static_cast<std::size_t>(std::min(count, 2)));
    EXPECT_EQ(rendering.facts.texts["anchor"], kept);
    EXPECT_EQ(rendering.facts.uris.at(0).anchor_text, kept);
    EXPECT_NE(rendering.text.find("x" + std::to_string(count - 1)), std::string::npos);
    EXPECT_EQ(rendering.facts.limits_met.empty(), count <= 2);
  }
}

TEST(HtmlLimits, DepthKeepsTheTextAndClosesInOrder) {
  Limits limits;
  limits.max_html_depth = 2;
  // The third <font> is not taken in, its end tag closes nothing else.
  const HtmlRendering rendering =
      RenderHtml("<span><span><font color=white>a</font>b</span></span><font color=white>c</font>d", limits);
  EXPECT_EQ(rendering.text, "abcd");
  EXPECT_EQ(rendering.invisible, "c");
  EXPECT_EQ(rendering.facts.limits_met, (std::vector<std::string>{"max_html_depth"}));
}

TEST(HtmlLimits, HostileDocumentsTakeLinearTime) {
  const auto repeat = [](std::string_view unit) {
    std::string out;
    while (out.size() < 400000) out += unit;
    return out;
  };
  for (std::string_view unit :
       {"<div>", "<span style='color:red'>", "<a href=x>", "</b>", "<!--", "<![", "<!DOCTYPE '", "&aaaa", "<",
        "<a b='", "<td>", "<title>", "<![INCLUDE[", "]]>", "<font size=+1>x", "<img src=a>", "--  ",
        "<b a a a a a a a a a a a a a a a a>", "&#55357;"}) {
    const double start_s = CpuSeconds();
    const HtmlRendering rendering = Render(repeat(unit));
    EXPECT_TRUE(IsValidUtf8(rendering.text));
    // A quadratic pass over 400,000 bytes takes minutes.
    EXPECT_LT(CpuSeconds() - start_s, 10) << unit;
  }
}

}  // namespace
}  // namespace gatepost
