// Compiled rulesets: the same verdicts as from source, and nothing but the source where something is wrong.
#include "scan/compiled.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <thread>

#include "base/hash.h"
#include "report/report.h"
#include "scan/engine_impl.h"
#include "support/engine_fixture.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kRulesOfEachKind[] =
    "header H_SUBJECT Subject =~ /lunch/i\nheader H_GONE X-Gone =~ /x/ [if-unset: xyz]\n"
    "header H_EXISTS exists:X-Here\nheader H_NOT Subject !~ /supper/\n"
    "body B_TEXT /no+n\\b/\nbody B_LOOK /(?<!x)noon/\nbody B_MANY /o/\ntflags B_MANY multiple maxhits=3\n"
    "rawbody R_RAW /See/\nfull F_FULL /\\nSubject:/\nuri U_URI /example/\n"
    "uri_detail D_TEXT raw =~ /example/ type =~ /parsed/\nmimeheader M_TYPE Content-Type =~ /plain/\n"
    "meta M_ALL B_TEXT && (H_SUBJECT + R_RAW > 1) && !U_NONE\nheader E_LISTED "
    "eval:check_from_in_welcomelist()\nheader E_SPF eval:check_for_spf_welcomelist_from()\n"
    "welcomelist_from_spf *@spf.example\n"
    "loadplugin Mail::SpamAssassin::Plugin::DecodeShortURLs\nbody E_SHORT eval:short_url()\n"
    "url_shortener Example.org\n"
    "body B_OFF /e/\nscore B_OFF 0\nmeta M_OFF B_OFF && B_TEXT\n"
    "score H_SUBJECT 1 2 3 4\nscore B_TEXT 0.7\nscore H_NOT 0.1\nscore E_LISTED -5\n"
    "describe B_TEXT Speaks of noon\n"
    "welcomelist_from *@known.example boss@example.org\nblocklist_from bad@*\n"
    "freemail_domains free.example mail.*\nutil_rb_tld org example com\nrequired_score 4\n"
    "redirector_pattern m'^https?://go\\.example/\\?(.*)'i\n";
const std::string kMails[] = {
    "From: boss@example.org\nSubject: lunch\nX-Here: 1\nContent-Type: text/plain\n\n"
    "See you at noon, http://www.example.org/ or http://go.example/?http://b.com/\n",
    "From: a@known.example\nSubject: supper\n\nxnoon\n", "Subject: \n\n",
    "From: bad@free.example\nTo: c@mail.test\nSubject: lunch\n\nNoooon. noon\n",
    "Return-Path: <a@spf.example>\nReceived-SPF: pass\nReceived: from mx.spf.example (mx.spf.example "
    "[192.0.2.7])"
    " by in.example.org\n\nnoon\n"};

class Compiled : public ::testing::Test {
 protected:
  Compiled() {
    folder_.Write("rules/10.cf", kRulesOfEachKind);
    folder_.Write("site/local.cf", "score R_RAW 0.3\n");
    options_.rules_path = folder_ / "rules";
    options_.site_path = folder_ / "site";
    options_.bayes_path = folder_ / "bayes.db";
    options_.use_bayes = false;
    path_ = folder_ / "rules.gpc";
  }

  void Compile() {
    ASSERT_TRUE(CompileRuleset(options_, path_, nullptr).ok());
    ASSERT_FALSE(ReadBytes().empty());
  }
  std::string ReadBytes() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // What every mail gives; `remarks_` is what was said.
  std::string Verdicts(bool compiled) {
    Options options = options_;
    if (compiled) options.compiled_path = path_;
    auto engine = Engine::Open(options, OpenSqliteStore, &remarks_);
    EXPECT_TRUE(engine) << engine.error().message();
    if (!engine) return "";
    Session session(**engine);
    std::string all;
    for (const std::string& mail : kMails) all += JsonReport(session.Check(mail), "x", false);
    return all + std::to_string((*engine)->Summary().rules);
  }
  // What was said of files whose names end so.
  std::string Said(std::string_view file = "") const {
    std::string said;
    for (const Diagnostic& remark : remarks_) {
      if (remark.file.ends_with(file)) said += remark.ToString() + "\n";
    }
    return said;
  }

  TempFolder folder_;
  Options options_;
  std::string path_;
  std::vector<Diagnostic> remarks_;
};

TEST_F(Compiled, GivesTheSameVerdicts) {
  Compile();
  const std::string source = Verdicts(false);
  for (const char* rule : {"M_ALL", "E_SPF", "E_SHORT"}) EXPECT_THAT(source, HasSubstr(rule));
  EXPECT_EQ(Verdicts(true), source);
  EXPECT_THAT(remarks_, IsEmpty());
}

TEST_F(Compiled, UserPrefsCountOnTop) {
  Compile();
  for (const char* prefs :
       {"", "required_score 1.5\n",
        "score B_TEXT 2\nscore H_SUBJECT (1)\nscore H_SUBJECT (0.5)\nscore M_ALL 0\nscore NO_SUCH 3\n",
        "welcomelist_from *@free.example\n", "unwelcomelist_from *@known.example\n",
        "welcomelist_from_spf b@c.example\n", "unwelcomelist_from_spf *@spf.example\n",
        "score R_RAW (0.5)\nblocklist_from a@known.example\n", "clear_util_rb\nutil_rb_tld test\n",
        "freemail_domains other.example\n", "url_shortener go.example\n", "clear_url_shortener\n",
        "score E_LISTED -1\nscore E_LISTED (-1)\n", "score B_OFF 0.2\n", "score B_OFF 0.2\nscore B_TEXT 0\n",
        "describe B_TEXT My own words\n", "rewrite_header Subject [S]\nremove_header all Status\n"}) {
    SCOPED_TRACE(prefs);
    options_.prefs_path = folder_.Write("user_prefs", prefs);
    const std::string source = Verdicts(false);
    const std::string said = Said("user_prefs");
    EXPECT_EQ(Verdicts(true), source);
    EXPECT_EQ(Said("user_prefs"), said);
  }
}

TEST_F(Compiled, HeadersThatUsersIgnoreCountOnTop) {
  folder_.Write("site/local.cf", "bayes_ignore_header X-Site\n");
  Compile();
  for (const char* prefs : {"", "bayes_ignore_header X-Mine\n", "required_score 3\n"}) {
    SCOPED_TRACE(prefs);
    Options options = options_;
    options.prefs_path = folder_.Write("user_prefs", prefs);
    options.compiled_path = path_;
    options.compiled_required = true;
    auto engine = Engine::Open(options, OpenSqliteStore, &remarks_);
    ASSERT_TRUE(engine) << engine.error().message();
    const WordSet& ignored = (*engine)->impl().bayes.ignored_headers;
    EXPECT_TRUE(ignored.contains("x-site"));
    EXPECT_EQ(ignored.contains("x-mine"), std::string_view(prefs).ends_with("X-Mine\n"));
  }
}

TEST_F(Compiled, KnowsWhichSettingsAreSet) {
  folder_.Write("site/local.cf", "report_contact me\n");
  Compile();
  options_.prefs_path = folder_.Write("user_prefs", "bayes_min_ham_num 7\n");
  options_.compiled_path = path_;
  options_.compiled_required = true;
  auto engine = Engine::Open(options_, OpenSqliteStore, &remarks_);
  ASSERT_TRUE(engine) << engine.error().message();
  const Settings& settings = (*engine)->impl().settings;
  for (const char* set : {"report_contact", "required_score", "bayes_min_ham_num"})
    EXPECT_TRUE(settings.IsSet(set)) << set;
  for (const char* not_set : {"bayes_min_spam_num", "olemacro_exts", "report_hostname"})
    EXPECT_FALSE(settings.IsSet(not_set)) << not_set;
}

TEST_F(Compiled, RulesOfUsersNeedTheSource) {
  folder_.Write("site/local.cf", "allow_user_rules 1\n");
  Compile();
  options_.prefs_path = folder_.Write("user_prefs", "body MINE /noon/\nscore MINE 1.5\n");
  const std::string source = Verdicts(false);
  EXPECT_THAT(source, HasSubstr("MINE"));
  EXPECT_EQ(Verdicts(true), source);
}

TEST_F(Compiled, WhatChangesWhileItIsReadIsNotMissed) {
  folder_.Write("rules/20.cf", "score B_TEXT 1\n");
  std::string comments;
  while (comments.size() < std::size_t{6} << 20) comments += "# what takes long to read\n";
  folder_.Write("rules/30.cf", comments);
  const auto start = std::chrono::steady_clock::now();
  ASSERT_TRUE(ReadConfig(options_));
  const auto reading = std::chrono::steady_clock::now() - start;
  for (int part = 1; part < 6; ++part) {
    std::thread editor([&] {
      std::this_thread::sleep_for(reading * part / 6);
      folder_.Write("rules/20.cf", "score B_TEXT " + std::to_string(1 + part) + "\n");
    });
    (void)CompileRuleset(options_, path_, nullptr);
    editor.join();
    EXPECT_EQ(Verdicts(true), Verdicts(false)) << part;
  }
}

TEST_F(Compiled, StaleOnesAreNotUsed) {
  Compile();
  folder_.Write("rules/10.cf", std::string(kRulesOfEachKind) + "body LATE /noon/\n");
  EXPECT_THAT(Verdicts(true), HasSubstr("LATE"));
  EXPECT_THAT(Said(), HasSubstr("10.cf; run gatepost compile"));
  Compile();
  EXPECT_THAT(Verdicts(true), HasSubstr("LATE"));
  EXPECT_THAT(remarks_, IsEmpty());
  folder_.Write("site/z.cf", "body LATER /noon/\n");  // a file more
  EXPECT_THAT(Verdicts(true), HasSubstr("LATER"));
  EXPECT_THAT(Said(), HasSubstr("run gatepost compile"));
  Compile();
  ASSERT_EQ(unlink((folder_ / "site/z.cf").c_str()), 0);
  EXPECT_THAT(Verdicts(true), ::testing::Not(HasSubstr("LATER")));
  EXPECT_THAT(Said(), HasSubstr("run gatepost compile"));
}

TEST_F(Compiled, FoldersMayEndInASlash) {
  options_.rules_path += '/';
  options_.site_path += "//";
  Compile();
  Verdicts(true);
  EXPECT_THAT(remarks_, IsEmpty());
  folder_.Write("site/local.cf", "score R_RAW 0.4\n");
  Verdicts(true);
  EXPECT_THAT(Said(), HasSubstr("local.cf; run gatepost compile"));
}

TEST_F(Compiled, OtherOptionsAreNotServed) {
  Compile();
  options_.config_lines = {"score B_TEXT 3"};
  const std::string source = Verdicts(false);
  EXPECT_EQ(Verdicts(true), source);
  EXPECT_THAT(Said(), HasSubstr("other options"));
  Compile();
  EXPECT_EQ(Verdicts(true), source);
  EXPECT_THAT(remarks_, IsEmpty());
  options_.pre_lines.swap(options_.config_lines);
  Verdicts(true);
  EXPECT_THAT(Said(), HasSubstr("other options"));
}

TEST_F(Compiled, ItSaysWhatItWasMadeFrom) {
  options_.config_lines = {"\tscore B_TEXT 3", "lock_method flock"};
  options_.pre_lines = {"loadplugin Mail::SpamAssassin::Plugin::TextCat"};
  options_.language = "de_AT";
  EXPECT_EQ(LookAtCompiled(path_).error().code(), StatusCode::kNotFound);
  Compile();
  Result<CompiledSource> source = LookAtCompiled(path_);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_TRUE(source->is_current);
  EXPECT_EQ(source->options.rules_path, options_.rules_path);
  EXPECT_EQ(source->options.site_path, options_.site_path);
  EXPECT_THAT(source->options.config_lines, ElementsAre("score B_TEXT 3", "lock_method flock"));
  EXPECT_EQ(source->options.pre_lines, options_.pre_lines);
  EXPECT_EQ(source->options.language, options_.language);
  folder_.Write("site/local.cf", "score R_RAW 0.4\n");
  source = LookAtCompiled(path_);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_FALSE(source->is_current);
  ASSERT_EQ(chmod(path_.c_str(), 0666), 0);
  EXPECT_EQ(LookAtCompiled(path_).error().code(), StatusCode::kPermission);
}

// `version` behind that of this program; what follows the first fields is garbage to it.
std::string AsOfVersion(std::string bytes, std::uint32_t version) {
  std::memcpy(bytes.data() + offsetof(CompiledFile, version), &version, sizeof version);
  const std::size_t from = offsetof(CompiledFile, version);
  const std::uint64_t checked = reinterpret_cast<const CompiledFile*>(bytes.data())->checked_bytes;
  const std::uint64_t checksum = Checksum(std::string_view(bytes).substr(from, checked - from));
  std::memcpy(bytes.data() + offsetof(CompiledFile, checksum), &checksum, sizeof checksum);
  return bytes;
}

TEST_F(Compiled, AnotherVersionsIsNotServedButSaysWhatItWasMadeFrom) {
  Compile();
  const std::string bytes = ReadBytes();
  std::ofstream(path_, std::ios::binary) << AsOfVersion(bytes, kCompiledVersion + 1);
  EXPECT_THAT(Verdicts(true), HasSubstr("B_TEXT"));
  EXPECT_THAT(Said(), HasSubstr("another version"));
  const Result<CompiledSource> source = LookAtCompiled(path_);
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_FALSE(source->is_current);
  EXPECT_EQ(source->options.rules_path, options_.rules_path);
  std::ofstream(path_, std::ios::binary) << AsOfVersion(bytes, kFirstFramedVersion - 1);
  EXPECT_EQ(LookAtCompiled(path_).error().code(), StatusCode::kCorrupt);
}

TEST_F(Compiled, DamagedOnesDoNotSayWhatTheyWereMadeFrom) {
  Compile();
  const std::string bytes = ReadBytes();
  for (std::size_t at = 0; at < kFrameBytes; ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
    std::ofstream(path_, std::ios::binary) << damaged;
    ASSERT_FALSE(LookAtCompiled(path_)) << at;
  }
  for (std::size_t size = 0; size <= kFrameBytes; ++size) {
    std::ofstream(path_, std::ios::binary) << bytes.substr(0, size);
    ASSERT_FALSE(LookAtCompiled(path_)) << size;
  }
  // A sound checksum over an offset that leads astray.
  for (const std::size_t field : {offsetof(CompiledFile, key), offsetof(CompiledFile, language)}) {
    std::string astray = bytes;
    astray[field + 3] = 0x40;
    std::ofstream(path_, std::ios::binary) << AsOfVersion(astray, kCompiledVersion);
    ASSERT_FALSE(LookAtCompiled(path_)) << field;
  }
}

TEST_F(Compiled, AbsenceIsSilentUnlessAskedFor) {
  Verdicts(true);
  EXPECT_EQ(Said(path_), "");
  options_.compiled_required = true;
  EXPECT_THAT(Verdicts(true), HasSubstr("B_TEXT"));
  EXPECT_THAT(Said(), HasSubstr("working from source"));
}

TEST_F(Compiled, WhatOthersMayWriteIsRefused) {
  Compile();
  for (mode_t mode : {0666U, 0664U, 0602U}) {
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
    EXPECT_THAT(Verdicts(true), HasSubstr("B_TEXT"));
    EXPECT_THAT(Said(), HasSubstr("others may write it"));
  }
  ASSERT_EQ(chmod(path_.c_str(), 0644), 0);
  Verdicts(true);
  EXPECT_THAT(remarks_, IsEmpty());
  if (geteuid() != 0) return;
  ASSERT_EQ(chown(path_.c_str(), 12345, 0), 0);
  EXPECT_THAT(Verdicts(true), HasSubstr("B_TEXT"));
  EXPECT_THAT(Said(), HasSubstr("neither root nor the caller"));
}

TEST_F(Compiled, DamageIsRefusedOrDoesNotMatter) {
  Compile();
  const std::string bytes = ReadBytes();
  const std::string verdicts = Verdicts(false);
  std::vector<std::uint64_t> aligned(bytes.size() / 8 + 1);
  auto* copy = reinterpret_cast<char*>(aligned.data());
  bytes.copy(copy, bytes.size());
  const std::string_view view(copy, bytes.size());
  ASSERT_TRUE(CompiledRuleset::FromBytes(view));
  const std::size_t checked = reinterpret_cast<const CompiledFile*>(copy)->checked_bytes;
  for (std::size_t at = 0; at < checked; at += at < 20000 ? 1 : 5) {
    copy[at] = static_cast<char>(copy[at] ^ (1 << (at % 8)));
    ASSERT_FALSE(CompiledRuleset::FromBytes(view)) << at;
    copy[at] = bytes[at];
  }
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_FALSE(CompiledRuleset::FromBytes(view.substr(0, size))) << size;
  }
  // PCRE2's code: each pattern looks at its own.
  ASSERT_LT(checked, bytes.size());
  for (std::size_t at = checked; at < bytes.size(); at += 37) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    std::ofstream(path_, std::ios::binary) << damaged;
    ASSERT_EQ(Verdicts(true), verdicts) << at;
    ASSERT_THAT(remarks_, IsEmpty());
  }
}

TEST_F(Compiled, TheSameConfigurationGivesTheSameBytes) {
  std::vector<Diagnostic> remarks;
  EXPECT_EQ(CompileToBytes(options_, &remarks).value(), CompileToBytes(options_, &remarks).value());
}

TEST_F(Compiled, FailsWhereItCannotBeWritten) {
  EXPECT_FALSE(CompileRuleset(options_, folder_ / "none/rules.gpc", nullptr).ok());
  options_.rules_path = folder_ / "none";
  EXPECT_FALSE(CompileRuleset(options_, path_, nullptr).ok());
}

}  // namespace
}  // namespace gatepost
