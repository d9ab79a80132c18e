// Every pattern of a ruleset that RE2 is given, run by RE2 and by PCRE2 over the texts of real mail: what
// matches, where, and the groups must be the same. tests/match/differential_test.cc does it with made-up
// patterns.
//
//   match_differential RULES_DIR MAIL_FILE ...     exit status 1 where one differs
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "gatepost/engine.h"
#include "match/analysis.h"
#include "match/parser.h"
#include "match/pcre2_program.h"
#include "match/re2_program.h"
#include "match/writer.h"
#include "scan/engine_impl.h"

namespace gatepost {
namespace {

Result<std::unique_ptr<TokenStore>> NoStore(const std::string&, const std::string&, StoreMode) {
  return Status(StatusCode::kNotFound, "no database here");
}

struct Pair {
  std::string rule;
  bool locates = false;
  std::size_t captures = 0;
  std::optional<match::Re2Program> re2;
  std::optional<match::Pcre2Program> pcre2;
};

Pair MakePair(const std::string& rule, const PatternSource& source) {
  Pair pair;
  pair.rule = rule;
  Result<match::Syntax> syntax = match::Parse(source.pattern, source.modifiers);
  if (!syntax) return pair;
  const std::vector<match::Lengths> lengths = match::MeasureLengths(*syntax);
  const match::Analysis analysis = match::Analyze(*syntax, lengths);
  if (!analysis.re2_decides) return pair;
  pair.locates = analysis.re2_locates && lengths[static_cast<std::size_t>(syntax->root)].min > 0;
  pair.captures = static_cast<std::size_t>(syntax->captures);
  auto for_re2 = match::Write(*syntax, lengths, match::Dialect::kRe2, true);
  auto for_pcre2 = match::Write(*syntax, lengths, match::Dialect::kPcre2, true);
  if (!for_re2 || !for_pcre2) return pair;
  auto re2 = match::Re2Program::Compile(*for_re2);
  auto pcre2 = match::Pcre2Program::Compile(*for_pcre2, true, Limits());
  if (!re2 || !pcre2) return pair;
  pair.re2 = std::move(*re2);
  pair.pcre2 = std::move(*pcre2);
  return pair;
}

struct Counts {
  long patterns = 0, compared = 0, matched = 0, undecided = 0, differ = 0;
};

void Compare(const Pair& pair, std::string_view text, const char* file, Counts* counts) {
  std::vector<std::size_t> expected;
  const MatchOutcome outcome = pair.pcre2->Match(text, 0, false, &expected);
  if (outcome == MatchOutcome::kUndecided) {
    ++counts->undecided;
    return;
  }
  ++counts->compared;
  bool same = pair.re2->Matches(text, 0) == (outcome == MatchOutcome::kYes);
  if (same && outcome == MatchOutcome::kYes) {
    ++counts->matched;
    std::vector<std::size_t> spans;
    if (pair.locates) same = pair.re2->Locate(text, 0, &spans, pair.captures) && spans == expected;
  }
  if (same) return;
  ++counts->differ;
  std::printf("%s: %s differs\n", file, pair.rule.c_str());
}

std::vector<std::string> TextsOf(const RuleTable::Group& group, Views& views) {
  switch (group.type) {
    case RuleType::kHeader: {
      const std::string* value = views.Header(group.query);
      return value != nullptr ? std::vector<std::string>{*value} : std::vector<std::string>();
    }
    case RuleType::kBody:
      return views.Body();
    case RuleType::kRawBody:
      return views.RawBody();
    case RuleType::kUri:
      return views.Uris();
    case RuleType::kFull:
      return {std::string(views.Full())};
    default:
      return {};
  }
}

int Run(int argc, char** argv) {
  Options options;
  options.rules_path = argv[1];
  options.site_path = "/etc/spamassassin";
  auto engine = Engine::Open(options, NoStore, nullptr);
  if (!engine) {
    std::fprintf(stderr, "%s\n", engine.error().message().c_str());
    return 2;
  }
  const Engine::Impl& impl = (*engine)->impl();
  std::vector<std::vector<Pair>> pairs;
  Counts counts;
  pairs.resize(impl.rules.groups().size());
  for (const PackedRule& rule : impl.rules.rules()) {
    if (rule.group < 0 || rule.pattern < 0) continue;
    const auto group = static_cast<std::size_t>(rule.group);
    const Regex& regex = impl.rules.groups()[group].patterns.regex(rule.pattern);
    Pair pair = MakePair(std::string(rule.name.view()), regex.source());
    if (!pair.re2) continue;
    ++counts.patterns;
    pairs[group].push_back(std::move(pair));
  }
  for (int i = 2; i < argc; ++i) {
    auto file = FileBytes::Open(argv[i]);
    if (!file) continue;
    Message message = Message::Parse(file->view(), options.limits);
    Views views(message, impl.views, options.limits);
    for (std::size_t g = 0; g < pairs.size(); ++g) {
      const std::vector<std::string> texts = TextsOf(impl.rules.groups()[g], views);
      for (const Pair& pair : pairs[g]) {
        for (const std::string& text : texts) Compare(pair, text, argv[i], &counts);
      }
    }
  }
  std::printf("%ld patterns, %ld comparisons, %ld matches, %ld undecided, %ld differ\n", counts.patterns,
              counts.compared, counts.matched, counts.undecided, counts.differ);
  return counts.differ == 0 ? 0 : 1;
}

}  // namespace
}  // namespace gatepost

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: match_differential RULES_DIR MAIL_FILE ...\n");
    return 64;
  }
  return gatepost::Run(argc, argv);
}
