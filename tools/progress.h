// A progress bar on a terminal; nothing where standard error is no terminal.
#pragma once

#include <chrono>
#include <cstddef>

namespace gatepost {

class Progress {
 public:
  // `total` steps; `wanted` false: never shown.
  Progress(std::size_t total, bool wanted);
  ~Progress();  // ends the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void Step();  // redraws at most ten times a second

 private:
  void Draw();

  std::size_t total_, done_ = 0;
  bool shown_;
  std::chrono::steady_clock::time_point start_, drawn_;
};

}  // namespace gatepost
