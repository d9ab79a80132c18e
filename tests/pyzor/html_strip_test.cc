// Expected texts are those of Pyzor 1.0 on Python 3.11.
#include "pyzor/html_strip.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace gatepost {
namespace {

using namespace std::string_literals;

std::string Strip(std::string_view html) { return StripHtml(html).value_or("(gives up)"); }

TEST(StripHtml, JoinsTextsByBlanks) {
  EXPECT_EQ(Strip("<p>one<b>two</b> three</p>rest &amp;"), "one two three rest &");
  EXPECT_EQ(Strip("a<br/>b<br />c<img src=x/>d"), "a b c d");
  EXPECT_EQ(Strip("<b>\xC2\xA0 x \xE3\x80\x80</b>"), "x");
  EXPECT_EQ(Strip("a < b <"), "a < b");
}

TEST(StripHtml, WhatIsNotOverIsNotThere) {
  EXPECT_EQ(Strip("<p>one</p>rest &amp"), "one");
  EXPECT_EQ(Strip("a<b"), "a");
  EXPECT_EQ(Strip("a<!-- b"), "a");
  EXPECT_EQ(Strip("a<script>b"), "a");
}

TEST(StripHtml, LeavesScriptsAndStylesOut) {
  EXPECT_EQ(Strip("a<script>x<b>y</script >z"), "a z");
  EXPECT_EQ(Strip("a<style>b</style/>c</STYLE>d"), "a d");
  EXPECT_EQ(Strip("a<script/>b"), "a b");
}

TEST(StripHtml, QuotesThatNeverEnd) {
  EXPECT_EQ(Strip("<a b='c>d"), "");
  EXPECT_EQ(Strip("<a b= 'c>d<i>e</i>"), "d e");
  EXPECT_EQ(Strip("<a b=='c d>e"), "e");
  EXPECT_EQ(Strip("<a b=\"c>d\">e"), "e");
}

TEST(StripHtml, DeclarationsAndOddTags) {
  EXPECT_EQ(Strip("<!doctype html>a<!x>b<?p>c</>d</ b>e</1>f<g>"), "a b c d e f");
  EXPECT_EQ(Strip("<!-- a -- >b<!-->c-->d"), "b d");
  EXPECT_EQ(Strip("<a\0b>c<d>"s), "<a \0b>c"s);
  EXPECT_EQ(Strip("<![if !mso]>a<![endif]>b"), "a b");
  EXPECT_EQ(Strip("<![CDATA[ x ] ] >b"), "b");
}

TEST(StripHtml, GivesUpWherePyzorDoes) {
  EXPECT_EQ(Strip("<![endif--]>a"), "(gives up)");
  EXPECT_EQ(Strip("<![ if]>a"), "(gives up)");
  EXPECT_EQ(Strip("a<!["), "a");
}

TEST(StripHtml, LongHostileTextTakesNoLongTime) {
  const auto begin = std::chrono::steady_clock::now();
  for (const char* piece : {"<a b='", "<a b='>", "</", "</a ", "<script></", "&#", "&amp", "<![if ] ",
                            "<!-- -", "<", "\xC2\xA0<a\xC2\xA0"}) {
    std::string text;
    while (text.size() < 1000000) text += piece;
    StripHtml(text);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

}  // namespace
}  // namespace gatepost
