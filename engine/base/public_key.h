// Public keys, and whether they made a signature: RSA (PKCS #1 v1.5) and Ed25519, as signatures of mail use
// them. The keys come from the sender: nothing is believed of them, and their size is limited, since
// verifying takes time with its square.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"

namespace gatepost {

class PublicKey {
 public:
  static constexpr std::size_t kMostRsaBits = 8192;

  // DER: a SubjectPublicKeyInfo, or the RSAPublicKey in it alone. Nothing where it is neither, or too large,
  // or its exponent is larger than OpenSSL takes it (64 bits).
  static std::optional<PublicKey> ReadRsa(std::string_view der);
  // The 32 bytes of RFC 8032. Which of them are no point of the curve shows in Verifies alone.
  static std::optional<PublicKey> ReadEd25519(std::string_view bytes);

  ~PublicKey();
  PublicKey(PublicKey&&) noexcept;
  PublicKey& operator=(PublicKey&&) noexcept;

  bool is_rsa() const { return rsa_ != nullptr; }
  // Of the modulus, in whole bytes; 0 of Ed25519.
  int rsa_bits() const;

  // Did this key sign `digest`, a Digest's Value? Ed25519 takes the digest as the message (RFC 8463). Cost:
  // up to some milliseconds with the largest keys.
  bool Verifies(DigestKind kind, std::string_view digest, std::string_view signature) const;

 private:
  struct Rsa;
  PublicKey();
  std::unique_ptr<Rsa> rsa_;
  std::string ed25519_;
};

}  // namespace gatepost
