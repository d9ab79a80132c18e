#include "interrupt.h"

#include <csignal>
#include <initializer_list>

namespace gatepost {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

void Note(int) { g_interrupted = 1; }

}  // namespace

void CatchInterrupts() {
  struct sigaction action {};
  action.sa_handler = Note;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
}

bool Interrupted() { return g_interrupted != 0; }

}  // namespace gatepost
