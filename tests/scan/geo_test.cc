// Databases of addresses: the plugins RelayCountry, ASN and URILocalBL. Networks and owners are invented.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "gatepost/engine.h"
#include "support/geo_database.h"
#include "support/memory_dns.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Received(const std::string& address, const std::string& with = "ESMTP") {
  return "Received: from a.example.net (a.example.net [" + address +
         "])\n\tby mx.example.org (Postfix) with " + with +
         " id 1234567890\n\tfor <b@example.org>; Tue, 14 Nov 2023 20:00:00 +0000\n";
}
const std::string kRest = "From: a@example.net\nSubject: x\n\nhello\n";

std::string Countries() {
  return GeoDatabase()
      .Add("192.0.2.0/24", {{"country.iso_code", "DE"}, {"continent.code", "EU"}})
      .Add("198.51.100.0/24", {{"country.iso_code", "CN"}, {"continent.code", "AS"}})
      .Add("2001:db8::/32", {{"country.iso_code", "SE"}, {"continent.code", "EU"}})
      .Bytes();
}

class GeoTest : public testing::Test {
 protected:
  void Load(const std::string& plugin) {
    config_ += "loadplugin Mail::SpamAssassin::Plugin::" + plugin + "\n";
  }
  void Open(bool compiled = false) {
    folder_.Write("rules/10.cf", config_ + "geodb_search_path " + (folder_ / "geo") + "\n");
    options_.rules_path = folder_ / "rules";
    options_.bayes_path = folder_ / "bayes.db";
    if (compiled) {
      options_.compiled_path = folder_ / "rules.gpc";
      options_.compiled_required = true;
      ASSERT_TRUE(CompileRuleset(options_, options_.compiled_path, nullptr).ok());
    }
    auto engine = Engine::Open(options_, OpenSqliteStore, &diagnostics_, nullptr, MemoryDnsOpener(&dns_));
    ASSERT_TRUE(engine) << engine.error().message();
    engine_ = std::move(*engine);
  }
  // The rules that hit, sorted, each with its detail.
  std::string Hits(const std::string& mail) {
    if (engine_ == nullptr) Open();
    verdict_ = Session(*engine_).Check(mail, CheckOptions());
    std::vector<std::string> hits;
    for (const Hit& hit : verdict_.hits)
      hits.push_back(hit.rule + (hit.detail.empty() ? "" : " (" + hit.detail + ")"));
    std::sort(hits.begin(), hits.end());
    std::string all;
    for (const std::string& hit : hits) all += (all.empty() ? "" : " ") + hit;
    return all;
  }
  // What a template with these tags becomes.
  std::string Tags(const std::string& tags, const std::string& mail) {
    config_ += "add_header all Geo " + tags + "\n";
    Open();
    Session session(*engine_);
    verdict_ = session.Check(mail, CheckOptions());
    const auto rewritten = session.Rewrite(mail, verdict_);
    const std::string head = rewritten ? rewritten->head : "";
    const std::size_t at = head.find("X-Spam-Geo: ");
    return at == std::string::npos ? "" : head.substr(at + 12, head.find('\n', at) - at - 12);
  }
  // The same of RelayCountry's tags.
  std::string RelayTags(const std::string& mail) {
    return Tags("[_RELAYCOUNTRY_] [_RELAYCOUNTRYEXT_] [_RELAYCOUNTRYAUTH_] [_RELAYCOUNTRYALL_]", mail);
  }

  TempFolder folder_;
  std::string config_ =
      "use_bayes 0\nutil_rb_tld com net org\nclear_headers\nfold_headers 0\nreport_safe 0\n";
  Options options_;
  MemoryDns dns_;  // asked by `use_network_tests` alone
  std::vector<Diagnostic> diagnostics_;
  std::unique_ptr<Engine> engine_;
  Verdict verdict_;
};

TEST_F(GeoTest, CountriesOfRelays) {
  Load("RelayCountry");
  folder_.Write("geo/dbip-country-lite.mmdb", Countries());
  config_ +=
      "header GERMAN X-Relay-Countries =~ /\\bDE\\b/\nheader ANY exists:X-Relay-Countries\n"
      "header NONE X-Relay-Countries =~ /^$/\nheader ALL x-relay-countries-all =~ /^\\*\\* SE XX CN$/\n"
      "header OTHER exists:X-Relay-Countries-MUA\n";
  const std::string chain = Received("10.1.2.3") + Received("IPv6:2001:db8::1") + Received("203.0.113.1") +
                            Received("198.51.100.1");
  EXPECT_EQ(Hits(Received("192.0.2.1") + kRest), "ANY GERMAN");
  EXPECT_EQ(Hits(kRest), "ANY NONE");
  EXPECT_EQ(Hits(chain + kRest), "ALL ANY");
  EXPECT_THAT(verdict_.failures, IsEmpty());
  // A sender's own field does not count.
  EXPECT_EQ(Hits("X-Relay-Countries: DE\nX-Relay-Countries-MUA: DE\n" + Received("198.51.100.1") + kRest),
            "ANY OTHER");
  config_ += "trusted_networks 10.0.0.0/8 2001:db8::/32\ninternal_networks 10.0.0.0/8\n";
  EXPECT_EQ(RelayTags(chain + kRest), "[XX CN] [SE XX CN] [] [** SE XX CN]");
}

TEST_F(GeoTest, CountriesFromTheLoginOn) {
  Load("RelayCountry");
  folder_.Write("geo/GeoLite2-Country.mmdb", Countries());
  config_ += "trusted_networks 0.0.0.0/0\n";
  EXPECT_EQ(
      RelayTags(Received("192.0.2.1") + Received("198.51.100.1", "ESMTPSA") + Received("192.0.2.2") + kRest),
      "[] [] [CN DE] [DE CN DE]");
}

TEST_F(GeoTest, SearchesAsSpamAssassinDoes) {
  const auto of = [](const std::string& code) {
    return GeoDatabase().Add("192.0.2.0/24", {{"country.iso_code", code}}).Bytes();
  };
  const std::string mail = Received("192.0.2.1") + kRest;
  Load("RelayCountry");
  folder_.Write("geo/dbip-country.mmdb", of("A1"));
  EXPECT_EQ(RelayTags(mail), "[A1] [A1] [] [A1]");
  folder_.Write("geo/GeoIP2-Country.mmdb", of("A2"));
  EXPECT_EQ(RelayTags(mail), "[A2] [A2] [] [A2]");
  folder_.Write("geo/dbip-city.mmdb", of("A3"));  // says it, too, and comes first
  EXPECT_EQ(RelayTags(mail), "[A3] [A3] [] [A3]");
  folder_.Write("first/dbip-city-lite.mmdb", of("A4"));
  config_ += "geodb_search_path /nowhere " + (folder_ / "first") + "\n";
  EXPECT_EQ(RelayTags(mail), "[A4] [A4] [] [A4]");
  config_ += "geodb_options city:" + folder_.Write("x", of("A5")) +
             " country:" + folder_.Write("y", of("A6")) + "\n";
  EXPECT_EQ(RelayTags(mail), "[A5] [A5] [] [A5]");
  config_ += "geodb_search_path reset\n";
  const std::string before = config_;
  config_ += "geodb_options reset country:" + (folder_ / "y") + "\n";
  std::filesystem::remove_all(folder_ / "geo");
  EXPECT_EQ(RelayTags(mail), "[A6] [A6] [] [A6]");
  config_ = before + "geodb_options reset\nuri_country_db_path " + (folder_ / "x") + "\ncountry_db_path " +
            (folder_ / "y") + "\n";
  EXPECT_EQ(RelayTags(mail), "[A6] [A6] [] [A6]");
  config_ += "geodb_module Geo::IP\n";
  EXPECT_THAT(RelayTags(mail), HasSubstr("_RELAYCOUNTRY_"));
}

TEST_F(GeoTest, SystemsOfNetworks) {
  Load("ASN");
  folder_.Write("geo/GeoLite2-ASN.mmdb",
                GeoDatabase(24, 4)
                    .Add("192.0.2.0/24", {{"autonomous_system_number", "#64500"},
                                          {"autonomous_system_organization", "Example Net"}})
                    .Add("198.51.100.0/24", {{"autonomous_system_number", "#64501"}})
                    .Bytes());
  config_ +=
      "header NET eval:check_asn('/^AS64500 Ex/')\nheader ANY eval:check_asn('AS', 'asn')\n"
      "header ROUTE eval:check_asn('/./', 'ASNCIDR')\nheader BAD eval:check_asn('/(/')\n"
      "header NUMBER X-ASN =~ /^64500$/\nheader UNKNOWN X-ASN !~ /./\nasn_lookup asn.example.net _ASN_ "
      "_MY_\n";
  EXPECT_EQ(Hits(Received("192.0.2.1") + kRest),
            "ANY (ASN: AS64500 Example Net) NET (ASN: AS64500 Example Net) NUMBER");
  EXPECT_EQ(Hits(Received("198.51.100.1") + kRest), "ANY (ASN: AS64501)");
  for (const std::string& relays : {Received("203.0.113.1"), Received("IPv6:2001:db8::1"), std::string()})
    EXPECT_EQ(Hits(relays + kRest), "UNKNOWN") << relays;
  EXPECT_THAT(verdict_.failures, IsEmpty());
  EXPECT_EQ(Tags("[_ASN_] [_ASNCIDR_] [_MY_]", Received("192.0.2.1") + kRest), "[AS64500 Example Net] [] []");
  config_ += "asn_prefix \"\"\n";
  EXPECT_EQ(Tags("[_ASN_]", Received("198.51.100.1") + kRest), "[64501]");
  config_ += "internal_networks 203.0.113.99\n";
  EXPECT_EQ(Tags("[_ASN_]", Received("10.0.0.1") + Received("192.0.2.1") + kRest), "[]");
  config_ += "asn_use_geodb 0\n";
  EXPECT_EQ(Tags("[_ASN_] [_MY_]", Received("192.0.2.1") + kRest), "[] [_MY_]");
}

class BlockedLinksTest : public GeoTest {
 protected:
  BlockedLinksTest() {
    Load("URILocalBL");
    folder_.Write("geo/GeoLite2-Country.mmdb", Countries());
    folder_.Write("geo/GeoIP2-ISP.mmdb",
                  GeoDatabase().Add("203.0.113.0/24", {{"isp", "Example Networks"}}).Bytes());
    config_ +=
        "uri_block_cc COUNTRY cn\nuri_block_cc COUNTRY kp\nuri_block_cont CONTINENT eu\n"
        "uri_block_isp OWNER \"example networks\" Other\nuri_block_cidr NETWORK 192.0.2.7 198.51.100.128/25\n"
        "uri_block_cc EXCEPT !de !cn !xx\nuri_block_cc FREE cn\nuri_block_exclude FREE 198.51.100.200\n";
  }
  std::string Link(const std::string& host) { return Hits("Subject: x\n\nSee http://" + host + "/a\n"); }
};

TEST_F(BlockedLinksTest, LinksToAddresses) {
  for (const bool compiled : {false, true}) {
    Open(compiled);
    EXPECT_EQ(Link("198.51.100.1"),
              "COUNTRY (Host: 198.51.100.1 in country CN) FREE (Host: 198.51.100.1 in country CN)");
    EXPECT_EQ(Link("198.51.100.200"),
              "COUNTRY (Host: 198.51.100.200 in country CN) NETWORK (Host: 198.51.100.200 in cidr)");
    EXPECT_EQ(Link("192.0.2.7"),
              "CONTINENT (Host: 192.0.2.7 in continent EU) NETWORK (Host: 192.0.2.7 in cidr)");
    EXPECT_EQ(Link("203.0.113.9"), "OWNER (Host: 203.0.113.9 in isp Example Networks)");
    EXPECT_EQ(Link("10.0.0.1"), "EXCEPT (Host: 10.0.0.1 in country **)");
    EXPECT_EQ(Link("www.example.com"), "");
    EXPECT_EQ(Hits("Subject: x\nContent-Type: text/html\n\n<img src=\"http://198.51.100.1/x.png\">\n"), "");
    EXPECT_EQ(Hits(kRest), "");
    EXPECT_THAT(verdict_.failures, IsEmpty());
  }
  EXPECT_THAT(diagnostics_, IsEmpty());
}

TEST_F(BlockedLinksTest, LinksToNames) {
  dns_.Add("www.example.com", DnsType::kA, {"203.0.113.200", "198.51.100.1"})
      .Add("six.example.com", DnsType::kAaaa, {"2001:db8::1"})
      .Add("free.example.com", DnsType::kA, {"198.51.100.200"});
  EXPECT_EQ(Link("www.example.com"), "");
  EXPECT_TRUE(dns_.asked().empty());
  config_ += "use_network_tests 1\nuri_block_cc DOMAIN cn\nuri_block_exclude DOMAIN example.com\n";
  Open();
  EXPECT_EQ(Link("www.example.com"),
            "COUNTRY (Host: www.example.com in country CN) FREE (Host: www.example.com in country CN) "
            "OWNER (Host: www.example.com in isp Example Networks)");
  EXPECT_EQ(Link("six.example.com"),
            "CONTINENT (Host: six.example.com in continent EU) "
            "EXCEPT (Host: six.example.com in country SE)");
  EXPECT_EQ(Link("free.example.com"),
            "COUNTRY (Host: free.example.com in country CN) "
            "NETWORK (Host: free.example.com in cidr)");
  EXPECT_EQ(Link("unknown.example.com"), "");
}

TEST_F(BlockedLinksTest, OldLinesAndOtherLines) {
  config_ +=
      "body COUNTRY eval:check_uri_local_bl()\nscore COUNTRY 2.5\ndescribe COUNTRY There\n"
      "body NOTHING eval:check_uri_local_bl()\nheader CONTINENT Subject =~ /x/\n";
  EXPECT_EQ(Link("198.51.100.1"),
            "CONTINENT COUNTRY (Host: 198.51.100.1 in country CN) FREE (Host: 198.51.100.1 in country CN)");
  EXPECT_EQ(verdict_.score, 4.5);
}

TEST_F(BlockedLinksTest, WithoutDatabasesNoRuleHits) {
  std::filesystem::remove_all(folder_ / "geo");
  EXPECT_EQ(Link("198.51.100.200"), "");
  EXPECT_THAT(verdict_.failures, ElementsAre(HasSubstr("no database of countries was found")));
}

TEST_F(GeoTest, WithoutADatabaseNothingIsSaidOfRelays) {
  Load("RelayCountry");
  config_ += "header ANY exists:X-Relay-Countries\nbody HELLO /hello/\n";
  EXPECT_EQ(Hits(Received("192.0.2.1") + kRest), "HELLO");
  EXPECT_THAT(verdict_.failures, ElementsAre(HasSubstr("no database of countries was found")));
  EXPECT_EQ(RelayTags(kRest),
            "[_RELAYCOUNTRY_] [_RELAYCOUNTRYEXT_] [_RELAYCOUNTRYAUTH_] [_RELAYCOUNTRYALL_]");
  config_ += "geodb_options country:" + (folder_ / "none.mmdb") + "\n";
  Open();
  Hits(kRest);
  EXPECT_THAT(verdict_.failures, ElementsAre(HasSubstr("none.mmdb: there is no such file")));
}

TEST_F(GeoTest, NothingIsOpenedWhereNobodyAsks) {
  Load("RelayCountry");
  Load("ASN");
  folder_.Write("geo/GeoLite2-City.mmdb", "no database");
  config_ += "body HELLO /hello/\n";
  EXPECT_EQ(Hits(Received("192.0.2.1") + kRest), "HELLO");
  EXPECT_THAT(verdict_.failures, IsEmpty());
  options_.validate_patterns = true;  // lint asks
  Open();
  EXPECT_THAT(diagnostics_,
              Contains(testing::Field(&Diagnostic::text, HasSubstr("GeoLite2-City.mmdb: is no "))));
}

TEST_F(GeoTest, ADamagedDatabaseIsNamedAndTheCheckGoesOn) {
  Load("RelayCountry");
  config_ += "header ANY exists:X-Relay-Countries\nheader XX X-Relay-Countries =~ /XX/\nbody HELLO /hello/\n";
  const std::string whole = Countries(), mail = Received("192.0.2.1") + Received("198.51.100.1") + kRest;
  folder_.Write("geo/GeoLite2-Country.mmdb", whole.substr(0, whole.size() / 2));
  EXPECT_EQ(Hits(mail), "HELLO");
  EXPECT_THAT(verdict_.failures, ElementsAre(HasSubstr("GeoLite2-Country.mmdb: is no database")));
  // A node that leads to itself.
  folder_.Write("geo/GeoLite2-Country.mmdb",
                std::string(22, '\0') + GeoDatabase::Head(7, 0) + GeoDatabase::Metadata(1, 24, 6));
  Open();
  EXPECT_EQ(Hits(mail), "ANY HELLO XX");
  EXPECT_THAT(verdict_.failures, ElementsAre(HasSubstr("GeoLite2-Country.mmdb: is damaged")));
}

// A new database does not make a compiled ruleset stale, and counts at once.
TEST_F(GeoTest, DatabasesAreNoPartOfACompiledRuleset) {
  Load("RelayCountry");
  config_ += "header GERMAN X-Relay-Countries =~ /DE/\n";
  folder_.Write("geo/GeoLite2-Country.mmdb", Countries());
  Open(true);
  const std::string mail = Received("192.0.2.1") + kRest;
  EXPECT_EQ(Hits(mail), "GERMAN");
  folder_.Write("geo/GeoIP2-Country.mmdb",
                GeoDatabase().Add("192.0.2.0/24", {{"country.iso_code", "FR"}}).Bytes());
  auto engine = Engine::Open(options_, OpenSqliteStore, &diagnostics_);
  ASSERT_TRUE(engine);
  EXPECT_THAT(diagnostics_, IsEmpty());
  engine_ = std::move(*engine);
  EXPECT_EQ(Hits(mail), "");
}

}  // namespace
}  // namespace gatepost
