// The options by which `evaluate` and `tune` are told their corpus and how it is learned.
#pragma once

#include <string>

#include "corpus.h"
#include "corpus_run.h"
#include "evaluate/plan.h"
#include "evaluate/reports.h"

namespace CLI {
class App;
}

namespace gatepost {

struct CorpusOptions {
  CorpusArguments corpus;
  PlanOptions plan;

  // --ham, --spam, --mbox
  void AddCorpus(CLI::App& app);
  // --learn-ham, --learn-spam, --split, --folds, --online and what real training is like
  void AddPlan(CLI::App& app);
  // After parsing: which mode was asked for. Fails where two were.
  Status Finish();
  // What a report says about them.
  void AddFacts(const Corpus& read, RunFacts* facts) const;

 private:
  std::string split_;
  int folds_ = 0;
  bool online_ = false, in_order_ = false;
  double wrong_labels_percent_ = 0, feedback_percent_ = 100;
};

// Says why a run ended and that it wrote nothing; the exit status.
int NothingWritten(const Status& status);

// --jobs, --now, --quiet
void AddRunOptions(CLI::App& app, CorpusRun::Settings* run, bool* quiet);

// The words of a command line, quoted where a shell needs it.
std::string CommandLine(int argc, char** argv);

}  // namespace gatepost
