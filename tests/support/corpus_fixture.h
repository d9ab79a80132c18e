// A labelled corpus made for a test, and the gatepost binary run on it.
#pragma once

#include <gtest/gtest.h>

#include "support/run_command.h"
#include "support/scoped_variable.h"

namespace gatepost {

class CorpusFixture : public ::testing::Test {
 protected:
  // `rules`: the configuration. Temporary files go below the test's folder.
  explicit CorpusFixture(std::string_view rules) {
    folder_.Write("rules/10.cf", rules);
    std::filesystem::create_directories(folder_ / "tmp");
  }

  static std::string Mail(const std::string& subject, const std::string& body) {
    return "From: a@example.org\nSubject: " + subject + "\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n\n" + body +
           "\n";
  }
  // Each class has words of its own; of spam, every other message has "cash" too.
  void WriteCorpus(int count) {
    for (int i = 0; i < count; ++i) {
      std::string number = std::to_string(100 + i);
      folder_.Write("ham/" + number,
                    Mail("meeting " + number, "lunch agenda minutes project number " + number));
      folder_.Write("spam/" + number,
                    Mail("offer " + number, std::string(i % 2 == 0 ? "cash " : "") +
                                                "casino jackpot winner bonus number " + number));
    }
  }
  CommandResult Run(const std::string& command, const std::vector<std::string>& words) {
    std::vector<std::string> line = {GATEPOST_BINARY,    command,    "-C",
                                     folder_ / "rules",  "-p",       "/dev/null",
                                     "--siteconfigpath", "/dev/null"};
    line.insert(line.end(), words.begin(), words.end());
    return RunCommand(line);
  }
  CommandResult RunOnCorpus(const std::string& command, std::vector<std::string> words) {
    words.insert(words.begin(), {"--ham", folder_ / "ham", "--spam", folder_ / "spam"});
    return Run(command, words);
  }
  bool NothingIsLeft() const { return std::filesystem::is_empty(folder_ / "tmp"); }

  TempFolder folder_;
  ScopedVariable temp_{"TMPDIR", folder_ / "tmp"};
};

}  // namespace gatepost
