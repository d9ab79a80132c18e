// An engine over rules written in a test, with a database in a folder of its own.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "gatepost/engine.h"
#include "support/temp_folder.h"

namespace gatepost {

class EngineFixture {
 public:
  explicit EngineFixture(const std::string& rules, Options options = {}, StoreOpener store = OpenSqliteStore,
                         DnsOpener dns = nullptr) {
    folder_.Write("rules/10.cf", rules);
    options.rules_path = folder_ / "rules";
    if (options.bayes_path.empty()) options.bayes_path = folder_ / "bayes.db";
    auto opened = Engine::Open(options, std::move(store), &diagnostics_, nullptr, std::move(dns));
    EXPECT_TRUE(opened) << opened.error().message();
    if (opened) engine_ = std::move(*opened);
  }

  const Engine& engine() const { return *engine_; }
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  const TempFolder& folder() const { return folder_; }
  Verdict Check(const std::string& message, CheckOptions options = {}) {
    return Session(*engine_).Check(message, options);
  }
  // The names of the rules that hit, in order, separated by spaces.
  std::string Hits(const std::string& message) {
    std::string names;
    for (const Hit& hit : Check(message).hits) names += (names.empty() ? "" : " ") + hit.rule;
    return names;
  }
  // What the database holds; zeros where there is none.
  StoreTotals Totals() const {
    auto store = OpenSqliteStore(engine_->bayes_path(), engine_->bayes_user(), StoreMode::kRead);
    if (!store) return {};
    auto totals = (*store)->Totals();
    return totals ? *totals : StoreTotals();
  }

 private:
  TempFolder folder_;
  std::vector<Diagnostic> diagnostics_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace gatepost
