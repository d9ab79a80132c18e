#include "auth/dkim.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/memory_dns.h"
#include "support/sign_mail.h"

namespace gatepost {
namespace {

constexpr std::int64_t kNow = 1700000000;
constexpr const char* kMail =
    "From: Joe <joe@example.com>\nTo: anna@example.org\nSubject: a  folded\n\tsubject \nX: 1\n\n"
    "Hello  there \n\nBye\n\n\n";

MemoryDns& KnownKeys() {
  static MemoryDns dns;
  static const bool filled = [] {
    dns.Add("s1._domainkey.example.com", DnsType::kTxt, {KeyRecord("rsa1024")});
    dns.Add("s1._domainkey.example.org", DnsType::kTxt, {KeyRecord("rsa2048")});
    dns.Add("short._domainkey.example.com", DnsType::kTxt, {KeyRecord("rsa512")});
    dns.Add("ed._domainkey.example.com", DnsType::kTxt, {KeyRecord("ed25519")});
    dns.Add("other._domainkey.example.com", DnsType::kTxt, {"p=" + std::string(kOtherPublicKey)});
    dns.Add("revoked._domainkey.example.com", DnsType::kTxt, {"p="});
    dns.Add("strict._domainkey.example.com", DnsType::kTxt, {KeyRecord("rsa1024", "v=DKIM1; t=s")});
    dns.AddEmpty("empty._domainkey.example.com", DnsType::kTxt);
    dns.Fail("silent._domainkey.example.com", DnsType::kTxt);
    return true;
  }();
  EXPECT_TRUE(filled);
  return dns;
}

std::vector<SignatureCheck> CheckAll(const std::string& mail) {
  return MailSignatures(mail, SIZE_MAX, kNow).Check(KnownKeys());
}

SignatureCheck CheckOne(const std::string& mail) {
  std::vector<SignatureCheck> checks = CheckAll(mail);
  EXPECT_EQ(checks.size(), 1U);
  return checks.empty() ? SignatureCheck() : checks.front();
}

std::string_view WhyNot(const std::string& mail) { return CheckOne(mail).why; }
bool Passes(const std::string& mail) { return CheckOne(mail).result == SignatureResult::kPass; }

SignOptions WithTags(const std::string& more, const std::string& selector = "s1") {
  SignOptions options;
  options.more = more;
  options.selector = selector;
  return options;
}

std::string Edited(std::string mail, std::string_view part, std::string_view by) {
  const std::size_t at = mail.rfind(part);
  EXPECT_NE(at, kNpos) << part;
  return mail.replace(at, part.size(), by);
}

TEST(Dkim, EveryAlgorithmAndForm) {
  for (const auto& [key, algorithm, selector, domain, bits] :
       {std::tuple{"rsa1024", "rsa-sha256", "s1", "example.com", 1024},
        std::tuple{"rsa1024", "rsa-sha1", "s1", "example.com", 1024},
        std::tuple{"rsa2048", "rsa-sha256", "s1", "example.org", 2048},
        std::tuple{"rsa512", "rsa-sha256", "short", "example.com", 512},
        std::tuple{"ed25519", "ed25519-sha256", "ed", "example.com", 0}}) {
    for (const char* canonical :
         {"simple", "relaxed", "simple/relaxed", "relaxed/relaxed", "relaxed/simple"}) {
      SignOptions options;
      options.key = key;
      options.algorithm = algorithm;
      options.selector = selector;
      options.domain = domain;
      options.canonical = canonical;
      const std::string mail = SignMail(kMail, options);
      const SignatureCheck check = CheckOne(mail);
      EXPECT_EQ(check.result, SignatureResult::kPass) << algorithm << " " << canonical << ": " << check.why;
      EXPECT_EQ(check.rsa_bits, bits);
      EXPECT_EQ(check.signer(), domain);
      EXPECT_TRUE(Passes(WithCrlf(mail)));
      EXPECT_EQ(WhyNot(Edited(mail, "there", "where")), "body has been altered");
      EXPECT_EQ(WhyNot(Edited(mail, "anna", "hans")), "header has been altered");
    }
  }
}

TEST(Dkim, WhatTheFormsForgive) {
  SignOptions options;
  options.canonical = "simple/simple";
  const std::string simple = SignMail(kMail, options), relaxed = SignMail(kMail);
  for (const auto& [part, by] :
       {std::pair{"Hello  there \n", "Hello there\n"}, std::pair{"Bye\n", "Bye \t\n"}}) {
    EXPECT_TRUE(Passes(Edited(relaxed, part, by)));
    EXPECT_EQ(WhyNot(Edited(simple, part, by)), "body has been altered");
  }
  for (const auto& [part, by] :
       {std::pair{"To: anna", "TO :\n anna"}, std::pair{"a  folded\n\tsubject \n", "a folded subject\n"}}) {
    EXPECT_TRUE(Passes(Edited(relaxed, part, by)));
    EXPECT_EQ(WhyNot(Edited(simple, part, by)), "header has been altered");
  }
  for (const std::string& mail : {simple, relaxed}) {
    EXPECT_TRUE(Passes(Edited(mail, "Bye\n\n\n", "Bye\n")));
    EXPECT_TRUE(Passes(Edited(mail, "Bye\n\n\n", "Bye")));
    EXPECT_TRUE(Passes(Edited(mail, "X: 1", "X: 2")));
    EXPECT_TRUE(Passes("Received: by x\n" + mail));
    EXPECT_EQ(WhyNot(Edited(mail, "Bye\n", "Bye\n.\n")), "body has been altered");
  }
}

TEST(Dkim, BodiesWithoutText) {
  for (const char* canonical : {"simple/simple", "relaxed/relaxed"}) {
    SignOptions options;
    options.canonical = canonical;
    for (const char* body : {"", "\n", "\n\n\n"})
      EXPECT_TRUE(Passes(SignMail(std::string("From: a@example.com\n\n") + body, options))) << canonical;
  }
  std::string mail = SignMail("From: a@example.com\n\n");
  EXPECT_TRUE(Passes(mail.substr(0, mail.size() - 1)));
  EXPECT_TRUE(Passes(mail.substr(0, mail.size() - 2)));
}

TEST(Dkim, RepeatedFieldsCountFromTheBottom) {
  const std::string two = "X: 1\nFrom: joe@example.com\nX: 2\n\nbody\n";
  SignOptions options;
  options.fields = "from:x";
  std::string mail = SignMail(two, options);
  EXPECT_TRUE(Passes(mail));
  EXPECT_TRUE(Passes(Edited(mail, "X: 1", "X: 3")));
  EXPECT_FALSE(Passes(Edited(mail, "X: 2", "X: 3")));
  options.fields = "from:x:X:x";
  mail = SignMail(two, options);
  EXPECT_TRUE(Passes(mail));
  EXPECT_FALSE(Passes(Edited(mail, "X: 1", "X: 3")));
  EXPECT_FALSE(Passes("X: 0\n" + mail));  // named once more than it was there
}

TEST(Dkim, AFromFieldThatIsNotSigned) {
  const std::string mail = SignMail(kMail);
  EXPECT_EQ(WhyNot("From: eve@example.com\n" + mail), "From field not signed");
  EXPECT_EQ(WhyNot(Edited(mail, "X: 1", "from : eve@example.com")), "From field not signed");
  SignOptions options;
  options.fields = "from:from";
  EXPECT_TRUE(Passes(SignMail(kMail, options)));
  EXPECT_EQ(WhyNot("From: eve@example.com\n" + SignMail(kMail, options)), "header has been altered");
  options.fields = "to";
  EXPECT_EQ(WhyNot(SignMail(kMail, options)), "From field not signed");
}

TEST(Dkim, PartsOfBodies) {
  SignOptions options;
  options.body_bytes = 10;
  const std::string mail = SignMail(kMail, options);
  EXPECT_TRUE(Passes(mail));
  EXPECT_TRUE(Passes(mail + "more\n"));
  EXPECT_FALSE(Passes(Edited(mail, "Hello", "Hallo")));
  options.body_bytes = 0;
  EXPECT_EQ(WhyNot(SignMail(kMail, options)), "body has been altered");
}

TEST(Dkim, Keys) {
  EXPECT_EQ(WhyNot(SignMail(kMail, WithTags("", "other"))), "header has been altered");
  EXPECT_EQ(WhyNot(SignMail(kMail, WithTags("", "revoked"))), "public key: revoked");
  EXPECT_EQ(WhyNot(SignMail(kMail, WithTags("", "empty"))), "public key: not available");
  EXPECT_EQ(WhyNot(SignMail(kMail, WithTags("", "nowhere"))), "public key: not available");
  EXPECT_EQ(WhyNot(SignMail(kMail, WithTags("", "short"))), "header has been altered");
  EXPECT_EQ(CheckOne(SignMail(kMail, WithTags("", "revoked"))).result, SignatureResult::kInvalid);
  EXPECT_EQ(CheckOne(SignMail(kMail, WithTags("", "silent"))).result, SignatureResult::kTempError);
  EXPECT_TRUE(Passes(SignMail(kMail, WithTags("i=joe@mail.example.com; "))));
  EXPECT_FALSE(Passes(SignMail(kMail, WithTags("i=joe@mail.example.com; ", "strict"))));
  EXPECT_TRUE(Passes(SignMail(kMail, WithTags("i=joe@example.com; ", "strict"))));
  EXPECT_EQ(CheckOne(SignMail(kMail, WithTags("i=joe@Mail.Example.com; "))).signer(), "mail.example.com");
}

TEST(Dkim, Expiry) {
  EXPECT_TRUE(Passes(SignMail(kMail, WithTags("x=1700000000; "))));
  EXPECT_EQ(WhyNot(SignMail(kMail, WithTags("x=1699999999; "))), "signature is expired");
}

TEST(Dkim, NothingSigned) {
  EXPECT_TRUE(CheckAll(kMail).empty());
  EXPECT_TRUE(CheckAll("").empty());
  EXPECT_TRUE(CheckAll("DKIM-Signature: what\n\n").empty());
  EXPECT_TRUE(CheckAll("DKIM-Signature").empty());
  EXPECT_EQ(WhyNot("DKIM-Signature:\n\n"), "unsupported version");
}

TEST(Dkim, SeveralSignatures) {
  SignOptions second;
  second.key = "rsa2048";
  second.domain = "example.org";
  const std::vector<SignatureCheck> checks =
      CheckAll("DomainKey-Signature: d=x\n" + SignMail(SignMail(kMail), second));
  ASSERT_EQ(checks.size(), 3U);
  EXPECT_EQ(checks[0].form, SignatureForm::kDomainKey);
  EXPECT_EQ(checks[0].result, SignatureResult::kInvalid);
  EXPECT_EQ(checks[1].domain, "example.org");
  EXPECT_EQ(checks[1].result, SignatureResult::kPass);
  EXPECT_EQ(checks[2].result, SignatureResult::kPass);
}

TEST(Dkim, MostSignatures) {
  std::string mail = SignMail(kMail);
  for (std::size_t i = 1; i < MailSignatures::kMostSignatures; ++i) mail = "DKIM-Signature: a=b\n" + mail;
  std::vector<SignatureCheck> checks = CheckAll(mail);
  ASSERT_EQ(checks.size(), MailSignatures::kMostSignatures);
  EXPECT_EQ(checks.back().result, SignatureResult::kPass);
  checks = CheckAll("DKIM-Signature: a=b\n" + mail);
  ASSERT_EQ(checks.size(), MailSignatures::kMostSignatures);
  EXPECT_EQ(checks.back().result, SignatureResult::kInvalid);
}

TEST(Dkim, WhereTheBodyBegins) {
  for (const std::string& mail : {SignMail(kMail), WithCrlf(SignMail(kMail))})
    EXPECT_EQ(MailSignatures(mail, SIZE_MAX, kNow).body_begin(), mail.find("Hello"));
  EXPECT_EQ(MailSignatures("From: a@example.com\n", SIZE_MAX, kNow).body_begin(), 20U);
}

TEST(Dkim, AHeaderThatIsLookedAtInPart) {
  const std::string mail = SignMail(kMail);
  const std::size_t header = mail.find("Hello");
  EXPECT_EQ(MailSignatures(mail, header, kNow).Check(KnownKeys())[0].result, SignatureResult::kPass);
  EXPECT_EQ(MailSignatures(mail, header - 1, kNow).Check(KnownKeys())[0].why, "header too long");
}

TEST(Dkim, AsksForKeysThatMayServe) {
  MemoryDns dns;
  const std::string mail = "DKIM-Signature: a=b\n" + SignMail(SignMail(kMail), WithTags("x=1; ", "old"));
  MailSignatures(mail, SIZE_MAX, kNow).Ask(dns);
  EXPECT_EQ(dns.asked(), (std::vector<MemoryDns::Question>{{"s1._domainkey.example.com", DnsType::kTxt}}));
}

// A set of ARC fields on top of a mail.
std::string Sealed(const std::string& mail, int instance, const std::string& previous = "") {
  const std::string number = std::to_string(instance);
  SignOptions message;
  message.name = "ARC-Message-Signature";
  message.version = "i=" + number + "; ";
  const std::string results = "ARC-Authentication-Results: i=" + number + "; mx.example.com; spf=pass";
  const std::string signed_mail = SignMail(mail, message);
  const std::string signature = signed_mail.substr(0, signed_mail.find('\n'));
  const std::string seal = "ARC-Seal: i=" + number +
                           "; a=rsa-sha256; cv=" + (instance == 1 ? "none" : "pass") +
                           "; d=example.com; s=s1; b=";
  std::string text = previous;
  for (const std::string& field : {results, signature}) text += CanonicalField(field, true) + "\r\n";
  text += CanonicalField(seal, true);
  return seal + SignatureOf(message, text) + "\n" + signature + "\n" + results + "\n" + mail;
}

// The canonical fields of the set on top of a sealed mail, as the next seal signs them.
std::string SetOf(const std::string& sealed) {
  const std::vector<std::string> fields = FieldsOf(sealed.substr(0, sealed.find("\nFrom:") + 1));
  return CanonicalField(fields[2], true) + "\r\n" + CanonicalField(fields[1], true) + "\r\n" +
         CanonicalField(fields[0], true) + "\r\n";
}

std::vector<SignatureResult> ResultsOf(const std::string& mail) {
  std::vector<SignatureResult> results;
  for (const SignatureCheck& check : CheckAll(mail)) results.push_back(check.result);
  return results;
}

constexpr SignatureResult kSigned = SignatureResult::kPass, kBroken = SignatureResult::kFail,
                          kInvalid = SignatureResult::kInvalid;

TEST(Arc, Chain) {
  const std::string first = Sealed(kMail, 1);
  EXPECT_EQ(ResultsOf(first), (std::vector{kSigned, kSigned}));
  const std::string second = Sealed(first, 2, SetOf(first));
  EXPECT_EQ(ResultsOf(second), (std::vector{kSigned, kSigned, kSigned, kSigned}));
  EXPECT_EQ(ResultsOf(WithCrlf(second)), (std::vector{kSigned, kSigned, kSigned, kSigned}));
  EXPECT_EQ(ResultsOf(Edited(second, "spf=pass", "spf=fail")),
            (std::vector{kBroken, kSigned, kBroken, kSigned}));
  EXPECT_EQ(ResultsOf(Edited(second, "there", "where")), (std::vector{kSigned, kBroken, kSigned, kBroken}));
}

TEST(Arc, BrokenSets) {
  const std::string first = Sealed(kMail, 1);
  EXPECT_EQ(ResultsOf("ARC-Authentication-Results: i = 1; x\n" + first), (std::vector{kInvalid, kInvalid}));
  EXPECT_EQ(ResultsOf("ARC-Seal: i=1; a=b\n" + first), (std::vector{kInvalid, kInvalid, kInvalid}));
  EXPECT_EQ(ResultsOf("ARC-Seal: i=1025; a=b\n" + first), (std::vector{kInvalid, kInvalid, kInvalid}));
  EXPECT_EQ(ResultsOf("ARC-Seal: i=2; d=x; d=x\n" + first), (std::vector{kInvalid, kInvalid, kInvalid}));
  EXPECT_EQ(ResultsOf("ARC-Authentication-Results: x\n" + first), (std::vector{kSigned, kSigned}));
  EXPECT_EQ(ResultsOf("ARC-Authentication-Results:\n" + first), (std::vector{kSigned, kSigned}));
}

}  // namespace
}  // namespace gatepost
