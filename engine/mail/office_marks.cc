// Tested by tests/mail/office_marks_test.cc.
#include "mail/office_marks.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "base/ascii.h"

namespace gatepost {
namespace {

using namespace std::string_view_literals;

// The bytes between those of names are UTF-16's.
constexpr std::string_view kWideEncryptedPackage = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e"sv;
constexpr std::string_view kWideWorkbook = "W\0o\0r\0k\0b\0o\0o\0k\0"sv;
constexpr std::string_view kAttribute = "\0Attribut\0"sv;
constexpr std::string_view kWideOle10Native = "\x01\0O\0l\0e\0001\0000\0N\0a\0"sv;

bool IsUrlByte(char c) { return IsAsciiAlnum(c) || "-+&@#/%?=~_|!:,.;"sv.find(c) != kNpos; }
bool EndsUrl(char c) { return IsUrlByte(c) && "?!:,.;"sv.find(c) == kNpos; }

bool ByteIs(std::string_view bytes, std::size_t at, char c) { return at < bytes.size() && bytes[at] == c; }

// "exe" and a byte that ends the string, at `at`.
bool IsProgramEnding(std::string_view bytes, std::size_t at) {
  const std::string_view ending = bytes.substr(std::min(at, bytes.size()), 3);
  const bool names_program =
      EqualsIgnoreCase(ending, "exe") || EqualsIgnoreCase(ending, "cmd") || EqualsIgnoreCase(ending, "bat");
  return names_program &&
         (ByteIs(bytes, at + 3, '\x06') || ByteIs(bytes, at + 3, '|') || ByteIs(bytes, at + 3, '\0'));
}

// A program's URL behind its scheme: 5 to 1,000 bytes, as many that may end a URL, any one byte, the ending.
bool IsProgramPath(std::string_view bytes, std::size_t begin) {
  constexpr std::size_t kLeast = 5, kMost = 1000;
  std::size_t enders = 0;  // in a row, up to `at`
  for (std::size_t at = begin; at < bytes.size() && at - begin <= 2 * kMost; ++at) {
    const std::size_t length = at - begin;
    const std::size_t wanted = std::max(kLeast, length > kMost ? length - kMost : 0);
    if (length >= 2 * kLeast && enders >= wanted && bytes[at] != '\n' && IsProgramEnding(bytes, at + 1))
      return true;
    if (!IsUrlByte(bytes[at])) return false;
    enders = EndsUrl(bytes[at]) ? enders + 1 : 0;
  }
  return false;
}

}  // namespace

bool IsCompoundFile(std::string_view bytes) { return bytes.starts_with("\xd0\xcf\x11\xe0"); }

bool IsEncryptedDocument(std::string_view bytes) {
  constexpr std::size_t kHeadBytes = 2000;
  if (!IsCompoundFile(bytes)) return false;
  if (ContainsIgnoreCase(bytes, "<encryption xmlns")) return true;
  std::string head(bytes.substr(0, kHeadBytes));
  if (Contains(head, kWideEncryptedPackage)) return true;
  for (std::size_t at = head.find("\\0"); at != kNpos; at = head.find("\\0", at + 1))
    head.replace(at, 2, " ");
  if (Contains(head, "E n c r y p t e d P a c k a g e")) return true;
  if (Contains(head, kWideWorkbook)) return false;
  // Where Word and PowerPoint say so.
  return ByteIs(bytes, 0x208, '\xfe') || ByteIs(bytes, 0x214, '\x2f') || ByteIs(bytes, 0x20b, '\x13');
}

bool HasMacroMarks(std::string_view bytes) {
  if (IsCompoundFile(bytes)) return Contains(bytes, kAttribute) || Contains(bytes, kWideOle10Native);
  static constexpr std::string_view kMarks[] = {"\\objemb", "\\objdat", "\\ objdat",
                                                "w:macrosPresent=\"yes\"", "vbaProject.bin.rels"};
  return std::any_of(std::begin(kMarks), std::end(kMarks),
                     [&](std::string_view mark) { return Contains(bytes, mark); });
}

bool HasAutoRun(std::string_view bytes) {
  static constexpr std::string_view kWhat[] = {"document", "auto", "workbook"};
  for (std::size_t at = FindIgnoreCase(bytes, "open"); at != kNpos;
       at = FindIgnoreCase(bytes, "open", at + 1)) {
    std::string_view before = bytes.substr(0, at);
    if (before.ends_with('_')) before.remove_suffix(1);
    for (std::string_view what : kWhat) {
      if (EndsWithIgnoreCase(before, what)) return true;
    }
  }
  return false;
}

bool HasCommandWords(std::string_view bytes) {
  static constexpr std::string_view kWords[] = {"ShellExecute", "WScript",  "powershell",        "PowerShell",
                                                "cmd.exe",      "mshta",    "URLDownloadToFile", "certutil",
                                                "bitsadmin",    "regsvr32", "Win32_Process",     "winmgmts",
                                                "ADODB.Stream", "XMLHTTP"};
  for (std::string_view word : kWords) {
    if (Contains(bytes, word)) return true;
  }
  // In a text it is a company.
  const auto is_text = [&](std::size_t at) {
    return at < bytes.size() && bytes[at] >= ' ' && bytes[at] <= '~';
  };
  constexpr std::string_view kShell = "Shell";
  for (std::size_t at = bytes.find(kShell); at != kNpos; at = bytes.find(kShell, at + 1)) {
    if (at > 0 && !is_text(at - 1) && !is_text(at + kShell.size())) return true;
  }
  return false;
}

bool HasProgramUrl(std::string_view bytes) {
  // SpamAssassin means to ask for more, but so it asks.
  if (bytes.starts_with("URLDownloadToFileA")) return false;
  for (std::size_t at = bytes.find('\0'); at != kNpos; at = bytes.find('\0', at + 1)) {
    if (!ByteIs(bytes, at + 1, 'h') && !ByteIs(bytes, at + 1, 'H')) continue;
    for (std::string_view scheme : {"http://", "https://"}) {
      if (StartsWithIgnoreCase(bytes.substr(at + 1), scheme) && IsProgramPath(bytes, at + 1 + scheme.size()))
        return true;
    }
  }
  return false;
}

bool HasCsvCommand(std::string_view bytes) {
  constexpr std::string_view kStart = "MSEXCEL|", kCommand = "Windows\\System32\\cmd.exe";
  constexpr std::size_t kMostBetween = 20;
  for (std::size_t at = bytes.find(kCommand); at != kNpos; at = bytes.find(kCommand, at + 1)) {
    std::string_view before = bytes.substr(0, at);
    before.remove_prefix(before.size() - std::min(before.size(), kStart.size() + kMostBetween));
    before = before.substr(before.rfind('\n') + 1);  // on the same line
    const std::size_t start = before.find(kStart);
    if (start != kNpos && start + kStart.size() < before.size()) return true;
  }
  return false;
}

bool TypesNameMacros(std::string_view xml) {
  static constexpr std::string_view kNames[] = {"macroEnabled", "application/vnd.ms-excel.macrosheet",
                                                "application/vnd.ms-excel.intlmacrosheet"};
  constexpr std::string_view kProject = "application/vnd.ms-office.vbaProject";
  for (std::string_view name : kNames) {
    if (ContainsIgnoreCase(xml, name)) return true;
  }
  const auto is_quote = [](char c) { return c == '"' || c == '\''; };
  for (std::size_t at = FindIgnoreCase(xml, kProject); at != kNpos;
       at = FindIgnoreCase(xml, kProject, at + 1)) {
    std::string_view before = xml.substr(0, at);
    const std::size_t end = at + kProject.size();
    if (before.empty() || end == xml.size() || !is_quote(before.back()) || !is_quote(xml[end])) continue;
    before.remove_suffix(1);
    if (EndsWithIgnoreCase(before, "ContentType=")) return true;
  }
  return false;
}

bool ReadRelations(std::string_view xml, const std::function<void(std::string_view target)>& take) {
  constexpr std::string_view kRelation = "Relationship", kTarget = "Target=\"",
                             kOutside = "TargetMode=\"External\"";
  bool any = false;
  for (std::size_t begin = 0; begin < xml.size();) {
    std::size_t end = xml.find(kRelation, begin);
    while (end != kNpos &&
           !(end + kRelation.size() < xml.size() && IsAsciiSpace(xml[end + kRelation.size()])))
      end = xml.find(kRelation, end + 1);
    const std::string_view relation = xml.substr(begin, std::min(end, xml.size()) - begin);
    any = any || !relation.empty();
    begin = end == kNpos ? xml.size() : end + kRelation.size() + 1;
    const std::size_t target = FindIgnoreCase(relation, kTarget);
    if (target == kNpos) continue;
    const std::size_t value = target + kTarget.size(), close = relation.find('"', value);
    if (close != kNpos && FindIgnoreCase(relation, kOutside, close + 1) != kNpos)
      take(relation.substr(value, close - value));
  }
  return any;
}

bool IsMhtmlTarget(std::string_view target) {
  static constexpr std::string_view kStarts[] = {"mhtml:http://", "mhtml:https://",
                                                 "MHTML:&#x48;&#x54;&#x50;&#x3a;&#x5c;&#x5c;&#x31;&"};
  return std::any_of(std::begin(kStarts), std::end(kStarts),
                     [&](std::string_view start) { return StartsWithIgnoreCase(target, start); });
}

}  // namespace gatepost
