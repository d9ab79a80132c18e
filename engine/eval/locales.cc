// Facts (which charset belongs to which locale) from SpamAssassin 4.0.1's documentation of ok_locales and
// Mail::SpamAssassin::Locales. Tested by tests/eval/mime_evals_test.cc.
#include "eval/locales.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"

namespace gatepost {
namespace {

struct LocaleCharsets {
  std::string_view locales;   // two letters each, separated by spaces
  std::string_view charsets;  // letters and digits only, upper-case
};

constexpr LocaleCharsets kLocales[] = {
    {"ja",
     "EUCJP ISO2022JP JIS7 JISX0201 JISX0208 JISX0212 JISX020119760 JISX020819830 JISX020819900 "
     "JISX020819970 "
     "JISX021219900 JISX021320001 JISX021320002 SHIFTJIS SJIS"},
    {"ko", "EUCKR KSC56011987"},
    {"ru ka tg be uk bg", "CP1251 CP866 GEORGIANPS ISOIR111 KOI8R KOI8T KOI8U PT154"},
    {"th", "TIS620"},
    {"zh", "BIG5 BIG5HKSCS EUCTW GB1988 GB18030 GB2312 GB231219800 GBK ISO2022CN"},
};

constexpr std::string_view kAlwaysOk[] = {"USASCII", "ASCII", "IBM852", "XUNKNOWN", "ISO"};
constexpr std::string_view kAlwaysOkPrefixes[] = {"ISO8859", "ISO10646", "UTF",           "UCS",
                                                  "CP125",   "WINDOWS",  "UNICODE11UTF7", "UNICODE11UTF8"};

bool HasWord(std::string_view words, std::string_view word) {
  std::vector<std::string_view> list = Split(words, ' ');
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

bool IsCharsetOkForLocales(std::string_view charset, std::string_view ok_locales) {
  std::vector<std::string_view> locales = SplitWhitespace(ok_locales);
  if (std::find(locales.begin(), locales.end(), "all") != locales.end()) return true;
  std::string name;
  for (char c : charset) {
    if (IsAsciiAlnum(c)) name.push_back(AsciiToUpper(c));
  }
  while (name.starts_with("3D")) name.erase(0, 2);  // "=3D" of a charset that was quoted-printable
  for (std::string_view ok : kAlwaysOk) {
    if (name == ok) return true;
  }
  for (std::string_view prefix : kAlwaysOkPrefixes) {
    if (name.starts_with(prefix)) return true;
  }
  for (std::string_view locale : locales) {
    std::string language = AsciiLower(locale.substr(0, 2));
    for (const LocaleCharsets& row : kLocales) {
      if (HasWord(row.locales, language) && HasWord(row.charsets, name)) return true;
    }
  }
  return false;
}

}  // namespace gatepost
