// Runs the `test NAME ok|fail TEXT` lines of rules/, and checks that each rule there has some and a
// description (rules/README.md says what the lines mean).
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "config/directive.h"
#include "eval/registry.h"
#include "gatepost/engine.h"
#include "rules/ruleset.h"
#include "support/rule_number.h"

namespace gatepost {
namespace {

Options OwnRuleOptions() {
  Options options;
  options.rules_path = std::string(GATEPOST_SOURCE_DIR) + "/rules";
  options.use_bayes = false;
  return options;
}

Result<std::unique_ptr<TokenStore>> NoStore(const std::string&, const std::string&, StoreMode) {
  return Status(StatusCode::kNotFound, "no database here");
}

// \n, \t, \xNN and \*N{TEXT} of a test line.
std::string Unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == 't')) {
      out.push_back(text[++i] == 'n' ? '\n' : '\t');
    } else if (text[i] == '\\' && i + 3 < text.size() && text[i + 1] == 'x') {
      out.push_back(static_cast<char>(HexDigitValue(text[i + 2]) * 16 + HexDigitValue(text[i + 3])));
      i += 3;
    } else if (text.substr(i).starts_with("\\*")) {
      const std::size_t open = text.find('{', i), close = text.find('}', i);
      for (int n = std::stoi(std::string(text.substr(i + 2))); n > 0; --n)
        out += text.substr(open + 1, close - open - 1);
      i = close;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

struct TestLine {
  std::string rule;
  bool ok = false;
  std::string text;
};

class OwnRules : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<ConfigText> config = ReadConfig(OwnRuleOptions());
    ASSERT_TRUE(config) << config.error().message();
    diagnostics_ = config->diagnostics;
    Settings settings = Settings::Build(*config, &diagnostics_);
    ruleset_ = Ruleset::Build(
        *config, settings, Limits{}, [](std::string_view name) { return FindEval(name) >= 0; },
        &diagnostics_);
    for (const Directive& directive : config->directives) {
      if (directive.keyword == "score") ++score_lines_[std::string(SplitWhitespace(directive.value)[0])];
      if (directive.keyword != "test") continue;
      const std::string_view value = directive.value;
      const std::vector<std::string_view> words = SplitWhitespace(value);
      ASSERT_GE(words.size(), 2u) << value;
      ASSERT_TRUE(words[1] == "ok" || words[1] == "fail") << value;
      const auto begin = static_cast<std::size_t>(words[1].data() + words[1].size() - value.data());
      tests_.push_back({std::string(words[0]), words[1] == "ok",
                        Unescape(value.substr(std::min(begin + 1, value.size())))});
    }
  }
  static bool IsPattern(const Rule& rule) {
    return rule.type == RuleType::kHeader || rule.type == RuleType::kBody ||
           rule.type == RuleType::kRawBody || rule.type == RuleType::kFull || rule.type == RuleType::kUri ||
           rule.type == RuleType::kMimeHeader;
  }
  // No message alone decides these: the network, what was learned, lists and locales of the site.
  static bool NeedsTests(const Rule& rule) {
    if (rule.flags.net || rule.flags.learn) return false;
    if (rule.flags.userconf && !IsPattern(rule)) return false;
    return !rule.is_subrule() || IsPattern(rule);
  }

  std::vector<Diagnostic> diagnostics_;
  Ruleset ruleset_;
  std::vector<TestLine> tests_;
  std::map<std::string, int> score_lines_;  // by rule
};

// "Linear to match": rules/README.md.
TEST_F(OwnRules, RunOnRe2) {
  for (const Rule& rule : ruleset_.rules()) {
    std::vector<PatternSource> patterns{rule.pattern};
    for (const UriDetailCondition& condition : rule.conditions) patterns.push_back(condition.pattern);
    for (const PatternSource& pattern : patterns) {
      Result<Regex> regex = Regex::Compile(pattern, Limits{});
      ASSERT_TRUE(regex) << rule.name;
      EXPECT_EQ(regex->engine(), RegexEngine::kRe2) << rule.name;
    }
  }
}

TEST_F(OwnRules, LoadWithoutARemark) {
  for (const Diagnostic& diagnostic : diagnostics_) ADD_FAILURE() << diagnostic.ToString();
  EXPECT_GE(ruleset_.rules().size(), 300u);
}

TEST_F(OwnRules, AreDescribedAndHaveBothKindsOfTests) {
  std::map<std::string, std::pair<int, int>> counts;
  for (const TestLine& test : tests_) {
    EXPECT_GE(NumberOf(ruleset_, test.rule), 0) << "a test for no rule: " << test.rule;
    ++(test.ok ? counts[test.rule].first : counts[test.rule].second);
  }
  for (const Rule& rule : ruleset_.rules()) {
    if (!rule.is_subrule()) {
      EXPECT_FALSE(rule.description.empty() || rule.description == rule.name) << rule.name;
      EXPECT_TRUE(rule.scored) << rule.name << " has no score";
    }
    if (!NeedsTests(rule)) continue;
    EXPECT_GE(counts[rule.name].first, 1) << rule.name << " has no ok line";
    EXPECT_GE(counts[rule.name].second, 1) << rule.name << " has no fail line";
  }
}

TEST_F(OwnRules, AreScoredOnce) {
  EXPECT_GE(score_lines_.size(), 300u);
  for (const auto& [rule, lines] : score_lines_) EXPECT_EQ(lines, 1) << rule;
}

TEST_F(OwnRules, NamesThatSitesScoreExist) {
  for (const char* name :
       {"BAD_CREDIT", "DRUGS_ERECTILE", "RCVD_IN_SORBS_DUL", "RDNS_DYNAMIC", "BAYES_99", "FB_CIALIS_LEO3",
        "RATWARE_MS_HASH", "DATE_IN_PAST_96_XX", "RCVD_IN_PBL", "RCVD_IN_XBL"}) {
    EXPECT_GE(NumberOf(ruleset_, name), 0) << name;
  }
}

TEST_F(OwnRules, GtubeDecidesAlone) {
  const int number = NumberOf(ruleset_, "GTUBE");
  ASSERT_GE(number, 0);
  for (double score : ruleset_.rules()[static_cast<std::size_t>(number)].scores) EXPECT_EQ(score, 1000);
}

TEST_F(OwnRules, NiceRulesSubtractAndNoWeakRuleDecides) {
  for (const Rule& rule : ruleset_.rules()) {
    if (rule.is_subrule() || rule.flags.userconf || rule.flags.learn) continue;
    const double most_hits = rule.flags.multiple ? rule.flags.max_hits : 1;
    EXPECT_GE(most_hits, 1) << rule.name << " may count without end";
    for (double score : rule.scores) {
      EXPECT_LE(score * most_hits, 3.0) << rule.name;
      EXPECT_TRUE(rule.flags.nice ? score <= 0 : score >= 0) << rule.name;
    }
  }
}

TEST_F(OwnRules, PatternsMatchWhatTheirTestLinesSay) {
  for (const TestLine& test : tests_) {
    const int number = NumberOf(ruleset_, test.rule);
    if (number < 0) continue;
    const Rule& rule = ruleset_.rules()[static_cast<std::size_t>(number)];
    if (!IsPattern(rule)) continue;
    Result<Regex> regex = Regex::Compile(rule.pattern, Limits{});
    ASSERT_TRUE(regex) << rule.name;
    const bool hit = (regex->Search(test.text) == MatchOutcome::kYes) != rule.negated;
    EXPECT_EQ(hit, test.ok) << rule.name << ": " << test.text;
  }
}

TEST_F(OwnRules, MessagesHitWhatTheirTestLinesSay) {
  std::vector<Diagnostic> ignored;
  auto engine = Engine::Open(OwnRuleOptions(), NoStore, &ignored);
  ASSERT_TRUE(engine) << engine.error().message();
  CheckOptions check;
  check.now_unix_s = 1772452800;  // the day of the test lines, 2 Mar 2026
  for (const TestLine& test : tests_) {
    const int number = NumberOf(ruleset_, test.rule);
    if (number < 0) continue;
    const Rule& rule = ruleset_.rules()[static_cast<std::size_t>(number)];
    if (IsPattern(rule) || rule.is_subrule()) continue;
    Session session(**engine);
    const Verdict verdict = session.Check(test.text, check);
    const bool hit = std::any_of(verdict.hits.begin(), verdict.hits.end(),
                                 [&](const Hit& h) { return h.rule == test.rule; });
    EXPECT_EQ(hit, test.ok) << test.rule << ": " << test.text;
  }
}

}  // namespace
}  // namespace gatepost
