#include "corpus_options.h"

#include <CLI/CLI.hpp>

#include "base/number_text.h"
#include "command.h"

namespace gatepost {
namespace {

// "5%" is 5.
const CLI::Validator strip_percent(
    [](std::string& text) {
      if (text.ends_with('%')) text.pop_back();
      return std::string();
    },
    "", "percent");

CLI::Option* AddPaths(CLI::App& app, const char* name, std::vector<std::string>& list, const char* help) {
  return app.add_option(name, list, help)->type_name("PATH");
}

std::string Percent(double share) { return NumberText(100 * share, "%g %%"); }

}  // namespace

void CorpusOptions::AddCorpus(CLI::App& app) {
  AddPaths(app, "--ham", corpus.ham, "folders (or files) of wanted mail")->required();
  AddPaths(app, "--spam", corpus.spam, "folders (or files) of spam")->required();
  app.add_flag("--mbox", corpus.mbox, "files are mboxes: each of their messages counts");
}

void CorpusOptions::AddPlan(CLI::App& app) {
  AddPaths(app, "--learn-ham", corpus.learn_ham, "wanted mail that is learned first and never checked");
  AddPaths(app, "--learn-spam", corpus.learn_spam, "spam that is learned first and never checked");
  app.add_option("--split", split_, "odd-even: learn the 1st, 3rd, ... of each class, check the others")
      ->check(CLI::IsMember({"odd-even"}))
      ->type_name("HOW");
  app.add_option("--folds", folds_, "cross-validation: learn all but one of N parts and check that, N times")
      ->check(CLI::Range(2, 1000))
      ->type_name("N");
  app.add_flag("--online", online_, "in a shuffled order: check each message, then learn it");
  app.add_flag("--in-order", in_order_,
               "with --online: the order in which the messages were received, not shuffled");
  app.add_option("--seed", plan.seed, "of all that is drawn by chance")
      ->capture_default_str()
      ->type_name("N");
  app.add_option("--wrong-labels", wrong_labels_percent_, "this many percent are learned as the other class")
      ->transform(strip_percent)
      ->check(CLI::Range(0.0, 100.0))
      ->type_name("PERCENT");
  app.add_option("--feedback", feedback_percent_, "only this many percent of the messages are learned")
      ->transform(strip_percent)
      ->check(CLI::Range(0.0, 100.0))
      ->type_name("PERCENT");
  app.add_option("--delay", plan.delay, "with --online: a message is learned N messages later")
      ->check(CLI::Range(0, 1000000))
      ->type_name("N");
  app.add_option("--ham-per-spam", plan.ham_per_spam, "thin the larger class to this many ham a spam")
      ->check(CLI::Range(0.001, 1000.0))
      ->type_name("X");
}

Status CorpusOptions::Finish() {
  using Mode = PlanOptions::Mode;
  int modes = (split_.empty() ? 0 : 1) + (folds_ > 0 ? 1 : 0) + (online_ ? 1 : 0);
  if (modes > 1) return {StatusCode::kInvalidArgument, "--split, --folds and --online exclude each other"};
  if (!online_ && (in_order_ || plan.delay > 0)) {
    return {StatusCode::kInvalidArgument, "--in-order and --delay need --online"};
  }
  if (!split_.empty()) plan.mode = Mode::kOddEven;
  if (folds_ > 0) {
    plan.mode = Mode::kFolds;
    plan.folds = folds_;
  }
  if (online_) plan.mode = Mode::kOnline;
  plan.shuffle = !in_order_;
  corpus.by_date = in_order_;
  plan.wrong_labels = wrong_labels_percent_ / 100;
  plan.feedback = feedback_percent_ / 100;
  return {};
}

void CorpusOptions::AddFacts(const Corpus& read, RunFacts* facts) const {
  using Mode = PlanOptions::Mode;
  std::size_t spam = 0;
  for (const CorpusMessage& message : read.messages) spam += message.is_spam ? 1 : 0;
  facts->emplace_back(
      "corpus", std::to_string(read.messages.size() - spam) + " ham, " + std::to_string(spam) + " spam");
  if (read.learn_first > 0) facts->emplace_back("learned first", std::to_string(read.learn_first));
  std::string mode;
  switch (plan.mode) {
    case Mode::kCheck:
      mode = "checked as they are";
      break;
    case Mode::kOddEven:
      mode = "odd half learned, even half checked";
      break;
    case Mode::kFolds:
      mode = std::to_string(plan.folds) + "-fold cross-validation";
      break;
    case Mode::kOnline:
      mode = plan.shuffle ? "online, shuffled: checked, then learned"
                          : "online, as received: checked, then learned";
      break;
  }
  if (plan.delay > 0) mode += " " + std::to_string(plan.delay) + " messages later";
  facts->emplace_back("mode", mode);
  facts->emplace_back("seed", std::to_string(plan.seed));
  if (plan.wrong_labels > 0) facts->emplace_back("wrong labels", Percent(plan.wrong_labels));
  if (plan.feedback < 1) facts->emplace_back("feedback", Percent(plan.feedback));
  if (plan.ham_per_spam > 0) facts->emplace_back("ham a spam", NumberText(plan.ham_per_spam, "%g"));
}

int NothingWritten(const Status& status) {
  constexpr std::string_view kNothing = "; nothing was written";
  std::string text = status.message();
  if (!text.ends_with(kNothing)) text += kNothing;  // a full disk's has it
  Complain(text);
  return status.code() == StatusCode::kNotFound ? kExitUnavailable : kExitTempFail;
}

void AddRunOptions(CLI::App& app, CorpusRun::Settings* run, bool* quiet) {
  app.add_option("-j,--jobs", run->jobs, "threads, while nothing is learned")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--now", run->check.now_unix_s, "what time it is, in seconds since 1970, for date rules")
      ->type_name("SECONDS");
  app.add_flag("-q,--quiet", *quiet, "no progress bar");
}

std::string CommandLine(int argc, char** argv) {
  std::string line = "gatepost";
  for (int i = 0; i < argc; ++i) {
    std::string word = argv[i];
    bool is_plain =
        !word.empty() &&
        word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:%+@") ==
            std::string::npos;
    std::string quoted = "'";
    for (char c : word) {
      if (c == '\'')
        quoted += "'\\''";
      else if (c == '\n')  // one line stays one: it becomes a comment of scores
        quoted += "'$'\\n''";
      else
        quoted += c;
    }
    line += " " + (is_plain ? word : quoted + "'");
  }
  return line;
}

}  // namespace gatepost
