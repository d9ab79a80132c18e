// Tested by tests/tools/verdict_log_test.cc.
#include "verdict_log.h"

#include <syslog.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "asked_options.h"
#include "gatepost/limits.h"
#include "mail/header.h"
#include "mail_source.h"
#include "report/report.h"

namespace gatepost {
namespace {

constexpr std::pair<std::string_view, int> kFacilities[] = {
    {"mail", LOG_MAIL},     {"user", LOG_USER},     {"daemon", LOG_DAEMON}, {"local0", LOG_LOCAL0},
    {"local1", LOG_LOCAL1}, {"local2", LOG_LOCAL2}, {"local3", LOG_LOCAL3}, {"local4", LOG_LOCAL4},
    {"local5", LOG_LOCAL5}, {"local6", LOG_LOCAL6}, {"local7", LOG_LOCAL7}};

// The last field of the name, as spamd takes it.
std::string IdOf(const Message& message, std::string_view name) {
  const std::vector<const HeaderField*> fields = FindFields(message.root(), name);
  return fields.empty() ? "" : LoggedId(fields.back()->raw);
}

std::string Caller(const std::string& named) {
  if (!named.empty()) return named;
  for (const char* name : {"LOGNAME", "USER"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return std::to_string(geteuid());
}

}  // namespace

void VerdictLog::LogAs(std::string ident, std::string prefix, std::string caller, std::string user) {
  ident_ = std::move(ident);
  prefix_ = std::move(prefix);
  caller_ = std::move(caller);
  user_ = std::move(user);
}

bool VerdictLog::SetTarget(std::string_view name) {
  for (const auto& [facility, number] : kFacilities) {
    if (name != facility) continue;
    target_ = Target::kSyslog;
    facility_ = number;
    return true;
  }
  target_ = name == "stderr" ? Target::kStderr : Target::kNowhere;
  return name == "stderr" || name == "null";
}

std::vector<std::string> VerdictLog::Lines(const Verdict& verdict, std::string_view message,
                                           double seconds) const {
  if (target_ == Target::kNowhere || !verdict.scanned) return {};
  const Message header = Message::Parse(message.substr(0, HeaderBytes(message)), Limits());
  std::vector<std::string> lines =
      LogLines(verdict, {Caller(user_), geteuid(), message.size(), seconds, IdOf(header, "Message-Id"),
                         IdOf(header, "Resent-Message-Id"), caller_});
  for (std::string& line : lines) line.insert(0, prefix_);
  return lines;
}

void VerdictLog::Put(const std::vector<std::string>& lines) const {
  if (lines.empty()) return;
  if (target_ == Target::kSyslog) openlog(ident_.c_str(), LOG_PID, facility_);
  for (const std::string& line : lines) {
    if (target_ == Target::kSyslog)
      syslog(facility_ | LOG_INFO, "%s", line.c_str());
    else
      std::fprintf(stderr, "%s: %s\n", ident_.c_str(), line.c_str());
  }
}

void AddLog(AskedOptions& options, VerdictLog& log) {
  options.Option("--log", log.named_, "each verdict into syslog, as spamd's: a facility (mail), or stderr")
      .With([&log](CLI::Option* option) {
        option->check([&log](const std::string& name) {
          return log.SetTarget(name) ? "" : "there is no such facility: " + name;
        });
      })
      .type_name("FACILITY");
}

}  // namespace gatepost
