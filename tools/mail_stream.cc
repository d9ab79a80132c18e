// Tested by tests/tools/filter_test.cc.
#include "mail_stream.h"

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <utility>

#include "mail_source.h"

namespace gatepost {
namespace {

constexpr std::size_t kChunk = 64 << 10;

// What the signal handler may touch.
const char* fallback_data = nullptr;
std::size_t fallback_size = 0;
int fallback_status = 0;

void OnAlarm(int) { _exit(WriteAll(STDOUT_FILENO, {fallback_data, fallback_size}) ? fallback_status : 75); }

void SetTimer(double seconds) {
  itimerval timer{};
  timer.it_value.tv_sec = static_cast<time_t>(seconds);
  timer.it_value.tv_usec = static_cast<suseconds_t>(std::fmod(seconds, 1.0) * 1e6);
  setitimer(ITIMER_REAL, &timer, nullptr);
}

}  // namespace

Status MailStream::Read(std::size_t max_bytes) {
  Result<FileBytes> bytes = ReadStandardInput(max_bytes);
  if (!bytes) return bytes.error();
  bytes_ = std::move(bytes).value();
  return {};
}

Status MailStream::PassOn() const {
  if (!WriteAll(STDOUT_FILENO, bytes())) return ErrnoStatus("cannot write", "standard output", errno);
  char buffer[kChunk];
  while (true) {
    ssize_t count = ReadSome(STDIN_FILENO, buffer, kChunk);
    if (count < 0) return ErrnoStatus("cannot read", "standard input", errno);
    if (count == 0) return {};
    if (!WriteAll(STDOUT_FILENO, {buffer, static_cast<std::size_t>(count)}))
      return ErrnoStatus("cannot write", "standard output", errno);
  }
}

void ArmWatchdog(std::string_view fallback, int status, double seconds) {
  if (!(seconds > 0)) return;
  fallback_data = fallback.data();
  fallback_size = fallback.size();
  fallback_status = status;
  std::signal(SIGALRM, OnAlarm);
  SetTimer(std::min(seconds, 1e6));
}

void DisarmWatchdog() { SetTimer(0); }

}  // namespace gatepost
