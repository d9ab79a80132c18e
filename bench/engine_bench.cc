// The way of a message, stage by stage, on real mail: parse, views, match, Bayes, and the whole check; bytes
// and messages a second, one thread, warm.
//
//   engine_bench MAIL_FOLDER RULES_FOLDER [DATABASE] [--benchmark_...]
//
// MAIL_FOLDER is searched through. DATABASE is one that was taught (else its part is left out).
#include <benchmark/benchmark.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "bayes/classifier.h"
#include "gatepost/engine.h"
#include "scan/engine_impl.h"

namespace gatepost {
namespace {

std::vector<std::string> g_mail;
std::unique_ptr<Engine> g_engine;
std::string g_database;

// Runs `work` on every message in turn.
template <class Work>
void ForEachMail(benchmark::State& state, const Work& work) {
  std::int64_t bytes = 0;
  std::int64_t messages = 0;
  std::size_t next = 0;
  for (auto _ : state) {
    const std::string& mail = g_mail[next];
    next = next + 1 < g_mail.size() ? next + 1 : 0;
    work(mail);
    bytes += static_cast<std::int64_t>(mail.size());
    ++messages;
  }
  state.SetBytesProcessed(bytes);
  state.SetItemsProcessed(messages);
}

// For stages that begin where the one before ends: what was before is not timed.
template <class Work>
void ForEachViews(benchmark::State& state, const Work& work) {
  const Limits limits;
  ForEachMail(state, [&](const std::string& mail) {
    state.PauseTiming();
    {
      const Message message = Message::Parse(mail, limits);
      Views views(message, g_engine->impl().views, limits);
      work(views);
      state.PauseTiming();
    }
    state.ResumeTiming();
  });
}

void TimeParse(benchmark::State& state) {
  ForEachMail(state, [](const std::string& mail) {
    benchmark::DoNotOptimize(Message::Parse(mail, Limits()).parts().size());
  });
}
BENCHMARK(TimeParse);

void MakeAll(Views& views) {
  benchmark::DoNotOptimize(views.Body().size());
  benchmark::DoNotOptimize(views.RawBody().size());
  benchmark::DoNotOptimize(views.Uris().size());
}

void TimeViews(benchmark::State& state) {
  ForEachViews(state, [&](Views& views) {
    state.ResumeTiming();
    MakeAll(views);
  });
}
BENCHMARK(TimeViews);

// All patterns of body, rawbody and uri rules: which can match?
void TimeMatch(benchmark::State& state) {
  std::vector<std::uint32_t> found;
  const auto look = [&](const PatternTable& patterns, const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      found.clear();
      patterns.FindCandidates(text, &found);
      benchmark::DoNotOptimize(found.data());
    }
  };
  ForEachViews(state, [&](Views& views) {
    MakeAll(views);
    state.ResumeTiming();
    for (const RuleTable::Group& group : g_engine->impl().rules.groups()) {
      if (group.type == RuleType::kBody) look(group.patterns, views.Body());
      if (group.type == RuleType::kRawBody) look(group.patterns, views.RawBody());
      if (group.type == RuleType::kUri) look(group.patterns, views.Uris());
    }
  });
}
BENCHMARK(TimeMatch);

void TimeBayes(benchmark::State& state) {
  if (g_database.empty()) return state.SkipWithError("no DATABASE");
  auto store = OpenSqliteStore(g_database, g_engine->bayes_user(), StoreMode::kRead);
  if (!store) return state.SkipWithError(store.error().message().c_str());
  ForEachViews(state, [&](Views& views) {
    MakeAll(views);
    state.ResumeTiming();
    benchmark::DoNotOptimize(Classify(views, **store, g_engine->impl().bayes, Limits()));
  });
}
BENCHMARK(TimeBayes);

void TimeCheck(benchmark::State& state) {
  Session session(*g_engine);
  ForEachMail(state, [&](const std::string& mail) { benchmark::DoNotOptimize(session.Check(mail).score); });
}
BENCHMARK(TimeCheck);

bool Prepare(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: engine_bench MAIL_FOLDER RULES_FOLDER [DATABASE] [--benchmark_...]\n");
    return false;
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
    auto file = FileBytes::Open(entry.path().string());
    if (entry.is_regular_file() && file) g_mail.emplace_back(file->view());
  }
  Options options;
  options.rules_path = argv[2];
  options.site_path = "/etc/spamassassin";
  if (argc > 3) {
    g_database = argv[3];
    options.bayes_path = g_database;
  }
  auto engine = Engine::Open(options, OpenSqliteStore, nullptr);
  if (!engine) {
    std::fprintf(stderr, "%s\n", engine.error().message().c_str());
    return false;
  }
  g_engine = std::move(*engine);
  if (g_mail.empty()) std::fprintf(stderr, "no mail in %s\n", argv[1]);
  return !g_mail.empty();
}

}  // namespace
}  // namespace gatepost

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (!gatepost::Prepare(argc, argv)) return 64;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
