// Tested by tests/match/parser_test.cc
#include "match/byte_set.h"

#include <string>

#include "base/ascii.h"

namespace gatepost::match {
namespace {

struct Property {
  const char* names;   // lower case, no spaces, dashes or underscores, each between bars
  const char* ranges;  // four hex digits a range: first and last byte
};

// Unicode 14's properties for U+0000 to U+00FF, printed by Perl 5.36 for each name.
constexpr Property kProperties[] = {
    {"|alnum|xposixalnum|", "3039415a617aaaaab5b5babac0d6d8f6f8ff"},
    {"|alpha|alphabetic|xposixalpha|", "415a617aaaaab5b5babac0d6d8f6f8ff"},
    {"|any|all|unicode|assigned|", "00ff"},
    {"|ascii|basiclatin|inbasiclatin|", "007f"},
    {"|blank|horizspace|h|xposixblank|", "09092020a0a0"},
    {"|cased|", "415a617aaaaab5b5babac0d6d8f6f8ff"},
    {"|cc|cntrl|control|xposixcntrl|", "001f7f9f"},
    {"|cf|format|", "adad"},
    {"|cn|unassigned|", ""},
    {"|common|zyyy|", "00405b607ba9abb9bbbfd7d7f7f7"},
    {"|co|privateuse|", ""},
    {"|c|other|", "001f7f9fadad"},
    {"|dash|", "2d2d"},
    {"|graph|xposixgraph|", "217ea1ff"},
    {"|han|hani|greek|grek|cyrillic|cyrl|hebrew|hebr|arabic|arab|thai|hiragana|hira|katakana|kana|hangul|"
     "hang|armenian|armn|georgian|geor|devanagari|deva|bengali|beng|tamil|taml|khmer|lao|tibetan|mongolian|"
     "ethiopic|inherited|zinh|",
     ""},
    {"|idcontinue|idc|", "3039415a5f5f617aaaaab5b5b7b7babac0d6d8f6f8ff"},
    {"|ideographic|", ""},
    {"|idstart|ids|", "415a617aaaaab5b5babac0d6d8f6f8ff"},
    {"|latin1|inlatin1|latin1supplement|inlatin1supplement|", "80ff"},
    {"|latin|latn|", "415a617aaaaababac0d6d8f6f8ff"},
    {"|lc|l&|casedletter|", "415a617ab5b5c0d6d8f6f8ff"},
    {"|ll|lowercaseletter|", "617ab5b5dff6f8ff"},
    {"|lm|modifierletter|", ""},
    {"|lower|lowercase|xposixlower|", "617aaaaab5b5babadff6f8ff"},
    {"|lo|otherletter|", "aaaababa"},
    {"|lt|titlecaseletter|", ""},
    {"|lu|uppercaseletter|", "415ac0d6d8de"},
    {"|l|letter|", "415a617aaaaab5b5babac0d6d8f6f8ff"},
    {"|math|", "2b2b3c3e5e5e7c7c7e7eacacb1b1d7d7f7f7"},
    {"|mc|spacingmark|", ""},
    {"|me|enclosingmark|", ""},
    {"|mn|nonspacingmark|", ""},
    {"|m|mark|", ""},
    {"|nd|decimalnumber|digit|xposixdigit|", "3039"},
    {"|nl|letternumber|", ""},
    {"|no|othernumber|", "b2b3b9b9bcbe"},
    {"|n|number|", "3039b2b3b9b9bcbe"},
    {"|pc|connectorpunctuation|", "5f5f"},
    {"|pd|dashpunctuation|", "2d2d"},
    {"|pe|closepunctuation|", "29295d5d7d7d"},
    {"|pf|finalpunctuation|", "bbbb"},
    {"|pi|initialpunctuation|", "abab"},
    {"|posixalnum|", "3039415a617a"},
    {"|posixalpha|", "415a617a"},
    {"|posixblank|", "09092020"},
    {"|posixcntrl|", "001f7f7f"},
    {"|posixdigit|", "3039"},
    {"|posixgraph|", "217e"},
    {"|posixlower|", "617a"},
    {"|posixprint|", "207e"},
    {"|posixpunct|", "212f3a405b607b7e"},
    {"|posixspace|perlspace|", "090d2020"},
    {"|posixupper|", "415a"},
    {"|posixword|perlword|", "3039415a5f5f617a"},
    {"|posixxdigit|ahex|asciihexdigit|", "303941466166"},
    {"|po|otherpunctuation|", "212325272a2a2c2c2e2f3a3b3f405c5ca1a1a7a7b6b7bfbf"},
    {"|print|xposixprint|", "207ea0ff"},
    {"|ps|openpunctuation|", "28285b5b7b7b"},
    {"|p|punct|punctuation|", "2123252a2c2f3a3b3f405b5d5f5f7b7b7d7da1a1a7a7ababb6b7bbbbbfbf"},
    {"|sc|currencysymbol|", "2424a2a5"},
    {"|sk|modifiersymbol|", "5e5e6060a8a8afafb4b4b8b8"},
    {"|sm|mathsymbol|", "2b2b3c3e7c7c7e7eacacb1b1d7d7f7f7"},
    {"|so|othersymbol|", "a6a6a9a9aeaeb0b0"},
    {"|space|whitespace|spaceperl|xposixspace|xperlspace|", "090d20208585a0a0"},
    {"|s|symbol|", "24242b2b3c3e5e5e60607c7c7e7ea2a6a8a9acacaeb1b4b4b8b8d7d7f7f7"},
    {"|upper|uppercase|xposixupper|", "415ac0d6d8de"},
    {"|vertspace|v|", "0a0d8585"},
    {"|word|w|xposixword|", "3039415a5f5f617aaaaab5b5babac0d6d8f6f8ff"},
    {"|xdigit|hexdigit|xposixxdigit|", "303941466166"},
    {"|xposixpunct|", "212f3a405b607b7ea1a1a7a7ababb6b7bbbbbfbf"},
    {"|zl|lineseparator|", ""},
    {"|zp|paragraphseparator|", ""},
    {"|zs|spaceseparator|", "2020a0a0"},
    {"|z|separator|", "2020a0a0"},
};

ByteSet FromHexRanges(std::string_view ranges) {
  ByteSet set;
  const auto byte = [&](std::size_t at) {
    return static_cast<unsigned>(HexDigitValue(ranges[at]) * 16 + HexDigitValue(ranges[at + 1]));
  };
  for (std::size_t i = 0; i + 4 <= ranges.size(); i += 4) set.AddRange(byte(i), byte(i + 2));
  return set;
}

// Under /i letters of one case are those of any (perluniprops).
bool FindProperty(const std::string& name, bool fold, ByteSet* set) {
  std::string wanted = "|" + name + "|";
  if (fold) {
    constexpr std::string_view kLetters = "|lu|uppercaseletter|ll|lowercaseletter|lt|titlecaseletter|";
    constexpr std::string_view kMore = "|upper|uppercase|xposixupper|lower|lowercase|xposixlower|";
    if (kLetters.find(wanted) != std::string_view::npos) wanted = "|lc|";
    if (kMore.find(wanted) != std::string_view::npos) wanted = "|cased|";
  }
  for (const Property& property : kProperties) {
    if (std::string_view(property.names).find(wanted) == std::string_view::npos) continue;
    *set = FromHexRanges(property.ranges);
    return true;
  }
  return false;
}

bool IsPosixName(std::string_view name) {
  constexpr std::string_view kNames =
      "|alpha|digit|alnum|upper|lower|space|punct|print|graph|cntrl|xdigit|word|blank|ascii|";
  return kNames.find("|" + std::string(name) + "|") != std::string_view::npos;
}

}  // namespace

unsigned OtherCase(unsigned byte, Charset charset) {
  const unsigned lower = byte | 0x20;
  if (lower >= 'a' && lower <= 'z') return byte ^ 0x20;
  // U+00D7 and U+00F7 are signs; U+00DF and U+00FF have their other case outside Latin-1.
  if (charset != Charset::kDepends && lower >= 0xE0 && lower <= 0xFE && lower != 0xF7 && byte >= 0xC0) {
    return byte ^ 0x20;
  }
  return byte;
}

void CloseUnderCase(ByteSet* set, Charset charset) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    if (set->Has(byte)) set->Add(OtherCase(byte, charset));
  }
}

ByteSet DigitSet(Charset) {
  ByteSet set;
  set.AddRange('0', '9');  // Latin-1 has no other
  return set;
}

ByteSet WordSet(Charset charset) {
  ByteSet set;
  set.AddRange('0', '9');
  set.AddRange('A', 'Z');
  set.AddRange('a', 'z');
  set.Add('_');
  if (charset == Charset::kUnicode) {
    for (unsigned byte : {0xAAu, 0xB5u, 0xBAu}) set.Add(byte);
    set.AddRange(0xC0, 0xFF);
    set.Remove(0xD7);
    set.Remove(0xF7);
  }
  return set;
}

ByteSet SpaceSet(Charset charset) {
  ByteSet set;
  set.AddRange('\t', '\r');
  set.Add(' ');
  if (charset == Charset::kUnicode) {
    set.Add(0x85);
    set.Add(0xA0);
  }
  return set;
}

ByteSet HorizontalSpaceSet() {
  ByteSet set;
  for (unsigned byte : {0x09u, 0x20u, 0xA0u}) set.Add(byte);
  return set;
}

ByteSet VerticalSpaceSet() {
  ByteSet set;
  set.AddRange('\n', '\r');
  set.Add(0x85);
  return set;
}

bool PosixSet(std::string_view name, Charset charset, ByteSet* set) {
  if (!IsPosixName(name)) return false;
  if (name == "ascii") return FindProperty("ascii", false, set);
  return FindProperty((charset == Charset::kUnicode ? "xposix" : "posix") + std::string(name), false, set);
}

bool PropertySet(std::string_view name, bool fold, ByteSet* set) {
  std::string plain;
  for (char c : name) {
    if (c != ' ' && c != '_' && c != '-') plain += AsciiToLower(c);
  }
  for (std::string_view prefix :
       {"generalcategory=", "category=", "gc=", "script=", "sc=", "scx=", "scriptextensions="}) {
    if (plain.starts_with(prefix)) return FindProperty(plain.substr(prefix.size()), fold, set);
  }
  if (FindProperty(plain, fold, set)) return true;
  return plain.starts_with("is") && FindProperty(plain.substr(2), fold, set);
}

}  // namespace gatepost::match
