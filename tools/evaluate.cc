// gatepost evaluate - how well rules and learning tell spam from ham, on a labelled corpus
//
// USAGE        gatepost evaluate --ham PATH ... --spam PATH ... [OPTION ...]
// EXIT STATUS  0; 64 on wrong usage; 65 where the corpus will not do (one class only); 66 where a message
//              could not be read (the others were evaluated); 69 where the configuration could not be opened;
//              74 where an output could not be written; 75 where the run failed or was interrupted: then
//              nothing is written.
// SECURITY     Reads what anyone may send. Writes the outputs it is asked for, and a database of its own
//              under TMPDIR.
// Tested by tests/tools/evaluate_command_test.cc.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "command.h"
#include "corpus_options.h"
#include "corpus_run.h"
#include "interrupt.h"
#include "output_file.h"
#include "progress.h"

namespace gatepost {
namespace {

struct EvaluateArguments {
  CorpusOptions corpus;
  ConfigOptions config;
  CorpusRun::Settings run;
  std::string text_path = "-", json_path, html_path;
  std::size_t misses = 10;
  bool all_rules = false, quiet = false, print_plan = false;
};

void AddOptions(CLI::App& app, EvaluateArguments* arguments) {
  arguments->corpus.AddCorpus(app);
  arguments->corpus.AddPlan(app);
  app.add_option("-o,--output", arguments->text_path, "the report as text; - is standard output")
      ->capture_default_str()
      ->type_name("FILE");
  app.add_option("--json", arguments->json_path, "the report as JSON")->type_name("FILE");
  app.add_option("--html", arguments->html_path, "the report as one HTML page with its curves")
      ->type_name("FILE");
  app.add_flag("--rules", arguments->all_rules, "all rules in the text, not the most frequent ones alone");
  app.add_option("--misses", arguments->misses, "how many of the worst misses are shown, of each class")
      ->capture_default_str()
      ->type_name("N");
  app.add_flag(
      "--print-plan", arguments->print_plan,
      "only print what would be learned and checked, in its order, for another program to do the same");
  AddRunOptions(app, &arguments->run, &arguments->quiet);
  arguments->config.AddTo(app);
}

// "check FILE", "learn spam FILE", "learn ham FILE" or "forget all", a line each.
std::string PlanText(const Corpus& corpus, const std::vector<Step>& steps) {
  std::string text;
  for (const Step& step : steps) {
    const std::string& name = corpus.messages[step.message].name;
    if (step.kind == Step::Kind::kForgetAll)
      text += "forget all\n";
    else if (step.kind == Step::Kind::kCheck)
      text += "check " + name + "\n";
    else
      text += std::string("learn ") + (step.as_spam ? "spam " : "ham ") + name + "\n";
  }
  return text;
}

Status CanWriteReports(const EvaluateArguments& arguments) {
  for (const std::string& path : {arguments.text_path, arguments.json_path, arguments.html_path}) {
    if (path.empty()) continue;
    if (Status status = CanWriteWhole(path); !status.ok()) return status;
  }
  return {};
}

int WriteReports(const EvaluateArguments& arguments, const SampleSet& samples, const RunFacts& facts) {
  Summary summary = Summarize(samples, arguments.misses);
  Status status = WriteWhole(arguments.text_path, EvaluationText(summary, facts, arguments.all_rules));
  if (status.ok() && !arguments.json_path.empty()) {
    status = WriteWhole(arguments.json_path, EvaluationJson(summary, facts));
  }
  if (status.ok() && !arguments.html_path.empty()) {
    status = WriteWhole(arguments.html_path, EvaluationHtml(summary, facts));
  }
  if (status.ok()) return kExitOk;
  Complain(status.message());
  return kExitOutput;
}

}  // namespace

int EvaluateCommand(int argc, char** argv) {
  CLI::App app("Measures how well rules and learning tell spam from ham, on a labelled corpus.",
               "gatepost evaluate");
  EvaluateArguments arguments;
  AddOptions(app, &arguments);
  if (std::optional<int> status = ParseArguments(app, argc, argv)) return *status;
  if (Status status = arguments.corpus.Finish(); !status.ok()) {
    Complain(status.message());
    return kExitUsage;
  }
  if (Status status = CanWriteReports(arguments); !status.ok()) {
    Complain(status.message());
    return kExitOutput;
  }
  CatchInterrupts();
  Result<Corpus> corpus = ReadCorpus(arguments.corpus.corpus, Interrupted);
  if (!corpus) return NothingWritten(corpus.error());
  ComplainOfAll(corpus->remarks);
  std::vector<char> is_spam;
  for (const CorpusMessage& message : corpus->messages) is_spam.push_back(message.is_spam ? 1 : 0);
  Result<std::vector<Step>> steps = MakePlan(is_spam, corpus->learn_first, arguments.corpus.plan);
  if (!steps) {
    Complain("this corpus will not do: " + steps.error().message());
    return kExitDataError;
  }
  if (arguments.print_plan) {
    Status status = WriteWhole(arguments.text_path, PlanText(*corpus, *steps));
    if (!status.ok()) Complain(status.message());
    return status.ok() ? kExitOk : kExitOutput;
  }

  Result<SampleSet> samples = Status();
  std::vector<std::string> complaints;
  {
    Progress progress(steps->size(), !arguments.quiet);
    samples = CorpusRun(*corpus, arguments.run)
                  .Run(
                      arguments.config, *steps, Interrupted, [&] { progress.Step(); }, &complaints);
  }
  if (!samples) return NothingWritten(samples.error());
  ComplainOfAll(complaints);
  RunFacts facts = {{"command", CommandLine(argc, argv)}};
  arguments.corpus.AddFacts(*corpus, &facts);
  if (const std::string why = samples->WhyNoBayes(); !why.empty()) {
    facts.emplace_back("Bayes", "did not run: " + why);
  }
  int status = WriteReports(arguments, *samples, facts);
  return status == kExitOk && corpus->unreadable > 0 ? kExitNoInput : status;
}

}  // namespace gatepost
