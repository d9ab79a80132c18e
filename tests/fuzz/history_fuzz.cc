// Any bytes as a mail whose sender has a history (AWL, TxRep): checked, learned, forgotten and checked again.
// What is kept of it are numbers, under keys that are no longer than what they are made of.
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>

#include "fuzz/fuzz_check.h"
#include "gatepost/engine.h"
#include "gatepost/sender_store.h"
#include "gatepost/trainer.h"
#include "report/report.h"
#include "support/temp_folder.h"
#include "text/charset.h"

namespace gatepost {
namespace {

constexpr std::int64_t kNow = 1700000000;
constexpr std::size_t kMostKeyBytes = std::size_t{128} << 10;  // of a field of 64 KiB

using Rows = std::map<std::tuple<std::string, std::string, std::string>, SenderTotals>;

class MapStore : public SenderStore {
 public:
  explicit MapStore(Rows* rows) : rows_(rows) {}

  Status BeginWrite() override { return {}; }
  Status Commit() override { return {}; }
  void Rollback() override {}
  Result<std::optional<SenderTotals>> Find(const SenderQuery& query) override {
    for (const auto& [key, totals] : *rows_) {
      if (Fits(key, query)) return std::optional(totals);
    }
    return std::optional<SenderTotals>();
  }
  Status Add(const SenderKey& key, std::int64_t count, double score) override {
    FUZZ_CHECK(std::isfinite(score));
    SenderTotals& totals = At(key);
    totals = {totals.count == 0 ? 1 : count, totals.total + score};
    return {};
  }
  Status Put(const SenderKey& key, const SenderTotals& totals) override {
    FUZZ_CHECK(std::isfinite(totals.total));
    At(key) = totals;
    return {};
  }
  Status Remove(const SenderQuery& query) override {
    std::erase_if(*rows_, [&](const auto& row) { return Fits(row.first, query); });
    return {};
  }
  bool HasOwnRows() const override { return false; }
  void UseOwnRows(bool) override {}
  Status ForEach(const std::function<bool(const SenderKey&, const SenderTotals&)>&) override { return {}; }

 private:
  static bool Fits(const Rows::key_type& key, const SenderQuery& query) {
    return std::get<0>(key) == query.email && (!query.network || std::get<1>(key) == *query.network) &&
           (!query.signer || std::get<2>(key) == *query.signer);
  }
  SenderTotals& At(const SenderKey& key) {
    FUZZ_CHECK(key.email.size() + key.network.size() + key.signer.size() <= kMostKeyBytes);
    return (*rows_)[{key.email, key.network, key.signer}];
  }

  Rows* rows_;
};

struct History {
  History(const std::string& plugin, const std::string& rules, const std::string& site) {
    folder.Write("rules/10.cf", rules + "body FIVE /e/\nscore FIVE 5\n");
    folder.Write("site/init.pre", "loadplugin Mail::SpamAssassin::Plugin::" + plugin + "\n");
    folder.Write("site/local.cf", site);
    Options options;
    options.rules_path = folder / "rules";
    options.site_path = folder / "site";
    options.bayes_path = folder / "bayes.db";
    auto opened = Engine::Open(options, OpenSqliteStore, nullptr, [this](const SenderPlace&) {
      return Result<std::unique_ptr<SenderStore>>(std::make_unique<MapStore>(&rows));
    });
    FUZZ_CHECK(opened.has_value());
    engine = std::move(*opened);
    FUZZ_CHECK(engine->senders() != nullptr);
  }

  void Check(std::string_view mail) {
    Session session(*engine);
    CheckOptions options;
    options.now_unix_s = kNow;
    options.tags = true;
    const Verdict verdict = session.Check(mail, options);
    FUZZ_CHECK(verdict.scanned && std::isfinite(verdict.score) &&
               IsValidUtf8(JsonReport(verdict, "", false)));
  }

  TempFolder folder;
  Rows rows;
  std::unique_ptr<Engine> engine;
};

void CheckWith(History& history, std::string_view mail) {
  history.rows.clear();
  history.Check(mail);
  Trainer trainer(*history.engine);
  for (const LearnedAs as : {LearnedAs::kSpam, LearnedAs::kHam, LearnedAs::kForgotten})
    FUZZ_CHECK(trainer.Learn(mail, as).has_value() && trainer.Commit().ok());
  history.Check(mail);
  history.Check(mail);
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatepost;
  static History awl("AWL", "header AWL eval:check_from_in_auto_welcomelist()\npriority AWL 1000\n",
                     "use_bayes 1\nuse_auto_welcomelist 1\nadd_header all A _AWL_ _AWLMEAN_ _AWLCOUNT_\n");
  static History txrep("TxRep", "header TXREP eval:check_senders_reputation()\npriority TXREP 1000\n",
                       "use_txrep 1\ntxrep_track_messages 1\ntxrep_whitelist_out 10\n");
  const std::string_view mail(reinterpret_cast<const char*>(data), size);
  CheckWith(awl, mail);
  CheckWith(txrep, mail);
  return 0;
}
