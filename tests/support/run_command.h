// Runs a program and gathers what it says.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/descriptor.h"
#include "support/temp_folder.h"

namespace gatepost {

struct CommandResult {
  int status = -1;  // exit status; -SIGNAL when killed
  std::string out, err;
};

inline std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Runs `words` with `input` on standard input. After the fork the child allocates nothing: under
// AddressSanitizer it would wait for ever for a lock that another thread held.
inline CommandResult RunCommand(const std::vector<std::string>& words, const std::string& input = "") {
  TempFolder folder;
  folder.Write("in", input);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
  const Descriptor streams[] = {Descriptor(open((folder / "in").c_str(), O_RDONLY | O_CLOEXEC)),
                                Descriptor(open((folder / "out").c_str(), kWrite, 0600)),
                                Descriptor(open((folder / "err").c_str(), kWrite, 0600))};
  pid_t child = fork();
  if (child == 0) {
    for (int number = 0; number < 3; ++number) dup2(streams[number].get(), number);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), ReadWhole(folder / "out"),
          ReadWhole(folder / "err")};
}

// The same of a script for the shell, in which paths are Quoted.
inline CommandResult RunShell(const std::string& script, const std::string& input = "") {
  return RunCommand({"/bin/sh", "-c", script}, input);
}
inline std::string Quoted(const std::string& path) {
  std::string quoted = "'";
  for (const char c : path) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// `program WORDS ...` with the rules and the site's configuration of `rules` and `site`, and nobody's
// user_prefs.
inline CommandResult RunOfSite(std::vector<std::string> program, const std::string& rules,
                               const std::string& site, const std::vector<std::string>& words,
                               const std::string& input = "") {
  program.insert(program.end(), {"-C", rules, "-p", "/dev/null", "--siteconfigpath", site});
  program.insert(program.end(), words.begin(), words.end());
  return RunCommand(program, input);
}
inline CommandResult RunGatepost(const std::string& command, const std::string& rules,
                                 const std::string& site, const std::vector<std::string>& words,
                                 const std::string& input = "") {
  return RunOfSite({GATEPOST_BINARY, command}, rules, site, words, input);
}

}  // namespace gatepost
