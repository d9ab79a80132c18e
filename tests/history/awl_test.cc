#include "history/awl.h"

#include <gtest/gtest.h>

#include "support/memory_senders.h"

namespace gatepost {
namespace {

constexpr double kHalf = 0.5;

class AwlTest : public testing::TestWithParam<bool> {
 protected:
  SenderList List() { return {store_, {GetParam(), false, false}}; }
  AwlAnswer Ask(double points, const std::string& network = "192.0", double factor = kHalf) {
    SenderList list = List();
    const Result<AwlAnswer> answer =
        AskAwl(list, {"ann@example.com", network, !network.empty(), points}, factor);
    return answer ? *answer : AwlAnswer{-1, -1, -1};
  }
  MemorySenders store_;
};

TEST_P(AwlTest, MovesAScoreTowardsTheMeanOfThoseBefore) {
  AwlAnswer answer = Ask(-5);
  EXPECT_FALSE(answer.mean);
  EXPECT_EQ(answer.delta, 0);
  answer = Ask(10);
  EXPECT_EQ(answer.mean, -5);
  EXPECT_EQ(answer.count, 1);
  EXPECT_EQ(answer.delta, -7.5);
  answer = Ask(1, "192.0", 1);
  EXPECT_EQ(answer.mean, 2.5);
  EXPECT_EQ(answer.count, 2);
  EXPECT_EQ(answer.delta, 1.5);
  ASSERT_EQ(store_.rows.size(), 1U);
  EXPECT_EQ(store_.rows[0].key, (SenderKey{"ann@example.com", "192.0", ""}));
  EXPECT_EQ(store_.rows[0].totals.count, 3);
  EXPECT_EQ(store_.rows[0].totals.total, 6);
}

TEST_P(AwlTest, TellsNetworksApart) {
  Ask(-5);
  EXPECT_FALSE(Ask(1, "10.0").mean);
  EXPECT_FALSE(Ask(1, "").mean);
  EXPECT_EQ(Ask(1).mean, -5);
  EXPECT_EQ(Ask(1, "").mean, 1);
  EXPECT_NE(store_.Of({"ann@example.com", "none", ""}), nullptr);
}

TEST(Awl, TellsSignersApart) {
  MemorySenders store;
  SenderList list(store, {true, true, false});
  const auto mean_of = [&](std::optional<std::string> signer) {
    const Result<AwlAnswer> answer =
        AskAwl(list, {"ann@example.com", "192.0", true, 5, std::move(signer)}, kHalf);
    return answer ? answer->mean : std::nullopt;
  };
  EXPECT_FALSE(mean_of("example.com"));
  EXPECT_FALSE(mean_of(std::nullopt));
  EXPECT_TRUE(mean_of("example.com"));
  EXPECT_NE(store.Of({"ann@example.com", "192.0", "example.com"}), nullptr);
}

TEST_P(AwlTest, BadDataCountsAsNothing) {
  store_.rows = {{{"ann@example.com", "192.0", ""}, {-3, 7}}};
  EXPECT_FALSE(Ask(2).mean);
  EXPECT_EQ(store_.rows[0].totals.count, 1);
}

TEST_P(AwlTest, WhatAnAdministratorSetGoesToTheFirstNetwork) {
  Ask(3, "10.0");
  SenderList list = List();
  EXPECT_TRUE(SetAwl(list, "Ann@Example.com", -100).ok());
  ASSERT_EQ(store_.rows.size(), 1U);
  EXPECT_EQ(store_.rows[0].key.network, "none");
  EXPECT_EQ(store_.rows[0].totals.total, -100);
  EXPECT_EQ(Ask(2).mean, -100);
  ASSERT_EQ(store_.rows.size(), 1U);
  EXPECT_EQ(store_.rows[0].key.network, "192.0");
  // SpamAssassin forgets it here where it keeps an SQL table, and not where it keeps a Berkeley database.
  EXPECT_EQ(store_.rows[0].totals.count, GetParam() ? 1 : 2);
  EXPECT_EQ(store_.rows[0].totals.total, GetParam() ? 2 : -98);
}

TEST_P(AwlTest, RemovesAllOfAnAddress) {
  Ask(3, "10.0");
  Ask(3, "192.0");
  SenderList list = List();
  EXPECT_TRUE(SetAwl(list, "ann@example.com", std::nullopt).ok());
  EXPECT_TRUE(store_.rows.empty());
}

INSTANTIATE_TEST_SUITE_P(Lists, AwlTest, testing::Values(true, false),
                         [](const auto& param) { return param.param ? "Sql" : "Berkeley"; });

}  // namespace
}  // namespace gatepost
