#include "text/html_tokenizer.h"

#include <string>

#include "gtest/gtest.h"

namespace gatepost {
namespace {

// Writes each event on one line.
class Recorder : public HtmlHandler {
 public:
  void StartTag(const std::string& tag, HtmlAttributes attributes) override {
    log += "<" + tag;
    for (const auto& [name, value] : attributes.all()) log += "|" + name + "=" + value;
    log += ">\n";
  }
  void EndTag(const std::string& tag) override { log += "</" + tag + ">\n"; }
  void Text(HtmlText text) override { log += "'" + text.utf8 + "'\n"; }
  void Comment(std::string_view markup) override { log += "comment " + std::string(markup) + "\n"; }
  void Declaration(std::string_view markup) override { log += "declaration " + std::string(markup) + "\n"; }
  std::string log;
};

std::string Events(std::string_view html, const Limits& limits = {}) {
  Recorder recorder;
  HtmlTokenizer tokenizer(&recorder, true, limits);
  tokenizer.Parse(std::string(html));
  tokenizer.Finish();
  return recorder.log;
}

struct TokenCase {
  const char* name;
  const char* html;
  const char* events;
};
class HtmlTokenizerTest : public testing::TestWithParam<TokenCase> {};

TEST_P(HtmlTokenizerTest, EventsAreThoseOfHtmlParser) {
  EXPECT_EQ(Events(GetParam().html), GetParam().events);
}

INSTANTIATE_TEST_SUITE_P(
    Documents, HtmlTokenizerTest,
    testing::Values(
        TokenCase{"tags_and_text", "<B>x</B>y ", "<b>\n'x'\n</b>\n'y'\n' '\n"},
        TokenCase{"the_last_word_is_held_back", "one two", "'one'\n' two'\n"},
        TokenCase{"attributes", "<a HREF=x b='y\"' c=\"z>\" d e = f>t</a>",
                  "<a|href=x|b=y\"|c=z>|d=d|e=f>\n't'\n</a>\n"},
        TokenCase{"first_attribute_counts", "<a h=1 H=2>", "<a|h=1>\n"},
        TokenCase{"value_missing", "<a h=>x", "<a|h=>\n'x'\n"},
        TokenCase{"equals_may_start_a_name", "<a =x>", "<a|=x==x>\n"},
        TokenCase{"slash_belongs_to_the_name", "<br/><b/ x>", "<br/>\n<b/|x=x>\n"},
        TokenCase{"unclosed_quote_is_a_comment", "<a href=\"x>y", "comment <a href=\"x>y\n"},
        TokenCase{"unclosed_tag_is_a_comment", "a<b", "'a'\ncomment <b\n"},
        TokenCase{"not_a_tag", "1 < 2 <3", "'1 '\n'< 2 '\n'<3'\n"},
        TokenCase{"comment", "<!-- a - > b -->c", "comment <!-- a - > b -->\n'c'\n"},
        TokenCase{"comment_end_with_space", "<!-- a --\n>c", "comment <!-- a --\n>\n'c'\n"},
        TokenCase{"unclosed_comment_ends_at_gt", "<!-- a > b", "comment <!-- a >\n' b'\n"},
        TokenCase{"empty_comment", "<!>x", "comment <!>\n'x'\n"},
        TokenCase{"bogus_comment", "<!foo bar>x</ y>", "comment <!foo bar>\n'x'\ncomment </ y>\n"},
        TokenCase{"doctype", "<!DOCTYPE html \"a>b\" -- > -->x",
                  "declaration <!DOCTYPE html \"a>b\" -- > -->\n'x'\n"},
        TokenCase{"doctype_with_lone_dash", "<!DOCTYPE -x>y", "comment <!DOCTYPE -x>\n'y'\n"},
        TokenCase{"processing_instruction", "a<?php b ?>c", "'a'\n'c'\n"},
        TokenCase{"script_is_raw", "<script>a<b>&amp;</script >c", "<script>\n'a<b>&amp;'\n</script>\n'c'\n"},
        TokenCase{"title_is_text", "<title><b>&amp;</title>", "<title>\n'<b>&'\n</title>\n"},
        TokenCase{"unclosed_script_is_markup", "<script>a<b>c", "<script>\n</script>\n'a'\n<b>\n'c'\n"},
        TokenCase{"unclosed_title_ends_before_markup", "<title>a <b>c",
                  "<title>\n'a '\n</title>\n<b>\n'c'\n"},
        TokenCase{"unclosed_textarea_is_text", "<textarea>a<b>c", "<textarea>\n'a<b>c'\n"},
        TokenCase{"plaintext_never_ends", "<plaintext>a</plaintext>", "<plaintext>\n'a</plaintext>'\n"},
        TokenCase{"cdata", "<![CDATA[<b>&amp;]]>c", "'<b>&amp;'\n'c'\n"},
        TokenCase{"rcdata", "<![ RCDATA [<b>&amp;]]>c", "'<b>&'\n'c'\n"},
        TokenCase{"ignored_section", "<![IGNORE[<b>x]]>c", "'c'\n"},
        TokenCase{"included_section", "<![[<b>x]]>c", "<b>\n'x'\n'c'\n"},
        TokenCase{"conditional_comment", "<![if mso]>x<![endif]>",
                  "comment <![if mso]>\n'x'\ncomment <![endif]>\n"},
        TokenCase{"end_tag_hides_gt_in_quotes", "</a b=\"x>y\">z", "</a>\n'z'\n"}),
    [](const testing::TestParamInfo<TokenCase>& c) { return c.param.name; });

TEST(HtmlTokenizer, NulBytesArePartOfTheText) {
  EXPECT_EQ(Events(std::string_view("a\0b<b\0>", 7)), std::string("'a\0b'\n<b\0>\n", 11));
}

TEST(HtmlTokenizer, TakesADocumentInPieces) {
  Recorder recorder;
  HtmlTokenizer tokenizer(&recorder, true, Limits());
  for (char c : std::string_view("<a x=\"y z\">b</a>")) tokenizer.Parse(std::string(1, c));
  tokenizer.Finish();
  EXPECT_EQ(recorder.log, "<a|x=y z>\n'b'\n</a>\n");
}

TEST(HtmlTokenizer, AttributesBeyondTheLimitAreDropped) {
  for (std::size_t limit : {1u, 2u, 3u}) {
    Recorder recorder;
    Limits limits;
    limits.max_html_attributes = limit;
    HtmlTokenizer tokenizer(&recorder, true, limits);
    tokenizer.Parse("<a b c>");
    tokenizer.Finish();
    EXPECT_EQ(recorder.log, limit == 1 ? "<a|b=b>\n" : "<a|b=b|c=c>\n");
    EXPECT_EQ(tokenizer.limits_met().size(), limit == 1 ? 1u : 0u);
  }
}

TEST(HtmlTokenizer, NamesAndValuesBeyondTheLimitAreCut) {
  for (std::size_t size : {3u, 4u, 5u}) {
    Recorder recorder;
    Limits limits;
    limits.max_html_name_bytes = limits.max_html_value_bytes = 4;
    HtmlTokenizer tokenizer(&recorder, true, limits);
    const std::string cut(std::min<std::size_t>(size, 4), 'b');
    tokenizer.Parse("<" + std::string(size, 'b') + " a=" + std::string(size, 'b') + ">");
    tokenizer.Finish();
    EXPECT_EQ(recorder.log, "<" + cut + "|a=" + cut + ">\n");
    EXPECT_EQ(tokenizer.limits_met().size(), size == 5 ? 2u : 0u);
  }
}

TEST(HtmlTokenizer, DeclarationsReadInVainStayCheap) {
  // Each <!DOCTYPE is read to the end, found wanting, and ends at its first ">": quadratic without a bound.
  std::string html = "<!DOCTYPE ";
  for (int i = 0; i < 40000; ++i) html += "\" '>' <!DOCTYPE \" ";
  html += "-x";
  Recorder recorder;
  HtmlTokenizer tokenizer(&recorder, true, Limits());
  tokenizer.Parse(std::string(html));
  tokenizer.Finish();
  EXPECT_FALSE(recorder.log.empty());
}

struct EntityCase {
  const char* text;
  const char* in_text;
  const char* in_attribute;
};

TEST(DecodeEntities, NamesAndNumbers) {
  const EntityCase cases[] = {
      {"&amp;&lt;&gt;&quot;&apos;", "&<>\"'", "&<>\"'"},
      {"&eacute;&eacute &Eacute", "\xC3\xA9\xC3\xA9 \xC3\x89", "\xC3\xA9\xC3\xA9 \xC3\x89"},
      {"&alpha;&alpha", "\xCE\xB1&alpha", "\xCE\xB1&alpha"},
      {"&copy2 &notit;",
       "\xC2\xA9"
       "2 \xC2\xACit;",
       "&copy2 &notit;"},
      {"&#233;&#xE9&#XE9;", "\xC3\xA9\xC3\xA9\xC3\xA9", "\xC3\xA9\xC3\xA9\xC3\xA9"},
      {"&#8364;", "\xE2\x82\xAC", "\xE2\x82\xAC"},
      {"&#55357;&#56832;", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
      {"&#55357;x&#56832;", "\xEF\xBF\xBDx\xEF\xBF\xBD", "\xEF\xBF\xBDx\xEF\xBF\xBD"},
      // Between the halves stands what is no reference.
      {"&#55357;&#&#56832;", "\xEF\xBF\xBD&#\xEF\xBF\xBD", "\xEF\xBF\xBD&#\xEF\xBF\xBD"},
      {"&#0;&#xFFFE;&#x110000;&#;&#x;", "&#0;&#xFFFE;&#x110000;&#;&#x;", "&#0;&#xFFFE;&#x110000;&#;&#x;"},
      {"&#xFDD0;", "\xEF\xBF\xBD", "\xEF\xBF\xBD"},
      {"&&x;&", "&&x;&", "&&x;&"},
  };
  for (const EntityCase& c : cases) {
    EXPECT_EQ(DecodeEntities(c.text, true, true).utf8, c.in_text);
    EXPECT_EQ(DecodeEntities(c.text, true, false).utf8, c.in_attribute);
  }
}

TEST(DecodeEntities, BytesBecomeCharactersOnlyWhereTheyMust) {
  EXPECT_FALSE(DecodeEntities("&eacute;", false, true).unicode);
  EXPECT_TRUE(DecodeEntities("&euro;", false, true).unicode);
  EXPECT_TRUE(DecodeEntities("x", true, true).unicode);
}

}  // namespace
}  // namespace gatepost
