// gatepost check - score messages
//
// USAGE        gatepost check [OPTION ...] [FILE or DIR ...]
// EXIT STATUS  without --exitcode: 0; 66 where an input could not be read; 69 where the configuration
//              could not be opened; 74 where the output could not be written; 64 on wrong usage.
//              with --exitcode: 1 when a message was found to be spam, otherwise 0, whatever failed
//              (64 on wrong usage): a mail server rejects on 1, and a failure must not cost mail.
// SECURITY     Runs as the recipient's own user and reads what anyone may send: before it does, it gives up
//              what confine.h names. Writes nothing but its output, and a history of senders where
//              the site loads the plugin AWL or TxRep; opens the database read-only (with
//              bayes_auto_learn 1, which nobody is advised to set, also to write, when the verdict is out).
// Tested by tests/tools/command_test.cc.
#include <chrono>
#include <cstdio>
#include <iostream>
#include <mutex>
#include <new>
#include <set>

#include "asked_options.h"
#include "check_limits.h"
#include "command.h"
#include "config_options.h"
#include "confine.h"
#include "gatepost/trainer.h"
#include "mail_filter.h"
#include "mail_source.h"
#include "progress.h"
#include "report/report.h"
#include "verdict_log.h"
#include "workers.h"

namespace gatepost {
namespace {

enum class Format { kBrief, kReport, kJson, kJsonLines, kFull, kFullSpam, kTests };

struct CheckArguments {
  std::vector<std::string> paths;
  bool exit_code = false, mbox = false;
  Format format = Format::kBrief;
  std::size_t max_size = kStandardSize;
  double timeout_s = kStandardTimeout;
  int jobs = 1;
  CheckOptions options;
  VerdictLog log;
};

// What one file gave: its output, and what to say on standard error.
struct FileOutcome {
  std::string output;
  std::vector<std::string> complaints, log_lines;
  std::vector<std::pair<std::string, Verdict>> to_learn;  // bayes_auto_learn: messages and what was found
  bool spam = false, unreadable = false;
};

// What spamc prints for -R, -r and -y. The report is made of the message's text, which may fail.
std::string SpamcText(Session& session, Format format, std::string_view message, const Verdict& verdict,
                      std::vector<std::string>* complaints) {
  FilterOutput output = format == Format::kFull       ? FilterOutput::kReport
                        : format == Format::kFullSpam ? FilterOutput::kSpamReport
                                                      : FilterOutput::kTests;
  Result<RewrittenMail> text = RenderVerdict(session, output, message, verdict);
  if (text) return text->Text() + (output == FilterOutput::kTests ? "\n" : "");
  complaints->push_back(text.error().message());
  return std::string(UncheckedText(output));
}

std::string Render(const CheckArguments& arguments, const Verdict& verdict, const std::string& name) {
  switch (arguments.format) {
    case Format::kReport:
      return FullReport(verdict, name);
    case Format::kJson:
      return JsonReport(verdict, name, true) + "\n";
    case Format::kJsonLines:
      return JsonReport(verdict, name, false) + "\n";
    default:
      break;
  }
  return (name == "-" ? "" : name + ": ") + BriefReport(verdict);
}

// What the brief verdict does not say: that it is not about the whole message, or not by all rules.
std::vector<std::string> LeftOut(const Verdict& verdict) {
  std::vector<std::string> texts;
  if (!verdict.scanned) {
    if (verdict.failures.empty()) texts.push_back("not scanned: " + verdict.not_scanned_reason);
    return texts;
  }
  std::string limits;
  for (const std::string& limit : verdict.limits_met) limits += (limits.empty() ? "" : ", ") + limit;
  if (!limits.empty()) texts.push_back("limits met, what is beyond was not looked at: " + limits);
  if (!verdict.undecided_rules.empty())
    texts.push_back("rules not decided: " + std::to_string(verdict.undecided_rules.size()));
  return texts;
}

FileOutcome CheckFile(Session& session, const CheckArguments& arguments, const MailFile& file,
                      std::size_t max_bytes) {
  FileOutcome outcome;
  Status status = ReadMail(file, max_bytes, [&](const std::string& name, std::string_view bytes) {
    const auto start = std::chrono::steady_clock::now();
    Verdict verdict = session.Check(bytes, arguments.options);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    for (std::string& line : arguments.log.Lines(verdict, bytes, elapsed.count()))
      outcome.log_lines.push_back(std::move(line));
    outcome.spam |= verdict.is_spam;
    if (verdict.auto_learn == AutoLearn::kHam || verdict.auto_learn == AutoLearn::kSpam) {
      outcome.to_learn.emplace_back(bytes, verdict);
    }
    outcome.output += arguments.format >= Format::kFull
                          ? SpamcText(session, arguments.format, bytes, verdict, &outcome.complaints)
                          : Render(arguments, verdict, name);
    outcome.complaints.insert(outcome.complaints.end(), verdict.failures.begin(), verdict.failures.end());
    if (arguments.format == Format::kBrief) {
      for (const std::string& left_out : LeftOut(verdict))
        outcome.complaints.push_back((name == "-" ? "" : name + ": ") + left_out);
    }
  });
  if (!status.ok()) {
    outcome.unreadable = true;
    outcome.complaints.push_back(status.message());
  }
  return outcome;
}

// Checks all files, on `jobs` threads, and prints what they gave in their order.
class Checker {
 public:
  Checker(const Engine& engine, const CheckArguments& arguments, std::vector<MailFile> files)
      : engine_(engine),
        arguments_(arguments),
        files_(std::move(files)),
        progress_(files_.size(), files_.size() > 1 && isatty(STDOUT_FILENO) == 0) {}

  void Run() {
    RunWorkers(static_cast<std::size_t>(arguments_.jobs), [this](std::size_t) { Work(); });
  }
  bool any_spam() const { return any_spam_; }
  bool any_unreadable() const { return any_unreadable_; }

 private:
  void Work() {
    Session session(engine_);
    // A message over every limit is still told apart by one byte more than the limit.
    std::size_t max_bytes = arguments_.max_size > 0 ? arguments_.max_size : Limits().max_message_bytes;
    while (true) {
      std::size_t number;
      {
        std::lock_guard lock(mutex_);
        if (next_ >= files_.size()) return;
        number = next_++;
      }
      FileOutcome outcome = CheckFile(session, arguments_, files_[number], max_bytes);
      std::lock_guard lock(mutex_);
      finished_.emplace(number, std::move(outcome));
      while (!finished_.empty() && finished_.begin()->first == printed_) {
        Print(finished_.begin()->second);
        finished_.erase(finished_.begin());
        ++printed_;
      }
    }
  }

  void Print(const FileOutcome& outcome) {
    std::fwrite(outcome.output.data(), 1, outcome.output.size(), stdout);
    any_spam_ |= outcome.spam;
    any_unreadable_ |= outcome.unreadable;
    for (const std::string& complaint : outcome.complaints) {
      // Thousands of messages meet the same missing database: once is enough.
      if (complained_.insert(complaint).second) Complain(complaint);
    }
    arguments_.log.Put(outcome.log_lines);
    Learn(outcome);
    progress_.Step();
  }

  // Only now that the verdict is out; what cannot be learned at once is left.
  void Learn(const FileOutcome& outcome) {
    if (outcome.to_learn.empty()) return;
    std::fflush(stdout);
    if (trainer_ == nullptr) trainer_ = std::make_unique<Trainer>(engine_);
    for (const auto& [bytes, verdict] : outcome.to_learn) {
      Result<Trainer::Outcome> learned = trainer_->AutoLearn(bytes, verdict);
      std::string complaint = learned ? "" : "not learned: " + learned.error().message();
      if (!learned && complained_.insert(complaint).second) Complain(complaint);
      for (const std::string& failure : trainer_->failures()) {
        if (complained_.insert(failure).second) Complain(failure);
      }
    }
  }

  const Engine& engine_;
  const CheckArguments& arguments_;
  const std::vector<MailFile> files_;
  std::mutex mutex_;  // guards all below
  Progress progress_;
  std::size_t next_ = 0, printed_ = 0;
  std::map<std::size_t, FileOutcome> finished_;
  std::set<std::string> complained_;
  std::unique_ptr<Trainer> trainer_;
  bool any_spam_ = false, any_unreadable_ = false;
};

int RunCheck(CheckArguments* arguments, ConfigOptions* config) {
  config->KeepHistory();
  config->AskNetwork();
  // Not taken down again: the process ends, and that is quicker.
  static const Engine* const engine = config->Open().release();
  if (engine == nullptr) {
    // spamc prints 0/0 when it could not check.
    if (arguments->format == Format::kBrief) std::puts("0/0");
    return arguments->exit_code ? kExitOk : kExitUnavailable;
  }
  std::vector<Status> failed;
  std::vector<MailFile> files = ListMail(arguments->paths, arguments->mbox, &failed);
  ComplainOfAll(failed);
  if (files.empty() && failed.empty()) Complain("no message in what was named");
  arguments->jobs = std::min(arguments->jobs, static_cast<int>(std::min<std::size_t>(files.size(), 256)));
  Confine(engine->database_paths(), engine->tcp_ports());
  Checker checker(*engine, *arguments, std::move(files));
  checker.Run();
  const bool printed = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (!printed) Complain("cannot write to standard output");
  if (arguments->exit_code) return checker.any_spam() ? kExitSpam : kExitOk;
  if (!printed) return kExitOutput;
  return checker.any_unreadable() || !failed.empty() ? kExitNoInput : kExitOk;
}

}  // namespace

int CheckCommand(int argc, char** argv) {
  CLI::App app("Scores messages (standard input where none is named) and prints score/required.",
               "gatepost check");
  CheckArguments arguments;
  ConfigOptions config;
  app.add_option("path", arguments.paths, "files, folders, Maildirs; \"-\" is standard input")
      ->type_name("FILE or DIR");
  AskedOptions options(app, argc, argv);
  options.Flag("--exitcode,-E", arguments.exit_code,
               "exit with 1 when spam, 0 when not or when anything failed");
  options
      .Option(
          "--format", arguments.format,
          "brief (score/required), report, json, jsonl (one line a message), or as spamc prints: full (-R),\n"
          "full-spam (-r), tests (-y)")
      .With([](CLI::Option* format) {
        const std::map<std::string, Format> formats = {
            {"brief", Format::kBrief},     {"report", Format::kReport}, {"json", Format::kJson},
            {"jsonl", Format::kJsonLines}, {"full", Format::kFull},     {"full-spam", Format::kFullSpam},
            {"tests", Format::kTests}};
        format->transform([formats](const std::string& name) {
          const auto found = formats.find(name);
          if (found == formats.end())
            throw CLI::ValidationError("not one of brief, report, json, jsonl, full, full-spam, tests: " +
                                       name);
          return std::to_string(static_cast<int>(found->second));
        });
      })
      .type_name("FORMAT");
  options.Flag("--explain", arguments.options.explain,
               "list the tokens that decided Bayes (report and JSON)");
  options.Flag("--subrules", arguments.options.subrules, "name the sub-rules (__...) that matched, in JSON");
  AddMaxSize(options, arguments.max_size, "messages of this many bytes or more pass unscanned; 0: no limit");
  options
      .Option("--bypass-word", arguments.options.bypass_word,
              "a message whose body holds this word passes unscanned")
      .type_name("WORD");
  AddTimeout(options, arguments.timeout_s, "give up on a message after this time; 0: never");
  options.Option("-j,--jobs", arguments.jobs, "threads, for many messages")
      .With([](CLI::Option* jobs) { jobs->check(CLI::Range(1, 256)); })
      .capture_default_str();
  AddLog(options, arguments.log);
  options.Flag("--mbox", arguments.mbox, "files are mboxes: each of their messages is checked");
  options
      .Option("--now", arguments.options.now_unix_s, "what time it is, in seconds since 1970, for date rules")
      .type_name("SECONDS");
  config.AddTo(options);
  if (std::optional<int> status = ParseArguments(app, argc, argv)) return *status;
  arguments.options.max_scan_bytes = arguments.max_size;
  arguments.options.deadline_ms = DeadlineMs(arguments.timeout_s);
  if (arguments.options.explain && arguments.format == Format::kBrief) arguments.format = Format::kReport;

  try {
    return RunCheck(&arguments, &config);
  } catch (const std::bad_alloc&) {
    if (!arguments.exit_code) throw;
    Complain("out of memory");
    return kExitOk;
  }
}

}  // namespace gatepost
