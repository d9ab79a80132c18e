// Globs: "*" is any run, "?" and all other bytes are one byte each, as the caller says.
#pragma once

#include <string_view>

namespace gatepost {

// Does the glob match all of the text? `fits(glob_byte, text_byte)` is asked about each byte of the glob that
// is no "*"; `in_run(text_byte)`, whether a "*" may take the byte. Cost: at most glob times text, because
// only the last "*" is ever tried anew.
template <class Fits, class InRun>
bool MatchesGlob(std::string_view glob, std::string_view text, const Fits& fits, const InRun& in_run) {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t g = 0, t = 0;
  std::size_t star = kNone, run_end = 0;  // the last "*", and where its run ends
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      run_end = t;
    } else if (g < glob.size() && fits(glob[g], text[t])) {
      ++g;
      ++t;
    } else if (star != kNone && in_run(text[run_end])) {
      g = star + 1;
      t = ++run_end;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == kNone;
}

}  // namespace gatepost
