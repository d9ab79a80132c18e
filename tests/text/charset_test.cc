#include "text/charset.h"

#include <string>

#include "gtest/gtest.h"
#include "support/cpu_time.h"

namespace gatepost {
namespace {

struct CharsetCase {
  const char* name;
  std::string bytes;
  const char* charset;
  std::string utf8;
  bool decoded, unknown, invalid;
};

class ToUtf8Test : public testing::TestWithParam<CharsetCase> {};

TEST_P(ToUtf8Test, GuessesAsSpamAssassinDoes) {
  const CharsetCase& c = GetParam();
  const CharsetResult result = ToUtf8(c.bytes, c.charset);
  EXPECT_EQ(result.utf8, c.utf8);
  EXPECT_EQ(result.decoded, c.decoded);
  EXPECT_EQ(result.unknown_charset, c.unknown);
  EXPECT_EQ(result.invalid_bytes, c.invalid);
}

INSTANTIATE_TEST_SUITE_P(
    Charsets, ToUtf8Test,
    testing::Values(
        CharsetCase{"ascii", "plain", "us-ascii", "plain", false, false, false},
        CharsetCase{"ascii_in_latin1", "plain", "ISO-8859-1", "plain", false, false, false},
        CharsetCase{"ascii_in_unknown", "plain", "x-none", "plain", false, true, false},
        CharsetCase{"ascii_no_charset", "plain", "", "plain", false, false, false},
        CharsetCase{"utf8", "caf\xC3\xA9", "utf-8", "caf\xC3\xA9", true, false, false},
        CharsetCase{"utf8_declared_latin1", "caf\xC3\xA9", "iso-8859-1", "caf\xC3\xA9", true, false, false},
        CharsetCase{"utf8_declared_unknown", "caf\xC3\xA9", "bogus", "caf\xC3\xA9", true, false, false},
        CharsetCase{"latin1_is_windows1252", "\x93x\x94", "ISO-8859-1", "\xE2\x80\x9Cx\xE2\x80\x9D", true,
                    false, false},
        CharsetCase{"latin1_declared_utf8", "caf\xE9", "utf-8", "caf\xC3\xA9", true, false, true},
        CharsetCase{"latin1_declared_ascii", "caf\xE9", "us-ascii", "caf\xC3\xA9", true, false, true},
        CharsetCase{"latin1_unknown", "caf\xE9", "x-unknown", "caf\xC3\xA9", true, true, false},
        CharsetCase{"undefined_in_windows1252", "a\x81z\xFF", "windows-1252", "a\xEF\xBF\xBDz\xC3\xBF", true,
                    false, true},
        CharsetCase{"noncharacter_is_not_utf8", "\xEF\xBF\xBF", "utf-8", "\xC3\xAF\xC2\xBF\xC2\xBF", true,
                    false, true},
        CharsetCase{"koi8", "\xF0\xD2\xC9", "koi8-r", "\xD0\x9F\xD1\x80\xD0\xB8", true, false, false},
        CharsetCase{"gb2312_by_its_odd_name", "\xD6\xD0", "GB2312_CHARSET", "\xE4\xB8\xAD", true, false,
                    false},
        CharsetCase{"big5", "\xA4\xA4", "cs-big5", "\xE4\xB8\xAD", true, false, false},
        CharsetCase{"shift_jis_keeps_backslash", "\x82\xA0\\", "shift_jis", "\xE3\x81\x82\\", true, false,
                    false},
        CharsetCase{"half_character_at_the_end", "\xA4\xA4\xA4", "big5", "\xE4\xB8\xAD", true, false, false},
        CharsetCase{"iso2022jp", "\x1B$B$\"\x1B(B!", "iso-2022-jp", "\xE3\x81\x82!", true, false, false},
        CharsetCase{"iso2022jp_half_width_kana", "\x1B(I1\x1B(B!", "iso-2022-jp", "\xEF\xBD\xB1!", true,
                    false, false},
        CharsetCase{"iso2022jp_of_jisx0212", "\x1B$(D0!\x1B(B!", "iso-2022-jp-1", "\xE4\xB8\x82!", true,
                    false, false},
        CharsetCase{"latin2", "\xB1", "ISO_8859-2", "\xC4\x85", true, false, false},
        CharsetCase{"latin9", "\xA4", "latin9", "\xE2\x82\xAC", true, false, false},
        CharsetCase{"utf7", "1 +- 1, f+APw-r+\xFC, +2Dzfiw x~\\", "utf-7",
                    "1 + 1, f\xC3\xBCr+\xC3\xBC, \xF0\x9F\x8E\x8B x~\\", true, false, false},
        CharsetCase{"gbk_user_defined", "\xF8\xCE", "gbk", "\xEE\x89\xA1", true, false, false},
        CharsetCase{"euc_jp_of_jisx0213", "\xAD\xA1", "euc-jp", "\xE2\x91\xA0", true, false, false},
        CharsetCase{"euc_kr_has_no_c1", "a\x8D", "euc-kr", "a\xEF\xBF\xBD", true, false, true},
        CharsetCase{"utf16le_without_mark", std::string("H\0i\0 \0a\0l\0l\0", 12), "utf-16", "Hi all", true,
                    false, false},
        CharsetCase{"utf16be_without_mark", std::string("\0H\0i\0 \0a", 8), "UTF-16", "Hi a", true, false,
                    false},
        CharsetCase{"ucs2", std::string("\0H\0i", 4), "ucs-2", "Hi", true, false, false},
        CharsetCase{"half_a_unit_of_ucs2", "Hi!", "ucs-2", "Hi!", false, false, true},
        CharsetCase{"half_a_unit_of_utf32", std::string("\0\0\0H\0\0", 6), "utf-32be",
                    std::string("\0\0\0H\0\0", 6), false, false, true},
        CharsetCase{"hz", "a ~{VPND~} b~~~\nc\n", "hz", "a \xE4\xB8\xAD\xE6\x96\x87 b~c\n", true, false,
                    false},
        CharsetCase{"hz_ends_with_its_line", "~{VP\nND", "HZ", "\xE4\xB8\xAD\nND", true, false, false},
        CharsetCase{"hz_that_is_none", "a ~x", "hz", "a ~x", false, false, true},
        CharsetCase{"johab", "\xD0\x65\x8A\x82", "johab", "\xED\x95\x9C\xEA\xB5\xAD", true, false, false},
        CharsetCase{"ebcdic", "\xC8\x85\x93\x93\x96\x40\x4A", "ibm500", "Hello [", true, false, false},
        CharsetCase{"empty", "", "utf-8", "", false, false, false}),
    [](const testing::TestParamInfo<CharsetCase>& c) { return c.param.name; });

TEST(ToUtf8, InsistingReplacesWhatTheCharsetLacks) {
  EXPECT_EQ(ToUtf8("a\xE9z", "us-ascii", CharsetTrust::kInsist).utf8, "a\xEF\xBF\xBDz");
  EXPECT_EQ(ToUtf8("a\xE9z", "utf-8", CharsetTrust::kInsist).utf8, "a\xEF\xBF\xBDz");
  EXPECT_EQ(ToUtf8("a\x81z", "windows-1252", CharsetTrust::kInsist).utf8, "a\xEF\xBF\xBDz");
  EXPECT_EQ(ToUtf8("\x4E\x2DX", "ucs-2", CharsetTrust::kInsist).utf8, "\xE4\xB8\xAD");
  // The same bytes would be valid UTF-8, but the mail says otherwise.
  EXPECT_EQ(ToUtf8("\xC3\xA9", "iso-8859-1", CharsetTrust::kInsist).utf8, "\xC3\x83\xC2\xA9");
}

TEST(ToUtf8, AnyBytesInAnyCharsetGiveValidUtf8) {
  std::string all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
  for (const char* charset :
       {"utf-8", "us-ascii", "gb2312", "big5", "euc-kr", "shift_jis", "iso-2022-jp", "hz", "utf-16", "utf-7",
        "utf-32", "ucs-2", "koi8-r", "windows-1255", "x", ""}) {
    for (CharsetTrust trust : {CharsetTrust::kGuess, CharsetTrust::kInsist}) {
      EXPECT_TRUE(IsValidUtf8(ToUtf8(all, charset, trust).utf8)) << charset;
    }
  }
}

// Perl would end at the first of them.
TEST(ToUtf8, Iso2022JpGoesOnAfterOtherBytes) {
  EXPECT_EQ(ToUtf8("\x1B$B$\"\x1B(B\xFF!\x1B$B$\"\x1B(B.", "iso-2022-jp").utf8,
            "\xE3\x81\x82\xEF\xBF\xBD!\xE3\x81\x82.");
  EXPECT_EQ(ToUtf8("caf\xE9 x", "iso-2022-jp").utf8, "caf\xC3\xA9 x");
}

TEST(ToUtf8, ATextBeginsAnewWhereTheLastOneEndedInAnotherState) {
  const std::string open = "\x1b$)C\x0E\x34k";  // ISO-2022-KR, shifted to Korean and left so
  const std::string first = ToUtf8(open + "\xFF", "iso-2022-kr", CharsetTrust::kInsist).utf8;
  EXPECT_FALSE(IsAscii(first));
  EXPECT_EQ(ToUtf8(open + "\xFF", "iso-2022-kr", CharsetTrust::kInsist).utf8, first);
  EXPECT_EQ(ToUtf8("plain", "iso-2022-kr", CharsetTrust::kInsist).utf8, "plain");
}

// Each in turn: a module that is loaded for each text takes half a millisecond.
TEST(ToUtf8, CharsetsByTurnsCostNoMoreThanTheirText) {
  const char* charsets[] = {"johab", "koi8-u", "viscii", "cp1258", "big5-hkscs", "cp949", "hz", "euc-kr"};
  const auto convert_all = [&] {
    for (const char* charset : charsets) ToUtf8("\xC4\xE3", charset, CharsetTrust::kInsist);
  };
  convert_all();
  const double start = CpuSeconds();
  for (int round = 0; round < 1000; ++round) convert_all();
  EXPECT_LT(CpuSeconds() - start, 1.0);
}

TEST(ToUtf8, Utf8UnderAnotherNameEndsWhereUnicodeDoes) {
  for (const char* name : {"utf-8", "x utf-8"}) {
    for (const CharsetTrust trust : {CharsetTrust::kGuess, CharsetTrust::kInsist}) {
      EXPECT_TRUE(IsValidUtf8(ToUtf8("a \xF4\xA0\xA0\xA0 \xFF", name, trust).utf8)) << name;
    }
  }
}

TEST(IconvCharsetName, KnowsWhatEncodeKnowsAndNoMore) {
  EXPECT_STREQ(IconvCharsetName("Windows-1251"), "CP1251");
  EXPECT_STREQ(IconvCharsetName("x-sjis"), "SHIFT_JIS");
  EXPECT_STREQ(IconvCharsetName("iso 8859-15"), "ISO-8859-15");
  EXPECT_STREQ(IconvCharsetName("cp37"), "IBM037");
  EXPECT_EQ(IconvCharsetName("ibm037"), nullptr);
  EXPECT_EQ(IconvCharsetName("iso-8859-12"), nullptr);
  EXPECT_EQ(IconvCharsetName("iso-8859-8-i"), nullptr);
  EXPECT_EQ(IconvCharsetName("windows-99999999999"), nullptr);
  EXPECT_EQ(IconvCharsetName("x-gbk"), nullptr);
  EXPECT_STREQ(IconvCharsetName("charset=iso-8859-1"), "ISO-8859-1");
  EXPECT_STREQ(IconvCharsetName("x_y z;sjis"), "SHIFT_JIS");
  EXPECT_EQ(IconvCharsetName("xiso-8859-1"), nullptr);
  EXPECT_EQ(IconvCharsetName(std::string(1000, '-')), nullptr);
}

TEST(Utf8, RejectsWhatIsNotUtf8) {
  for (const char* bytes : {"\x80", "\xC0\x80", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                            "\xF8\x88\x80\x80\x80", "\xE2\x82"}) {
    EXPECT_FALSE(IsValidUtf8(bytes));
    EXPECT_TRUE(IsValidUtf8(RepairUtf8(bytes)));
  }
  EXPECT_TRUE(IsValidUtf8("\xF0\x9F\x98\x80"));
  EXPECT_TRUE(IsValidUtf8("\xEF\xBF\xBF"));
  EXPECT_FALSE(IsStrictUtf8("\xEF\xBF\xBF"));
  EXPECT_FALSE(IsStrictUtf8("\xF0\x9F\xBF\xBE"));
}

TEST(Utf8, CodePointsGoInAndOut) {
  for (char32_t code : {0x0u, 0x7Fu, 0x80u, 0x7FFu, 0x800u, 0xFFFDu, 0x10000u, 0x10FFFFu}) {
    std::string text;
    AppendUtf8(text, code);
    std::size_t at = 0;
    EXPECT_EQ(NextCodePoint(text, at), code);
    EXPECT_EQ(at, text.size());
  }
  std::string text;
  AppendUtf8(text, 0x110000);
  AppendUtf8(text, 0xD800);
  EXPECT_EQ(text, "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Utf8, Latin1IsOneByteACharacter) {
  EXPECT_EQ(Utf8ToLatin1("a\xC3\xA9"), "a\xE9");
  EXPECT_EQ(Utf8ToLatin1("\xE2\x82\xAC"), "?");
  EXPECT_EQ(CountCodePoints("a\xC3\xA9\xE2\x82\xAC"), 3u);
}

TEST(Unicode, SpacesAndWordsArePerls) {
  for (char32_t code : {0x20u, 0x85u, 0xA0u, 0x2003u, 0x2028u, 0x3000u}) EXPECT_TRUE(IsUnicodeSpace(code));
  for (char32_t code : {0x41u, 0x1Cu, 0x200Bu, 0xFEFFu}) EXPECT_FALSE(IsUnicodeSpace(code));
  for (char32_t code : {0x5Fu, 0xAAu, 0xE9u, 0x416u, 0x65E5u, 0x203Fu, 0x30u}) {
    EXPECT_TRUE(IsUnicodeWord(code));
  }
  for (char32_t code : {0x2Du, 0xA9u, 0xD7u, 0xFF01u, 0x2014u, 0x10FFFFu}) EXPECT_FALSE(IsUnicodeWord(code));
}

}  // namespace
}  // namespace gatepost
