// An engine that keeps a history of senders, over rules and a site's configuration written in a test, with a
// home folder of its own.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gatepost/engine.h"
#include "support/scoped_variable.h"
#include "support/temp_folder.h"

namespace gatepost {

class SenderHistoryFixture : public testing::Test {
 protected:
  // `load`: the plugin; `site`: what local.cf begins with.
  SenderHistoryFixture(const char* rules, std::string load, std::string site)
      : load_(std::move(load)), site_(std::move(site)) {
    folder_.Write("rules/10.cf", rules);
    options_.rules_path = folder_ / "rules";
    options_.site_path = folder_ / "site";
    options_.bayes_path = folder_ / "bayes.db";
  }
  void SetUp() override { Open(""); }
  void Open(const std::string& site) { Open(site, load_); }
  void Open(const std::string& site, const std::string& load) {
    session_.reset();
    folder_.Write("site/init.pre", load);
    folder_.Write("site/local.cf", site_ + site);
    auto engine = Engine::Open(options_, OpenSqliteStore, &diagnostics_, OpenSqliteSenderStore);
    ASSERT_TRUE(engine) << engine.error().message();
    engine_ = std::move(*engine);
    session_ = std::make_unique<Session>(*engine_);
  }
  Verdict CheckMail(const std::string& mail) {
    CheckOptions options;
    options.tags = true;
    return session_->Check(mail, options);
  }

  TempFolder folder_;
  ScopedVariable home_{"HOME", folder_.path()};
  const std::string load_, site_;
  Options options_;
  std::vector<Diagnostic> diagnostics_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Session> session_;
};

}  // namespace gatepost
