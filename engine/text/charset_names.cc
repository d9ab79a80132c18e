// Charset names of mail as iconv spells them. Tested by tests/text/charset_test.cc.
#include <array>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "text/charset.h"

namespace gatepost {
namespace {

struct Name {
  std::string_view compact;  // upper case, without "-", "_" and " "
  const char* iconv;
};

// Charsets that Perl's Encode has, under the names that mail uses for them.
constexpr std::array kNames = std::to_array<Name>({
    {"ASCII", "ASCII"},
    {"USASCII", "ASCII"},
    {"ISO646US", "ASCII"},
    {"UTF8", "UTF-8"},
    {"UTF7", "UTF-7"},
    {"UTF32", "UTF-32"},
    {"UTF32LE", "UTF-32LE"},
    {"UTF32BE", "UTF-32BE"},
    {"UCS2", "UCS-2BE"},
    {"UCS2BE", "UCS-2BE"},
    {"UCS2LE", "UCS-2LE"},
    {"ISO10646", "UCS-2BE"},
    {"ISO106461", "UCS-2BE"},
    {"UCS4", "UTF-32BE"},
    {"UCS4BE", "UTF-32BE"},
    {"UCS4LE", "UTF-32LE"},
    {"LATIN1", "ISO-8859-1"},
    {"LATIN2", "ISO-8859-2"},
    {"LATIN3", "ISO-8859-3"},
    {"LATIN4", "ISO-8859-4"},
    {"LATIN5", "ISO-8859-9"},
    {"LATIN6", "ISO-8859-10"},
    {"LATIN7", "ISO-8859-13"},
    {"LATIN8", "ISO-8859-14"},
    {"LATIN9", "ISO-8859-15"},
    {"LATIN10", "ISO-8859-16"},
    {"KOI8R", "KOI8-R"},
    {"KOI8U", "KOI8-U"},
    {"BIG5", "BIG5"},
    {"BIG5ETEN", "BIG5"},
    {"BIG5ET", "BIG5"},
    {"TCABIG5", "BIG5"},
    {"BIG5HK", "BIG5-HKSCS"},
    {"BIG5HKSCS", "BIG5-HKSCS"},
    {"HKBIG5", "BIG5-HKSCS"},
    {"HKSCSBIG5", "BIG5-HKSCS"},
    {"GB2312", "EUC-CN"},
    {"EUCCN", "EUC-CN"},
    {"GBK", "CP936"},
    {"GB18030", "CP936"},
    {"HZ", "HZ"},
    {"EUCKR", "EUC-KR"},
    {"KSC56011987", "CP949"},
    {"KSC5601", "CP949"},
    {"UHC", "CP949"},
    {"SHIFTJIS", "SHIFT_JIS"},
    {"SJIS", "SHIFT_JIS"},
    {"XSJIS", "SHIFT_JIS"},
    {"WINDOWS31J", "CP932"},
    {"EUCJP", "EUC-JP"},
    {"UJIS", "EUC-JP"},
    {"ISO2022JP", "ISO-2022-JP"},
    {"ISO2022JP1", "ISO-2022-JP"},
    {"ISO2022KR", "ISO-2022-KR"},
    {"7BITJIS", "ISO-2022-JP"},
    {"JIS", "ISO-2022-JP"},
    {"VISCII", "VISCII"},
    {"TIS620", "TIS-620"},
    {"HPROMAN8", "HP-ROMAN8"},
    {"MACROMAN", "MACINTOSH"},
    {"MACCYRILLIC", "MAC-CYRILLIC"},
});

constexpr std::array kCodePages =
    std::to_array<const char*>({"437",  "737",  "775",  "850",  "852",  "855",  "857",  "860",  "861", "862",
                                "863",  "864",  "865",  "866",  "869",  "874",  "932",  "936",  "949", "950",
                                "1250", "1251", "1252", "1253", "1254", "1255", "1256", "1257", "1258"});
constexpr std::array kCodePageNames = std::to_array<const char*>(
    {"CP437",  "CP737",  "CP775",  "CP850",  "CP852",  "CP855",  "CP857",  "CP860",  "CP861", "CP862",
     "CP863",  "CP864",  "CP865",  "CP866",  "CP869",  "CP874",  "CP932",  "CP936",  "CP949", "CP950",
     "CP1250", "CP1251", "CP1252", "CP1253", "CP1254", "CP1255", "CP1256", "CP1257", "CP1258"});
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

}  // namespace

const char* IconvCharsetName(std::string_view charset) {
  if (charset.empty() || charset.size() > 40) return nullptr;
  std::string compact;
  for (char c : charset) {
    if (c != '-' && c != '_' && c != ' ') compact.push_back(AsciiToUpper(c));
  }
  const std::string_view key = compact;
  for (const Name& name : kNames) {
    if (name.compact == key) return name.iconv;
  }
  for (std::string_view family : {"WINDOWS", "CP", "IBM", "MS", "WIN"}) {
    if (key.starts_with(family)) return CodePage(key.substr(family.size()));
  }
  if (key.starts_with("ISO8859") && key.size() > 7) {
    int number = 0;
    for (char c : key.substr(7)) {
      if (!IsAsciiDigit(c) || number > 16) return nullptr;
      number = number * 10 + (c - '0');
    }
    return number < static_cast<int>(kLatin.size()) ? kLatin[static_cast<std::size_t>(number)] : nullptr;
  }
  if (key.starts_with("GB1803020")) return "CP936";
  return nullptr;
}

}  // namespace gatepost
