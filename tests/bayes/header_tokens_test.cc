#include "bayes/header_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/ascii.h"
#include "mail/geo.h"
#include "support/geo_database.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

// Expected values are what SpamAssassin 4.0.1 makes of the same text.
std::string Words(const std::string& text) {
  std::string joined;
  for (std::string_view word : SplitWhitespace(text)) {
    if (!joined.empty()) joined += ' ';
    joined += word;
  }
  return joined;
}

TEST(IgnoredHeader, ListsFiltersAndNoise) {
  for (const char* name : {"Subject",
                           "DATE",
                           "X-Sender",
                           "Sender",
                           "List-Id",
                           "X-List-Archive",
                           "X-Spam-Status",
                           "X-SpamCop-Whatever",
                           "X-DCC-servers-Metrics",
                           "X-VM-v5-Data",
                           "X-VM-POP-Retrieved",
                           "Resent-From",
                           "X-Resent-To",
                           "X-UIDL",
                           "X-UID",
                           "Xref",
                           "Mailing-List",
                           "X-Original-Date",
                           "X-Bugzilla-Reason",
                           "Status",
                           "X-Status"}) {
    EXPECT_TRUE(IsIgnoredHeader(name)) << name;
  }
  for (const char* name :
       {"From", "To", "X-Mailer", "Received", "X-DCC-a-Metrics", "X-SpamCop-", "Spam-Status", "X-Spam-Other",
        "X-VM-vx-Data", "X-DCC-Metrics", "List-Other", "X-Subject", "X-Xref"}) {
    EXPECT_FALSE(IsIgnoredHeader(name)) << name;
  }
}

TEST(PresenceOnlyHeader, SignaturesAndKeys) {
  for (const char* name : {"DKIM-Signature", "DomainKey-Signature", "X-Face", "X-PGP-Fingerprint",
                           "X-GnuPG-Key-Fingerprint", "X-Gnu-PG-Fingerprint", "ARC-Seal", "Autocrypt"}) {
    EXPECT_TRUE(IsPresenceOnlyHeader(name)) << name;
  }
  for (const char* name : {"ARC-Authentication-Results", "X-Fingerprint", "X-PGP-Key", "X-Face2"}) {
    EXPECT_FALSE(IsPresenceOnlyHeader(name)) << name;
  }
}

TEST(PrepareMessageId, TakesKnownFormsApart) {
  EXPECT_EQ(Words(PrepareMessageId("<0123456789ab$cdef0123$89abcdef@host>")),
            "OEA0123 OEBcdef OEC89abcdef host");
  EXPECT_EQ(Words(PrepareMessageId("<17abcde-000123-0a@mx.example.com>")), "mx example com");
  EXPECT_EQ(Words(PrepareMessageId("<20020812101112.0123456789AB@mx.example.com>")), "mx example com");
  EXPECT_EQ(Words(PrepareMessageId("<abc.def$ghi@example.com>")), "abc def ghi example com");
  EXPECT_EQ(Words(PrepareMessageId("<20021312101112.01@h>")), "20021312101112 01 h");
}

TEST(PrepareReceived, TakesIdsAndDatesOut) {
  EXPECT_EQ(Words(PrepareReceived(
                " from a.example (b [10.1.2.3]) by c.example (Postfix) with ESMTP id 0123456789 for "
                "<joe@c.example>; Mon, 12 Aug 2002 11:17:47 +0100 (IST)")),
            "a.example (b [10.1.2 ip*10.1.2.3 ]) by c.example (Postfix) <joe@c.example>;");
  EXPECT_EQ(Words(PrepareReceived("x id g7MDaWX26868; y")), "x ; y");
  EXPECT_EQ(Words(PrepareReceived("x; 2 Aug 2002 11:17:47 GMT")), "x;");
  EXPECT_EQ(Words(PrepareReceived("x; 2 Aug 2002 11:17:47")), "x; 2 Aug 2002 11:17:47")
      << "nothing after the time";
  EXPECT_EQ(Words(PrepareReceived("withal ESMTPS forlorn")), "withal ESMTPS forlorn");
  EXPECT_EQ(Words(PrepareReceived("v 1.2.3.4000 1.2.3 1234.1.2.3.4 a1.2.3.4 9.8.7.6.5.4.3.2")),
            "v 1.2.3.4000 1.2.3 1234.1.2.3 ip*1.2.3.4 a1.2.3.4 9.8.7 ip*9.8.7.6 .5.4.3 ip*5.4.3.2");
  EXPECT_EQ(Words(PrepareReceived("x; 2 Aug 2002 11:17:47 CEST (UTC) EDT")), "x;C) EDT");
}

TEST(PrepareContentType, MovesTheShapeOfTheBoundaryToTheEnd) {
  EXPECT_EQ(Words(PrepareContentType("multipart/mixed; boundary=\"--=_NextPart_00FF\"; charset=utf-8")),
            "multipart/mixed; ; =utf-8 --=_ NHxtPHrt _ HHHH");
  EXPECT_EQ(Words(PrepareContentType("text/plain; charset=us-ascii")), "/plain; =us-ascii");
  EXPECT_EQ(Words(PrepareContentType("multipart/mixed; boundary=\"never closed")),
            "multipart/mixed; boundary=\"never closed");
}

TEST(PrepareAddresses, NamesUsersAndDomains) {
  EXPECT_EQ(PrepareAddresses("Joe Doe <joe@mail.example.com>"),
            "N*Joe N*Doe U*joe D*mail.example.com D*example.com D*com");
}

TEST(PrepareRelays, DropsTheNames) {
  EXPECT_EQ(PrepareRelays("[ ip=1.2.3.4 rdns=a.b helo= ]"), "[ 1.2.3.4 a.b  ]");
}

// What RelayCountry and ASN find out is among the tokens, as SpamAssassin keeps it.
TEST(HeaderTokenTexts, CountriesAndSystemsOfRelays) {
  const TempFolder folder;
  folder.Write("GeoLite2-Country.mmdb",
               GeoDatabase().Add("192.0.2.0/24", {{"country.iso_code", "DE"}}).Bytes());
  folder.Write("GeoLite2-ASN.mmdb",
               GeoDatabase().Add("192.0.2.0/24", {{"autonomous_system_number", "#64500"}}).Bytes());
  GeoConfig geo;
  geo.relay_countries = geo.systems = true;
  geo.folders = {folder.path()};
  ViewConfig config;
  config.geo = std::make_shared<GeoDatabases>(geo);
  const Limits limits;
  const Message message = Message::Parse(
      "Received: from a.example.net (a.example.net [192.0.2.1]) by b.example.org (Postfix) with ESMTP id "
      "1\n\nx\n",
      limits);
  Views views(message, config, limits);
  std::map<std::string, std::string> texts;
  for (const HeaderTokenText& text : HeaderTokenTexts(views, BayesConfig(), TokensFor::kClassifying))
    texts[text.name] = Words(text.text);
  EXPECT_EQ(texts["x-relay-countries"], "DE");
  EXPECT_EQ(texts["x-relay-countries-all"], "DE");
  EXPECT_EQ(texts["x-relay-countries-external"], "DE");
  EXPECT_EQ(texts["x-relay-countries-auth"], "");
  EXPECT_EQ(texts["x-asn"], "64500");
}

}  // namespace
}  // namespace gatepost
