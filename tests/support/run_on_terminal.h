// Runs a program on a terminal of its own.
#pragma once

#include <pty.h>

#include <optional>

#include "support/run_command.h"

namespace gatepost {

// What `words` print on both streams (`out`), and on the terminal's side what is typed as soon as they have
// said something. Nothing where there are no terminals here (/dev/pts).
inline std::optional<CommandResult> RunOnTerminal(const std::vector<std::string>& words,
                                                  std::string typed = "") {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) {
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  if (child < 0) return std::nullopt;
  CommandResult result;
  char part[4096];
  for (ssize_t bytes; (bytes = read(terminal, part, sizeof part)) > 0;) {
    result.out.append(part, static_cast<std::size_t>(bytes));
    if (!typed.empty() && write(terminal, typed.data(), typed.size()) < 0) break;
    typed.clear();
  }
  close(terminal);
  int status = 0;
  waitpid(child, &status, 0);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return result;
}

}  // namespace gatepost
