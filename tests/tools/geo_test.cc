// Plugins that look things up in databases of addresses, in the program.
#include <gmock/gmock.h>

#include "support/geo_database.h"
#include "support/run_command.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;

const std::string kMail =
    "Received: from a.example.net (a.example.net [192.0.2.1])\n\tby mx.example.org (Postfix) with ESMTP id "
    "1234567890\n"
    "\tfor <b@example.org>; Tue, 14 Nov 2023 20:00:00 +0000\nFrom: a@example.net\nSubject: x\n\n"
    "See http://198.51.100.1/a\n";

class GeoCommand : public testing::Test {
 protected:
  GeoCommand() {
    folder_.Write(
        "site/init.pre",
        "loadplugin Mail::SpamAssassin::Plugin::RelayCountry\n"
        "loadplugin Mail::SpamAssassin::Plugin::ASN\nloadplugin Mail::SpamAssassin::Plugin::URILocalBL\n");
    folder_.Write("site/local.cf", "use_bayes 0\ngeodb_search_path " + (folder_ / "geo") +
                                       "\nadd_header all Geo _RELAYCOUNTRY_ _ASN_\nreport_safe 0\n");
    folder_.Write(
        "rules/10.cf",
        "util_rb_tld net\nheader GERMAN X-Relay-Countries =~ /DE/\nheader NET eval:check_asn('/64500/')\n"
        "uri_block_cc CHINESE cn\nscore CHINESE 2\ndescribe CHINESE Links into a country\n"
        "body ALWAYS /See/\n");
  }
  void WriteDatabases() {
    folder_.Write("geo/GeoLite2-City.mmdb", GeoDatabase()
                                                .Add("192.0.2.0/24", {{"country.iso_code", "DE"}})
                                                .Add("198.51.100.0/24", {{"country.iso_code", "CN"}})
                                                .Bytes());
    folder_.Write("geo/GeoLite2-ASN.mmdb",
                  GeoDatabase().Add("192.0.2.0/24", {{"autonomous_system_number", "#64500"}}).Bytes());
  }
  CommandResult Run(const std::string& command, const std::vector<std::string>& words,
                    const std::string& input = "") {
    return RunGatepost(command, folder_ / "rules", folder_ / "site", words, input);
  }
  TempFolder folder_;
};

TEST_F(GeoCommand, RulesTagsAndReports) {
  WriteDatabases();
  ASSERT_EQ(Run("compile", {"--cache", folder_ / "rules.gpc"}).status, 0);
  for (const std::vector<std::string>& cache :
       {std::vector<std::string>{"--no-cache"}, {"--cache", folder_ / "rules.gpc"}}) {
    const CommandResult check = Run("check", cache, kMail);
    EXPECT_EQ(check.out, "5.0/5.0\n");
    EXPECT_EQ(check.err, "");
    EXPECT_THAT(Run("filter", cache, kMail).out, HasSubstr("\nX-Spam-Geo: DE AS64500\n"));
  }
  EXPECT_EQ(Run("lint", {}).status, 0);
}

TEST_F(GeoCommand, WhatIsWrongIsNamedOnceAndTheCheckGoesOn) {
  const CommandResult missing = Run("check", {}, kMail);
  EXPECT_EQ(missing.out, "1.0/5.0\n");
  EXPECT_EQ(missing.status, 0);
  EXPECT_EQ(missing.err, "gatepost: no database of countries was found, so none are looked up\n");
  EXPECT_THAT(Run("lint", {"-D"}).err + Run("lint", {"-D"}).out, HasSubstr("no database of countries"));
  WriteDatabases();
  folder_.Write("geo/GeoIP2-City.mmdb", "damaged");
  const CommandResult damaged = Run("check", {}, kMail);
  EXPECT_EQ(damaged.out, "2.0/5.0\n");
  EXPECT_EQ(damaged.err,
            "gatepost: the database of cities is not read: " + (folder_ / "geo/GeoIP2-City.mmdb") +
                ": is no database in MaxMind's format, or its end is missing\n");
}

}  // namespace
}  // namespace gatepost
