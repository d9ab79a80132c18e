#include "config/settings.h"

#include <gmock/gmock.h>

#include "config/setting_table.h"
#include "support/cpu_time.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SettingsTest : public ::testing::Test {
 protected:
  Settings Build(std::string_view text, ConfigScope scope = ConfigScope::kSite) {
    ConfigText config = ReadConfigText(text, "t.cf", scope);
    remarks_.clear();
    std::vector<Diagnostic> diagnostics = config.diagnostics;
    Settings settings = Settings::Build(config, &diagnostics);
    for (const Diagnostic& diagnostic : diagnostics) remarks_.push_back(diagnostic.ToString());
    return settings;
  }
  static std::vector<std::string> Values(const std::vector<SettingLine>& lines) {
    std::vector<std::string> values;
    for (const SettingLine& line : lines) values.push_back(line.value);
    return values;
  }
  std::vector<std::string> remarks_;
};

TEST_F(SettingsTest, DefaultsAreSpamAssassins) {
  Settings settings = Build("");
  EXPECT_EQ(settings.Number("required_score"), 5);
  EXPECT_EQ(settings.Integer("body_part_scan_size"), 50000);
  EXPECT_TRUE(settings.Flag("use_bayes"));
  EXPECT_FALSE(settings.Flag("always_trust_envelope_sender"));
  EXPECT_EQ(settings.Text("report_contact"), "the administrator of that system");
  EXPECT_EQ(settings.Number("bayes_token_ttl"), 1814400);
  EXPECT_EQ(settings.Integer("freemail_max_body_emails"), 5);
  EXPECT_THAT(settings.Words("bayes_token_sources"), ElementsAre("header", "visible", "invisible", "uri"));
  EXPECT_THAT(settings.Words("bayes_stopword_languages"), ElementsAre("en"));
  EXPECT_THAT(settings.Lines("trusted_networks"), IsEmpty());
  EXPECT_FALSE(settings.IsSet("required_score"));
  // Gatepost's own.
  EXPECT_EQ(settings.Text("bayes_path"), "/var/lib/gatepost/bayes.db");
  EXPECT_FALSE(settings.Flag("bayes_auto_learn"));
  EXPECT_EQ(settings.Text("bypass_word"), "");
}

TEST_F(SettingsTest, SingleValuesAreChecked) {
  Settings settings = Build(
      "required_score 4.5\nrequired_hits x\nuse_bayes No\nskip_rbl_checks maybe\nbayes_token_ttl 2 w\n"
      "dns_test_interval 1y\ntime_limit\nbayes_min_ham_num -3\nreport_safe 3\n");
  EXPECT_EQ(settings.Number("required_score"), 4.5);
  EXPECT_TRUE(settings.IsSet("required_score"));
  EXPECT_FALSE(settings.Flag("use_bayes"));
  EXPECT_EQ(settings.Integer("bayes_token_ttl"), 1209600);
  EXPECT_EQ(settings.Integer("bayes_min_ham_num"), -3);
  EXPECT_EQ(settings.Integer("report_safe"), 1);
  EXPECT_THAT(remarks_,
              ElementsAre("t.cf:2: required_hits: not a number", "t.cf:4: skip_rbl_checks: neither 0 nor 1",
                          "t.cf:6: dns_test_interval: not a duration",
                          "t.cf:7: time_limit: a value is missing", "t.cf:9: report_safe: not 0, 1 or 2"));
}

TEST_F(SettingsTest, SomeNumbersHaveBounds) {
  const std::string load = "loadplugin Mail::SpamAssassin::Plugin::AWL\n";
  const Settings settings = Build(load +
                                  "auto_welcomelist_ipv4_mask_len 33\nauto_welcomelist_ipv6_mask_len 128\n"
                                  "auto_whitelist_ipv4_mask_len 1.5\nauto_welcomelist_file_mode 0778\n"
                                  "auto_welcomelist_file_mode 640\n");
  EXPECT_EQ(settings.Integer("auto_welcomelist_ipv4_mask_len"), 16);
  EXPECT_EQ(settings.Integer("auto_welcomelist_ipv6_mask_len"), 128);
  EXPECT_EQ(settings.Text("auto_welcomelist_file_mode"), "640");
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("t.cf:2: "), HasSubstr("t.cf:4: "), HasSubstr("t.cf:5: ")));
  EXPECT_THAT(remarks_[0], HasSubstr("not from 0 to 32"));
}

TEST_F(SettingsTest, OnlySqliteIsReadOfBayesSqlDsn) {
  Build("bayes_sql_dsn DBI:SQLite:dbname=/srv/b.db\nbayes_sql_dsn DBI:mysql:bayes:localhost\n");
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("t.cf:2: warning: bayes_sql_dsn: not SQLite")));
}

TEST_F(SettingsTest, QuotesKeepBlanksOfATemplate) {
  EXPECT_EQ(Build("clear_report_template\nreport \" a \"\nreport \"\"\nreport \"\nreport b\n").Text("report"),
            " a \n\n\"\nb\n");
}

TEST_F(SettingsTest, NetworksOfAuthRes) {
  Settings settings = Build(
      "loadplugin Mail::SpamAssassin::Plugin::AuthRes\nauthres_networks All\n"
      "authres_networks some\nauthres_networks\nauthres_trusted_authserv\n");
  EXPECT_TRUE(settings.HasPlugin("AuthRes"));
  EXPECT_FALSE(settings.HasPlugin("TextCat"));
  EXPECT_EQ(settings.Text("authres_networks"), "all");
  EXPECT_THAT(remarks_, ElementsAre("t.cf:3: authres_networks: not internal, trusted or all",
                                    "t.cf:4: authres_networks: a value is missing",
                                    "t.cf:5: authres_trusted_authserv: a value is missing"));
  EXPECT_EQ(Build("").Text("authres_networks"), "internal");
  EXPECT_FALSE(Build("").HasPlugin("AuthRes"));
}

TEST_F(SettingsTest, NumbersBeyondAllBoundsAreClamped) {
  Settings settings = Build("bayes_min_ham_num " + std::string(400, '9') + "\nbayes_min_spam_num -" +
                            std::string(400, '9') + "\nrequired_score " + std::string(400, '9'));
  EXPECT_EQ(settings.Number("required_score"), 1e300);
  EXPECT_EQ(settings.Integer("bayes_min_ham_num"), 9'000'000'000'000'000);
  EXPECT_EQ(settings.Integer("bayes_min_spam_num"), -9'000'000'000'000'000);
}

TEST_F(SettingsTest, OldSpellingsAreAliases) {
  Settings settings =
      Build("required_hits 3\nwhitelist_from a@x.test\nwelcomelist_from b@x.test\nblacklist_to c@x.test\n");
  EXPECT_EQ(settings.Number("required_score"), 3);
  EXPECT_THAT(settings.Words("welcomelist_from"), ElementsAre("a@x.test", "b@x.test"));
  EXPECT_THAT(settings.Words("blocklist_to"), ElementsAre("c@x.test"));
}

TEST_F(SettingsTest, EntriesAreTakenOutInOrder) {
  Settings settings = Build(
      "welcomelist_from A@x.test b@x.test\nunwelcomelist_from a@X.test\nwelcomelist_from c@x.test\n"
      "welcomelist_from d@x.test\nunwhitelist_from d@x.test\nwelcomelist_from d@x.test\n"
      "blocklist_from e@x.test\nunblacklist_from e@x.test\n");
  EXPECT_THAT(Values(settings.Lines("welcomelist_from")), ElementsAre("b@x.test", "c@x.test", "d@x.test"));
  EXPECT_THAT(settings.Lines("blocklist_from"), IsEmpty());
  EXPECT_EQ(settings.Lines("welcomelist_from")[2].line, 6);
}

TEST_F(SettingsTest, EntriesWithConditions) {
  Settings settings = Build(
      "welcomelist_from_rcvd *@a.test a.test\ndef_whitelist_from_rcvd *@a.test b.test\n"
      "welcomelist_from_rcvd *@b.test b.test\nunwelcomelist_from_rcvd *@A.test\nwelcomelist_from_rcvd one\n"
      "welcomelist_from_dkim *@a.test\nwelcomelist_from_dkim *@a.test s.test\nunwelcomelist_from_dkim "
      "*@a.test S.test\n"
      "def_welcomelist_auth *@z.test\nunwelcomelist_auth *@z.test\n");
  EXPECT_THAT(Values(settings.Lines("welcomelist_from_rcvd")), ElementsAre("*@b.test b.test"));
  EXPECT_THAT(settings.Lines("def_welcomelist_from_rcvd"), IsEmpty());
  EXPECT_THAT(Values(settings.Lines("welcomelist_from_dkim")), ElementsAre("*@a.test"));
  EXPECT_THAT(settings.Lines("def_welcomelist_auth"), IsEmpty());
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("t.cf:5: welcomelist_from_rcvd: needs")));
}

TEST_F(SettingsTest, NamedLists) {
  Settings settings = Build(
      "enlist_uri_host (L) a.test !b.test c.test\nblacklist_uri_host d.test\nwelcomelist_uri_host e.test\n"
      "delist_uri_host (L) B.test\nenlist_uri_host (M) c.test\ndelist_uri_host c.test\nenlist_uri_host (M) "
      "c.test\n"
      "enlist_uri_host none\nenlist_addrlist (X) *@a.test\n");
  EXPECT_THAT(Values(settings.Lines("uri_host_lists")),
              ElementsAre("(L) a.test", "(BLOCK) d.test", "(WELCOME) e.test", "(M) c.test"));
  EXPECT_THAT(Values(settings.Lines("enlist_addrlist")), ElementsAre("(X) *@a.test"));
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("t.cf:8: enlist_uri_host: needs a list's name")));
}

TEST_F(SettingsTest, NetworksAndTheirClear) {
  Settings settings = Build(
      "trusted_networks 10/8\nclear_trusted_networks\ntrusted_networks 192.0.2.0/24 "
      "!192.0.2.1\ninternal_networks\n"
      "clear_trusted_networks now\n");
  EXPECT_THAT(Values(settings.Lines("trusted_networks")), ElementsAre("192.0.2.0/24 !192.0.2.1"));
  EXPECT_THAT(remarks_,
              ElementsAre(HasSubstr("internal_networks: a value is missing"), HasSubstr("takes no value")));
}

TEST_F(SettingsTest, Templates) {
  Settings settings =
      Build("report one\nclear_report_template\nreport  two words\nreport \"  three \"\nreport\n");
  EXPECT_EQ(settings.Text("report"), "two words\n  three \n\n");
  EXPECT_EQ(settings.Text("unsafe_report"), "");
}

TEST_F(SettingsTest, Headers) {
  Settings settings = Build(
      "add_header all Status _YESNO_\nadd_header spam Flag \"a\\tb\\nc\\x\\\\d\"\nadd_header ham status "
      "again\n"
      "remove_header spam status\nremove_header all Checker-Version\nadd_header some X y\nadd_header all a:b "
      "c\n");
  EXPECT_THAT(Values(settings.Lines("add_header")),
              ElementsAre("ham Checker-Version SpamAssassin _VERSION_ (_SUBVERSION_) on _HOSTNAME_",
                          "ham status again",
                          "spam Checker-Version SpamAssassin _VERSION_ (_SUBVERSION_) on _HOSTNAME_",
                          "spam Flag a\tb\nc\\d"));
  EXPECT_EQ(remarks_.size(), 2u);
  settings = Build("add_header all A b \\\nadd_header all B\n");
  EXPECT_THAT(Values(settings.Lines("add_header")), testing::Contains("ham A b \\"));
  EXPECT_EQ(remarks_.size(), 1u);
  settings = Build("add_header all A b\nclear_headers\nreport_safe 0\n");
  EXPECT_THAT(Values(settings.Lines("add_header")),
              ElementsAre(HasSubstr("ham Checker-Version"), HasSubstr("spam Checker-Version"),
                          "spam Report _REPORT_"));
  EXPECT_EQ(settings.Integer("report_safe"), 0);
}

TEST_F(SettingsTest, RewrittenHeaders) {
  Settings settings = Build(
      "rewrite_header subject [SPAM]\nrewrite_header From (x)\nrewrite_header Subject *****\nrewrite_header "
      "To y\n"
      "rewrite_header to\nrewrite_header Cc z\n");
  EXPECT_THAT(Values(settings.Lines("rewrite_header")), ElementsAre("Subject *****", "From [x]"));
  EXPECT_EQ(remarks_.size(), 1u);
}

TEST_F(SettingsTest, LanguagesOfStopWords) {
  const auto languages = [this](const std::string& value) {
    return Build("bayes_stopword_languages de fr\nbayes_stopword_languages " + value)
        .Words("bayes_stopword_languages");
  };
  EXPECT_THAT(languages("en , DE,"), ElementsAre("en", ",", "DE,"));
  EXPECT_THAT(languages("disable"), ElementsAre("disable"));
  for (const char* wrong : {"all", "none", "en disable", ",en", "en,,de", "e1", ","}) {
    remarks_.clear();
    EXPECT_THAT(languages(wrong), ElementsAre("de", "fr")) << wrong;
    EXPECT_EQ(remarks_.size(), 1u) << wrong;
  }
}

TEST_F(SettingsTest, WordsAndDomains) {
  Settings settings = Build(
      "util_rb_tld com net\nutil_rb_tld co.uk\nutil_rb_2tld co.uk\nutil_rb_3tld "
      "a.b.uk\noriginating_ip_headers X-A x-a X-B\n"
      "freemail_domains a.test b.test\nbayes_ignore_header X-C\nbayes_stopword_en (?:a|b)\nbayes_stopword_de "
      "x y\n");
  EXPECT_THAT(settings.Words("util_rb_tld"), ElementsAre("com", "net"));
  EXPECT_THAT(settings.Words("originating_ip_headers"), ElementsAre("X-A", "X-B"));
  EXPECT_THAT(settings.Words("freemail_domains"), ElementsAre("a.test", "b.test"));
  EXPECT_EQ(settings.Text("bayes_stopword_en"), "(?:a|b)");
  EXPECT_EQ(settings.Text("bayes_stopword_de"), "y");
  EXPECT_EQ(settings.Text("bayes_stopword_fr"), "");
  EXPECT_THAT(remarks_, ElementsAre(HasSubstr("t.cf:2: util_rb_tld: wrong number of dots")));
  settings = Build("util_rb_tld com\nclear_util_rb\nutil_rb_tld org");
  EXPECT_THAT(settings.Words("util_rb_tld"), ElementsAre("org"));
}

TEST_F(SettingsTest, TokenSources) {
  EXPECT_THAT(Build("bayes_token_sources all nouri").Words("bayes_token_sources"),
              ElementsAre("header", "invisible", "mimepart", "visible"));
  EXPECT_THAT(Build("bayes_token_sources none header").Words("bayes_token_sources"), ElementsAre("header"));
  Build("bayes_token_sources sky");
  EXPECT_EQ(remarks_.size(), 1u);
}

TEST_F(SettingsTest, OneLineAKey) {
  Settings settings = Build("subjprefix A [x]\nsubjprefix B [y]\nsubjprefix A [z]\nsubjprefix C\n");
  EXPECT_THAT(Values(settings.Lines("subjprefix")), ElementsAre("A [z]", "B [y]"));
  EXPECT_EQ(remarks_.size(), 1u);
}

TEST_F(SettingsTest, RuleKeywordsAreNotSettings) {
  for (const char* keyword :
       {"header", "body", "score", "describe", "tflags", "mimeheader", "replace_tag", "reuse"}) {
    EXPECT_TRUE(Settings::IsRuleKeyword(keyword)) << keyword;
  }
  EXPECT_FALSE(Settings::IsRuleKeyword("required_score"));
  EXPECT_FALSE(Settings::IsRuleKeyword("nonsense"));
}

TEST_F(SettingsTest, LongListsStayCheap) {
  std::string text;
  for (int i = 0; i < 20000; ++i) {
    text += "welcomelist_from a" + std::to_string(i) + "@x.test\nunwelcomelist_from a" + std::to_string(i) +
            "@x.test\n";
  }
  const double start_s = CpuSeconds();
  EXPECT_THAT(Build(text).Lines("welcomelist_from"), IsEmpty());
  EXPECT_LT(CpuSeconds() - start_s, 3);
}

TEST(SettingTable, HasEachKeywordOnceAndTargetsThatExist) {
  std::set<std::string_view> keywords;
  auto check = [&](const SettingInfo& info) {
    EXPECT_TRUE(keywords.insert(info.keyword).second) << info.keyword.view();
    EXPECT_EQ(FindSetting(info.keyword), &info) << info.keyword.view();
    bool is_list = info.setting() == "uri_host_lists" || info.setting() == "fns_addrlists";
    EXPECT_TRUE(is_list || FindSetting(info.setting()) != nullptr) << info.keyword.view();
    EXPECT_EQ(CanonicalKeyword(info.keyword), info.keyword);
    if (info.plugins.empty()) return;
    for (std::string_view plugin : {info.plugins.view().substr(0, info.plugins.view().find('|'))}) {
      EXPECT_TRUE(IsKnownPlugin("Mail::SpamAssassin::Plugin::" + std::string(plugin))) << plugin;
    }
  };
  for (const SettingInfo& info : CoreSettings()) check(info);
  for (const SettingInfo& info : PluginSettings()) check(info);
  EXPECT_GT(keywords.size(), 300u);
  EXPECT_NE(FindSetting("hashbl_acl_x"), nullptr);
  EXPECT_EQ(FindSetting("hashbl_acl_"), nullptr);
}

TEST_F(SettingsTest, DatabasesOfAddresses) {
  Settings settings = Build(
      "geodb_options country:/a/c.mmdb CITY:/a/d.mmdb\ngeodb_options asn:/a/n.mmdb\ngeodb_options reset "
      "isp:\n"
      "geodb_search_path /x /y\ngeodb_module GeoIP2::Database::Reader\ngeodb_module nothing\n"
      "country_db_type Fast\ncountry_db_path /old\nuri_country_db_isp_path /isp\ngeodb_search_path\n");
  EXPECT_THAT(Values(settings.Lines("geodb_options")),
              ElementsAre("country /a/c.mmdb", "city /a/d.mmdb", "reset", "isp ", "search /x /y",
                          "module geoip2", "module fast", "country /old", "isp /isp"));
  EXPECT_THAT(
      remarks_,
      ElementsAre(HasSubstr("t.cf:2: geodb_options: not country, city or isp with a path, or reset: asn"),
                  HasSubstr("t.cf:6: geodb_module: no module of that name"),
                  HasSubstr("t.cf:7: warning: country_db_type: only databases in MaxMind's format"),
                  HasSubstr("t.cf:8: note: country_db_path: is now geodb_options country:/old"),
                  HasSubstr("t.cf:9: note: uri_country_db_isp_path: is now geodb_options isp:/isp"),
                  HasSubstr("t.cf:10: geodb_search_path: a value is missing")));
}

TEST_F(SettingsTest, ZonesOfSystems) {
  const std::string plugin = "loadplugin Mail::SpamAssassin::Plugin::ASN\n";
  Settings settings = Build(plugin +
                            "asn_lookup a.example.net\nclear_asn_lookups\nasn_lookup b.example.net _A_ _B_\n"
                            "asn_lookup_ipv6 c.example.net.\nasn_lookup d.example.net _A_\nasn_prefix ''\n");
  EXPECT_THAT(Values(settings.Lines("asn_lookup")), ElementsAre("A B", "ASN ASNCIDR"));
  EXPECT_EQ(settings.Text("asn_prefix"), "");
  EXPECT_EQ(Build(plugin).Text("asn_prefix"), "AS");
  EXPECT_EQ(Build(plugin + "asn_prefix\n").Text("asn_prefix"), "");
  EXPECT_EQ(Build(plugin + "asn_prefix \"N \"\n").Text("asn_prefix"), "N ");
}

}  // namespace
}  // namespace gatepost
