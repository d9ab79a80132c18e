// DkimSignature: one field that signs a message (DKIM-Signature of RFC 6376; ARC-Message-Signature and
// ARC-Seal of RFC 8617; DomainKey-Signature, which is given up and never good), read and not yet checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/signed_mail.h"
#include "base/digest.h"

namespace gatepost {

enum class SignatureForm { kDkim, kDomainKey, kArcMessage, kArcSeal };

struct DkimSignature {
  SignatureForm form = SignatureForm::kDkim;
  std::size_t field = 0;      // its number in SignedMail::fields
  FieldHole signature_value;  // where in that field the value of b= stands

  std::string domain, selector;  // d= in small letters, s=
  std::string identity;          // i=, decoded; "@" and the domain where there is none
  int instance = 0;              // of ARC's fields: i=; 0 where it is none

  bool ed25519 = false;
  DigestKind digest = DigestKind::kSha256;
  bool relaxed_header = false, relaxed_body = false;
  std::vector<std::string_view> signed_fields;  // h=, as written; views into the message
  std::optional<std::uint64_t> body_bytes;      // l=
  std::string body_hash, signature;             // decoded
  std::uint64_t expires = UINT64_MAX;           // x=, Unix seconds

  bool ambiguous = false;        // a tag is there twice
  std::string_view fault;        // why it cannot be good, whatever the DNS says; "" where nothing is known
  std::string key_name() const;  // where its key stands in the DNS
};

// The form of a field of that name; nothing of others.
std::optional<SignatureForm> FormOfField(std::string_view name);

// Nothing where the field is no list of tags: then it does not count as a signature. `field` is of the
// message's fields, whose bytes the result looks at.
std::optional<DkimSignature> ReadSignature(const SignedField& field, SignatureForm form);

}  // namespace gatepost
