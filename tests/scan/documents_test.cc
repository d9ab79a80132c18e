// The plugin OLEVBMacro: what it finds reaches rules, URIs and reports.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gatepost/engine.h"
#include "support/build_zip.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kLoadPlugin = "loadplugin Mail::SpamAssassin::Plugin::OLEVBMacro\n";
constexpr std::string_view kDocumentRules =
    "body MACRO eval:check_olemacro()\nbody MALICE eval:check_olemacro_malice()\n"
    "body TARGET eval:check_olemacro_redirect_uri()\nbody MHTML eval:check_olemacro_mhtml_uri()\n"
    "body DOWNLOAD eval:check_olemacro_download_exe()\nuri LINK m{^http://a\\.example/x}\n";

class DocumentScanTest : public testing::Test {
 protected:
  std::string Hits(const std::string& config, const std::vector<std::pair<std::string, std::string>>& files) {
    folder_.Write("rules/10.cf", config + std::string(kDocumentRules));
    options_.rules_path = folder_ / "rules";
    auto engine = Engine::Open(options_, OpenSqliteStore, &diagnostics_);
    EXPECT_TRUE(engine) << engine.error().message();
    if (!engine) return {};
    verdict_ = Session(**engine).Check(MailWithFiles(files), CheckOptions());
    std::string names;
    for (const Hit& hit : verdict_.hits) names += (names.empty() ? "" : " ") + hit.rule;
    return names;
  }

  TempFolder folder_;
  Options options_;
  std::vector<Diagnostic> diagnostics_;
  Verdict verdict_;
};

TEST_F(DocumentScanTest, OnlyWhereItIsLoaded) {
  EXPECT_EQ(Hits(std::string(kLoadPlugin), {{"a.doc", MacroFile("AutoOpen")}}), "MACRO MALICE");
  EXPECT_THAT(diagnostics_, IsEmpty());
  EXPECT_EQ(Hits("", {{"a.doc", MacroFile("AutoOpen")}}), "");
  ASSERT_EQ(diagnostics_.size(), 5U);
  EXPECT_EQ(diagnostics_[0].text, "MACRO: eval test check_olemacro() needs the plugin OLEVBMacro");
}

TEST_F(DocumentScanTest, TargetsAreUris) {
  const std::string relations =
      "<Relationship Target=\"http://a.example/x\" TargetMode=\"External\"/>"
      "<Relationship Target=\"mhtml:https://b.example/\" TargetMode=\"External\"/>";
  EXPECT_EQ(Hits(std::string(kLoadPlugin), {{"a.docx", ZipOf({{"x.rels", relations}})}}),
            "LINK MHTML TARGET");
  for (const Hit& hit : verdict_.hits) {
    if (hit.rule == "TARGET") {
      EXPECT_EQ(hit.detail, "http://a.example/x\nhttps://b.example/");
    }
    if (hit.rule == "MHTML") {
      EXPECT_EQ(hit.detail, "mhtml:https://b.example/");
    }
  }
}

TEST_F(DocumentScanTest, Settings) {
  const std::vector<std::pair<std::string, std::string>> file = {{"a.DAT", MacroFile("ms^h^ta")}};
  EXPECT_EQ(
      Hits(std::string(kLoadPlugin) + "olemacro_exts (?i)\\.dat$\nolemacro_download_marker s.h.ta$\n", file),
      "DOWNLOAD MACRO");
  EXPECT_EQ(Hits(std::string(kLoadPlugin) + "olemacro_exts (?i)\\.dat$\nolemacro_max_file 2000\n", file), "");
  EXPECT_EQ(Hits(std::string(kLoadPlugin) + "olemacro_extended_scan 1\n", file), "MACRO");
  EXPECT_EQ(Hits(std::string(kLoadPlugin) + "olemacro_extended_scan 1\nolemacro_skip_exts DAT$\n", file), "");
  EXPECT_EQ(Hits(std::string(kLoadPlugin) + "olemacro_extended_scan 1\nolemacro_skip_ctypes octet\n", file),
            "");
  EXPECT_EQ(Hits(std::string(kLoadPlugin) + "olemacro_macro_exts DAT\n", file), "MACRO");
  EXPECT_EQ(
      Hits(std::string(kLoadPlugin) + "olemacro_zips DAT\n", {{"a.DAT", ZipOf({{"a.doc", MacroFile()}})}}),
      "MACRO");
  EXPECT_THAT(diagnostics_, IsEmpty());
  // The default serves in place of what cannot be read.
  EXPECT_EQ(Hits(std::string(kLoadPlugin) + "olemacro_exts (\n", {{"a.doc", MacroFile()}}), "MACRO");
  ASSERT_EQ(diagnostics_.size(), 1U);
  EXPECT_EQ(diagnostics_[0].file, "olemacro_exts");
}

TEST_F(DocumentScanTest, LimitsAreTold) {
  options_.limits.max_archive_entries = 1;
  EXPECT_EQ(Hits(std::string(kLoadPlugin), {{"a.zip", ZipOf({{"a.txt", ""}, {"a.docm", ""}})}}), "");
  EXPECT_THAT(verdict_.limits_met, testing::ElementsAre("max_archive_entries"));
}

}  // namespace
}  // namespace gatepost
