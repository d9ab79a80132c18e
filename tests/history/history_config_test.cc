#include "history/history_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace gatepost {
namespace {

using ::testing::HasSubstr;

constexpr char kAwl[] = "loadplugin Mail::SpamAssassin::Plugin::AWL\n";
constexpr char kTxRep[] = "loadplugin Mail::SpamAssassin::Plugin::TxRep\n";
constexpr char kOnSql[] =
    "auto_welcomelist_factory Mail::SpamAssassin::SQLBasedAddrList\nuser_awl_dsn "
    "DBI:SQLite:dbname=/x/awl.db\n";

class HistoryConfigTest : public testing::Test {
 protected:
  void SetUp() override { setenv("HOME", "/home/ann", 1); }
  std::optional<HistoryConfig> Build(const std::string& text) {
    diagnostics_.clear();
    return HistoryConfig::Build(
        Settings::Build(ReadConfigText(text, "t.cf", ConfigScope::kSite), &diagnostics_));
  }
  std::vector<Diagnostic> diagnostics_;
};

TEST_F(HistoryConfigTest, ThereIsNoneUnlessAPluginKeepsOne) {
  EXPECT_FALSE(Build(""));
  EXPECT_FALSE(Build(std::string(kAwl) + "use_auto_welcomelist 0\n"));
  EXPECT_FALSE(Build(kTxRep));
  EXPECT_TRUE(Build(kAwl));
}

TEST_F(HistoryConfigTest, InPlaceOfABerkeleyDatabaseAFileOfOurOwnLiesBesideIt) {
  std::optional<HistoryConfig> config = Build(kAwl);
  EXPECT_EQ(config->fault, "");
  EXPECT_TRUE(config->place.is_own);
  EXPECT_EQ(config->place.path, "/home/ann/.spamassassin/auto-welcomelist.sqlite");
  EXPECT_EQ(config->place.table, "awl");
  EXPECT_EQ(config->place.user, "GLOBAL");
  EXPECT_EQ(config->place.mode, 0700U);
  EXPECT_FALSE(config->list.is_sql);
  config = Build(std::string(kAwl) + "auto_whitelist_path ~/x\nauto_welcomelist_file_mode 0666\n");
  EXPECT_EQ(config->place.path, "/home/ann/x.sqlite");
  EXPECT_EQ(config->place.mode, 0666U);
  config = Build(std::string(kAwl) + "auto_welcomelist_path /var/x\n");
  EXPECT_EQ(config->place.path, "/var/x.sqlite");
  unsetenv("HOME");
  EXPECT_THAT(Build(kAwl)->fault, HasSubstr("HOME"));
  EXPECT_EQ(Build(std::string(kAwl) + "auto_welcomelist_path /var/x\n")->fault, "");
}

TEST_F(HistoryConfigTest, AnSqliteFileOfSpamAssassinIsUsedAsItIs) {
  std::optional<HistoryConfig> config = Build(std::string(kAwl) + kOnSql);
  EXPECT_EQ(config->fault, "");
  EXPECT_FALSE(config->place.is_own);
  EXPECT_EQ(config->place.path, "/x/awl.db");
  EXPECT_EQ(config->place.table, "awl");
  EXPECT_EQ(config->place.user, "");
  EXPECT_TRUE(config->list.is_sql);
  EXPECT_FALSE(config->list.tells_signers);
  EXPECT_FALSE(config->list.knows_recipients_only);
  config = Build(
      std::string(kAwl) + kOnSql +
      "user_awl_sql_override_username site\nuser_awl_sql_table t\nauto_welcomelist_distinguish_signed 1\n");
  EXPECT_EQ(config->place.user, "site");
  EXPECT_EQ(config->place.table, "t");
  EXPECT_TRUE(config->list.tells_signers);
}

TEST_F(HistoryConfigTest, TxRepBringsItsOwnDefaultsForBoth) {
  const std::optional<HistoryConfig> config = Build(std::string(kAwl) + kTxRep + kOnSql);
  EXPECT_EQ(config->place.table, "txrep");
  EXPECT_TRUE(config->list.tells_signers);
  EXPECT_TRUE(config->list.knows_recipients_only);
  EXPECT_EQ(Build(std::string(kAwl) + kTxRep)->place.path, "/home/ann/.spamassassin/tx-reputation.sqlite");
  EXPECT_FALSE(
      Build(std::string(kAwl) + kTxRep + kOnSql + "txrep_whitelist_out 0\n")->list.knows_recipients_only);
}

TEST_F(HistoryConfigTest, TxRepKeepsOneUnlessAwlDoes) {
  const std::string used = std::string(kTxRep) + "use_txrep 1\n";
  EXPECT_FALSE(Build(used + kAwl)->txrep);
  EXPECT_TRUE(Build(used + kAwl + "use_auto_welcomelist 0\n")->txrep);
  std::optional<HistoryConfig> config = Build(used);
  ASSERT_TRUE(config->txrep);
  EXPECT_EQ(config->place.path, "/home/ann/.spamassassin/tx-reputation.sqlite");
  EXPECT_EQ(config->place.table, "txrep");
  EXPECT_EQ(config->masks.v4, 16);
  EXPECT_FALSE(config->list.is_sql);
  EXPECT_EQ(config->txrep->factor, 0.5);
  EXPECT_EQ(config->txrep->weight_email_ip, 10);
  EXPECT_EQ(config->txrep->weight_helo, 0.5);
  EXPECT_TRUE(config->txrep->tracks_messages);
  EXPECT_FALSE(config->txrep->learns_automatically);
  config = Build(used +
                 "txrep_factory Mail::SpamAssassin::SQLBasedAddrList\nuser_awl_dsn DBI:SQLite:dbname=/x\n"
                 "txrep_user2global_ratio 1.5\ntxrep_ipv4_mask_len 24\ntxrep_autolearn 2\n"
                 "txrep_learn_penalty 3\ntxrep_report_details 2\ntxrep_track_messages 0\n");
  EXPECT_EQ(config->fault, "");
  EXPECT_TRUE(config->list.is_sql);
  EXPECT_TRUE(config->list.tells_signers);
  EXPECT_TRUE(config->place.has_own_rows);
  EXPECT_EQ(config->masks.v4, 24);
  EXPECT_EQ(config->txrep->user_ratio, 1.5);
  EXPECT_EQ(config->txrep->learn_penalty, 3);
  EXPECT_EQ(config->txrep->report_details, 2);
  EXPECT_TRUE(config->txrep->learns_automatically);
  EXPECT_FALSE(config->txrep->tracks_messages);
  EXPECT_TRUE(diagnostics_.empty());
}

TEST_F(HistoryConfigTest, OtherDatabasesAreNamed) {
  const std::string on_sql =
      std::string(kAwl) + "auto_welcomelist_factory Mail::SpamAssassin::SQLBasedAddrList\n";
  EXPECT_THAT(Build(on_sql)->fault, HasSubstr("user_awl_dsn, which is not set"));
  EXPECT_THAT(Build(on_sql + "user_awl_dsn DBI:mysql:spamassassin:localhost\n")->fault,
              HasSubstr("DBI:mysql"));
  EXPECT_THAT(Build(std::string(kAwl) + "auto_welcomelist_factory My::List\n")->fault, HasSubstr("My::List"));
}

TEST_F(HistoryConfigTest, ReadsNumbers) {
  const std::optional<HistoryConfig> config =
      Build(std::string(kAwl) +
            "auto_welcomelist_factor 0.9\nauto_whitelist_ipv4_mask_len 24\n"
            "auto_welcomelist_ipv6_mask_len 64\n");
  EXPECT_EQ(config->factor, 0.9);
  EXPECT_EQ(config->masks.v4, 24);
  EXPECT_EQ(config->masks.v6, 64);
  EXPECT_TRUE(diagnostics_.empty());
}

}  // namespace
}  // namespace gatepost
