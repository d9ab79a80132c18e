#include <gtest/gtest.h>

#include "support/eval_fixture.h"

namespace gatepost {
namespace {

std::string Attached(const std::string& header, const std::string& body = "x\n") {
  return "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\n" +
         header + "\n\n" + body + "--b--\n";
}

bool IsProgram(const std::string& mail) { return EvalFixture(mail).Hits("check_microsoft_executable"); }
bool IsOddName(const std::string& type, const std::string& name) {
  return EvalFixture(Attached("Content-Type: " + type + "; name=\"" + name + "\""))
      .Hits("check_suspect_name");
}

TEST(VirusEvals, ProgramsByTheirNames) {
  for (const char* name : {"a.exe", "A.PDF.SCR", "a.scr?", ".vbs"})
    EXPECT_TRUE(IsProgram(Attached(std::string("Content-Type: image/png; name=") + name))) << name;
  for (const char* name : {"exe", "a.exe.txt", "a.exes", "a.sc", "a.exe."})
    EXPECT_FALSE(IsProgram(Attached(std::string("Content-Type: image/png; name=") + name))) << name;
  EXPECT_FALSE(
      IsProgram(Attached("Content-Type: image/png\nContent-Disposition: attachment; filename=a.exe")));
}

// The first bytes that linkers of all times wrote.
TEST(VirusEvals, ProgramsByTheirFirstBytes) {
  const std::string base64 = "Content-Type: application/x\nContent-Transfer-Encoding: Base64";
  EXPECT_TRUE(IsProgram(Attached(base64, "TVqQAAMAAAAEAAAA//8AALgA\n")));
  EXPECT_TRUE(IsProgram(Attached(base64, "TVqQAAMAAAAEA\n")));
  EXPECT_FALSE(IsProgram(Attached(base64, "TVqQAAMAAAAE\nA\n")));
  EXPECT_FALSE(IsProgram(Attached(base64, "\nTVqQAAMAAAAEAAAA//8AALgA\n")));
  EXPECT_FALSE(IsProgram(Attached(base64, "TVqQBAMAAAAEAAAA//8AALgA\n")));
  EXPECT_FALSE(IsProgram(Attached("Content-Type: application/x", "TVqQAAMAAAAEAAAA//8AALgA\n")));
  const std::string uuencoded =
      "begin 644 a\nM35J0``,````$````__\\``+@`````````0```````````````````````````\n";
  EXPECT_TRUE(IsProgram("Subject: x\n\n" + uuencoded));
  EXPECT_TRUE(IsProgram(Attached("Content-Type: text/html", uuencoded)));
  EXPECT_FALSE(IsProgram(Attached("Content-Type: application/x", uuencoded)));
  EXPECT_FALSE(IsProgram("Subject: x\n\n>M35J0``,````$````__\\``+@````````\n"));
  EXPECT_FALSE(IsProgram("Subject: x\n\nM35J0``,```\n"));
}

TEST(VirusEvals, NamesOfAnotherType) {
  const std::pair<const char*, const char*> fitting[] = {
      {"text/plain", "a.txt"},
      {"text/html", "a.XHTML"},
      {"message/external-body", "a.txt"},
      {"image/x-png", "a.gif"},
      {"text/x-vcard", "a.vcf"},
      {"application/x-msdownload", "a.exe"},
      {"application/vnd.ms-word", "a.doc"},
      {"application/vnd.ms-powerpoint", "a.ppt"},
      {"application/excel", "a.xls"},
      {"application/octet-stream", "a.jpg"},
      {"application/zip", "a.zip"},
      {"application/msword", "doc"},
  };
  for (const auto& [type, name] : fitting) EXPECT_FALSE(IsOddName(type, name)) << type << name;
  const std::pair<const char*, const char*> odd[] = {
      {"image/png", "a.txt"},       {"text/calendar", "a.xml"}, {"application/pdf", "a.jpeg"},
      {"text/vcard", "a.vcf"},      {"image/png", "a.exe"},     {"application/wordpad", "a.doc"},
      {"application/zip", "a.ppt"}, {"text/plain", "a.b.xls"},  {"image/png", "htm"},
  };
  for (const auto& [type, name] : odd) EXPECT_TRUE(IsOddName(type, name)) << type << name;
}

}  // namespace
}  // namespace gatepost
