#include <gtest/gtest.h>

#include "eval/dkim_facts.h"
#include "support/eval_fixture.h"
#include "support/memory_dns.h"
#include "support/sign_mail.h"

namespace gatepost {
namespace {

constexpr const char* kMail = "From: Joe <Joe@Example.com>\nTo: anna@example.org\nSubject: x\n\nbody\n";

MemoryDns Keys() {
  MemoryDns dns;
  dns.Add("s1._domainkey.example.com", DnsType::kTxt, {KeyRecord("rsa1024")})
      .Add("s1._domainkey.example.org", DnsType::kTxt, {KeyRecord("rsa1024")})
      .Add("short._domainkey.example.com", DnsType::kTxt, {KeyRecord("rsa512")})
      .Add("ed._domainkey.example.com", DnsType::kTxt, {KeyRecord("ed25519")})
      .Fail("silent._domainkey.example.com", DnsType::kTxt);
  return dns;
}

class Checked : public EvalFixture {
 public:
  explicit Checked(const std::string& mail, const std::string& config = "", MemoryDns known = Keys())
      : EvalFixture(mail, config), dns(std::move(known)) {
    context().dns = &dns;
  }
  MemoryDns dns;
};

std::string SignedBy(const std::string& domain, const std::string& selector = "s1",
                     const std::string& key = "rsa1024", const std::string& more = "") {
  SignOptions options;
  options.domain = domain;
  options.selector = selector;
  options.key = key;
  options.algorithm = key == "ed25519" ? "ed25519-sha256" : "rsa-sha256";
  options.more = more;
  return SignMail(kMail, options);
}

std::string Altered(std::string mail) { return mail.replace(mail.rfind("body"), 4, "text"); }

constexpr const char* kDkimTests[] = {"check_arc_signed",
                                      "check_arc_valid",
                                      "check_dkim_adsp",
                                      "check_dkim_dependable",
                                      "check_dkim_signall",
                                      "check_dkim_signed",
                                      "check_dkim_signsome",
                                      "check_dkim_testing",
                                      "check_dkim_valid",
                                      "check_dkim_valid_author_sig",
                                      "check_dkim_verified",
                                      "check_dkim_valid_envelopefrom",
                                      "check_for_dkim_welcomelist_from",
                                      "check_for_def_dkim_welcomelist_from"};

TEST(DkimEvals, NotRunWithoutNetwork) {
  EvalFixture mail(SignedBy("example.com"), "welcomelist_from_dkim *@example.com\n");
  for (const char* name : kDkimTests) {
    const EvalResult result = EvalAt(FindEval(name), name)(mail.context(), {});
    EXPECT_FALSE(result.run) << name;
    EXPECT_EQ(result.value, 0) << name;
  }
  StartDkimQueries(mail.context());
  EXPECT_EQ(Dkim(mail.context()), nullptr);
  EXPECT_TRUE(mail.context().facts.empty());
}

// Signed mail of somebody, with text between its header and its body that a reader takes for the body.
TEST(DkimEvals, TextThatNobodySigned) {
  std::string mail = SignedBy("example.com");
  mail.resize(mail.find("\n\n") + 1);
  for (const char* end : {"\r\n", "--\n", "!\n!\n!\n!\n"}) {
    const std::string body = std::string(end) == "\r\n" ? "\nbody\n" : "X: 1\n\nbody\n";
    Checked altered(mail + end + "Buy pills!\n" + body);
    EXPECT_TRUE(altered.Hits("check_dkim_signed"));
    EXPECT_FALSE(altered.Hits("check_dkim_valid")) << end;
    EXPECT_FALSE(altered.Hits("check_dkim_valid_author_sig")) << end;
  }
  // A line that is no field, and ends nothing.
  EXPECT_TRUE(Checked(mail + "!\n\nbody\n").Hits("check_dkim_valid"));
  EXPECT_TRUE(Checked("From x Mon Jan  1 00:00:00 2024\n" + mail + "\nbody\n").Hits("check_dkim_valid"));
}

TEST(DkimEvals, PoliciesOfManyAuthors) {
  std::string from = "From: a@b.com";
  for (int i = 0; i < 30; ++i) from += ", a@h" + std::to_string(i) + ".com";
  Checked mail(from + ", a@z.com\nSubject: x\n\nbody\n", "adsp_override z.com custom_low\n");
  EXPECT_TRUE(mail.Hits("check_dkim_adsp", {"1"})) << "what the configuration says costs no question";
  EXPECT_EQ(mail.dns.asked().size(), 20U);
}

TEST(DkimEvals, AGoodSignatureOfTheAuthor) {
  Checked mail(SignedBy("example.com"));
  for (const char* name : {"check_dkim_signed", "check_dkim_valid", "check_dkim_valid_author_sig",
                           "check_dkim_verified", "check_dkim_dependable"})
    EXPECT_TRUE(mail.Hits(name)) << name;
  for (const char* name :
       {"check_dkim_testing", "check_dkim_signsome", "check_arc_signed", "check_arc_valid"})
    EXPECT_FALSE(mail.Hits(name)) << name;
  EXPECT_FALSE(mail.Hits("check_dkim_adsp", {"*"}));
}

TEST(DkimEvals, ABadSignature) {
  Checked mail(Altered(SignedBy("example.com")));
  EXPECT_TRUE(mail.Hits("check_dkim_signed"));
  EXPECT_TRUE(mail.Hits("check_dkim_signed", {"example.com"}));
  for (const char* name : {"check_dkim_valid", "check_dkim_valid_author_sig"})
    EXPECT_FALSE(mail.Hits(name)) << name;
  EXPECT_FALSE(mail.Hits("check_dkim_valid", {"example.com"}));
  EXPECT_EQ(Dkim(mail.context())->Tag("DKIMDOMAIN"), "");
}

TEST(DkimEvals, NoSignature) {
  Checked mail(kMail);
  EXPECT_FALSE(mail.Hits("check_dkim_signed"));
  EXPECT_FALSE(mail.Hits("check_dkim_valid"));
  EXPECT_TRUE(mail.Hits("check_dkim_dependable"));
}

TEST(DkimEvals, SomebodyElsesSignature) {
  Checked mail(SignedBy("example.org"));
  EXPECT_TRUE(mail.Hits("check_dkim_valid"));
  EXPECT_FALSE(mail.Hits("check_dkim_valid_author_sig"));
}

TEST(DkimEvals, Domains) {
  Checked mail(SignedBy("example.com", "s1", "rsa1024", "i=@mail.example.com; "));
  EXPECT_TRUE(mail.Hits("check_dkim_valid", {"MAIL.example.com"}));
  EXPECT_TRUE(mail.Hits("check_dkim_valid", {"x.org", "*.example.com"}));
  EXPECT_TRUE(mail.Hits("check_dkim_valid", {".mail.example.com"}));
  EXPECT_FALSE(mail.Hits("check_dkim_valid", {"example.com"}));
  EXPECT_FALSE(mail.Hits("check_dkim_valid", {"*.ample.com"}));
  EXPECT_TRUE(mail.Hits("check_dkim_signed", {"*.example.com"}));
  EXPECT_FALSE(mail.Hits("check_dkim_valid_author_sig"));
}

TEST(DkimEvals, AnotherDomainInTheIdentity) {
  // SpamAssassin takes what follows the first "@", up to a blank.
  Checked mail(SignedBy("example.org", "s1", "rsa1024", "i==40example.com=20x@example.org; "),
               "welcomelist_from_dkim *@example.com\n");
  EXPECT_TRUE(mail.Hits("check_dkim_valid"));
  EXPECT_FALSE(mail.Hits("check_dkim_valid_author_sig"));
  EXPECT_FALSE(mail.Hits("check_for_dkim_welcomelist_from"));
}

TEST(DkimEvals, ShortKeys) {
  const std::string text = SignedBy("example.com", "short", "rsa512");
  Checked mail(text);
  EXPECT_TRUE(mail.Hits("check_dkim_valid"));
  EXPECT_FALSE(mail.Hits("check_dkim_valid", {"example.com"}));
  EXPECT_FALSE(mail.Hits("check_dkim_valid_author_sig"));
  Checked lenient(text, "dkim_minimum_key_bits 512\n");
  EXPECT_TRUE(lenient.Hits("check_dkim_valid_author_sig"));
  Checked strict(text, "dkim_minimum_key_bits 513\n");
  EXPECT_FALSE(strict.Hits("check_dkim_valid_author_sig"));
  Checked any(text, "dkim_minimum_key_bits 0\n");
  EXPECT_TRUE(any.Hits("check_dkim_valid_author_sig"));
  Checked curve(SignedBy("example.com", "ed", "ed25519"));
  EXPECT_TRUE(curve.Hits("check_dkim_valid_author_sig"));
}

TEST(DkimEvals, TheEnvelopesSender) {
  const std::string text = SignedBy("example.com");
  EXPECT_TRUE(Checked("Return-Path: <bounce@Example.com>\n" + text).Hits("check_dkim_valid_envelopefrom"));
  EXPECT_FALSE(
      Checked("Return-Path: <bounce@mail.example.com>\n" + text).Hits("check_dkim_valid_envelopefrom"));
  EXPECT_FALSE(Checked(text).Hits("check_dkim_valid_envelopefrom"));
}

TEST(DkimEvals, Welcomelists) {
  const auto welcome = [](const std::string& mail, const std::string& config) {
    return Checked(mail, config).Hits("check_for_dkim_welcomelist_from");
  };
  const std::string own = SignedBy("example.com"), other = SignedBy("example.org"),
                    below = SignedBy("example.org", "s1", "rsa1024", "i=@mail.example.org; ");
  EXPECT_TRUE(welcome(own, "welcomelist_from_dkim *@example.com\n"));
  EXPECT_TRUE(welcome(own, "whitelist_from_dkim joe@example.com\n"));
  EXPECT_TRUE(welcome(own, "welcomelist_auth *@example.com\n"));
  EXPECT_FALSE(welcome(own, "welcomelist_from_dkim ann@example.com\n"));
  EXPECT_FALSE(welcome(own, "welcomelist_from_dkim *@example.com example.org\n"));
  EXPECT_FALSE(welcome(Altered(own), "welcomelist_from_dkim *@example.com\n"));
  EXPECT_FALSE(welcome(own, "def_welcomelist_from_dkim *@example.com\n"));
  EXPECT_FALSE(welcome(other, "welcomelist_from_dkim *@example.com\n"));
  EXPECT_FALSE(welcome(other, "welcomelist_auth *@example.com\n"));
  EXPECT_TRUE(welcome(other, "welcomelist_from_dkim *@example.com Example.org\n"));
  EXPECT_TRUE(welcome(other, "welcomelist_from_dkim *@example.com x@example.org\n"));
  EXPECT_FALSE(welcome(other, "welcomelist_from_dkim *@example.com *.example.org\n"));
  EXPECT_TRUE(welcome(below, "welcomelist_from_dkim *@example.com *.example.org\n"));
  EXPECT_TRUE(welcome(below, "welcomelist_from_dkim *@example.com .example.org\n"));
  EXPECT_FALSE(welcome(below, "welcomelist_from_dkim *@example.com example.org\n"));
  EXPECT_FALSE(welcome(SignedBy("example.com", "short", "rsa512"), "welcomelist_from_dkim *@example.com\n"));
  Checked by_default(own, "def_welcomelist_from_dkim *@example.com\n");
  EXPECT_TRUE(by_default.Hits("check_for_def_dkim_welcomelist_from"));
  EXPECT_TRUE(by_default.Hits("check_for_def_dkim_whitelist_from"));
  EXPECT_TRUE(
      Checked(own, "def_welcomelist_auth *@example.com\n").Hits("check_for_def_dkim_welcomelist_from"));
}

TEST(DkimEvals, NothingIsAskedForStrangers) {
  Checked mail(SignedBy("example.com"), "welcomelist_from_dkim *@example.net\n");
  EXPECT_FALSE(mail.Hits("check_for_dkim_welcomelist_from"));
  EXPECT_TRUE(mail.dns.asked().empty());
}

TEST(Adsp, Overrides) {
  const auto policy = [](const std::string& config, const std::string& wanted = "D") {
    Checked mail(kMail, config);
    const bool hits = mail.Hits("check_dkim_adsp", {wanted});
    EXPECT_TRUE(mail.dns.asked().empty());
    return hits;
  };
  EXPECT_TRUE(policy("adsp_override example.com\n"));
  EXPECT_TRUE(policy("adsp_override @Example.com Discardable\n"));
  EXPECT_TRUE(policy("adsp_override *.com\n"));
  EXPECT_TRUE(policy("adsp_override *\n"));
  EXPECT_FALSE(policy("adsp_override *.example.com\nadsp_override * unknown\n"));
  EXPECT_FALSE(policy("adsp_override *\nadsp_override example.com all\n"));
  EXPECT_TRUE(policy("adsp_override example.com all\n", "A"));
  EXPECT_TRUE(policy("adsp_override example.com nxdomain\n", "N"));
  EXPECT_TRUE(policy("adsp_override example.com custom_low\n", "1"));
  EXPECT_TRUE(policy("adsp_override example.com custom_med\n", "2"));
  EXPECT_TRUE(policy("adsp_override example.com custom_high\n", "3"));
  EXPECT_TRUE(policy("adsp_override example.com custom_high\n", "*"));
  EXPECT_FALSE(policy("adsp_override example.com unknown\n", "*"));
  Checked all(kMail, "adsp_override example.com all\n");
  EXPECT_TRUE(all.Hits("check_dkim_signall"));
  EXPECT_TRUE(all.Hits("check_dkim_adsp", {"A", "x.org", "example.com"}));
  EXPECT_TRUE(all.Hits("check_dkim_adsp", {"A", "*.example.com"}));
  EXPECT_FALSE(all.Hits("check_dkim_adsp", {"A", "x.org"}));
}

TEST(Adsp, Published) {
  const auto policy = [](MemoryDns dns) {
    for (const char* wanted : {"A", "D", "N"}) {
      if (Checked(kMail, "", dns).Hits("check_dkim_adsp", {wanted})) return *wanted;
    }
    return 'U';
  };
  const auto published = [](const std::string& text) {
    MemoryDns dns;
    dns.Add("_adsp._domainkey.example.com", DnsType::kTxt, {text});
    dns.AddEmpty("example.com", DnsType::kMx);
    return dns;
  };
  EXPECT_EQ(policy(published("dkim=all")), 'A');
  EXPECT_EQ(policy(published("x=1; dkim = discardable")), 'D');
  EXPECT_EQ(policy(published("dkim=strict")), 'D');
  EXPECT_EQ(policy(published("dkim=unknown")), 'U');
  EXPECT_EQ(policy(published("nonsense")), 'U');
  MemoryDns dns;
  EXPECT_EQ(policy(dns), 'N');
  dns.Fail("example.com", DnsType::kMx);
  EXPECT_EQ(policy(dns), 'U');
  dns.Add("example.com", DnsType::kMx, {"mx.example.com"});
  EXPECT_EQ(policy(dns), 'U');
}

TEST(Adsp, NotWhereTheAuthorSignedOrNobodyKnows) {
  const std::string config = "adsp_override *\n";
  EXPECT_FALSE(Checked(SignedBy("example.com"), config).Hits("check_dkim_adsp", {"*"}));
  EXPECT_FALSE(Checked(SignedBy("example.com", "silent"), config).Hits("check_dkim_adsp", {"*"}));
  EXPECT_TRUE(Checked(SignedBy("example.org"), config).Hits("check_dkim_adsp", {"*"}));
  EXPECT_TRUE(Checked(Altered(SignedBy("example.com")), config).Hits("check_dkim_adsp", {"*"}));
  EXPECT_FALSE(Checked("From: joe@localhost\n\nx\n", config).Hits("check_dkim_adsp", {"*"}));
}

TEST(DkimFacts, Tags) {
  SignOptions options;
  options.domain = "example.org";
  options.more = "i=joe@mail.example.org; ";
  Checked mail(SignMail(SignedBy("example.com"), options));
  const DkimFacts* facts = Dkim(mail.context());
  ASSERT_NE(facts, nullptr);
  EXPECT_EQ(KnownDkim(mail.context()), facts);
  EXPECT_EQ(facts->Tag("DKIMDOMAIN"), "example.org example.com");
  EXPECT_EQ(facts->Tag("DKIMIDENTITY"), "joe@mail.example.org @example.com");
  EXPECT_EQ(facts->Tag("DKIMSELECTOR"), "s1");
  EXPECT_EQ(facts->Tag("DKIM"), "");
}

TEST(DkimFacts, QueriesStartEarly) {
  Checked mail(SignedBy("example.com"));
  EvalStartAt(FindEval("check_dkim_valid"), "check_dkim_valid")(mail.context(), {});
  EXPECT_TRUE(mail.dns.WasAsked("s1._domainkey.example.com", DnsType::kTxt));
  EXPECT_EQ(KnownDkim(mail.context()), nullptr);
}

TEST(DkimFacts, FromNamesOfKnownSigners) {
  const std::string text =
      "From: \"joe@example.net\" <joe@example.com>\nTo: anna@example.org\nSubject: x\n\nbody\n";
  const std::string config =
      "loadplugin Mail::SpamAssassin::Plugin::FromNameSpoof\nfns_ignore_dkim Example.org Example.com\n";
  EXPECT_TRUE(Checked(text, config).Hits("check_fromname_different"));
  EXPECT_FALSE(Checked(SignMail(text), config).Hits("check_fromname_different"));
  EXPECT_TRUE(EvalFixture(SignMail(text), config).Hits("check_fromname_different"));
}

}  // namespace
}  // namespace gatepost
