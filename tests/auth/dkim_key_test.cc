#include "auth/dkim_key.h"

#include <gtest/gtest.h>

#include "support/sign_mail.h"

namespace gatepost {
namespace {

std::string_view FaultOf(const std::string& record) {
  std::string_view fault;
  return DkimKey::Read(record, &fault) ? "" : fault;
}

TEST(DkimKey, Records) {
  EXPECT_EQ(FaultOf(KeyRecord("rsa1024")), "");
  EXPECT_EQ(FaultOf(KeyRecord("rsa1024", "k=rsa; s=x : email; n=a note")), "");
  EXPECT_EQ(FaultOf(KeyRecord("rsa1024", "s=*")), "");
  EXPECT_EQ(FaultOf(KeyRecord("ed25519")), "");
  EXPECT_EQ(FaultOf("p=\"" + std::string(kPublicKey1024) + "\""), "");
}

TEST(DkimKey, Faults) {
  EXPECT_EQ(FaultOf("hello"), "public key: syntax error");
  EXPECT_EQ(FaultOf(""), "public key: missing p tag");
  EXPECT_EQ(FaultOf("v=DKIM1; p="), "public key: revoked");
  EXPECT_EQ(FaultOf(KeyRecord("rsa1024", "v=DKIM2")), "public key: unsupported version");
  EXPECT_EQ(FaultOf(KeyRecord("rsa1024", "k=dsa")), "public key: unsupported key type");
  EXPECT_EQ(FaultOf(KeyRecord("rsa1024", "k=ed25519")), "public key: invalid data");
  EXPECT_EQ(FaultOf(KeyRecord("rsa1024", "s=tlsrpt")), "public key: does not support email");
  EXPECT_EQ(FaultOf(KeyRecord("rsa1024", "p=")), "public key: duplicate tag");
  EXPECT_EQ(FaultOf("p=Zm9v"), "public key: invalid data");
  EXPECT_EQ(FaultOf("p=%%%"), "public key: invalid data");
}

std::string_view FaultWith(const std::string& tags, const DkimSignature& signature) {
  std::string_view fault;
  const std::optional<DkimKey> key = DkimKey::Read(KeyRecord("rsa1024", tags), &fault);
  return key ? key->FaultWith(signature) : "no key";
}

TEST(DkimKey, WhatItAllows) {
  DkimSignature signature;
  signature.domain = "example.com";
  signature.identity = "joe@mail.example.com";
  EXPECT_EQ(FaultWith("t=y", signature), "");
  EXPECT_EQ(FaultWith("t=y : s", signature), "public key: does not support signing subdomains");
  EXPECT_EQ(FaultWith("h=sha1", signature), "public key: does not support hash algorithm");
  EXPECT_EQ(FaultWith("h=sha1 : sha256", signature), "");
  EXPECT_EQ(FaultWith("g=j*e", signature), "");
  EXPECT_EQ(FaultWith("g=*", signature), "");
  for (const char* other : {"g=", "g=ann", "g=jo*oe", "g=*x"})
    EXPECT_EQ(FaultWith(other, signature), "public key: granularity mismatch") << other;
  signature.identity = "@Example.com";
  EXPECT_EQ(FaultWith("g=", signature), "public key: granularity mismatch");
  EXPECT_EQ(FaultWith("t=s", signature), "");
  signature.ed25519 = true;
  EXPECT_EQ(FaultWith("t=s", signature), "public key: of another algorithm");
}

TEST(DkimKey, TheBareKeyOfRfc6376) {
  // RSAPublicKey: what stands in the SubjectPublicKeyInfo behind its first 22 bytes.
  const std::string info = FromBase64(kPublicKey1024);
  EXPECT_EQ(FaultOf("p=" + ToBase64(info.substr(22))), "");
}

}  // namespace
}  // namespace gatepost
