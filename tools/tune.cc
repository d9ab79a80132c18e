// gatepost tune - fit the scores of rules to a labelled corpus
//
// USAGE        gatepost tune --ham PATH ... --spam PATH ... [OPTION ...]
// EXIT STATUS  as gatepost evaluate.
// SECURITY     Reads what anyone may send. Writes the scores it is asked for, and a database of its own under
//              TMPDIR.
// Tested by tests/tools/tune_command_test.cc.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "base/file.h"
#include "base/hash.h"
#include "base/number_text.h"
#include "command.h"
#include "corpus_options.h"
#include "corpus_run.h"
#include "evaluate/fit.h"
#include "evaluate/score_file.h"
#include "interrupt.h"
#include "output_file.h"
#include "progress.h"
#include "tune_rules.h"

namespace gatepost {
namespace {

struct TuneArguments {
  CorpusOptions corpus;
  ConfigOptions config;
  CorpusRun::Settings run;
  TuneBounds bounds;
  FitOptions fit;
  std::string output_path = "-", scores_path;
  int folds = 10;
  std::string sets = "all";
  std::optional<double> shrink;
  bool fit_all = false, quiet = false;
};

void AddOptions(CLI::App& app, TuneArguments* arguments) {
  auto number = [&](const char* name, double& value, const char* help) {
    app.add_option(name, value, help)->capture_default_str()->type_name("X")->check(CLI::Range(0.0, 1e6));
  };
  arguments->corpus.AddCorpus(app);
  app.add_option("-o,--output", arguments->output_path, "the scores; - is standard output")
      ->capture_default_str()
      ->type_name("FILE");
  app.add_option("--scores", arguments->scores_path,
                 "a file of scores whose comments and order the output keeps (90_scores.cf)")
      ->type_name("FILE");
  app.add_flag("--fit-all", arguments->fit_all, "fit to all messages, not to the odd half alone");
  app.add_option("--sets", arguments->sets, "which score sets: all, bayes, or plain for those without Bayes")
      ->check(CLI::IsMember({"all", "bayes", "plain"}))
      ->capture_default_str()
      ->type_name("WHICH");
  app.add_option("--shrink", arguments->shrink,
                 "with Bayes, one factor for all rules but those of what was learned, from X to 1")
      ->type_name("X")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--keep", arguments->bounds.kept, "rules whose scores stay, as a glob; may be given again")
      ->allow_extra_args(false)
      ->type_name("NAME");
  app.add_option("--rising", arguments->bounds.rising,
                 "rules, as a glob, none of which weighs less than the one before it; may be given again")
      ->allow_extra_args(false)
      ->type_name("NAME");
  app.add_option("--folds", arguments->folds, "parts in which the fitted messages are learned and checked")
      ->check(CLI::Range(2, 1000))
      ->capture_default_str()
      ->type_name("N");
  number("--ham-weight", arguments->fit.ham_weight, "what a lost ham costs, in missed spam");
  number("--hold", arguments->fit.hold, "how strongly a score is held where it is");
  number("--cap", arguments->bounds.cap, "no rule weighs more");
  number("--learn-cap", arguments->bounds.learn_cap, "nor a rule of what was learned, below 0 or above");
  number("--nice-cap", arguments->bounds.nice_cap, "no rule for good signs weighs more, below 0");
  AddRunOptions(app, &arguments->run, &arguments->quiet);
  arguments->config.AddTo(app);
}

// Which messages are fitted to, and which are left to report on.
struct Halves {
  std::vector<std::size_t> fitted, left;
};

Halves Divide(const Corpus& corpus, bool fit_all) {
  Halves halves;
  std::size_t count[2] = {0, 0};
  for (std::size_t i = 0; i < corpus.messages.size(); ++i) {
    bool is_odd = ++count[corpus.messages[i].is_spam ? 1 : 0] % 2 == 1;
    (is_odd || fit_all ? halves.fitted : halves.left).push_back(i);
  }
  return halves;
}

// Checks all; learns nothing.
std::vector<Step> PlainSteps(const Halves& halves) {
  std::vector<Step> steps;
  for (const auto* half : {&halves.fitted, &halves.left}) {
    for (std::size_t i : *half) steps.push_back({Step::Kind::kCheck, i, false});
  }
  return steps;
}

// The fitted messages by cross-validation, so that none is judged by what it taught itself; then the others,
// by what the fitted ones teach.
Result<std::vector<Step>> LearningSteps(const Corpus& corpus, const Halves& halves, int folds) {
  std::vector<char> is_spam;
  for (std::size_t i : halves.fitted) is_spam.push_back(corpus.messages[i].is_spam ? 1 : 0);
  PlanOptions options;
  options.mode = PlanOptions::Mode::kFolds;
  options.folds = folds;
  Result<std::vector<Step>> steps = MakePlan(is_spam, 0, options);
  if (!steps) return steps;
  for (Step& step : *steps) step.message = halves.fitted[step.message];
  if (halves.left.empty()) return steps;
  steps->push_back({Step::Kind::kForgetAll, 0, false});
  for (std::size_t i : halves.fitted) steps->push_back({Step::Kind::kLearn, i, corpus.messages[i].is_spam});
  for (std::size_t i : halves.left) steps->push_back({Step::Kind::kCheck, i, false});
  return steps;
}

// "12 of 2075 ham lost (0.58 %), 900 of 948 spam caught (94.94 %)"
std::string Outcome(std::span<const Sample* const> samples, std::span<const double> scores,
                    double threshold) {
  std::size_t all[2] = {0, 0}, over[2] = {0, 0};
  for (const Sample* sample : samples) {
    ++all[sample->is_spam ? 1 : 0];
    if (PointsUnder(*sample, scores) >= threshold - 1e-9) ++over[sample->is_spam ? 1 : 0];
  }
  auto part = [&](int spam) { return std::to_string(over[spam]) + " of " + std::to_string(all[spam]); };
  return part(0) + " ham lost (" + FormatShare(over[0], all[0]) + "), " + part(1) + " spam caught (" +
         FormatShare(over[1], all[1]) + ")";
}

// Scores for the rules of a run, and what the rules that joined are worth together (1: what they were).
struct Fitted {
  std::vector<double> scores;
  double factor = 1;
};

// The scores that `rules` have may know the very messages. So each message's joined rules count what the
// other messages make of them, beginning with scores all alike.
std::vector<Sample> JoinByOthers(std::span<const Sample* const> samples, std::vector<FitRule> rules,
                                 std::span<const char> joined, const FitOptions& options) {
  constexpr std::size_t kParts = 5;
  constexpr double kStart = 0.5;  // points
  for (std::size_t i = 0; i < joined.size(); ++i) {
    rules[i].is_fixed = joined[i] == 0;
    rules[i].prior = joined[i] == 0 ? 0 : std::clamp(kStart, rules[i].low, rules[i].high);
    if (joined[i] != 0 && rules[i].high <= 0) rules[i].prior = -kStart;
  }
  FitOptions loose = options;
  loose.hold = 1;
  std::vector<Sample> joint(samples.size());
  for (std::size_t part = 0; part < kParts; ++part) {
    std::vector<const Sample*> others;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (i % kParts != part) others.push_back(samples[i]);
    }
    const std::vector<double> scores = FitScores(rules, others, loose);
    for (std::size_t i = part; i < samples.size(); i += kParts)
      joint[i] = JoinRules(*samples[i], joined, scores, static_cast<int>(rules.size()));
  }
  return joint;
}

// The rules that `joined` names move by one factor, the others each.
Fitted FitJoined(std::span<const Sample* const> samples, std::vector<FitRule> rules,
                 std::span<const char> joined, double least_factor, const FitOptions& options,
                 std::string* outcome) {
  std::vector<Sample> joint = JoinByOthers(samples, rules, joined, options);
  std::vector<const Sample*> list;
  list.reserve(joint.size());
  for (const Sample& sample : joint) list.push_back(&sample);
  std::vector<double> priors;
  priors.reserve(rules.size());
  for (const FitRule& rule : rules) priors.push_back(rule.prior);
  rules.push_back({1, least_factor, 1, least_factor >= 1});
  Fitted result{FitScores(rules, list, options), 1};
  *outcome = Outcome(list, result.scores, options.threshold);
  result.factor = RoundScore(result.scores.back());
  result.scores.pop_back();
  for (std::size_t i = 0; i < joined.size(); ++i) {
    if (joined[i] != 0) result.scores[i] = result.factor * priors[i];
  }
  return result;
}

// What is new to what was learned is weighed by the scores without Bayes, which stay: all its points become
// one hit of a rule of 1 point. The number of that rule.
int JoinPointsOfNew(SampleSet* run) {
  const int rule = run->RuleNumber("(new to what was learned)", "");
  for (Sample& sample : run->samples) {
    if (!sample.is_new) continue;
    double points = 0;
    for (const SampleHit& hit : sample.hits) points += hit.points;
    sample.hits = {{rule, points, points}};
  }
  return rule;
}

// Fits one pair of score sets to one run, and puts the scores into `rules`.
void FitSets(SampleSet run, std::size_t fitted, bool with_bayes, const TuneArguments& arguments,
             TuneRules* rules, std::vector<std::string>* record) {
  const int points_of_new = JoinPointsOfNew(&run);
  std::vector<const Sample*> samples;
  for (const Sample& sample : run.samples) samples.push_back(&sample);
  std::span<const Sample*const> all = samples, half = all.first(fitted), rest = all.subspan(fitted);
  std::vector<FitRule> bounds = rules->BoundsFor(run, with_bayes, arguments.bounds);
  bounds[static_cast<std::size_t>(points_of_new)].prior = 1;
  FitOptions options = arguments.fit;
  options.threshold = run.required;
  std::vector<double> before;
  before.reserve(bounds.size());
  for (const FitRule& rule : bounds) before.push_back(rule.prior);
  std::string set = with_bayes ? "with Bayes" : "no Bayes";
  const bool shrinks = with_bayes && arguments.shrink.has_value();
  std::vector<double> scores;
  if (shrinks) {
    std::string outcome;
    Fitted result = FitJoined(half, rules->PlainPriors(run, bounds), rules->Contents(run, bounds),
                              *arguments.shrink, options, &outcome);
    scores = std::move(result.scores);
    rules->Scale(result.factor, arguments.bounds);
    record->push_back(
        set + ", factor of the rules that say something of the message: " + NumberText(result.factor, "%g"));
    record->push_back(set + ", fitted half, had other messages weighed those rules: " + outcome);
  } else {
    scores = FitScores(bounds, half, options);
  }
  for (std::size_t i = 0; i < scores.size(); ++i)
    scores[i] = RunningScore(scores[i], before[i], bounds[i].low < 0);
  rules->Put(run, bounds, scores, with_bayes);
  for (const auto& [name, part] : {std::pair("fitted half", half), std::pair("held-out half", rest)}) {
    if (part.empty()) continue;
    record->push_back(set + ", " + name + ", before: " + Outcome(part, before, options.threshold));
    record->push_back(set + ", " + name + ", after:  " + Outcome(part, scores, options.threshold));
  }
}

// A corpus by its content: whoever has it can tell that it is the same.
std::string CorpusDigest(const Corpus& corpus) {
  std::string all;
  for (const CorpusMessage& message : corpus.messages) {
    Status status = VisitMessage(message, [&](std::string_view bytes) { all += Sha1Hex(bytes); });
    if (!status.ok()) all += "?";
    all += message.is_spam ? 's' : 'h';
  }
  return Sha1Hex(all);
}

int WriteResult(const TuneArguments& arguments, const std::string& old_text, const TuneRules& rules,
                const std::vector<std::string>& record) {
  Status status = WriteWhole(arguments.output_path, WriteScores(old_text, rules.Scores(), record));
  if (!status.ok()) {
    Complain(status.message());
    return kExitOutput;
  }
  if (arguments.output_path != "-") {
    for (const std::string& line : record) std::printf("%s\n", line.c_str());
  }
  return kExitOk;
}

// Runs and fits what the arguments ask for; the scores go into `rules`.
Status FitAll(TuneArguments& arguments, const Corpus& corpus, const Halves& halves,
              std::span<const Step> learning, TuneRules* rules, std::vector<std::string>* record) {
  const std::vector<Step> plain = PlainSteps(halves);
  std::vector<std::string> complaints;
  {
    Progress progress(
        (arguments.sets != "bayes" ? plain.size() : 0) + (arguments.sets != "plain" ? learning.size() : 0),
        !arguments.quiet);
    auto step = [&] { progress.Step(); };
    for (bool with_bayes : {false, true}) {
      if (arguments.sets == (with_bayes ? "plain" : "bayes")) continue;
      arguments.config.SetUseBayes(with_bayes);
      Result<SampleSet> run =
          CorpusRun(corpus, arguments.run)
              .Run(arguments.config, with_bayes ? learning : plain, Interrupted, step, &complaints);
      if (!run) return run.error();
      FitSets(std::move(*run), halves.fitted.size(), with_bayes, arguments, rules, record);
    }
  }
  ComplainOfAll(complaints);
  return Interrupted() ? Status(StatusCode::kUnavailable, "interrupted") : Status();
}

// What is found out before the long run: the file of scores can be read, the output be written.
int ReadScores(const TuneArguments& arguments, std::string* old_text) {
  if (!arguments.scores_path.empty()) {
    Result<FileBytes> old = FileBytes::Open(arguments.scores_path);
    if (!old) {
      Complain(old.error().message());
      return kExitNoInput;
    }
    *old_text = old->view();
  }
  if (Status status = CanWriteWhole(arguments.output_path); !status.ok()) {
    Complain(status.message());
    return kExitOutput;
  }
  return kExitOk;
}

int Tune(TuneArguments& arguments, const std::string& command) {
  std::string old_text;
  if (int status = ReadScores(arguments, &old_text); status != kExitOk) return status;
  Result<Corpus> corpus = ReadCorpus(arguments.corpus.corpus, Interrupted);
  if (!corpus) return NothingWritten(corpus.error());
  ComplainOfAll(corpus->remarks);
  Halves halves = Divide(*corpus, arguments.fit_all);
  Result<std::vector<Step>> learning = LearningSteps(*corpus, halves, arguments.folds);
  if (!learning) {
    Complain("this corpus will not do: " + learning.error().message());
    return kExitDataError;
  }
  Result<TuneRules> rules = TuneRules::Read(arguments.config);
  if (!rules) return NothingWritten(rules.error());
  std::vector<std::string> record = {"Scores fitted by: " + command,
                                     "corpus: " + std::to_string(corpus->messages.size()) +
                                         " messages, SHA-1 of theirs and their labels " +
                                         CorpusDigest(*corpus)};
  Status fitted = FitAll(arguments, *corpus, halves, *learning, &*rules, &record);
  if (!fitted.ok()) return NothingWritten(fitted);
  int status = WriteResult(arguments, old_text, *rules, record);
  return status == kExitOk && corpus->unreadable > 0 ? kExitNoInput : status;
}

}  // namespace

int TuneCommand(int argc, char** argv) {
  CLI::App app("Fits the scores of rules to a labelled corpus.", "gatepost tune");
  TuneArguments arguments;
  AddOptions(app, &arguments);
  if (std::optional<int> status = ParseArguments(app, argc, argv)) return *status;
  CatchInterrupts();
  return Tune(arguments, CommandLine(argc, argv));
}

}  // namespace gatepost
