// What was learned, as Gatepost's own rules count it: learned and checked from outside, on the sample mail.
#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "gatepost/model_store.h"
#include "gatepost/token_store.h"
#include "support/run_command.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

const std::string kSource = GATEPOST_SOURCE_DIR;

class LearnedRules : public testing::Test {
 protected:
  CommandResult Run(const std::string& command, const std::string& rules,
                    const std::vector<std::string>& words) {
    std::vector<std::string> line = {GATEPOST_BINARY,
                                     command,
                                     "-C",
                                     rules,
                                     "-p",
                                     "/dev/null",
                                     "--siteconfigpath",
                                     "/dev/null",
                                     "--dbpath",
                                     folder_ / "bayes.db",
                                     "--cf",
                                     "bayes_min_ham_num 20",
                                     "--cf",
                                     "bayes_min_spam_num 20",
                                     "--cf",
                                     "bayes_sql_override_username " + user_};
    line.insert(line.end(), words.begin(), words.end());
    return RunCommand(line);
  }
  void Teach(const std::string& rules) {
    for (const char* kind : {"ham", "spam"}) {
      CommandResult result =
          Run("learn", rules, {"-q", std::string("--") + kind, kSource + "/data/sample/" + kind});
      ASSERT_EQ(result.status, 0) << result.err;
    }
  }
  // The hits on one message.
  nlohmann::json Check(const std::string& mail, std::vector<std::string> words = {}) {
    words.insert(words.end(), {"--format", "jsonl", mail});
    CommandResult result = Run("check", kSource + "/rules", words);
    EXPECT_EQ(result.status, 0) << result.err;
    return nlohmann::json::parse(result.out)["hits"];
  }
  static double Points(const nlohmann::json& hits, const std::string& prefix) {
    double points = 0;
    for (const auto& [rule, score] : hits.items()) {
      if (rule.starts_with(prefix)) points += score.get<double>();
    }
    return points;
  }
  ModelCounts Kept() {
    auto store = OpenSqliteStore(folder_ / "bayes.db", user_, StoreMode::kRead);
    EXPECT_TRUE(store);
    EXPECT_TRUE((*store)->BeginRead().ok());
    ModelCounts counts = *(*store)->Model()->Counts();
    (*store)->EndRead();
    return counts;
  }

  TempFolder folder_;
  std::string user_ = "site";
};

TEST_F(LearnedRules, BayesCountsOnceWhereTheModelSpeaks) {
  Teach(kSource + "/rules");
  EXPECT_GT(Kept().spam_count, 90u);
  const std::string spam = kSource + "/data/sample/spam/047-russian-seminar.eml";
  nlohmann::json both = Check(spam), alone = Check(spam, {"--cf", "use_model 0"});
  EXPECT_GT(Points(both, "BAYES_"), 3) << both;
  EXPECT_NEAR(Points(both, "BAYES_") + Points(both, "GP_ONCE_"), 0, 1e-9) << both;
  EXPECT_GT(Points(both, "GP_SPAM_"), 2) << both;
  EXPECT_EQ(Points(alone, "BAYES_"), Points(both, "BAYES_"));
  EXPECT_EQ(Points(alone, "GP_"), 0) << alone;
}

// Words that nobody learned: the model, whose features share weights, would be sure of them all the same. The
// scores without Bayes count, also those of BAYES_*, unless the model is not in use.
TEST_F(LearnedRules, WhatIsNewIsWeighedAsWithoutBayes) {
  folder_.Write("rules/10.cf", ReadWhole(kSource + "/rules/60_bayes.cf") +
                                   ReadWhole(kSource + "/rules/61_learned.cf") +
                                   "score GP_SPAM_000 1\n"
                                   "body ANY /./\nscore ANY 2.5 2.5 1.5 1.5\n"
                                   "body PLAIN /zyqo/\nscore PLAIN 0.25\n"
                                   "body BAYES_ANY eval:check_bayes('0.00', '1.00')\ntflags BAYES_ANY learn\n"
                                   "score BAYES_ANY 0.5 0.5 4 4\n");
  const std::string rules = folder_ / "rules";
  Teach(rules);
  std::string words;
  for (int i = 0; i < 200; ++i) words += "zyqo" + std::to_string(7919 * i) + "xur ";
  words += "bitcoin password wallet verify account lottery winner viagra casino invoice";
  folder_.Write("new.eml", "From: a@b.example\nSubject: zyqoxur\n\n" + words + "\n");
  auto check = [&](const std::string& mail, std::vector<std::string> more) {
    more.insert(more.end(), {"--format", "jsonl", mail});
    return nlohmann::json::parse(Run("check", rules, more).out);
  };
  const nlohmann::json is_new = check(folder_ / "new.eml", {});
  EXPECT_EQ(Points(is_new["hits"], "ANY"), 2.5) << is_new;
  EXPECT_EQ(Points(is_new["hits"], "PLAIN"), 0.25) << is_new;
  EXPECT_EQ(Points(is_new["hits"], "BAYES_ANY"), 0.5) << is_new;
  EXPECT_EQ(Points(is_new["hits"], "GP_"), 0) << is_new;
  EXPECT_NEAR(Points(is_new["hits"], ""), is_new["score"].get<double>(), 1e-9) << is_new;
  EXPECT_THAT(is_new["model_note"], ::testing::HasSubstr("most of the message is new"));
  EXPECT_TRUE(is_new.contains("bayes") && is_new.contains("model")) << is_new;

  const nlohmann::json without_model = check(folder_ / "new.eml", {"--cf", "use_model 0"});
  EXPECT_EQ(Points(without_model["hits"], "ANY"), 1.5) << without_model;
  EXPECT_EQ(Points(without_model["hits"], "BAYES_ANY"), 4) << without_model;
  const nlohmann::json known = check(kSource + "/data/sample/spam/047-russian-seminar.eml", {});
  EXPECT_EQ(Points(known["hits"], "ANY"), 1.5) << known;
  EXPECT_FALSE(known.contains("model_note")) << known;

  // Nor do scores that a user gives turn Bayes on where nothing was learned.
  user_ = "nobody";
  EXPECT_EQ(Points(check(folder_ / "new.eml", {})["hits"], "BAYES_"), 0);
}

// Spam that was learned, come again years later: the scores without Bayes count, and Bayes says nothing.
TEST_F(LearnedRules, WhatWasLearnedLongBeforeDoesNotCount) {
  Teach(kSource + "/rules");
  std::string mail = ReadWhole(kSource + "/data/sample/spam/047-russian-seminar.eml");
  for (std::size_t at; (at = mail.find("Mar 2023")) != std::string::npos;) mail.replace(at, 8, "Mar 2031");
  folder_.Write("later.eml", mail);
  auto check = [&](const char* now, const std::string& rules) {
    CommandResult result = Run("check", rules, {"--now", now, "--format", "jsonl", folder_ / "later.eml"});
    return nlohmann::json::parse(result.out);
  };
  const nlohmann::json later = check("1940000000", kSource + "/rules");
  EXPECT_EQ(Points(later["hits"], "BAYES_"), 0) << later;
  EXPECT_EQ(Points(later["hits"], "GP_"), 0) << later;
  EXPECT_FALSE(later.contains("bayes")) << later;
  EXPECT_THAT(later["bayes_note"], ::testing::HasSubstr("more than two years before"));
  // Dates of the future are not believed.
  const nlohmann::json now = check("1785000000", kSource + "/rules");
  EXPECT_GT(Points(now["hits"], "BAYES_"), 3) << now;
  EXPECT_GT(Points(now["hits"], "GP_SPAM_"), 2) << now;
  // Rules that do not ask for the model get SpamAssassin's answer.
  folder_.Write("rules/10.cf", "body BAYES_99 eval:check_bayes('0.9','1.0')\nscore BAYES_99 4\n");
  EXPECT_EQ(Points(check("1940000000", folder_ / "rules")["hits"], "BAYES_99"), 4);
}

// A message with nothing else against it passes unless all that was learned is 99 % sure; each range weighs
// no less than the one below it.
TEST_F(LearnedRules, OnlyNearCertaintyAloneIsSpam) {
  CommandResult lint = Run("check", kSource + "/rules", {"--format", "jsonl", "/dev/null"});
  EXPECT_EQ(lint.status, 0) << lint.err;
  std::string text = ReadWhole(kSource + "/rules/90_scores.cf");
  auto score = [&](const std::string& rule) {
    std::size_t at = text.find("\nscore " + rule + " ");
    EXPECT_NE(at, std::string::npos) << rule;
    double scores[4] = {};
    EXPECT_EQ(std::sscanf(text.c_str() + at + 8 + rule.size(), "%lf %lf %lf %lf", &scores[0], &scores[1],
                          &scores[2], &scores[3]),
              4)
        << rule;
    EXPECT_EQ(scores[0], scores[1]) << rule;
    EXPECT_EQ(scores[2], scores[3]) << rule;
    // In mail that is mostly new Bayes says less, and GP_* nothing.
    EXPECT_LE(scores[0], rule.starts_with("BAYES_") ? 3 : 0) << rule;
    EXPECT_LE(std::fabs(scores[0]), std::fabs(scores[2])) << rule;
    return scores[2];
  };
  EXPECT_LT(score("BAYES_99") + score("BAYES_999"), 5);
  EXPECT_LT(score("GP_SPAM_95"), 5);
  EXPECT_LE(score("GP_SPAM_999"), 8);
  double last = -5;
  for (const char* range : {"000", "00", "05", "20", "40", "50", "60", "80", "90", "95", "97", "99", "999"}) {
    EXPECT_GE(score(std::string("GP_SPAM_") + range), last) << range;
    last = score(std::string("GP_SPAM_") + range);
  }
  for (const char* range : {"00", "05", "20", "40", "50", "60", "80", "95", "99", "999"}) {
    EXPECT_EQ(score(std::string("BAYES_") + range), -score(std::string("GP_ONCE_") + range)) << range;
  }
}

TEST_F(LearnedRules, TheModelIsLearnedForRulesThatAskForIt) {
  folder_.Write("rules/10.cf", "body BAYES_99 eval:check_bayes('0.9','1.0')\nscore BAYES_99 1\n");
  Teach(folder_ / "rules");
  EXPECT_EQ(Kept().spam_count, 0u);
  // The same mail again: Bayes knows all of it, the model takes it and is fitted.
  Teach(kSource + "/rules");
  EXPECT_GT(Kept().spam_count, 90u);
  EXPECT_GT(Points(Check(kSource + "/data/sample/spam/047-russian-seminar.eml"), "GP_SPAM_"), 2);
}

// SpamAssassin learns into the file, and takes no notice of the model's tables, nor they of it.
TEST_F(LearnedRules, SpamAssassinSharesTheFile) {
  if (std::system("sa-learn --version >/dev/null 2>&1 && perl -MDBD::SQLite -e 1 2>/dev/null") != 0)
    GTEST_SKIP() << "sa-learn with DBD::SQLite is not installed";
  folder_.Write("site/local.cf",
                "use_bayes 1\nbayes_store_module Mail::SpamAssassin::BayesStore::SQL\n"
                "bayes_sql_dsn DBI:SQLite:dbname=" +
                    (folder_ / "bayes.db") + "\nbayes_sql_override_username site\n");
  folder_.Write("site/init.pre", "loadplugin Mail::SpamAssassin::Plugin::Bayes\n");
  folder_.Write("empty/10.cf", "body NEVER /xyzzy/\n");
  folder_.Write("mail",
                "From: a@example.org\nSubject: one more\nMessage-ID: <new@example.org>\n\nsomething else\n");
  Teach(kSource + "/rules");
  const ModelCounts before = Kept();
  EXPECT_GT(before.spam_count, 90u);
  CommandResult learned =
      RunCommand({"/usr/bin/env", "sa-learn", "-L", "-C", folder_ / "empty",
                  "--siteconfigpath=" + (folder_ / "site"), "-p", "/dev/null", "--spam", folder_ / "mail"});
  EXPECT_EQ(learned.status, 0) << learned.err;
  EXPECT_THAT(learned.out, ::testing::HasSubstr("Learned tokens from 1 message"));
  EXPECT_EQ(Kept().spam_count, before.spam_count);
  const std::string spam = kSource + "/data/sample/spam/047-russian-seminar.eml";
  EXPECT_GT(Points(Check(spam), "GP_SPAM_"), 2) << "the model still speaks";
  Run("learn", kSource + "/rules", {"-q", "--spam", folder_ / "mail"});
  EXPECT_EQ(Kept().spam_count, before.spam_count + 1) << "what Bayes knows may be new to the model";
}

}  // namespace
}  // namespace gatepost
