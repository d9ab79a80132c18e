// Tested by tests/base/public_key_test.cc.
#include "base/public_key.h"

#include <nettle/asn1.h>
#include <nettle/bignum.h>
#include <nettle/eddsa.h>
#include <nettle/rsa.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include <cstdint>
#include <cstring>

namespace gatepost {
namespace {

constexpr std::size_t kMostExponentBits = 64;
// rsaEncryption, 1.2.840.113549.1.1.1.
constexpr std::string_view kRsaEncryption = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";

const std::uint8_t* Bytes(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::string_view Content(const asn1_der_iterator& at) {
  return {reinterpret_cast<const char*>(at.data), at.length};
}

// A type of the sender's may be none of the enum's, which C++ may not read as such.
unsigned TypeOf(const asn1_der_iterator& at) {
  static_assert(sizeof at.type == sizeof(unsigned));
  unsigned type = 0;
  std::memcpy(&type, &at.type, sizeof type);
  return type;
}

// The RSAPublicKey inside a SubjectPublicKeyInfo: SEQUENCE { SEQUENCE { algorithm, NULL }, BIT STRING }.
std::string_view KeyOfInfo(std::string_view der) {
  asn1_der_iterator info, inside, algorithm;
  if (asn1_der_iterator_first(&info, der.size(), Bytes(der)) != ASN1_ITERATOR_CONSTRUCTED ||
      TypeOf(info) != ASN1_SEQUENCE ||
      asn1_der_decode_constructed(&info, &inside) != ASN1_ITERATOR_CONSTRUCTED ||
      TypeOf(inside) != ASN1_SEQUENCE ||
      asn1_der_decode_constructed(&inside, &algorithm) != ASN1_ITERATOR_PRIMITIVE ||
      TypeOf(algorithm) != ASN1_IDENTIFIER || Content(algorithm) != kRsaEncryption)
    return "";
  if (asn1_der_iterator_next(&inside) != ASN1_ITERATOR_PRIMITIVE || TypeOf(inside) != ASN1_BITSTRING)
    return "";
  const std::string_view bits = Content(inside);
  return !bits.empty() && bits.front() == '\0' ? bits.substr(1)
                                               : "";  // how many bits of the last byte are unused
}

}  // namespace

struct PublicKey::Rsa {
  Rsa() { rsa_public_key_init(&key); }
  ~Rsa() { rsa_public_key_clear(&key); }
  Rsa(const Rsa&) = delete;
  Rsa& operator=(const Rsa&) = delete;

  // SEQUENCE { modulus, exponent }.
  bool Read(std::string_view der) {
    asn1_der_iterator sequence, number;
    return asn1_der_iterator_first(&sequence, der.size(), Bytes(der)) == ASN1_ITERATOR_CONSTRUCTED &&
           TypeOf(sequence) == ASN1_SEQUENCE &&
           asn1_der_decode_constructed(&sequence, &number) == ASN1_ITERATOR_PRIMITIVE &&
           asn1_der_get_bignum(&number, key.n, kMostRsaBits) != 0 &&
           asn1_der_iterator_next(&number) == ASN1_ITERATOR_PRIMITIVE &&
           asn1_der_get_bignum(&number, key.e, kMostExponentBits) != 0 && mpz_sgn(key.n) > 0 &&
           mpz_odd_p(key.n) != 0 && mpz_sgn(key.e) > 0 && rsa_public_key_prepare(&key) != 0;
  }

  rsa_public_key key;
};

PublicKey::PublicKey() = default;
PublicKey::~PublicKey() = default;
PublicKey::PublicKey(PublicKey&&) noexcept = default;
PublicKey& PublicKey::operator=(PublicKey&&) noexcept = default;

std::optional<PublicKey> PublicKey::ReadRsa(std::string_view der) {
  const std::string_view inner = KeyOfInfo(der);
  PublicKey key;
  key.rsa_ = std::make_unique<Rsa>();
  if (!key.rsa_->Read(inner.empty() ? der : inner)) return std::nullopt;
  return key;
}

std::optional<PublicKey> PublicKey::ReadEd25519(std::string_view bytes) {
  if (bytes.size() != ED25519_KEY_SIZE) return std::nullopt;
  PublicKey key;
  key.ed25519_ = bytes;
  return key;
}

int PublicKey::rsa_bits() const { return is_rsa() ? static_cast<int>(rsa_->key.size * 8) : 0; }

bool PublicKey::Verifies(DigestKind kind, std::string_view digest, std::string_view signature) const {
  if (digest.size() != (kind == DigestKind::kSha1 ? SHA1_DIGEST_SIZE : SHA256_DIGEST_SIZE)) return false;
  if (!is_rsa()) {
    return signature.size() == ED25519_SIGNATURE_SIZE &&
           ed25519_sha512_verify(Bytes(ed25519_), digest.size(), Bytes(digest), Bytes(signature)) != 0;
  }
  if (signature.size() > kMostRsaBits / 8) return false;
  mpz_t number;
  nettle_mpz_init_set_str_256_u(number, signature.size(), Bytes(signature));
  const int verified = kind == DigestKind::kSha1
                           ? rsa_sha1_verify_digest(&rsa_->key, Bytes(digest), number)
                           : rsa_sha256_verify_digest(&rsa_->key, Bytes(digest), number);
  mpz_clear(number);
  return verified != 0;
}

}  // namespace gatepost
