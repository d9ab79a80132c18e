#include "mail/office_marks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/build_zip.h"

namespace gatepost {
namespace {

using namespace std::string_view_literals;
using ::testing::ElementsAre;

std::string Compound(std::size_t at, std::string_view text) {
  std::string file = "\xd0\xcf\x11\xe0" + std::string(3000, '\0');
  return file.replace(at, text.size(), text);
}

TEST(OfficeMarks, Encryption) {
  EXPECT_FALSE(IsEncryptedDocument(Compound(100, "x")));
  EXPECT_TRUE(IsEncryptedDocument(Compound(0x208, "\xfe")));
  EXPECT_TRUE(IsEncryptedDocument(Compound(0x214, "/")));
  EXPECT_TRUE(IsEncryptedDocument(Compound(0x20b, "\x13")));
  EXPECT_FALSE(IsEncryptedDocument(Compound(0x209, "\xfe")));
  EXPECT_FALSE(IsEncryptedDocument(std::string(0x208, 'x') + "\xfe"));
  EXPECT_TRUE(IsEncryptedDocument(Compound(2500, "<EnCryption xmlns=")));
  constexpr std::string_view kPackage = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e"sv;
  EXPECT_TRUE(IsEncryptedDocument(Compound(2000 - kPackage.size(), kPackage)));
  EXPECT_FALSE(IsEncryptedDocument(Compound(2001 - kPackage.size(), kPackage)));
  EXPECT_TRUE(
      IsEncryptedDocument(Compound(100, "E\\0n\\0c\\0r\\0y\\0p\\0t\\0e\\0d\\0P\\0a\\0c\\0k\\0a\\0g\\0e")));
  // A workbook that can be read is none.
  std::string workbook = Compound(0x208, "\xfe");
  workbook.replace(800, 16, "W\0o\0r\0k\0b\0o\0o\0k\0"sv);
  EXPECT_FALSE(IsEncryptedDocument(workbook));
  EXPECT_FALSE(IsEncryptedDocument(""));
}

TEST(OfficeMarks, Macros) {
  EXPECT_TRUE(HasMacroMarks(MacroFile()));
  EXPECT_TRUE(HasMacroMarks(Compound(100, "\x01\0O\0l\0e\0001\0000\0N\0a\0"sv)));
  EXPECT_FALSE(HasMacroMarks(Compound(100, "xAttributx")));
  // A compound file has marks of its own.
  EXPECT_FALSE(HasMacroMarks(Compound(100, "\\objdata")));
  EXPECT_TRUE(HasMacroMarks("{\\rtf1\\objdata"));
  EXPECT_TRUE(HasMacroMarks("{\\rtf1\\ objdata"));
  EXPECT_TRUE(HasMacroMarks("{\\rtf1\\objemb"));
  EXPECT_FALSE(HasMacroMarks("{\\rtf1 objdata"));
  EXPECT_TRUE(HasMacroMarks("<w w:macrosPresent=\"yes\">"));
  EXPECT_TRUE(HasMacroMarks("vbaProject.bin.rels"));
  EXPECT_FALSE(HasMacroMarks(""));
}

TEST(OfficeMarks, WhatRunsByItself) {
  for (const char* name : {"AutoOpen", "auto_open", "Document_Open", "WORKBOOK_OPEN", "documentopen"})
    EXPECT_TRUE(HasAutoRun("x " + std::string(name) + " x")) << name;
  for (const char* name : {"open", "_open", "auto__open", "AutoClose", "auto open", "ooopen"})
    EXPECT_FALSE(HasAutoRun(name)) << name;
}

TEST(OfficeMarks, WordsOfCommands) {
  EXPECT_TRUE(HasCommandWords("x WScript.Shell x"));
  EXPECT_TRUE(HasCommandWords("\x01\x05Shell\x01"));
  for (const char* text : {"Shell", " Shell\x01", "\x01Shell Oil", "\x01Shells\x01", "CreateObject", ""})
    EXPECT_FALSE(HasCommandWords(text)) << text;
}

std::string Program(std::string_view path, std::string_view end = "\0"sv) {
  return std::string("\0http://"sv).append(path).append(end);
}

TEST(OfficeMarks, ProgramsToLoad) {
  EXPECT_TRUE(HasProgramUrl(Program("a.example/bcdef.exe")));
  EXPECT_TRUE(HasProgramUrl(Program("a.example/bcdef.CMD", "\x06")));
  EXPECT_TRUE(HasProgramUrl(Program("a.example/bcdef.bat", "|")));
  EXPECT_FALSE(HasProgramUrl(Program("a.example/bcdef.exe", " ")));
  EXPECT_FALSE(HasProgramUrl(Program("a.example/bcdef.txt")));
  EXPECT_FALSE(HasProgramUrl(Program("a.example/bc def.exe")));
  EXPECT_FALSE(HasProgramUrl("http://a.example/bcdef.exe\0"sv));  // a NUL stands before it
  EXPECT_FALSE(HasProgramUrl("URLDownloadToFileA" + Program("a.example/bcdef.exe")));
  // Ten bytes, the last five such as may end a URL.
  EXPECT_TRUE(HasProgramUrl(Program("a.bc/defgh.exe")));
  EXPECT_FALSE(HasProgramUrl(Program("a.bc/defg.exe")));
  EXPECT_FALSE(HasProgramUrl(Program("a.bc/d.fgh.exe")));
  EXPECT_TRUE(HasProgramUrl(Program(std::string(995, '.') + "abcde.exe")));
  EXPECT_TRUE(HasProgramUrl(Program(std::string(1000, '.') + "abcde.exe")));
  EXPECT_FALSE(HasProgramUrl(Program(std::string(1001, '.') + "abcde.exe")));
  EXPECT_TRUE(HasProgramUrl(Program(std::string(2000, 'a') + ".exe")));
  EXPECT_FALSE(HasProgramUrl(Program(std::string(2001, 'a') + ".exe")));
}

TEST(OfficeMarks, CommandsInCsv) {
  EXPECT_TRUE(HasCsvCommand("=MSEXCEL|'\\..\\Windows\\System32\\cmd.exe' /c"));
  EXPECT_TRUE(HasCsvCommand("=MSEXCEL|" + std::string(20, '.') + "Windows\\System32\\cmd.exe"));
  EXPECT_FALSE(HasCsvCommand("=MSEXCEL|" + std::string(21, '.') + "Windows\\System32\\cmd.exe"));
  EXPECT_FALSE(HasCsvCommand("=MSEXCEL|Windows\\System32\\cmd.exe"));
  EXPECT_FALSE(HasCsvCommand("=MSEXCEL|\n.Windows\\System32\\cmd.exe"));
  EXPECT_FALSE(HasCsvCommand("=msexcel|.Windows\\System32\\cmd.exe"));
}

TEST(OfficeMarks, ContentTypes) {
  EXPECT_TRUE(TypesNameMacros("<x ContentType=\"application/vnd.ms-word.document.MacroEnabled.main+xml\""));
  EXPECT_TRUE(TypesNameMacros("<x contenttype='application/vnd.ms-office.vbaproject'"));
  EXPECT_FALSE(TypesNameMacros("<x Type='application/vnd.ms-office.vbaProject'"));
  EXPECT_FALSE(TypesNameMacros("<x ContentType='application/vnd.ms-office.vbaProject+xml'"));
  EXPECT_TRUE(TypesNameMacros("application/vnd.ms-excel.macrosheet"));
  EXPECT_TRUE(TypesNameMacros("application/vnd.ms-excel.intlmacrosheet+xml"));
  EXPECT_FALSE(TypesNameMacros("application/vnd.ms-excel.sheet"));
}

std::vector<std::string> Targets(std::string_view xml) {
  std::vector<std::string> targets;
  ReadRelations(xml, [&](std::string_view target) { targets.emplace_back(target); });
  return targets;
}

TEST(OfficeMarks, Relations) {
  EXPECT_THAT(
      Targets("<Relationships><Relationship Target=\"a\" TargetMode=\"External\"/>"
              "<Relationship Target=\"b\"/><Relationship Id='1' target=\"c\" x TARGETMODE=\"external\"/>"),
      ElementsAre("a", "c"));
  EXPECT_THAT(Targets("<Relationship TargetMode=\"External\" Target=\"a\"/>"), ElementsAre());
  EXPECT_THAT(Targets("<Relationship Target=\"a"), ElementsAre());
  const auto ignore = [](std::string_view) {};
  EXPECT_TRUE(ReadRelations("x", ignore));
  EXPECT_FALSE(ReadRelations("", ignore));
  EXPECT_FALSE(ReadRelations("Relationship Relationship\n", ignore));
  EXPECT_TRUE(ReadRelations("Relationship Relationship", ignore));
}

TEST(OfficeMarks, MhtmlTargets) {
  EXPECT_TRUE(IsMhtmlTarget("MHTML:http://a.example/"));
  EXPECT_TRUE(IsMhtmlTarget("mhtml:HTTPS://a.example/"));
  EXPECT_TRUE(IsMhtmlTarget("mhtml:&#x48;&#x54;&#x50;&#x3a;&#x5c;&#x5c;&#x31;&#x39;"));
  EXPECT_FALSE(IsMhtmlTarget("mhtml:file:///x"));
  EXPECT_FALSE(IsMhtmlTarget("http://a.example/"));
}

}  // namespace
}  // namespace gatepost
