#include "base/public_key.h"

#include <gtest/gtest.h>

#include "support/sign_mail.h"

namespace gatepost {
namespace {

std::string ValueOf(DigestKind kind, std::string_view text) {
  Digest digest(kind);
  digest.Add(text.substr(0, text.size() / 2));
  EXPECT_NE(digest.Value(), "");
  digest.Add(text.substr(text.size() / 2));
  return digest.Value();
}

TEST(Digest, KnownValues) {
  EXPECT_EQ(ToBase64(ValueOf(DigestKind::kSha1, "abc")), "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
  EXPECT_EQ(ToBase64(ValueOf(DigestKind::kSha256, "abc")), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

TEST(PublicKey, Rsa) {
  const std::optional<PublicKey> key = PublicKey::ReadRsa(FromBase64(kPublicKey1024));
  ASSERT_TRUE(key);
  EXPECT_TRUE(key->is_rsa());
  EXPECT_EQ(key->rsa_bits(), 1024);
  const std::string sha256 = Hash(false, "x"), sha1 = Hash(true, "x");
  std::string signature = SignHash("rsa1024", false, sha256);
  EXPECT_TRUE(key->Verifies(DigestKind::kSha256, sha256, signature));
  EXPECT_TRUE(key->Verifies(DigestKind::kSha1, sha1, SignHash("rsa1024", true, sha1)));
  EXPECT_FALSE(key->Verifies(DigestKind::kSha1, sha1, signature));
  EXPECT_FALSE(key->Verifies(DigestKind::kSha1, sha256, signature));
  EXPECT_FALSE(key->Verifies(DigestKind::kSha256, Hash(false, "y"), signature));
  EXPECT_FALSE(key->Verifies(DigestKind::kSha256, sha256, ""));
  EXPECT_FALSE(key->Verifies(DigestKind::kSha256, sha256, std::string(128, '\xff')));
  EXPECT_FALSE(key->Verifies(DigestKind::kSha256, sha256, std::string(1U << 20, '\xff')));
  signature[5] ^= 1;
  EXPECT_FALSE(key->Verifies(DigestKind::kSha256, sha256, signature));
}

TEST(PublicKey, Ed25519) {
  const std::string record = KeyRecord("ed25519");
  const std::optional<PublicKey> key =
      PublicKey::ReadEd25519(FromBase64(record.substr(record.rfind("p=") + 2)));
  ASSERT_TRUE(key);
  EXPECT_FALSE(key->is_rsa());
  EXPECT_EQ(key->rsa_bits(), 0);
  const std::string digest = Hash(false, "x");
  const std::string signature = SignHash("ed25519", false, digest);
  EXPECT_TRUE(key->Verifies(DigestKind::kSha256, digest, signature));
  EXPECT_FALSE(key->Verifies(DigestKind::kSha256, Hash(false, "y"), signature));
  EXPECT_FALSE(key->Verifies(DigestKind::kSha256, digest, signature.substr(1)));
  EXPECT_FALSE(PublicKey::ReadEd25519(std::string(31, 'x')));
  EXPECT_FALSE(PublicKey::ReadEd25519(std::string(33, 'x')));
}

// A value of DER: its length in as few bytes as can be.
std::string DerValue(char type, const std::string& content) {
  const auto low = static_cast<char>(content.size()), high = static_cast<char>(content.size() >> 8);
  const std::string length = content.size() < 128   ? std::string{low}
                             : content.size() < 256 ? std::string{'\x81', low}
                                                    : std::string{'\x82', high, low};
  return type + length + content;
}
// SEQUENCE { INTEGER modulus, INTEGER exponent }.
std::string Der(const std::string& modulus, const std::string& exponent) {
  return DerValue('\x30', DerValue('\2', modulus) + DerValue('\2', exponent));
}

TEST(PublicKey, WhatIsRefused) {
  const std::string whole = FromBase64(kPublicKey1024);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    EXPECT_FALSE(PublicKey::ReadRsa(std::string_view(whole).substr(0, i))) << i;
  }
  const auto modulus = [](std::size_t bytes) { return "\x7f" + std::string(bytes - 2, '\xff') + "\xff"; };
  EXPECT_TRUE(PublicKey::ReadRsa(Der(modulus(1024), "\3")));
  EXPECT_FALSE(PublicKey::ReadRsa(Der("\1" + modulus(1024), "\3")));  // 8,193 bits
  EXPECT_TRUE(PublicKey::ReadRsa(Der(modulus(128), modulus(8))));
  EXPECT_FALSE(PublicKey::ReadRsa(Der(modulus(128), "\1" + modulus(8))));
  EXPECT_FALSE(PublicKey::ReadRsa(Der(modulus(128), std::string(1, '\0'))));
  EXPECT_FALSE(PublicKey::ReadRsa(Der(modulus(127) + "\xfe", "\3")));  // even
  EXPECT_FALSE(PublicKey::ReadRsa(Der(std::string(1, '\0'), "\3")));
  EXPECT_FALSE(PublicKey::ReadRsa(Der("\xff" + modulus(128), "\3")));  // negative
  // Types that nettle has no name for.
  EXPECT_FALSE(PublicKey::ReadRsa(DerValue('\xbc', "")));
  EXPECT_FALSE(PublicKey::ReadRsa(DerValue('\x30', DerValue('\xbc', ""))));
  EXPECT_FALSE(PublicKey::ReadRsa(DerValue('\x30', DerValue('\x30', DerValue('\x9c', "")))));
}

}  // namespace
}  // namespace gatepost
