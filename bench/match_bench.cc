// engine/match: what a cold process and a warm one pay. Patterns and mail text are made up here.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "match/analysis.h"
#include "match/parser.h"
#include "match/pattern_set.h"
#include "match/pcre2_program.h"
#include "match/prefilter.h"
#include "match/re2_program.h"
#include "match/writer.h"

namespace gatepost {
namespace {

const PatternSource kSources[] = {
    {"\\b(?:free|cheap|low.?cost) (?:meds|pills|software)\\b", "i"},
    {"\\bv[_\\W]{0,3}[i1!][_\\W]{0,3}c[_\\W]{0,3}[o0][_\\W]{0,3}d\\b", "i"},
    {"https?://[^/\\s]{1,60}/(?:unsubscribe|remove)\\.(?:php|cgi)", ""},
    {"\\b(?:transfer|release) of (?:the|this) (?:sum|fund|amount)s?\\b.{0,60}\\bmillion\\b", "is"},
    {"^\\s*Dear (?:Friend|Customer|Sir/Madam)\\b", "im"},
};

std::string MailText(std::size_t bytes) {
  constexpr const char* kWords[] = {"the",
                                    "meeting",
                                    "moved",
                                    "to",
                                    "Tuesday,",
                                    "please",
                                    "confirm",
                                    "with",
                                    "your",
                                    "team.",
                                    "http://www.example.com/a?b=c",
                                    "Regards,\n",
                                    "invoice",
                                    "amount",
                                    "attached",
                                    "and",
                                    "free",
                                    "time"};
  std::string text;
  for (std::size_t i = 0; text.size() < bytes; i = (i * 7 + 3) % 1009) {
    text += kWords[i % std::size(kWords)];
    text += ' ';
  }
  return text;
}

match::Syntax Parsed(int pattern) {
  const PatternSource& source = kSources[static_cast<std::size_t>(pattern)];
  return match::Parse(source.pattern, source.modifiers).value();
}

void BM_Parse(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Parsed(static_cast<int>(state.range(0))));
}
BENCHMARK(BM_Parse)->DenseRange(0, 4);

void BM_CompileRe2(benchmark::State& state) {
  const match::Syntax syntax = Parsed(static_cast<int>(state.range(0)));
  const auto written =
      match::Write(syntax, match::MeasureLengths(syntax), match::Dialect::kRe2, false).value();
  for (auto _ : state) benchmark::DoNotOptimize(match::Re2Program::Compile(written));
}
BENCHMARK(BM_CompileRe2)->DenseRange(0, 4);

void BM_CompilePcre2(benchmark::State& state) {
  const match::Syntax syntax = Parsed(static_cast<int>(state.range(0)));
  const auto written =
      match::Write(syntax, match::MeasureLengths(syntax), match::Dialect::kPcre2, false).value();
  for (auto _ : state) benchmark::DoNotOptimize(match::Pcre2Program::Compile(written, true, Limits{}));
}
BENCHMARK(BM_CompilePcre2)->DenseRange(0, 4);

// A pattern built for one text and thrown away.
void BM_ColdSearch(benchmark::State& state) {
  const std::string text = MailText(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    for (const PatternSource& source : kSources) {
      benchmark::DoNotOptimize(Regex::Deferred(source, Limits{}).Search(text));
    }
  }
}
BENCHMARK(BM_ColdSearch)->Arg(1 << 10)->Arg(16 << 10);

void BM_WarmSearch(benchmark::State& state) {
  const std::string text = MailText(16 << 10);
  const Regex regex = Regex::Deferred(kSources[static_cast<std::size_t>(state.range(0))], Limits{});
  for (auto _ : state) benchmark::DoNotOptimize(regex.Search(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(BM_WarmSearch)->DenseRange(0, 4);

PatternSet MakeSet(int patterns) {
  PatternSet set;
  for (int i = 0; i < patterns; ++i) {
    PatternSource source = kSources[static_cast<std::size_t>(i) % std::size(kSources)];
    source.pattern = "word" + std::to_string(i * 7919) + "\\s+" + source.pattern;
    (void)set.Add(source, Limits{});
  }
  return set;
}

void BM_BuildPrefilter(benchmark::State& state) {
  for (auto _ : state) {
    PatternSet set = MakeSet(static_cast<int>(state.range(0)));
    set.Build();
    benchmark::DoNotOptimize(set.size());
  }
}
BENCHMARK(BM_BuildPrefilter)->Arg(500)->Unit(benchmark::kMillisecond);

void BM_FindCandidates(benchmark::State& state) {
  PatternSet set = MakeSet(static_cast<int>(state.range(0)));
  set.Build();
  match::Prefilter prefilter;
  prefilter.Use(set.ScanTable());
  const std::string text = MailText(16 << 10);
  std::vector<std::uint32_t> candidates;
  for (auto _ : state) {
    candidates.clear();
    prefilter.Find(text, &candidates);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(BM_FindCandidates)->Arg(50)->Arg(500);

}  // namespace
}  // namespace gatepost
