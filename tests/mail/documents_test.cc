#include "mail/documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/build_zip.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Files = std::vector<std::pair<std::string, std::string>>;

// Words for what was found, in a fixed order.
std::string Words(const DocumentFacts& facts) {
  std::string words;
  const auto add = [&](bool found, const char* word) {
    if (found) words += (words.empty() ? "" : " ") + std::string(word);
  };
  add(facts.macro, "macro");
  add(facts.malice, "malice");
  add(facts.commands, "commands");
  add(facts.object, "object");
  add(facts.rtf_object, "rtf");
  add(facts.encrypted, "encrypted");
  add(facts.zip_password, "password");
  add(facts.renamed, "renamed");
  add(facts.csv_command, "csv");
  add(facts.download, "download");
  return words;
}

class DocumentsTest : public testing::Test {
 protected:
  DocumentFacts ReadMail(const std::string& mail) {
    limits_met_.clear();
    return ReadDocuments(Message::Parse(mail, limits_), config_, limits_, &limits_met_);
  }
  std::string Read(const Files& files) { return Words(ReadMail(MailWithFiles(files))); }
  // A file with macros behind fields and an encoding of one's own.
  std::string ReadAs(const std::string& fields) {
    return Words(ReadMail("Subject: x\nMIME-Version: 1.0\n" + fields + "\n" + Base64(MacroFile()) + "\n"));
  }

  Limits limits_;
  DocumentConfig config_{limits_};
  std::vector<std::string> limits_met_;
};

TEST_F(DocumentsTest, ByName) {
  EXPECT_EQ(Read({{"a.doc", MacroFile("AutoOpen")}}), "macro malice");
  EXPECT_EQ(Read({{"a.doc", MacroFile()}}), "macro");
  EXPECT_EQ(Read({{"a.doc", "text"}}), "");
  EXPECT_EQ(Read({{"a.docm", "text"}}), "macro");
  EXPECT_EQ(Read({{"a.pptx", MacroPackage("AutoOpen")}}), "");
  EXPECT_EQ(Read({{"a.jpg", MacroFile("AutoOpen")}}), "");
  EXPECT_EQ(Read({{"a.DOC", MacroFile("AutoOpen")}}), "");  // as SpamAssassin has it
  EXPECT_EQ(Read({{"a.csv", "=MSEXCEL|.Windows\\System32\\cmd.exe"}}), "csv");
  EXPECT_EQ(Read({{"a.rtf", "{\\rtf1\\objdata}"}}), "macro");
  EXPECT_EQ(Read({{"a.doc", ""}}), "");
}

TEST_F(DocumentsTest, Packages) {
  EXPECT_EQ(Read({{"a.docx", MacroPackage("AutoOpen")}}), "macro malice");
  EXPECT_EQ(Read({{"a.docx", MacroPackage("")}}), "macro");
  EXPECT_EQ(Read({{"a.docx", ZipOf({{"[Content_Types].xml", "macroEnabled"}})}}), "macro");
  EXPECT_EQ(
      Read({{"a.docx", ZipOf({{"[Content_Types].xml", "x"}, {"[Content_Types].xml", "macroEnabled"}})}}), "");
  EXPECT_EQ(Read({{"a.xlsx", ZipOf({{"xl/embeddings/oleObject1.bin", "x"}})}}), "object");
  EXPECT_EQ(Read({{"a.docx", ZipOf({{"Word/a.RTF", "x"}})}}), "rtf");
  EXPECT_EQ(Read({{"a.docx", ZipOf({{"word/" + std::string(50, 'a') + ".rtf", "x"}})}}), "rtf");
  EXPECT_EQ(Read({{"a.docx", ZipOf({{"word/" + std::string(51, 'a') + ".rtf", "x"}})}}), "");
  EXPECT_EQ(Read({{"a.docx", ZipOf({{"word/.rtf", "x"}, {"word/a.rtfx", "x"}, {"x/word/a.rtf", ""}})}}), "");
  // What runs by itself counts beside a project alone.
  EXPECT_EQ(Read({{"a.docx", ZipOf({{"other.bin", "AutoOpen"}})}}), "");
}

std::string Relation(const std::string& target) {
  return "<Relationship Target=\"" + target + "\" TargetMode=\"External\"/>";
}

TEST_F(DocumentsTest, MacrosThatStartPrograms) {
  EXPECT_EQ(Read({{"a.doc", MacroFile("AutoOpen WScript")}}), "macro malice commands");
  EXPECT_EQ(Read({{"a.doc", MacroFile("WScript")}}), "macro");
  EXPECT_EQ(Read({{"a.doc", "AutoOpen WScript"}}), "");
  EXPECT_EQ(Read({{"a.docm", MacroPackage("AutoOpen WScript")}}), "macro malice commands");
  // In one program both.
  EXPECT_EQ(
      Read({{"a.docm",
             ZipOf({{"word/vbaProject.bin", "AutoOpen"}, {"b.bin", "WScript"}, {"c.bin", "AutoOpen"}})}}),
      "macro malice");
}

TEST_F(DocumentsTest, TargetsOutside) {
  const std::string relations = Relation("https://a.example/x") + Relation("https://a.example/x") +
                                Relation("file:///x") + Relation("mhtml:http://b.example/");
  const DocumentFacts facts = ReadMail(MailWithFiles({{"a.docx", ZipOf({{"x.rels", relations}})}}));
  EXPECT_THAT(facts.web_targets, ElementsAre("https://a.example/x", "http://b.example/"));
  EXPECT_THAT(facts.mhtml_targets, ElementsAre("mhtml:http://b.example/"));
  for (const int count : {9, 10, 11}) {
    std::string many;
    for (int i = 0; i < count; ++i) many += Relation("mhtml:http://" + std::to_string(i) + ".example/");
    const DocumentFacts found = ReadMail(MailWithFiles({{"a.docx", ZipOf({{"x.rels", many}})}}));
    EXPECT_EQ(found.web_targets.size(), std::min(count, 10));
    EXPECT_EQ(found.mhtml_targets.size(), 5U);
  }
}

TEST_F(DocumentsTest, Archives) {
  EXPECT_EQ(Read({{"a.zip", ZipOf({{"a.doc", MacroFile("AutoOpen")}})}}), "macro malice");
  EXPECT_EQ(Read({{"a.zip", ZipOf({{"a.docm", MacroPackage("AutoOpen")}})}}), "macro malice");
  EXPECT_EQ(Read({{"a.zip", ZipOf({{"a.csv", "=MSEXCEL|.Windows\\System32\\cmd.exe"}})}}), "csv");
  ZipBuilder encrypted;
  encrypted.Add("a.docm", "x").flags = 1;
  EXPECT_EQ(Read({{"a.zip", encrypted.Finish()}}), "macro password");
  EXPECT_EQ(Read({{"a.zip", ZipOf({{"b.zip", encrypted.Finish()}})}}), "macro password");
}

TEST_F(DocumentsTest, DepthOfArchives) {
  std::string bytes = ZipOf({{"a.doc", MacroFile()}});
  for (const char* expected : {"macro", "macro", ""}) {
    EXPECT_EQ(Read({{"a.zip", bytes}}), expected);
    bytes = ZipOf({{"b.zip", bytes}});
  }
  config_.zip_depth = 4;
  EXPECT_EQ(Read({{"a.zip", bytes}}), "macro");
  config_.zip_depth = 3;
  EXPECT_EQ(Read({{"a.zip", bytes}}), "");
  config_.num_zip = 0;
  EXPECT_EQ(Read({{"a.zip", ZipOf({{"a.doc", MacroFile()}})}}), "");
}

TEST_F(DocumentsTest, NumberOfFiles) {
  Files files;
  for (const int count : {0, 1, 2, 3}) {
    config_.num_mime = config_.num_zip = 3;
    Files and_last = files;
    and_last.push_back({"z.doc", MacroFile()});
    EXPECT_EQ(Read(and_last), count < 3 ? "macro" : "");
    EXPECT_EQ(Read({{"a.zip", ZipOf(and_last)}}), count < 3 ? "macro" : "");
    files.push_back({std::to_string(count) + ".doc", "text"});
    files.push_back({std::to_string(count) + ".txt", "does not count"});
  }
}

TEST_F(DocumentsTest, BytesOfAFile) {
  const std::string file = MacroFile();
  config_.max_file = file.size();
  EXPECT_EQ(Read({{"a.doc", file}}), "macro");
  config_.max_file = file.size() - 1;
  EXPECT_EQ(Read({{"a.doc", file}}), "");
  config_.max_file = 0;
  EXPECT_EQ(Read({{"a.doc", file}}), "");
}

TEST_F(DocumentsTest, Renamed) {
  config_.extended_scan = true;
  EXPECT_EQ(Read({{"a.jpg", MacroFile("AutoOpen")}}), "macro malice renamed");
  EXPECT_EQ(Read({{"a.jpg", "\xd0\xcf\x11\xe0"}}), "renamed");
  EXPECT_EQ(Read({{"a.jpg", MacroPackage("AutoOpen")}}), "macro malice renamed");
  EXPECT_EQ(Read({{"a.jpg", "picture"}}), "");
  EXPECT_EQ(Read({{"a.jar", ZipOf({{"x.class", "x"}})}}), "");
  EXPECT_EQ(Read({{"a.jar", ZipOf({{"x.doc", MacroFile()}})}}), "macro");
  EXPECT_EQ(Read({{"a.zip", ZipOf({{"a.jpg", MacroFile()}})}}), "macro renamed");
}

TEST_F(DocumentsTest, Downloads) {
  using namespace std::string_view_literals;
  const std::string file = MacroFile("\0http://a.example/bcdef.exe\0"sv);
  EXPECT_EQ(Read({{"a.doc", file}}), "macro");
  config_.asks_for_download = true;
  EXPECT_EQ(Read({{"a.doc", file}}), "macro download");
  EXPECT_EQ(Read({{"a.doc", "cmd /c ms^h^ta ht^tp:/^/x"}}), "download");
}

TEST_F(DocumentsTest, NamesInFields) {
  const std::string coded = "Content-Transfer-Encoding: base64\n";
  EXPECT_EQ(ReadAs("Content-Type: application/msword; name=a.doc\n" + coded), "macro");
  EXPECT_EQ(ReadAs("Content-Type: application/msword; name=a.doc\n"), "");
  EXPECT_EQ(ReadAs("Content-Type: text/plain; name=a.doc\n" + coded), "");
  EXPECT_EQ(ReadAs("Content-Type: application/msword\n" + coded), "");
  EXPECT_EQ(ReadAs("Content-Type: application/msword\nContent-Disposition: x; filename = 'a.doc'\n" + coded),
            "macro");
  EXPECT_EQ(ReadAs("Content-Type: application/msword; name=\"=?utf-8?B?YS5kb2M=?=\"\n" + coded), "macro");
  // Only so do we read on where SpamAssassin stops.
  EXPECT_EQ(
      ReadAs("Content-Type: application/msword\nContent-Disposition: x; filename*=utf-8''a.doc\n" + coded),
      "macro");
  const std::string both =
      "Content-Type: application/msword; name=a.txt\nContent-Disposition: attachment; filename=a.doc\n" +
      coded;
  EXPECT_EQ(ReadAs(both), "macro");
  config_.prefer_contentdisposition = false;
  EXPECT_EQ(ReadAs(both), "");
}

TEST_F(DocumentsTest, EntriesHaveALimit) {
  Files members = {{"1.txt", ""}, {"2.txt", ""}, {"a.doc", MacroFile()}};
  for (const std::size_t limit : {2U, 3U, 4U}) {
    limits_.max_archive_entries = limit;
    EXPECT_EQ(Read({{"a.zip", ZipOf(members)}}), limit < 3 ? "" : "macro");
    EXPECT_EQ(limits_met_.size(), limit < 3 ? 1U : 0U);
  }
  // They are counted over all archives.
  limits_.max_archive_entries = 4;
  Read({{"a.zip", ZipOf(members)}, {"b.zip", ZipOf(members)}});
  EXPECT_THAT(limits_met_, ElementsAre("max_archive_entries"));
}

TEST_F(DocumentsTest, UnpackedBytesHaveALimit) {
  const std::string file = MacroFile();
  // One entry has an eighth of all.
  for (const std::size_t size : {file.size() - 1, file.size(), file.size() + 1}) {
    limits_.max_unpacked_bytes = size * 8;
    const bool whole = size >= file.size();
    EXPECT_EQ(Read({{"a.zip", ZipOf({{"a.doc", file}})}}), whole ? "macro" : "");
    EXPECT_EQ(limits_met_.empty(), whole);
  }
  Files many;
  for (int i = 0; i < 10; ++i) many.push_back({std::to_string(i) + ".doc", std::string(file.size(), 'x')});
  many.push_back({"a.doc", file});
  config_.num_zip = 100;
  EXPECT_EQ(Read({{"a.zip", ZipOf(many)}}), "");
  EXPECT_THAT(limits_met_, ElementsAre("max_unpacked_bytes"));
  limits_.max_unpacked_bytes *= 2;
  EXPECT_EQ(Read({{"a.zip", ZipOf(many)}}), "macro");
  EXPECT_THAT(limits_met_, IsEmpty());
}

TEST_F(DocumentsTest, Bombs) {
  // Eight kilobytes that unpack to more than one file may have, two thousand times.
  const std::string zeros(std::size_t{8} << 20, '\0');
  ZipBuilder bomb;
  bomb.Add("0.doc", zeros);
  for (int i = 1; i < 2000; ++i) bomb.Repeat(0, std::to_string(i) + ".doc");
  config_.num_zip = 1 << 30;
  EXPECT_EQ(Read({{"a.zip", bomb.Finish()}}), "");
  EXPECT_THAT(limits_met_, ElementsAre("max_unpacked_bytes"));
  // Streams that turn out to be damaged at their end cost as much.
  ZipBuilder damaged;
  ZipMember& member = damaged.Add("0.doc", zeros.substr(0, std::size_t{3} << 20));
  member.claimed_packed -= 20;
  for (int i = 1; i < 2000; ++i) damaged.Repeat(0, std::to_string(i) + ".doc");
  EXPECT_EQ(Read({{"a.zip", damaged.Finish()}}), "");
  EXPECT_THAT(limits_met_, ElementsAre("max_unpacked_bytes"));
}

TEST_F(DocumentsTest, DepthCostsNoStack) {
  std::string bytes = ZipOf({{"a.doc", MacroFile()}});
  // Hundreds deep the unpacked bytes are used up; with more around them that would be sooner.
  for (int i = 0; i < 800; ++i) {
    ZipBuilder around;
    around.Add("b.zip", bytes, false);
    bytes = around.Finish();
  }
  config_.zip_depth = 1 << 30;
  Read({{"a.zip", bytes}});
  EXPECT_THAT(limits_met_, ElementsAre("max_unpacked_bytes"));
}

}  // namespace
}  // namespace gatepost
