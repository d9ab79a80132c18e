// Runs a plan (engine/evaluate/plan.h) over a corpus with a real engine. What is learned goes into a
// database of the run's own, in a folder that goes with it: the site's database is read at most.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "config_options.h"
#include "corpus.h"
#include "evaluate/plan.h"
#include "evaluate/sample.h"
#include "temp_folder.h"

namespace gatepost {

class CorpusRun {
 public:
  struct Settings {
    CheckOptions check;
    int jobs = 1;  // threads, where messages are checked with nothing learned between
  };

  CorpusRun(const Corpus& corpus, const Settings& settings) : corpus_(corpus), settings_(settings) {}

  // Checks what the plan says; samples are in the order of the plan. `step` is called after each step, and
  // `stop` is asked before it. Failures of single checks go to `complaints`, each sentence once.
  // Fails where the engine, the database or a file fails, and where `stop` said so.
  Result<SampleSet> Run(ConfigOptions& config, std::span<const Step> steps, const std::function<bool()>& stop,
                        const std::function<void()>& step, std::vector<std::string>* complaints);

 private:
  const Corpus& corpus_;
  Settings settings_;
};

}  // namespace gatepost
