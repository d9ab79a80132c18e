#include "auth/dkim_signature.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

std::optional<DkimSignature> Read(const std::string& tags, SignatureForm form = SignatureForm::kDkim) {
  static std::string text;  // what the result looks at
  text = "X: " + tags;
  return ReadSignature({"X", text}, form);
}

constexpr const char* kGood = "v=1; a=rsa-sha256; d=Example.com; s=Sel; h=from:to; bh=Zm9v; b=Ym FyYg==";

std::string With(const std::string& more) { return std::string(kGood) + "; " + more; }
// kGood with one of its tags written otherwise.
std::string Changed(const std::string& tag, const std::string& by) {
  std::string text = kGood;
  const std::size_t at = text.find(tag);
  text.replace(at, std::min(text.find("; ", at), text.size()) - at, by);
  return text;
}

TEST(DkimSignature, Tags) {
  const std::optional<DkimSignature> signature =
      Read(With("c=Relaxed/simple; i=joe=40x@Mail.example.com; l=12; x=99; q=foo:dns/txt"));
  ASSERT_TRUE(signature);
  EXPECT_EQ(signature->fault, "");
  EXPECT_EQ(signature->domain, "example.com");
  EXPECT_EQ(signature->selector, "Sel");
  EXPECT_EQ(signature->key_name(), "Sel._domainkey.example.com");
  EXPECT_EQ(signature->identity, "joe@x@Mail.example.com");
  EXPECT_TRUE(signature->relaxed_header);
  EXPECT_FALSE(signature->relaxed_body);
  EXPECT_EQ(signature->signed_fields, (std::vector<std::string_view>{"from", "to"}));
  EXPECT_EQ(signature->body_bytes, 12U);
  EXPECT_EQ(signature->expires, 99U);
  EXPECT_EQ(signature->body_hash, "foo");
  EXPECT_EQ(signature->signature, "barb");
  EXPECT_EQ(signature->digest, DigestKind::kSha256);
}

TEST(DkimSignature, Defaults) {
  const std::optional<DkimSignature> signature = Read(kGood);
  ASSERT_TRUE(signature);
  EXPECT_EQ(signature->identity, "@example.com");
  EXPECT_FALSE(signature->relaxed_header);
  EXPECT_FALSE(signature->relaxed_body);
  EXPECT_EQ(signature->body_bytes, std::nullopt);
  EXPECT_EQ(signature->expires, UINT64_MAX);
}

TEST(DkimSignature, Faults) {
  const std::pair<std::string, std::string_view> cases[] = {
      {Changed("v=", "v=2"), "unsupported version"},
      {Changed("v=", "v=1.0"), "unsupported version"},
      {Changed("a=", "a=rsa-md5"), "unsupported algorithm"},
      {Changed("a=", ""), "unsupported algorithm"},
      {With("c=nowsp"), "unsupported canonicalization"},
      {With("c=relaxed/"), "unsupported canonicalization"},
      {With("q=dns"), "unsupported query protocol"},
      {With("q=DNS/TXT"), "unsupported query protocol"},
      {With("x=soon"), "bad x tag"},
      {Changed("d=", ""), "bad d tag"},
      {Changed("d=", "d=a..b"), "bad d tag"},
      {Changed("d=", "d=a b.com"), "bad d tag"},
      {Changed("d=", "d=" + std::string(64, 'x') + ".com"), "bad d tag"},
      {Changed("s=", "s="), "bad s tag"},
      {With("i=joe@example.org"), "bad identity"},
      {With("i=joe@notexample.com"), "bad identity"},
      {With("i=example.com"), "bad identity"},
      {With("i=a=0Ab@example.com"), "bad identity"},
      {Changed("b=Y", "b="), "bad b tag"},
      {Changed("b=Y", "b=%"), "bad b tag"},
      {Changed("h=", ""), "From field not signed"},
      {Changed("h=", "h=to:subject"), "From field not signed"},
      {Changed("bh=", ""), "bad bh tag"},
      {With("l=-1"), "bad l tag"},
      {With("d=example.com"), "duplicate tag"},
  };
  for (const auto& [tags, fault] : cases) {
    const std::optional<DkimSignature> signature = Read(tags);
    ASSERT_TRUE(signature) << tags;
    EXPECT_EQ(signature->fault, fault) << tags;
  }
  EXPECT_FALSE(Read("v=1; what"));
}

TEST(DkimSignature, AnIdentityBelongsToTheDomain) {
  // The address behind the last "@" counts, whatever stands before.
  const std::optional<DkimSignature> signature = Read(With("i==40paypal.example=20x@mail.example.com"));
  ASSERT_TRUE(signature);
  EXPECT_EQ(signature->fault, "");
  EXPECT_EQ(signature->identity, "@paypal.example x@mail.example.com");
}

TEST(DkimSignature, MostFields) {
  std::string names = "from";
  for (int i = 1; i < 1000; ++i) names += ":x";
  EXPECT_EQ(Read(Changed("h=", "h=" + names))->fault, "");
  EXPECT_EQ(Read(Changed("h=", "h=" + names + ":x"))->fault, "too many fields in h tag");
}

TEST(DkimSignature, WhereTheSignatureStands) {
  const std::string tags = "v=1; b = Zm9v\r\n Yg== ; a=rsa-sha256";
  const std::string text = "X: " + tags;
  const std::optional<DkimSignature> signature = Read(tags);
  ASSERT_TRUE(signature);
  const FieldHole hole = signature->signature_value;
  EXPECT_EQ(text.substr(hole.begin, hole.end - hole.begin), " Zm9v\r\n Yg== ");
}

TEST(DkimSignature, Forms) {
  EXPECT_EQ(FormOfField("dkim-signature"), SignatureForm::kDkim);
  EXPECT_EQ(FormOfField("DomainKey-Signature"), SignatureForm::kDomainKey);
  EXPECT_EQ(FormOfField("ARC-Message-Signature"), SignatureForm::kArcMessage);
  EXPECT_EQ(FormOfField("ARC-Seal"), SignatureForm::kArcSeal);
  EXPECT_EQ(FormOfField("ARC-Authentication-Results"), std::nullopt);

  const std::optional<DkimSignature> seal =
      Read("i=2; a=rsa-sha256; d=example.com; s=x; cv=pass; b=Zm9v", SignatureForm::kArcSeal);
  ASSERT_TRUE(seal);
  EXPECT_EQ(seal->fault, "");
  EXPECT_EQ(seal->instance, 2);
  EXPECT_EQ(Read("i=1025; d=example.com", SignatureForm::kArcSeal)->instance, 0);
  EXPECT_EQ(Read(Changed("v=1", "i=3"), SignatureForm::kArcMessage)->instance, 3);
  EXPECT_EQ(Read(Changed("h=", "h=from:arc-seal"), SignatureForm::kArcMessage)->fault, "seal signed");
  EXPECT_EQ(Read("d=example.com", SignatureForm::kDomainKey)->fault, "DomainKeys is not supported");
}

}  // namespace
}  // namespace gatepost
