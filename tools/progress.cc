#include "progress.h"

#include <unistd.h>

#include <cstdio>
#include <string>

namespace gatepost {

Progress::Progress(std::size_t total, bool wanted)
    : total_(total), shown_(wanted && isatty(STDERR_FILENO) == 1), start_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
  if (!shown_ || done_ == 0) return;
  Draw();
  std::fputc('\n', stderr);
}

void Progress::Step() {
  ++done_;
  if (!shown_) return;
  auto now = std::chrono::steady_clock::now();
  if (now - drawn_ < std::chrono::milliseconds(100)) return;
  drawn_ = now;
  Draw();
}

void Progress::Draw() {
  constexpr std::size_t kWidth = 40;
  std::size_t filled = total_ == 0 ? kWidth : done_ * kWidth / total_;
  if (filled > kWidth) filled = kWidth;
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  std::fprintf(stderr, "\r[%s%s] %zu/%zu  %.0f/s ", std::string(filled, '#').c_str(),
               std::string(kWidth - filled, '.').c_str(), done_, total_,
               seconds > 0 ? static_cast<double>(done_) / seconds : 0.0);
}

}  // namespace gatepost
