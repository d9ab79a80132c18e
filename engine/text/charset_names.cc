// Charset names of mail as iconv spells them. Tested by tests/text/charset_test.cc.
#include <array>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/fixed_text.h"
#include "text/charset.h"

namespace gatepost {
namespace {

struct Name {
  FixedText<20> compact;  // upper case, without "-", "_" and " "
  FixedText<16> iconv;
  bool prefixed;
};

// Charsets that Perl's Encode has, under the names that mail uses for them, and whether a prefix that
// ends in "-" ("x-", "cs-") may stand before the name.
constexpr std::array kNames = std::to_array<Name>({
    {"ASCII", "ASCII", false},
    {"USASCII", "ASCII", false},
    {"646", "ASCII", true},
    {"646US", "ASCII", true},
    {"ISO646", "ASCII", true},
    {"ISO646US", "ASCII", true},
    {"ANSIX3.41968", "ASCII", true},
    {"UTF8", "UTF-8", true},
    {"UTF32", "UTF-32", false},
    {"UTF32LE", "UTF-32LE", false},
    {"UTF32BE", "UTF-32BE", false},
    {"UCS2", "UCS-2BE", false},
    {"UCS2BE", "UCS-2BE", false},
    {"UCS2LE", "UCS-2LE", false},
    {"ISO106461", "UCS-2BE", false},
    {"UCS4", "UTF-32BE", false},
    {"UCS4BE", "UTF-32BE", false},
    {"UCS4LE", "UTF-32LE", false},
    {"CYRILLIC", "ISO-8859-5", false},
    {"ARABIC", "ISO-8859-6", false},
    {"GREEK", "ISO-8859-7", false},
    {"HEBREW", "ISO-8859-8", false},
    {"THAI", "ISO-8859-11", false},
    {"TIS620", "ISO-8859-11", true},
    {"KOI8R", "KOI8-R", true},
    {"KOI8U", "KOI8-U", true},
    {"BIG5", "BIG5", true},
    {"BIG5ETEN", "BIG5", true},
    {"BIG5ET", "BIG5", true},
    {"TCABIG5", "BIG5", true},
    {"BIG5HK", "BIG5-HKSCS", true},
    {"BIG5HKSCS", "BIG5-HKSCS", true},
    {"HKBIG5", "BIG5-HKSCS", true},
    {"HKSCSBIG5", "BIG5-HKSCS", true},
    {"EUCCN", "EUC-CN", true},
    {"CNEUC", "EUC-CN", true},
    {"GBK", "CP936", false},
    {"GB18030", "CP936", false},
    {"HZ", "HZ", false},
    {"EUCKR", "EUC-KR", true},
    {"KREUC", "EUC-KR", true},
    {"KSC56011987", "CP949", true},
    {"UHC", "CP949", true},
    {"SHIFTJIS", "SHIFT_JIS", true},
    {"SJIS", "SHIFT_JIS", true},
    {"WINDOWS31J", "CP932", true},
    {"EUCJP", "EUC-JP", true},
    {"JPEUC", "EUC-JP", true},
    {"UJIS", "EUC-JP", true},
    {"ISO2022JP", "ISO-2022-JP", false},
    {"ISO2022JP1", "ISO-2022-JP", false},
    {"7BITJIS", "ISO-2022-JP", false},
    {"JIS", "ISO-2022-JP", true},
    {"ISO2022KR", "ISO-2022-KR", false},
    {"JOHAB", "JOHAB", false},
    {"VISCII", "VISCII", false},
    {"HPROMAN8", "HP-ROMAN8", false},
    {"MACINTOSH", "MACINTOSH", false},
    {"MACROMAN", "MACINTOSH", false},
    {"XMACROMAN", "MACINTOSH", false},
    {"MACCYRILLIC", "MAC-CYRILLIC", false},
    {"XMACCYRILLIC", "MAC-CYRILLIC", false},
});

constexpr std::array kCodePages = std::to_array<const char*>(
    {"37",  "500", "858",  "1047", "437",  "737",  "775",  "850",  "852",  "855",  "857",
     "860", "861", "862",  "863",  "864",  "865",  "866",  "869",  "874",  "932",  "936",
     "949", "950", "1250", "1251", "1252", "1253", "1254", "1255", "1256", "1257", "1258"});
constexpr std::array kCodePageNames = std::to_array<const char*>(
    {"IBM037", "IBM500", "CP858",  "IBM1047", "CP437",  "CP737", "CP775",  "CP850",  "CP852",
     "CP855",  "CP857",  "CP860",  "CP861",   "CP862",  "CP863", "CP864",  "CP865",  "CP866",
     "CP869",  "CP874",  "CP932",  "CP936",   "CP949",  "CP950", "CP1250", "CP1251", "CP1252",
     "CP1253", "CP1254", "CP1255", "CP1256",  "CP1257", "CP1258"});
static_assert(kCodePages.size() == kCodePageNames.size());

constexpr std::array<const char*, 17> kLatin = {
    nullptr,      "ISO-8859-1",  "ISO-8859-2",  "ISO-8859-3",  "ISO-8859-4",  "ISO-8859-5",
    "ISO-8859-6", "ISO-8859-7",  "ISO-8859-8",  "ISO-8859-9",  "ISO-8859-10", "ISO-8859-11",
    nullptr,      "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16"};

const char* CodePage(std::string_view number) {
  for (std::size_t i = 0; i < kCodePages.size(); ++i) {
    if (number == kCodePages[i]) return kCodePageNames[i];
  }
  return nullptr;
}

// Latin numbers are not those of ISO 8859.
constexpr std::array<int, 11> kLatinToIso = {0, 1, 2, 3, 4, 9, 10, 13, 14, 15, 16};

// The digits behind `prefix`, if they are all that is left; else -1.
int NumberBehind(std::string_view key, std::string_view prefix) {
  if (!key.starts_with(prefix) || key.size() == prefix.size() || key.size() > prefix.size() + 4) return -1;
  int number = 0;
  for (char c : key.substr(prefix.size())) {
    if (!IsAsciiDigit(c)) return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

const char* Find(std::string_view key, bool prefixed) {
  for (const Name& name : kNames) {
    if (name.compact == key && (!prefixed || name.prefixed)) return name.iconv.c_str();
  }
  for (std::string_view family : {"WINDOWS", "CP", "IBM", "MS"}) {
    if (key.starts_with(family)) return CodePage(key.substr(family.size()));
  }
  const auto iso = [](int number) {
    return number > 0 && number < static_cast<int>(kLatin.size()) ? kLatin[static_cast<std::size_t>(number)]
                                                                  : nullptr;
  };
  for (std::string_view family : {"LATIN", "ISOLATIN"}) {
    const int latin = NumberBehind(key, family);
    if (latin > 0 && latin < static_cast<int>(kLatinToIso.size())) {
      return iso(kLatinToIso[static_cast<std::size_t>(latin)]);
    }
  }
  if (NumberBehind(key, "GB1803020") >= 0) return "CP936";
  return iso(NumberBehind(key, "ISO8859"));
}

}  // namespace

const char* IconvCharsetName(std::string_view charset) {
  if (charset.empty() || charset.size() > 40) return nullptr;
  // "GB2312", "gb_2312-80", "GB2312_CHARSET" ...: any name that has it in it. Most names may follow other
  // words ("x-sjis", "charset=iso-8859-1").
  std::string compact;
  const auto compact_from = [&](std::size_t begin) {
    compact.clear();
    for (char c : charset.substr(begin)) {
      if (c != '-' && c != '_' && !IsAsciiSpace(c)) compact.push_back(AsciiToUpper(c));
    }
    return std::string_view(compact);
  };
  if (const char* name = Find(compact_from(0), false)) return name;
  for (std::size_t begin = 0; begin < charset.size();) {
    const std::string_view key = compact_from(begin);
    if (begin > 0) {
      if (const char* name = Find(key, true)) return name;
    }
    if (key.starts_with("GB2312")) return "EUC-CN";
    while (begin < charset.size() && IsWordByte(charset[begin])) ++begin;
    ++begin;
  }
  return nullptr;
}

}  // namespace gatepost
