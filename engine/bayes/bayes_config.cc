// Tested by tests/bayes/tokenizer_test.cc.
#include <algorithm>

#include "base/ascii.h"
#include "bayes/stop_words.h"
#include "bayes/tokenizer.h"

namespace gatepost {
namespace {

std::shared_ptr<const StopWords> BuildStopWords(const Settings& settings, std::vector<std::string>* remarks) {
  auto words = std::make_shared<StopWords>();
  for (const std::string& line : settings.Words("bayes_stopword_languages")) {
    for (std::string_view piece : Split(line, ',')) {
      const std::string language = AsciiLower(piece);
      if (language.empty()) continue;
      if (language == "disable") return nullptr;
      const std::string& pattern = settings.Text("bayes_stopword_" + language);
      Status status;
      if (!pattern.empty()) {
        status = words->Add(pattern);
      } else if (language == "en") {
        words->AddDefaultEnglish();
      } else {
        status = Status(StatusCode::kNotFound, "no words");
      }
      if (!status.ok() && remarks != nullptr) {
        remarks->push_back("bayes_stopword_" + language + ": " + status.message());
      }
    }
  }
  return words;
}

}  // namespace

BayesConfig BayesConfig::Build(const Settings& settings, std::vector<std::string>* remarks) {
  BayesConfig config = BuildSmallParts(settings);
  for (const std::string& name : settings.Words("bayes_ignore_header"))
    config.ignored_headers.insert(AsciiLower(name));
  config.stop_words = BuildStopWords(settings, remarks);
  return config;
}

BayesConfig BayesConfig::BuildSmallParts(const Settings& settings) {
  BayesConfig config;
  config.use_bayes = settings.Flag("use_bayes");
  auto count = [&](const char* name) {
    return static_cast<int>(std::clamp<std::int64_t>(settings.Integer(name), 0, 1000000000));
  };
  config.min_spam_num = count("bayes_min_spam_num");
  config.min_ham_num = count("bayes_min_ham_num");
  config.use_hapaxes = settings.Flag("bayes_use_hapaxes");
  config.script_pairs = settings.Flag("bayes_cjk_tokens");
  config.max_token_bytes = static_cast<std::size_t>(count("bayes_max_token_length"));
  std::vector<std::string> sources = settings.Words("bayes_token_sources");
  auto has = [&](const char* source) {
    return std::find(sources.begin(), sources.end(), source) != sources.end();
  };
  config.source_header = has("header");
  config.source_visible = has("visible");
  config.source_invisible = has("invisible");
  config.source_uri = has("uri");
  config.source_mimepart = has("mimepart");
  return config;
}

}  // namespace gatepost
