// Tested by tests/tools/filter_test.cc and, against SpamAssassin, by bench/filter_parity.py.
#include "mail_filter.h"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <exception>
#include <set>

#include "base/file.h"
#include "command.h"
#include "confine.h"
#include "gatepost/trainer.h"
#include "host_name.h"
#include "mail_source.h"
#include "mail_stream.h"
#include "report/report.h"

namespace gatepost {
namespace {

// The rewritten header, then the body as it came: with report_safe another one than in `rewritten`.
RewrittenMail WithOwnBody(RewrittenMail rewritten, std::string_view message) {
  const std::size_t header = HeaderBytes(rewritten.head);
  if (header == rewritten.head.size()) return rewritten;
  rewritten.head.resize(header);
  return {std::move(rewritten.head), message.substr(HeaderBytes(message)), {}};
}

// What is no mail but only text.
Result<RewrittenMail> TextAlone(Result<std::string> text) {
  if (!text) return text.error();
  return RewrittenMail{std::move(*text), {}, {}};
}

bool HandsOn(const FilterRequest& request) {
  return request.output == FilterOutput::kMessage || request.output == FilterOutput::kHeaders;
}

// Messages of this many bytes or more pass unchanged.
std::size_t SizeLimit(const FilterRequest& request) {
  return request.check && request.max_size > 0 ? request.max_size : Limits().max_message_bytes + 1;
}

FilterOutcome NotChecked(bool failed, const std::string& why) {
  Complain("not checked: " + why);
  return {false, failed, false, {}, nullptr};
}

// What fails on the machine fails for each message of a folder: once is enough.
void ComplainOnce(const std::vector<std::string>& texts) {
  static std::set<std::string> said;
  for (const std::string& text : texts) {
    if (said.insert(text).second) Complain(text);
  }
}

// Learns a message that is clear enough, before anything is written of it: _AUTOLEARN_ tells what came of it.
void AutoLearnNow(const Engine& engine, std::string_view message, Verdict* verdict) {
  if (verdict->auto_learn != AutoLearn::kHam && verdict->auto_learn != AutoLearn::kSpam) return;
  Trainer trainer(engine);
  Result<Trainer::Outcome> learned = trainer.AutoLearn(message, *verdict);
  ComplainOnce(trainer.failures());
  if (learned && *learned == Trainer::Outcome::kLearned) return;
  verdict->auto_learn = AutoLearn::kUnavailable;
  if (learned) return;
  Complain("not learned: " + learned.error().message());
  const StatusCode code = learned.error().code();
  if (code == StatusCode::kInternal || code == StatusCode::kResourceExhausted)
    verdict->auto_learn = AutoLearn::kFailed;
}

FilterOutcome Filter(const Engine* engine, const FilterRequest& request, std::string_view message) {
  auto fail = [](const std::string& why) { return NotChecked(true, why); };
  std::unique_ptr<const std::string> clean;
  if (request.remove_markup) {
    Result<RewrittenMail> removed =
        engine != nullptr ? RemoveMarkup(message, *engine) : RemoveMarkup(message);
    if (!removed) return fail(removed.error().message());
    if (!request.check) return {true, false, false, std::move(*removed), nullptr};
    clean = std::make_unique<const std::string>(removed->Text());
    message = *clean;
  }

  CheckOptions options = request.options;
  options.max_scan_bytes = request.max_size;
  options.tags = true;
  Session session(*engine);
  auto start = std::chrono::steady_clock::now();
  Verdict verdict = session.Check(message, options);
  auto elapsed = std::chrono::steady_clock::now() - start;
  ComplainOnce(verdict.failures);
  if (!verdict.scanned) return NotChecked(!verdict.failures.empty(), verdict.not_scanned_reason);
  bool late = options.deadline_ms > 0 && !verdict.undecided_rules.empty() &&
              elapsed >= std::chrono::milliseconds(options.deadline_ms);
  if (late && HandsOn(request)) return fail("the time limit was met");
  AutoLearnNow(*engine, message, &verdict);
  request.log.Write(verdict, message, std::chrono::duration<double>(elapsed).count());

  Result<RewrittenMail> text = RenderVerdict(session, request.output, message, verdict);
  if (text && request.append_report) {
    Result<std::string> report = session.Report(message, verdict, ThisMachine());
    if (!report) return fail(report.error().message());
    text->tail.append(*report);
  }
  if (!text) return fail(text.error().message());
  return {true, false, verdict.is_spam, std::move(*text), std::move(clean)};
}

}  // namespace

std::string_view UncheckedText(FilterOutput output) {
  return output == FilterOutput::kTests ? "\n" : "0/0\n";
}

Result<RewrittenMail> RenderVerdict(Session& session, FilterOutput output, std::string_view message,
                                    const Verdict& verdict) {
  switch (output) {
    case FilterOutput::kScore:
      return TextAlone(BriefReport(verdict));
    case FilterOutput::kTests:
      return TextAlone(TestNames(verdict));
    case FilterOutput::kSpamReport:
      if (!verdict.is_spam) return RewrittenMail();
      return TextAlone(session.Report(message, verdict, ThisMachine()));
    case FilterOutput::kReport: {
      Result<std::string> report = session.Report(message, verdict, ThisMachine());
      if (report) report->insert(0, BriefReport(verdict));
      return TextAlone(std::move(report));
    }
    case FilterOutput::kMessage:
    case FilterOutput::kHeaders:
      break;
  }
  Result<RewrittenMail> rewritten = session.Rewrite(message, verdict, ThisMachine());
  if (rewritten && output == FilterOutput::kHeaders) return WithOwnBody(std::move(*rewritten), message);
  return rewritten;
}

bool WriteMail(const RewrittenMail& mail) {
  return WriteAll(STDOUT_FILENO, mail.head) && WriteAll(STDOUT_FILENO, mail.kept) &&
         WriteAll(STDOUT_FILENO, mail.tail);
}

FilterOutcome FilterMessage(const Engine* engine, const FilterRequest& request, std::string_view message) {
  try {
    if (message.size() >= SizeLimit(request)) {
      return NotChecked(false, "the message has " + std::to_string(message.size()) +
                                   " bytes or more, the limit is " + std::to_string(SizeLimit(request)));
    }
    return Filter(engine, request, message);
  } catch (const std::exception& error) {
    return NotChecked(true, error.what());
  }
}

int FilterStream(const std::function<std::unique_ptr<Engine>()>& open, const FilterRequest& request,
                 int spam_status, int failure_status) {
  std::signal(SIGPIPE, SIG_IGN);
  MailStream mail;
  Status status = mail.Read(SizeLimit(request));
  if (!status.ok()) {
    Complain(status.message());
    return kExitTempFail;
  }
  bool hands_on = HandsOn(request);
  std::string_view unchecked = hands_on ? mail.bytes() : UncheckedText(request.output);
  if (request.empty_status && mail.bytes().empty())
    return hands_on || WriteAll(STDOUT_FILENO, unchecked) ? *request.empty_status : kExitTempFail;
  bool large = mail.bytes().size() >= SizeLimit(request);
  if (request.options.deadline_ms > 0 && !large) {
    constexpr double kGrace = 5;
    ArmWatchdog(failure_status == kExitOk ? unchecked : "", failure_status,
                request.options.deadline_ms / 1000.0 + kGrace);
  }
  FilterOutcome outcome{false, true, false, {}, nullptr};
  try {
    std::unique_ptr<Engine> engine = large ? nullptr : open();
    if (engine != nullptr) Confine(engine->database_paths(), engine->tcp_ports());
    if (engine != nullptr || large || !request.check)
      outcome = FilterMessage(engine.get(), request, mail.bytes());
  } catch (const std::exception& error) {
    Complain(std::string("not checked: ") + error.what());
  }
  DisarmWatchdog();
  int exit_status = outcome.failed ? failure_status : outcome.spam ? spam_status : kExitOk;
  if (outcome.checked || !hands_on) {
    if (!(outcome.checked ? WriteMail(outcome.text) : WriteAll(STDOUT_FILENO, unchecked)))
      status = Status(StatusCode::kUnavailable, "cannot write to standard output");
  } else if (exit_status == kExitOk) {
    status = mail.PassOn();
  }
  if (status.ok()) return exit_status;
  Complain(status.message());
  return kExitTempFail;
}

}  // namespace gatepost
