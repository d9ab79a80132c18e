#include <gtest/gtest.h>

#include "eval/brand_text.h"
#include "support/eval_fixture.h"

namespace gatepost {
namespace {

constexpr const char* kBrands =
    "loadplugin Mail::SpamAssassin::Plugin::FromNameSpoof\n"
    "fns_add_addrlist (CONTOSO) *@contoso.com *@*.contoso.com *@contoso-mail.com\n"
    "fns_add_addrlist (GRAND_BANK) *@grandbank.example\n";

bool NameHits(const std::string& from, const std::string& how) {
  return EvalFixture(MailFrom(from), kBrands).Hits("gatepost_brand_in_name", {how});
}

TEST(BrandText, LooksLikeWhatAReaderSees) {
  EXPECT_EQ(LooksLike("PayPal"), "paypal");
  EXPECT_EQ(LooksLike("P\xd0\xb0yP\xd0\xb0l"), "paypal");          // Cyrillic a
  EXPECT_EQ(LooksLike("Pay\xe2\x80\x8bPal"), "paypal");            // zero width space
  EXPECT_EQ(LooksLike("\xef\xbc\xb0\xef\xbd\x81y"), "pay");        // double width
  EXPECT_EQ(LooksLike("\xf0\x9d\x90\x80\xf0\x9d\x90\x9b"), "ab");  // mathematical bold
  EXPECT_EQ(LooksLike("a-b!"), "a b ");
  EXPECT_EQ(LooksLike("\xff\xc3"), "  ");           // no UTF-8, and cut off
  EXPECT_EQ(LooksLike("\xf0\x9f\x93\xa6x"), " x");  // a parcel
}

TEST(BrandText, DigitsAndPairsAreUndone) {
  EXPECT_EQ(UndoLookAlikes("paypa1"), "paypal");
  EXPECT_EQ(UndoLookAlikes("rnicros0ft"), "microsoft");
  EXPECT_EQ(UndoLookAlikes(""), "");
  EXPECT_TRUE(UndoneIs("rnicros0ft", "microsoft"));
  EXPECT_FALSE(UndoneIs("rnicros0", "microsoft"));
  EXPECT_FALSE(UndoneIs("rnicros0ftt", "microsoft"));
}

TEST(BrandText, OneLetterApart) {
  for (const char* other : {"contos", "contosso", "contoza", "ocntoso", "kontoso"}) {
    EXPECT_EQ(OneLetterApart(other, "contoso"), std::string_view(other) != "contoza") << other;
    EXPECT_EQ(OneLetterApart("contoso", other), std::string_view(other) != "contoza") << other;
  }
  EXPECT_FALSE(OneLetterApart("contoso", "contoso"));
  EXPECT_FALSE(OneLetterApart("", "contoso"));
  EXPECT_TRUE(OneLetterApart("", "c"));
}

TEST(BrandEvals, NamesOfOthers) {
  EXPECT_TRUE(NameHits("Contoso <x@evil.example>", "whole"));
  EXPECT_TRUE(NameHits("\"CONTOSO Support\" <x@evil.example>", "whole"));
  EXPECT_TRUE(NameHits("Cont0so <x@evil.example>", "whole"));
  EXPECT_TRUE(NameHits("=?utf-8?q?C=D0=BEntoso?= <x@evil.example>", "whole"));
  EXPECT_TRUE(NameHits("Grand Bank <x@evil.example>", "whole"));
  EXPECT_TRUE(NameHits("GrandBank Alerts <x@evil.example>", "whole"));
  EXPECT_FALSE(NameHits("Anna Contoso <anna@reader.example>", "whole"));
  EXPECT_TRUE(NameHits("Anna Contoso <anna@reader.example>", "part"));
  EXPECT_FALSE(NameHits("Grand Piano Bank <x@evil.example>", "part"));
  EXPECT_FALSE(NameHits("x@evil.example", "part"));
}

TEST(BrandEvals, TheBrandItselfMayUseItsName) {
  for (const char* from :
       {"Contoso <x@contoso.com>", "Contoso <x@news.contoso.com>", "Contoso <x@contoso.de>",
        "Contoso <x@mail.contoso.fr>", "Contoso <x@contoso-mail.com>"}) {
    EXPECT_FALSE(NameHits(from, "whole")) << from;
  }
  EXPECT_TRUE(NameHits("Contoso <x@contoso.tk>", "whole"));  // given away to all who ask
  EXPECT_TRUE(NameHits("Contoso <x@contoso.com.evil.example>", "whole"));
  EXPECT_FALSE(NameHits("Grand Bank via Contoso <x@contoso.com>", "part"));
}

TEST(BrandEvals, HostsThatImitate) {
  const auto from = [](const std::string& host) {
    return EvalFixture(MailFrom("x@" + host), kBrands).Hits("gatepost_brand_in_host", {"from"});
  };
  EXPECT_TRUE(from("contoso-secure.example"));
  EXPECT_TRUE(from("contoso.com.evil.example"));
  EXPECT_TRUE(from("c0ntoso.com"));
  EXPECT_TRUE(from("contosso.com"));
  EXPECT_TRUE(from("xn--cntoso-cxa.com"));  // an o with a stroke
  EXPECT_FALSE(from("contoso.com"));
  EXPECT_FALSE(from("mail.contoso.com"));
  EXPECT_TRUE(from("contoso-login.evil.example"));
  EXPECT_FALSE(from("contoso.reader.example"));  // a product for it
  EXPECT_FALSE(from("contour.example"));
  EXPECT_FALSE(from("grandpiano.example"));
  const auto uri = [](const std::string& link) {
    return EvalFixture(MailFrom("x@reader.example", "\nsee " + link + "\n"), kBrands)
        .Hits("gatepost_brand_in_host", {"uri"});
  };
  EXPECT_TRUE(uri("https://login-contoso.example/x"));
  EXPECT_FALSE(uri("https://www.contoso.com/x"));
  EXPECT_FALSE(uri("https://reader.example/contoso"));
}

TEST(BrandEvals, BrandsDoNotImitateOneAnother) {
  const std::string brands = std::string(kBrands) + "fns_add_addrlist (CONTOSSO) *@contosso.com\n";
  EXPECT_FALSE(EvalFixture(MailFrom("x@contosso.com"), brands).Hits("gatepost_brand_in_host", {"from"}));
  // A company's own mail leads to more hosts of its name than any list has.
  const auto uri = [](const std::string& from) {
    return EvalFixture(MailFrom(from, "\nsee https://contoso-pictures.example/x\n"), kBrands)
        .Hits("gatepost_brand_in_host", {"uri"});
  };
  EXPECT_FALSE(uri("x@mail.contoso.com"));
  EXPECT_TRUE(uri("x@grandbank.example"));
}

TEST(BrandEvals, LinksThatShowAnotherSite) {
  const auto hits = [](const std::string& from, const std::string& html) {
    return EvalFixture(PageFrom(from, html)).Hits("gatepost_link_shows_other");
  };
  EXPECT_TRUE(hits("x@evil.example", "<a href='https://other.example/x'>https://www.contoso.com/login</a>"));
  EXPECT_TRUE(hits("x@evil.example", "<a href='https://other.example/x'> www.contoso.com </a>"));
  EXPECT_FALSE(hits("x@evil.example", "<a href='https://www.contoso.com/x'>contoso.com</a>"));
  EXPECT_FALSE(hits("x@evil.example", "<a href='https://other.example/x'>visit contoso.com now</a>"));
  EXPECT_FALSE(hits("x@evil.example", "<a href='https://other.example/x'>click here</a>"));
  EXPECT_FALSE(hits("x@evil.example", "<a href='mailto:x@other.example'>contoso.com</a>"));
  // A newsletter counts clicks.
  EXPECT_FALSE(hits("news@contoso.com", "<a href='https://clicks.example/x'>www.contoso.com</a>"));
}

TEST(BrandEvals, NamesThatAreTheUserOfTheAddress) {
  const auto hits = [](const std::string& from, const std::string& reply) {
    return EvalFixture(MailFrom(from, "Reply-To: " + reply + "\n\nhello\n")).Hits("gatepost_name_is_user");
  };
  EXPECT_TRUE(hits("Road Kit <roadkit@deals.example>", "roadkit@deals.example"));
  EXPECT_TRUE(hits("\"Road-Kit 4 You\" <RoadKit4You@deals.example>", "Kit <roadkit4you@deals.example>"));
  EXPECT_FALSE(hits("Road Kit <roadkit@deals.example>", "other@deals.example"));
  EXPECT_FALSE(hits("Roadkit <roadkit@deals.example>", "roadkit@deals.example"));
  EXPECT_FALSE(hits("Anna Berg <anna@deals.example>", "anna@deals.example"));
}

TEST(BrandEvals, NamesThatClaimTheRecipientsDomain) {
  const auto hits = [](const std::string& from) {
    return EvalFixture(MailFrom(from)).Hits("gatepost_name_claims_recipient");
  };
  EXPECT_TRUE(hits("\"reader.example Help Desk\" <x@evil.com>"));
  EXPECT_FALSE(hits("\"reader.example Help Desk\" <x@reader.example>"));
  EXPECT_FALSE(hits("Help Desk <x@evil.com>"));
  EXPECT_FALSE(hits("x@evil.com"));
}

TEST(BrandEvals, SendersNearTheRecipientsDomain) {
  const auto hits = [](const std::string& from) {
    return EvalFixture("From: " + from +
                       "\nTo: b@contoso-west.example\nCc: c@ab.example\nSubject: x\n\nhello\n")
        .Hits("gatepost_from_near_recipient");
  };
  EXPECT_TRUE(hits("x@contoso-west-support.com"));
  EXPECT_TRUE(hits("x@it-contoso-west.com"));
  EXPECT_TRUE(hits("x@cont0so-west.com"));
  EXPECT_TRUE(hits("x@contoso-wesst.com"));
  EXPECT_TRUE(hits("x@contoso-west.example.login.invalid"));
  EXPECT_FALSE(hits("x@contoso-west.example"));
  EXPECT_FALSE(hits("x@mail.contoso-west.example"));
  EXPECT_FALSE(hits("x@contoso-west.com"));  // perhaps theirs, too
  EXPECT_FALSE(hits("x@contoso.com"));
  EXPECT_FALSE(hits("x@ab-support.com"));  // too short a name
  EXPECT_FALSE(hits(""));
}

TEST(BrandEvals, BrandsThatSubjectOrHeadingShow) {
  const auto hits = [](const std::string& from, const std::string& subject, const std::string& html) {
    return EvalFixture("From: " + from + "\nSubject: " + subject +
                           "\nMIME-Version: 1.0\nContent-Type: text/html\n\n" + html + "\n",
                       kBrands)
        .Hits("gatepost_brand_shown");
  };
  const std::string link = "<p>Pay</p><a href='https://other.example/'>here</a>";
  EXPECT_TRUE(hits("x@other.example", "Your Contoso plan ends", link));
  EXPECT_TRUE(hits("x@other.example", "Your plan ends", "<h1>CONT0SO</h1>" + link));
  EXPECT_TRUE(hits("x@other.example", "Grand Bank: locked", link));
  EXPECT_FALSE(hits("x@contoso.com", "Your Contoso plan ends", link));
  EXPECT_FALSE(
      hits("x@other.example", "Your Contoso plan ends", "<a href='https://pay.contoso.com/'>here</a>"));
  EXPECT_FALSE(hits("x@other.example", "Your plan ends", link));
  // Further down, anybody names companies.
  EXPECT_FALSE(
      hits("x@other.example", "Your plan ends", "<p>" + std::string(80, 'a') + "</p><p>Contoso</p>"));
}

}  // namespace
}  // namespace gatepost
