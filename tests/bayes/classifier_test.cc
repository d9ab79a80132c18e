#include "bayes/classifier.h"

#include <gtest/gtest.h>

#include "bayes/learner.h"
#include "bayes_fixture.h"
#include "support/failing_store.h"
#include "support/learn_message.h"
#include "support/memory_store.h"

namespace gatepost {
namespace {

template <class Store>
void Teach(Store& store, int messages) {
  ASSERT_TRUE(store.BeginWrite().ok());
  for (int i = 0; i < messages; ++i) {
    ParsedMail spam(PlainMail(1000 + i, "cheap watches replica casino " + std::to_string(i)));
    ParsedMail ham(PlainMail(2000 + i, "meeting agenda minutes project " + std::to_string(i)));
    ASSERT_TRUE(LearnMessage(spam.views(), store, BayesConfig(), Limits(), LearnedAs::kSpam, 2000000000));
    ASSERT_TRUE(LearnMessage(ham.views(), store, BayesConfig(), Limits(), LearnedAs::kHam, 2000000000));
  }
  ASSERT_TRUE(store.Commit().ok());
}

BayesConfig Config(int needed) {
  BayesConfig config;
  config.min_spam_num = config.min_ham_num = needed;
  return config;
}

TEST(Classify, TellsSpamFromHam) {
  MemoryStore store;
  Teach(store, 10);
  ParsedMail spam(PlainMail(1, "replica watches")), ham(PlainMail(2, "project meeting"));
  auto of = [&](ParsedMail& mail) {
    auto result = Classify(mail.views(), store, Config(10), Limits());
    EXPECT_TRUE(result);
    EXPECT_TRUE(result->probability);
    EXPECT_EQ(result->note, "");
    return result->probability.value_or(-1);
  };
  EXPECT_GT(of(spam), 0.9);
  EXPECT_LT(of(ham), 0.1);
}

TEST(Classify, SaysWhyItDoesNotSpeak) {
  MemoryStore store;
  Teach(store, 3);
  ParsedMail mail(PlainMail(1, "replica watches"));
  auto note = [&](const BayesConfig& config) {
    auto result = Classify(mail.views(), store, config, Limits());
    EXPECT_TRUE(result);
    EXPECT_FALSE(result->probability);
    return result->note;
  };
  EXPECT_EQ(note(Config(4)), "spam 3 of 4, ham 3 of 4 learned");
  BayesConfig config = Config(3);
  config.min_ham_num = 200;
  EXPECT_EQ(note(config), "ham 3 of 200 learned");
  config.use_bayes = false;
  EXPECT_EQ(note(config), "use_bayes 0");
  EXPECT_FALSE(*IsTrained(store, Config(4)));
  EXPECT_TRUE(*IsTrained(store, Config(3)));
  ParsedMail unknown("\nzzzzqqq\n");
  EXPECT_EQ(Classify(unknown.views(), store, Config(3), Limits())->note, "no known token");
}

TEST(Classify, ExplainsStrongestFirst) {
  MemoryStore store;
  Teach(store, 10);
  ParsedMail mail(PlainMail(1, "replica watches project"));
  auto result = Classify(mail.views(), store, Config(10), Limits(), {.explain = true});
  ASSERT_TRUE(result);
  ASSERT_GE(result->tokens.size(), 3u);
  double before = 1;
  bool has_watches = false;
  for (const BayesToken& token : result->tokens) {
    double strength = std::abs(token.probability - 0.5);
    EXPECT_LE(strength, before);
    before = strength;
    if (token.text == "watches") {
      has_watches = true;
      EXPECT_EQ(token.spam_count, 10u);
      EXPECT_EQ(token.ham_count, 0u);
    }
  }
  EXPECT_TRUE(has_watches);
}

TEST(Classify, HeaderAndBodyAreAskedApart) {
  MemoryStore store;
  ASSERT_TRUE(store.BeginWrite().ok());
  for (int i = 0; i < 20; ++i) {
    std::string id = std::to_string(i);
    ParsedMail spam("Message-ID: <s" + id +
                    "@x>\nFrom: Deals <now@deals.example>\n\nwatches casino jackpot " + id + "\n");
    ParsedMail ham("Message-ID: <h" + id + "@x>\nFrom: Ann <ann@work.example>\n\nmeeting agenda budget " +
                   id + "\n");
    ASSERT_TRUE(LearnMessage(spam.views(), store, BayesConfig(), Limits(), LearnedAs::kSpam, 2000000000));
    ASSERT_TRUE(LearnMessage(ham.views(), store, BayesConfig(), Limits(), LearnedAs::kHam, 2000000000));
  }
  ASSERT_TRUE(store.Commit().ok());
  ParsedMail mixed("From: Ann <ann@work.example>\n\nwatches casino jackpot\n");
  auto result = Classify(mixed.views(), store, Config(10), Limits(), {.in_parts = true});
  ASSERT_TRUE(result);
  EXPECT_LT(result->header_probability, 0.1);
  EXPECT_GT(result->body_probability, 0.9);
  ParsedMail bare("\nwatches casino jackpot\n");
  result = Classify(bare.views(), store, Config(10), Limits(), {.in_parts = true});
  ASSERT_TRUE(result);
  EXPECT_DOUBLE_EQ(result->body_probability, result->probability.value_or(-1));
}

TEST(Classify, CountsWhatIsKnownAndNotOld) {
  MemoryStore store;
  ASSERT_TRUE(store.BeginWrite().ok());
  for (int i = 0; i < 3; ++i) {
    const std::string id = std::to_string(i);
    ParsedMail old("\nwatches casino jackpot " + id + "\n"), young("\nmeeting jackpot " + id + "\n");
    ASSERT_TRUE(LearnMessage(old.views(), store, BayesConfig(), Limits(), LearnedAs::kSpam, 1000000000));
    ASSERT_TRUE(LearnMessage(young.views(), store, BayesConfig(), Limits(), LearnedAs::kHam, 1500000000));
  }
  ASSERT_TRUE(store.Commit().ok());
  ParsedMail mail("\nwatches casino jackpot meeting unheard\n");
  auto result = Classify(mail.views(), store, Config(3), Limits(), {.fresh_since_unix_s = 1500000000});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->token_count, 5u);
  EXPECT_EQ(result->known_count, 4u);
  EXPECT_EQ(result->fresh_count, 2u);
}

TEST(Classify, HapaxesAreASetting) {
  MemoryStore store;
  Teach(store, 1);
  ParsedMail mail("\nreplica casino\n");
  BayesConfig config = Config(1);
  EXPECT_TRUE(Classify(mail.views(), store, config, Limits())->probability);
  config.use_hapaxes = false;
  EXPECT_FALSE(Classify(mail.views(), store, config, Limits())->probability);
}

TEST(Classify, TellsEachFailureOfTheStore) {
  ParsedMail mail(PlainMail(1, "replica watches"));
  for (int call : {1, 2}) {
    FailingStore store(call);
    auto result = Classify(mail.views(), store, Config(0), Limits());
    EXPECT_FALSE(result) << call;
  }
}

// A store whose first reads meet a writer: what was read is read again.
class ChangingStore : public MemoryStore {
 public:
  Status Lookup(std::span<const TokenHash> tokens, std::span<TokenCounts> counts) override {
    if (refusals-- > 0) return {StatusCode::kUnavailable, "changed while it was read"};
    return MemoryStore::Lookup(tokens, counts);
  }
  int refusals = 0;
};

TEST(Classify, ReadsAgainWhereTheFileChanged) {
  ChangingStore store;
  Teach(store, 10);
  ParsedMail mail(PlainMail(1, "replica watches"));
  store.refusals = 2;
  auto result = Classify(mail.views(), store, Config(10), Limits());
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->probability);
  store.refusals = 100;
  EXPECT_FALSE(Classify(mail.views(), store, Config(10), Limits()));
}

}  // namespace
}  // namespace gatepost
