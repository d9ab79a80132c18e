#include "history/sender_list.h"

#include <gtest/gtest.h>

#include "history/sender_key.h"
#include "support/memory_senders.h"

namespace gatepost {
namespace {

const SenderKey kPlain{"a@x", "10.0", ""}, kSigned{"a@x", "10.0", "x"}, kElsewhere{"a@x", "192.0", "x"};

class SenderListTest : public testing::Test {
 protected:
  SenderListTest() { store_.rows = {{kElsewhere, {1, 1}}, {kPlain, {2, 2}}, {kSigned, {3, 3}}}; }
  std::int64_t Count(const SenderListConfig& config, std::string_view network,
                     std::optional<std::string_view> signer) {
    const Result<SenderEntry> entry = SenderList(store_, config).Find("a@x", network, signer);
    return entry ? entry->totals.count : -1;
  }
  void Add(const SenderListConfig& config, std::optional<std::string_view> signer) {
    SenderList list(store_, config);
    Result<SenderEntry> entry = list.Find("a@x", "10.0", signer);
    ASSERT_TRUE(entry);
    EXPECT_TRUE(list.Add(&*entry, 10).ok());
  }
  MemorySenders store_;
};

TEST_F(SenderListTest, OnSqlSignersCountWhereTheyAreToldApart) {
  const SenderListConfig together{true, false, false}, apart{true, true, false};
  EXPECT_EQ(Count(together, "10.0", std::nullopt), 3);  // the last one written
  EXPECT_EQ(Count(together, "10.0", "y"), 3);
  EXPECT_EQ(Count(together, "none", "x"), 0);
  EXPECT_EQ(Count(apart, "10.0", std::nullopt), 2);
  EXPECT_EQ(Count(apart, "10.0", " "), 2);
  EXPECT_EQ(Count(apart, "none", "X"), 3);  // wherever it came from
  EXPECT_EQ(Count(apart, "none", "y"), 0);
  EXPECT_EQ(Count(apart, "none", "y X"), 3);
}

TEST_F(SenderListTest, OnBerkeleyNobodyKnowsSigners) {
  EXPECT_EQ(Count({}, "10.0", std::nullopt), 2);
  EXPECT_EQ(Count({}, "10.0", "x"), 2);
  EXPECT_EQ(Count({}, "192.0", "x"), 0);
}

TEST_F(SenderListTest, BerkeleyKeepsFifteenDigits) {
  store_.rows = {{kPlain, {1, 0.1}}};
  for (const bool is_sql : {false, true}) {
    SenderList list(store_, {is_sql, false, false});
    Result<SenderEntry> entry = list.Find("a@x", "10.0", std::nullopt);
    ASSERT_TRUE(entry);
    EXPECT_TRUE(list.Add(&*entry, 0.2).ok());
    EXPECT_EQ(store_.rows.front().totals.total, is_sql ? 0.3 + 0.2 : 0.3);
  }
}

TEST_F(SenderListTest, OnSqlAddressesMayCountAsRecipientsAlone) {
  const SenderListConfig config{true, true, true};
  EXPECT_EQ(Count(config, "10.0", std::nullopt), 0);
  store_.rows.push_back({{"a@x", std::string(kToRecipient), ""}, {7, -70}});
  EXPECT_EQ(Count(config, "10.0", std::nullopt), 7);
  EXPECT_EQ(Count(config, "10.0", "x"), 7);
}

TEST_F(SenderListTest, AddsToTheRowOfTheSigner) {
  Add({true, false, false}, "x");
  EXPECT_EQ(store_.Of(kPlain)->total, 12);
  EXPECT_EQ(store_.Of(kPlain)->count, 4);  // one more than the row that was found
  Add({true, true, false}, "X y");
  EXPECT_EQ(store_.Of(kSigned)->total, 13);
  EXPECT_EQ(store_.Of({"a@x", "10.0", "y"})->total, 10);
  Add({true, true, false}, std::nullopt);
  EXPECT_EQ(store_.Of(kPlain)->total, 22);
  Add({}, "x");
  EXPECT_EQ(store_.Of(kPlain)->total, 32);
}

TEST_F(SenderListTest, SpfMakesASignerOfItself) {
  Add({true, false, false}, "spf-x");
  EXPECT_EQ(store_.Of({"a@x", "10.0", "spf-x"})->total, 10);
  Add({true, false, true}, "spf-y");
  EXPECT_EQ(store_.Of({"a@x", "10.0", "spf-y"}), nullptr);
}

TEST_F(SenderListTest, RemovesOneNetworkOrAll) {
  SenderList list(store_, {true, true, false});
  EXPECT_TRUE(list.Remove({"a@x", "192.0", std::nullopt, {}}).ok());
  EXPECT_EQ(store_.Of(kElsewhere), nullptr);
  EXPECT_TRUE(list.Remove({"a@x", "none", "x", {}}).ok());
  EXPECT_EQ(store_.rows.size(), 1U);
  EXPECT_TRUE(list.Remove({"a@x", "none", std::nullopt, {}}).ok());
  EXPECT_TRUE(store_.rows.empty());
}

TEST_F(SenderListTest, NoNameIsNobody) {
  SenderList list(store_, {});
  Result<SenderEntry> entry = list.Find("", "10.0", std::nullopt);
  ASSERT_TRUE(entry);
  EXPECT_TRUE(list.Add(&*entry, 1).ok());
  EXPECT_TRUE(list.Remove(*entry).ok());
  EXPECT_EQ(store_.rows.size(), 3U);
}

}  // namespace
}  // namespace gatepost
