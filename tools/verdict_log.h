// The log of the mail server: what was found of each message, in the words of spamd's, so that whoever asks
// why a mail was refused finds it where they look, and programs that count what is there go on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gatepost/verdict.h"

namespace gatepost {

class AskedOptions;

class VerdictLog {
 public:
  // Who speaks in syslog, what each line begins with, whom it says the message came from (see LoggedScan),
  // and for whom it was checked ("": LOGNAME or USER, else the number). At first "gatepost" and nothing.
  void LogAs(std::string ident, std::string prefix, std::string caller, std::string user);
  // A facility of syslog ("mail", "local0"), "stderr", or "null": nowhere, as at first. False: there is none.
  bool SetTarget(std::string_view name);

  // The lines for one message, none where nothing is logged or nothing was scanned; and they are written.
  // Not from two threads at once: syslog has one name and facility a process.
  std::vector<std::string> Lines(const Verdict& verdict, std::string_view message, double seconds) const;
  void Put(const std::vector<std::string>& lines) const;
  void Write(const Verdict& verdict, std::string_view message, double seconds) const {
    Put(Lines(verdict, message, seconds));
  }

 private:
  friend void AddLog(AskedOptions& options, VerdictLog& log);
  enum class Target { kNowhere, kSyslog, kStderr };
  Target target_ = Target::kNowhere;
  int facility_ = 0;
  std::string ident_ = "gatepost", prefix_, caller_, user_;
  std::string named_;  // by --log
};

// --log WHERE, for SetTarget.
void AddLog(AskedOptions& options, VerdictLog& log);

}  // namespace gatepost
