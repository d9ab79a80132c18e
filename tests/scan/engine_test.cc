#include "gatepost/engine.h"

#include <gmock/gmock.h>

#include <thread>

#include "gatepost/trainer.h"
#include "support/engine_fixture.h"

namespace gatepost {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kShopMail =
    "Received: from a.example (a.example [192.0.2.1]) by b.example with ESMTP id 7; Mon, 2 Jan 2023 10:00:00 "
    "+0000\n"
    "From: Ann <ann@a.example>\nTo: bob@b.example\nSubject: Hello there\nContent-Type: text/html\n\n"
    "<p>Cheap <b>watches</b> at <a href=\"http://shop.example/w?x=1\">the shop</a></p>\n";

TEST(Engine, EveryKindOfRuleSeesItsText) {
  EngineFixture engine(
      "header H_SUBJECT Subject =~ /^Hello/\nheader H_NOT Subject !~ /bye/\nheader H_EXISTS exists:To\n"
      "header H_ADDR From:addr =~ /^ann\\@a\\.example$/\nheader H_UNSET X-None =~ /nothing/ [if-unset: "
      "nothing]\n"
      "body B_TEXT /Cheap watches/\nrawbody R_TAG /<b>watches/\nfull F_BOTH /Subject:.*watches/s\n"
      "uri U_HOST /^http:\\/\\/shop\\.example\\//\nuri_detail D_TEXT text =~ /the shop/ domain =~ "
      "/shop\\.example/\n"
      "util_rb_tld example\n"
      "loadplugin Mail::SpamAssassin::Plugin::URIDetail\nloadplugin Mail::SpamAssassin::Plugin::MIMEHeader\n"
      "mimeheader M_TYPE Content-Type =~ /text.html/\nbody E_HTML eval:check_for_mime_html()\n"
      "meta ALL_OF (B_TEXT && R_TAG && !H_NONE)\nheader H_NONE Subject =~ /absent/\n");
  Verdict verdict = engine.Check(kShopMail);
  std::vector<std::string> names;
  for (const Hit& hit : verdict.hits) names.push_back(hit.rule);
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("H_SUBJECT", "H_NOT", "H_EXISTS", "H_ADDR", "H_UNSET",
                                                     "B_TEXT", "R_TAG", "F_BOTH", "U_HOST", "D_TEXT",
                                                     "M_TYPE", "E_HTML", "ALL_OF"));
  EXPECT_TRUE(verdict.scanned);
  EXPECT_DOUBLE_EQ(verdict.score, 13);
  EXPECT_TRUE(verdict.is_spam);
}

TEST(Engine, ScoresAddUpAndAreRoundedToThreeDecimals) {
  EngineFixture engine("body A /watches/\nbody B /Cheap/\nscore A 0.1\nscore B 0.2\nrequired_score 0.3\n");
  Verdict verdict = engine.Check(kShopMail);
  EXPECT_EQ(verdict.score, 0.3);
  EXPECT_TRUE(verdict.is_spam) << "0.1 + 0.2 reaches 0.3";
}

TEST(Engine, RuleOfScoreZeroDoesNotRun) {
  EngineFixture engine("body A /watches/\nscore A 0\nbody B /Cheap/\n");
  EXPECT_EQ(engine.Hits(kShopMail), "B");
}

TEST(Engine, MultipleCountsAndAddsEachHit) {
  EngineFixture engine("body W /\\bfoo\\b/\ntflags W multiple maxhits=3\nmeta MANY W > 2\nscore W 0.5\n");
  Verdict verdict = engine.Check("Subject: x\n\nfoo foo foo foo foo\n");
  ASSERT_EQ(verdict.hits.size(), 2u);
  EXPECT_EQ(verdict.hits[0].count, 3);
  EXPECT_DOUBLE_EQ(verdict.score, 2.5);
}

TEST(Engine, SubRulesAreNotShownAndNotScored) {
  EngineFixture engine("body __A /watches/\nmeta M __A\nscore M 2\n");
  EXPECT_EQ(engine.Hits(kShopMail), "M");
}

// Sub-rules are listed only where all of them run, in their turn.
void ExpectSameHits(EngineFixture* engine, const std::string& mail) {
  CheckOptions listing;
  listing.subrules = true;
  const Verdict all = engine->Check(mail, listing);
  const Verdict some = engine->Check(mail);
  ASSERT_EQ(some.hits.size(), all.hits.size()) << mail;
  for (std::size_t i = 0; i < all.hits.size(); ++i) {
    EXPECT_EQ(some.hits[i].rule, all.hits[i].rule);
    EXPECT_EQ(some.hits[i].count, all.hits[i].count);
  }
  EXPECT_EQ(some.score, all.score);
  EXPECT_THAT(some.subrules, IsEmpty());
  EXPECT_THAT(all.subrules, ::testing::Not(IsEmpty()));
}

TEST(Engine, MetasSeeWhatWaitedForThem) {
  EngineFixture engine(
      "header __S Subject =~ /Hello/\nbody __W /watches/\nbody __N /absent/\nrawbody __R /<b>/\n"
      "full __F /\\nTo: bob/\nuri __U /shop/\nheader __X exists:X-None\nbody __E /e/\n"
      "tflags __E multiple maxhits=5\nheader __V Subject !~ /bye/\nheader __Q X-None =~ /q/ [if-unset: q]\n"
      "meta __D (__S && __N)\nmeta __C (__E - 2)\nmeta __Z (__N / __N)\n"
      "meta M1 (__S && __W && !__N)\nmeta M2 (__D || __R)\nmeta M3 (__E + __W + __R > 6)\n"
      "meta M4 (__E + __W > 6)\nmeta M5 (__N ? __U : __F)\nmeta M6 (!__X && __V && __Q)\n"
      "meta M7 (__C == 3)\nmeta M8 (__S + __W + __R + __U + __N) >= 4\nmeta M9 __Z\nmeta M10 !__D\n"
      "meta M11 (__N && (__W || __R))\nmeta M12 (__U ^ __S)\n");
  ExpectSameHits(&engine, kShopMail);
  EXPECT_EQ(engine.Hits(kShopMail), "M1 M3 M5 M6 M8 M10 M2 M7");
  ExpectSameHits(&engine, "Subject: bye\n\nabsent <b>here\n");
  ExpectSameHits(&engine, "Subject: Hello\nTo: bob\nX-None: x\n\nsheep weep, watches absent\n");
}

// Past so many looks a meta asks for all that is left at once, metas among it.
TEST(Engine, AMetaOfManyOperandsSeesThemAll) {
  std::string config, sum = "0";
  for (int i = 0; i < 300; ++i) {
    const std::string name = "__W" + std::to_string(i);
    config += i % 3 == 0 ? "meta " + name + " (__W" + std::to_string(i + 1) + " && __ODD)\n"
                         : "body " + name + " /wat[c]hes|never" + std::to_string(i) + "/\n";
    sum += " + " + name;
  }
  sum += " + __UNKNOWN";
  EngineFixture engine(config + "body __ODD /strange/\nmeta ALL (" + sum + ") >= 200\nmeta MORE (" + sum +
                       ") >= 300\n");
  ExpectSameHits(&engine, kShopMail);
  EXPECT_EQ(engine.Hits(kShopMail), "ALL");
  ExpectSameHits(&engine, "Subject: x\n\nstrange watches\n");
  EXPECT_EQ(engine.Hits("Subject: x\n\nstrange watches\n"), "ALL MORE");
}

TEST(Engine, WhatNoMetaNeedsIsNotRun) {
  Options options;
  options.limits.max_match_steps = 1000;
  const std::string mail = "Subject: x\n\n" + std::string(500, 'a') + "cb\n";
  const std::string slow = "body __SLOW /(a+)+\\1b/\nbody __NO /absent/\nbody __YES /cb/\n";
  EngineFixture idle(slow + "meta M (__SLOW && __NO)\n", options);
  EXPECT_THAT(idle.Check(mail).undecided_rules, IsEmpty());
  EngineFixture asking(slow + "meta M (__SLOW && __YES)\n", options);
  EXPECT_THAT(asking.Check(mail).undecided_rules, ElementsAre("__SLOW"));
}

TEST(Engine, GroupsOfPatternsCostNothingUnlessTheyAreAskedFor) {
  EngineFixture engine("header A Subject =~ /(?<WORD>\\w+)/\nuse_bayes 0\n");
  EXPECT_EQ(engine.Hits(kShopMail), "A");
  EXPECT_THAT(engine.Check(kShopMail).tags, IsEmpty());
  CheckOptions options;
  options.tags = true;
  EXPECT_EQ(engine.Check(kShopMail, options).tags["WORD"], "Hello");
}

// FreeMail takes quoted addresses out of the text: what had its turn before saw them.
TEST(Engine, BodyRulesSeeTheTextOfTheirTurn) {
  EngineFixture engine(
      "loadplugin Mail::SpamAssassin::Plugin::FreeMail\nutil_rb_tld example\nfreemail_domains free.example\n"
      "body __EARLY /eve\\@free\\.example/\npriority __EARLY -20\nbody LATE /eve\\@free\\.example/\n"
      "header F eval:check_freemail_replyto('reply')\nmeta M __EARLY\n");
  const std::string mail =
      "From: a@free.example\nTo: b@b.example\nSubject: x\n\nOn Monday <eve@free.example> wrote of it.\n";
  ExpectSameHits(&engine, mail);
  EXPECT_EQ(engine.Hits(mail), "M");
}

TEST(Engine, GtubeIsBuiltInAndCanBeRescored) {
  const std::string gtube =
      "Subject: x\n\nXJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n";
  EXPECT_EQ(EngineFixture("").Check(gtube).score, 1000);
  EXPECT_EQ(EngineFixture("score GTUBE 5\n").Check(gtube).score, 5);
}

TEST(Engine, MalformedMailIsFindingsNotFailure) {
  Verdict verdict = EngineFixture("").Check(std::string("Subject: a\0b\n\nx", 15));
  EXPECT_TRUE(verdict.scanned);
  EXPECT_THAT(verdict.anomalies, Contains("nul-in-header"));
}

TEST(Engine, LimitsAreNamedInTheVerdict) {
  Options options;
  options.limits.max_message_bytes = 100;
  EngineFixture engine("", options);
  EXPECT_TRUE(engine.Check("Subject: x\n\n" + std::string(88, 'a')).scanned);
  Verdict over = engine.Check("Subject: x\n\n" + std::string(89, 'a'));
  EXPECT_FALSE(over.scanned);
  EXPECT_THAT(over.limits_met, ElementsAre("max_message_bytes"));
  EXPECT_FALSE(over.is_spam);
}

TEST(Engine, WhatRelaysAndBayesDoNotTakeIsNamed) {
  Options options;
  options.limits.max_received_headers = 2;
  options.limits.max_bayes_tokens = 20;
  EngineFixture engine(
      "header R X-Spam-Relays-Untrusted =~ /x/\nbody B eval:check_bayes('0.00', '1.00')\n"
      "bayes_min_spam_num 1\nbayes_min_ham_num 1\n",
      options);
  Trainer trainer(engine.engine());
  for (const LearnedAs as : {LearnedAs::kSpam, LearnedAs::kHam}) {
    const std::string lesson = std::string("Subject: x\n\nsome words ") + static_cast<char>(as) + "\n";
    ASSERT_TRUE(trainer.Learn(lesson, as) && trainer.Commit().ok());
  }
  std::string header, words = "some";
  for (int i = 0; i < 2; ++i) header += "Received: from a (a [192.0.2.7]) by b with SMTP id 1\n";
  EXPECT_THAT(engine.Check(header + "\n" + words + "\n").limits_met, testing::IsEmpty());
  for (int i = 0; i < 30; ++i) words += " word" + std::to_string(i);
  EXPECT_THAT(engine.Check(header + "\n" + words + "\n").limits_met, ElementsAre("max_bayes_tokens"));
  EXPECT_THAT(engine.Check("Received: from c by a\n" + header + "\n" + words + "\n").limits_met,
              ElementsAre("max_bayes_tokens", "max_received_headers"));
}

TEST(Engine, PatternOverItsLimitIsUndecidedAndScoresNothing) {
  Options options;
  options.limits.max_match_steps = 1000;
  // A back-reference: not for RE2.
  EngineFixture engine("body SLOW /(a+)+\\1b/\nbody OK /aaa/\n", options);
  Verdict verdict = engine.Check("Subject: x\n\n" + std::string(500, 'a') + "cb\n");
  EXPECT_THAT(verdict.undecided_rules, ElementsAre("SLOW"));
  EXPECT_EQ(verdict.hits.size(), 1u);
}

TEST(Engine, DeadlineLeavesTheRestUndecided) {
  std::string rules;
  for (int i = 0; i < 300; ++i) {
    rules += "body R" + std::to_string(i) + " /(x+)\\1{3}y" + std::to_string(i) + "|never" +
             std::to_string(i) + "/\n";
  }
  EngineFixture engine(rules);
  std::string mail = "Subject: x\n\n";
  for (int i = 0; i < 300; ++i) mail += "y" + std::to_string(i) + " " + std::string(300, 'x') + "\n";
  CheckOptions options;
  options.deadline_ms = 1;
  Verdict verdict = engine.Check(mail, options);
  EXPECT_TRUE(verdict.scanned);
  EXPECT_THAT(verdict.undecided_rules, ::testing::Not(IsEmpty()));
}

TEST(Engine, MissingDatabaseIsAFailureThatCostsBayesAlone) {
  Options options;
  options.bayes_path = "/nonexistent/bayes.db";
  EngineFixture engine("body A /watches/\n", options);
  Verdict verdict = engine.Check(kShopMail);
  EXPECT_TRUE(verdict.scanned);
  ASSERT_EQ(verdict.failures.size(), 1u);
  EXPECT_THAT(verdict.failures[0], HasSubstr("/nonexistent/bayes.db"));
  EXPECT_EQ(verdict.score, 1);
}

TEST(Engine, BayesSpeaksOnceEnoughIsLearned) {
  EngineFixture engine(
      "bayes_min_spam_num 3\nbayes_min_ham_num 3\n"
      "body BAYES_HIGH eval:check_bayes('0.5', '1.0')\ntflags BAYES_HIGH learn\nscore BAYES_HIGH 0 0 3 3\n"
      "body PLAIN /watches/\nscore PLAIN 1 1 2 2\n");
  EXPECT_EQ(engine.Check(kShopMail).score, 1) << "score set without Bayes";
  Trainer trainer(engine.engine());
  for (int i = 0; i < 3; ++i) {
    std::string n = std::to_string(i);
    ASSERT_TRUE(trainer.Learn(
        "Message-ID: <s" + n + "@x>\nSubject: watches\n\ncheap watches shop replica " + n + "\n",
        LearnedAs::kSpam));
    ASSERT_TRUE(
        trainer.Learn("Message-ID: <h" + n + "@x>\nSubject: lunch\n\nmeeting at noon tomorrow " + n + "\n",
                      LearnedAs::kHam));
    if (i == 1) {
      ASSERT_TRUE(trainer.Commit().ok());
      EXPECT_EQ(engine.Check(kShopMail).bayes_note.empty(), false);
    }
  }
  ASSERT_TRUE(trainer.Commit().ok());
  CheckOptions options;
  options.explain = true;
  Verdict verdict = engine.Check(kShopMail, options);
  ASSERT_TRUE(verdict.bayes_probability) << verdict.bayes_note;
  EXPECT_GT(*verdict.bayes_probability, 0.5);
  EXPECT_EQ(verdict.score, 5) << "score set with Bayes";
  EXPECT_FALSE(verdict.bayes_tokens.empty());
  EXPECT_EQ(verdict.bayes_database, engine.engine().bayes_path() + ", user GLOBALBAYES");
}

TEST(Engine, BayesLeavesIgnoredAddressesAloneAndSaysSo) {
  EngineFixture engine(
      "bayes_min_spam_num 1\nbayes_min_ham_num 1\nbayes_ignore_to list@example.org\n"
      "body BAYES eval:check_bayes('0', '1.0')\ntflags BAYES learn\nscore BAYES 0 0 3 3\n");
  Trainer trainer(engine.engine());
  ASSERT_TRUE(trainer.Learn("Subject: watches\n\ncheap replica\n", LearnedAs::kSpam));
  ASSERT_TRUE(trainer.Learn("Subject: lunch\n\nmeeting at noon\n", LearnedAs::kHam));
  ASSERT_TRUE(trainer.Commit().ok());
  std::string mail = "Subject: watches\n\ncheap replica\n";
  EXPECT_EQ(engine.Hits(mail), "BAYES");
  Verdict verdict = engine.Check("To: list@example.org\n" + mail);
  EXPECT_TRUE(verdict.hits.empty());
  EXPECT_FALSE(verdict.bayes_probability);
  EXPECT_NE(verdict.bayes_note.find("bayes_ignore_to"), std::string::npos);
}

TEST(Engine, ManyThreadsGiveTheSameVerdicts) {
  EngineFixture engine(
      "body A /(\\w+) \\1/\nheader B Subject =~ /Hello/i\nuri C /shop/\nmeta D A + B + C > 1\nbody E "
      "/watches/\n");
  std::string expected = engine.Hits(kShopMail);
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      Session session(engine.engine());
      for (int i = 0; i < 50; ++i) {
        std::string names;
        for (const Hit& hit : session.Check(kShopMail).hits) names += (names.empty() ? "" : " ") + hit.rule;
        wrong[static_cast<std::size_t>(t)] += names != expected;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, ElementsAre(0, 0, 0, 0));
}

TEST(Engine, OpenFailsWhenAPathNamedExplicitlyIsNotThere) {
  Options options;
  options.rules_path = "/nonexistent/rules";
  auto engine = Engine::Open(options, OpenSqliteStore, nullptr);
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code(), StatusCode::kNotFound);
}

TEST(Engine, BayesDsnNamesTheFile) {
  Options options;
  options.config_lines = {"bayes_sql_dsn DBI:SQLite:dbname=/srv/b.db", "bayes_sql_override_username site"};
  auto engine = Engine::Open(options, OpenSqliteStore, nullptr);
  if (!engine) {  // no rules installed on this machine
    options.rules_path = "/dev/null";
    engine = Engine::Open(options, OpenSqliteStore, nullptr);
  }
  ASSERT_TRUE(engine);
  EXPECT_EQ((*engine)->bayes_path(), "/srv/b.db");
  EXPECT_EQ((*engine)->bayes_user(), "site");
}

}  // namespace
}  // namespace gatepost
