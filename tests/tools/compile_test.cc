// gatepost compile, and checks with and without what it wrote.
#include <gmock/gmock.h>
#include <unistd.h>

#include "support/run_command.h"
#include "support/sanitizer.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class CompileCommand : public ::testing::Test {
 protected:
  CompileCommand() {
    folder_.Write("site/local.cf", "required_score 4.5\nuse_bayes 0\n");
    folder_.Write("rules/10.cf", "body LUNCH /noon/\nscore LUNCH 1.5\n");
  }
  CommandResult Run(const std::string& command, const std::vector<std::string>& words,
                    const std::string& input = "") {
    return RunGatepost(command, folder_ / "rules", folder_ / "site", words, input);
  }

  TempFolder folder_;
  const std::string mail_ = "From: a@example.org\nSubject: x\n\nSee you at noon.\n";
};

TEST_F(CompileCommand, ItsFileIsUsed) {
  const std::string cache = folder_ / "r.gpc";
  CommandResult compiled = Run("compile", {"--cache", cache});
  EXPECT_EQ(compiled.status, 0);
  EXPECT_EQ(compiled.out, cache + "\n");
  EXPECT_EQ(compiled.err, "");
  CommandResult with = Run("check", {"--cache", cache, "--format", "report"}, mail_);
  CommandResult without = Run("check", {"--no-cache", "--format", "report"}, mail_);
  EXPECT_EQ(with.out, without.out);
  EXPECT_THAT(with.out, HasSubstr("LUNCH"));
  EXPECT_EQ(with.err, "");
}

TEST_F(CompileCommand, AStaleFileIsNamedOnceAndNotUsed) {
  const std::string cache = folder_ / "r.gpc";
  ASSERT_EQ(Run("compile", {"--cache", cache}).status, 0);
  folder_.Write("rules/20.cf", "body LATE /noon/\nscore LATE 1\n");
  CommandResult stale = Run("check", {"--cache", cache, "-E"}, mail_);
  EXPECT_EQ(stale.out, "2.5/4.5\n");
  EXPECT_EQ(stale.status, 0);
  EXPECT_THAT(stale.err, HasSubstr("run gatepost compile"));
  EXPECT_EQ(stale.err.find('\n'), stale.err.size() - 1);
  // lint judges what lies there.
  EXPECT_EQ(Run("lint", {"--cache", cache}).err, "");
}

TEST_F(CompileCommand, RefreshMakesAnewWhatIsStale) {
  const std::string cache = folder_ / "r.gpc", other = folder_ / "other.gpc";
  ASSERT_EQ(Run("compile", {"--cache", cache, "--cf", "score LUNCH 2"}).status, 0);
  ASSERT_EQ(Run("compile", {"--cache", other}).status, 0);
  const auto refresh = [&] { return RunCommand({GATEPOST_BINARY, "compile", "--refresh", cache, other}); };
  CommandResult done = refresh();
  EXPECT_EQ(done.status, 0);
  EXPECT_EQ(done.out + done.err, "");
  folder_.Write("rules/20.cf", "body LATE /noon/\nscore LATE 1\n");
  done = refresh();
  EXPECT_EQ(done.status, 0);
  EXPECT_EQ(done.out, cache + "\n" + other + "\n");
  EXPECT_EQ(done.err, "");
  // With the options that each was made with.
  CommandResult checked = Run("check", {"--cache", cache, "--cf", "score LUNCH 2"}, mail_);
  EXPECT_EQ(checked.out, "3.0/4.5\n");
  EXPECT_EQ(checked.err, "");
  checked = Run("check", {"--cache", other}, mail_);
  EXPECT_EQ(checked.out, "2.5/4.5\n");
  EXPECT_EQ(checked.err, "");
}

TEST_F(CompileCommand, RefreshNamesWhatItCannotMake) {
  const std::string cache = folder_ / "r.gpc", other = folder_.Write("other.gpc", "no ruleset");
  ASSERT_EQ(Run("compile", {"--cache", cache}).status, 0);
  folder_.Write("rules/20.cf", "body LATE /noon/\n");
  const CommandResult done = RunCommand({GATEPOST_BINARY, "compile", "--refresh", other, cache});
  EXPECT_EQ(done.status, 69);
  EXPECT_EQ(done.out, cache + "\n");  // the others are made all the same
  EXPECT_THAT(done.err, HasSubstr(other));
  EXPECT_EQ(RunCommand({GATEPOST_BINARY, "compile", cache}).status, 64);  // FILE is for --refresh
}

TEST_F(CompileCommand, LinesOfTheLocalesLanguageCount) {
  folder_.Write("rules/20.cf",
                "describe LUNCH it is noon\nlang de describe LUNCH Mittag\nlang de_AT describe LUNCH Jause\n"
                "lang fr describe LUNCH midi\n");
  const auto run = [&](const std::vector<std::string>& locale, const std::vector<std::string>& words) {
    std::vector<std::string> line = {"/usr/bin/env", "-u",          "LANGUAGE", "-u",  "LC_ALL",
                                     "-u",           "LC_MESSAGES", "-u",       "LANG"};
    line.insert(line.end(), locale.begin(), locale.end());
    line.emplace_back(GATEPOST_BINARY);
    line.insert(line.end(), words.begin(), words.end());
    line.insert(line.end(),
                {"-p", "/dev/null", "-C", folder_ / "rules", "--siteconfigpath", folder_ / "site"});
    return RunCommand(line, mail_);
  };
  const auto reported = [&](const std::vector<std::string>& locale, std::vector<std::string> words) {
    words.insert(words.begin(), {"check", "--format", "report"});
    return run(locale, words).out;
  };
  const std::vector<std::string> source = {"--no-cache"};
  EXPECT_THAT(reported({}, source), HasSubstr("it is noon"));
  EXPECT_THAT(reported({"LANG=de_DE.UTF-8"}, source), HasSubstr("Mittag"));
  EXPECT_THAT(reported({"LANG=de_AT@euro"}, source), HasSubstr("Jause"));
  EXPECT_THAT(reported({"LANG=de_DE", "LC_MESSAGES=fr_FR.UTF-8"}, source), HasSubstr("midi"));
  EXPECT_THAT(reported({"LANGUAGE=de:fr", "LC_ALL=C"}, source), HasSubstr("Mittag"));
  EXPECT_THAT(reported({"LANG=de_DE", "LC_ALL=C"}, source), HasSubstr("it is noon"));
  EXPECT_THAT(reported({"LANG=es_ES"}, source), HasSubstr("it is noon"));
  // A file that was named serves every locale, in the language in which it was compiled.
  const std::string cache = folder_ / "r.gpc";
  ASSERT_EQ(run({"LANG=C"}, {"compile", "--cache", cache}).status, 0);
  EXPECT_THAT(reported({"LANG=de_DE"}, {"--cache", cache}), HasSubstr("it is noon"));
  ASSERT_EQ(run({"LANG=de_DE"}, {"compile", "--cache", cache}).status, 0);
  EXPECT_THAT(reported({"LANG=C"}, {"--cache", cache}), HasSubstr("Mittag"));
}

// In the usual folder, which is one of the test's own here.
TEST_F(CompileCommand, ALanguageWhoseLastLineWentLosesItsFile) {
  const std::string space = "unshare -m sh -c 'mount -t tmpfs none /var/cache && exec \"$@\"' - ";
  if (RunShell(space + "true").status != 0) GTEST_SKIP() << "no mounts allowed here";
  const std::string config = " -p /dev/null -C " + Quoted(folder_ / "rules") + " --siteconfigpath " +
                             Quoted(folder_ / "site"),
                    german = "LC_ALL=de_DE.UTF-8 " + Quoted(GATEPOST_BINARY),
                    lines = folder_.Write("rules/20.cf", "lang de describe LUNCH Mittag\n");
  const CommandResult done =
      RunShell(space + "sh -ec " +
                   Quoted(german + " compile" + config + " >/dev/null; ls /var/cache/gatepost | wc -l; rm " +
                          Quoted(lines) + "; " + GATEPOST_BINARY + " compile" + config +
                          " >/dev/null; ls /var/cache/gatepost | wc -l; " + german + " check" + config),
               mail_);
  EXPECT_EQ(done.out, "2\n1\n1.5/4.5\n");
  EXPECT_EQ(done.err, "");
}

TEST_F(CompileCommand, WhatCannotBeWrittenIsAnError) {
  CommandResult failed = Run("compile", {"--cache", folder_ / "none/r.gpc"});
  EXPECT_EQ(failed.status, 69);
  EXPECT_THAT(failed.err, HasSubstr("none/r.gpc"));
  EXPECT_EQ(Run("check", {"--cache", folder_ / "none/r.gpc"}, mail_).out, "1.5/4.5\n");
}

TEST_F(CompileCommand, WhoMayNotMakeTheUsualFolderIsToldSo) {
  const std::string nobody = geteuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : "";
  const CommandResult failed =
      RunShell("chmod 755 " + Quoted(folder_ / ".") + "; " + nobody + Quoted(GATEPOST_BINARY) +
               " compile -C " + Quoted(folder_ / "rules") + " --siteconfigpath " + Quoted(folder_ / "site"));
  if (failed.status > 125) GTEST_SKIP() << "others may not run " GATEPOST_BINARY;
  EXPECT_EQ(failed.status, 69);
  EXPECT_THAT(failed.err, HasSubstr("/var/cache/gatepost"));
  EXPECT_THAT(failed.err, HasSubstr("Permission denied"));
}

TEST_F(CompileCommand, ALimitOfFileSizesEndsNoProcess) {
  const std::string gatepost = Quoted(GATEPOST_BINARY), out = Quoted(folder_ / "out"),
                    config = " -C " + Quoted(folder_ / "rules") + " --siteconfigpath " +
                             Quoted(folder_ / "site") + " -p /dev/null ",
                    limited = "mkdir -p " + out + "; ulimit -f 8; " + gatepost;
  const CommandResult compiled = RunShell(limited + " compile" + config + "--cache " + out + "/a.gpc");
  EXPECT_EQ(compiled.status, 69);
  EXPECT_THAT(compiled.err, HasSubstr("File too large"));
  const CommandResult learned =
      RunShell(limited + " learn --no-cache" + config + "--dbpath " + out + "/b.db --spam", mail_);
  EXPECT_EQ(learned.status, 75) << learned.err;
  EXPECT_EQ(RunShell("ls " + out + " | grep -v ^b.db").out, "");
}

// Courier's limit for filters.
TEST_F(CompileCommand, TenMegabytesAreCheckedInCouriersMemory) {
  if (kSanitized) GTEST_SKIP() << "sanitizers reserve more than that";
  const std::string cache = folder_ / "r.gpc";
  ASSERT_EQ(Run("compile", {"--cache", cache}).status, 0);
  const std::string head = "From: a@example.org\nSubject: x\n";
  std::string lines;
  while (lines.size() < (10u << 20))
    lines += "Words and more words, up to noon, http://www.example.org/a?b=c\n";
  const std::string shapes[] = {
      head + "\n" + lines, head + "\n" + std::string(10 << 20, 'a') + " noon\n",
      head + "Content-Type: text/html\n\n<p>noon</p>" + lines.substr(0, 1 << 20),  // more needs more
      head +
          "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nnoon\n--x\nContent-Type: image/png\n"
          "Content-Transfer-Encoding: base64\n\n" +
          std::string(10 << 20, 'A') + "\n--x--\n"};
  for (const std::string& shape : shapes) {
    folder_.Write("big.eml", shape);
    CommandResult checked =
        RunShell("ulimit -d 32768; exec " GATEPOST_BINARY " check --max-size 0 --timeout 0 -p /dev/null -C " +
                 Quoted(folder_ / "rules") + " --siteconfigpath " + Quoted(folder_ / "site") + " --cache " +
                 Quoted(cache) + " < " + Quoted(folder_ / "big.eml"));
    EXPECT_EQ(checked.status, 0);
    EXPECT_THAT(checked.out, HasSubstr("/4.5")) << checked.err;
    EXPECT_THAT(checked.err, MatchesRegex("(gatepost: limits met, [^\n]*: max_rendered_bytes\n)?"))
        << shape.substr(0, 100);
  }
}

}  // namespace
}  // namespace gatepost
