// MailSignatures: the signatures of one message, DKIM's and ARC's, and which of them are good.
//
// Results are those of Mail::DKIM 1.20230212, which SpamAssassin asks, but where it believes more than RFC
// 6376 lets it: a signature that leaves out a From field, or has no v=, h= or bh=, or a tag twice, is not
// good here. Ed25519 (RFC 8463) is known. Everything comes from the sender: of each form kMostSignatures are
// looked at. Threads: an object is used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "auth/dkim_signature.h"
#include "auth/header_hash.h"
#include "auth/signed_mail.h"
#include "gatepost/dns.h"

namespace gatepost {

enum class SignatureResult {
  kPass,
  kFail,       // the message is another, or the signature is of another key
  kInvalid,    // it cannot be good: it, or its key, is wrong or missing
  kTempError,  // nobody could say what its key is
};

struct SignatureCheck {
  SignatureForm form = SignatureForm::kDkim;
  std::string domain, selector;  // d= in small letters, s=
  std::string identity;          // i=, decoded; "@" and the domain where there is none
  SignatureResult result = SignatureResult::kInvalid;
  std::string_view why;  // in few words, "" where it passed
  int rsa_bits = 0;      // of the key where it passed; 0: not RSA

  // The domain that answers for the message: that of the identity, in small letters.
  std::string signer() const;
};

class MailSignatures {
 public:
  static constexpr std::size_t kMostSignatures = 10;

  // `message` with its header, without a "From " line; it stays. `now_unix_s`: for x=.
  MailSignatures(std::string_view message, std::size_t most_header_bytes, std::int64_t now_unix_s);
  MailSignatures(const MailSignatures&) = delete;
  MailSignatures& operator=(const MailSignatures&) = delete;

  // Asks for the keys, and returns.
  void Ask(DnsClient& dns) const;
  // Those of the message, from the top; waits for the keys. Cost: one or two passes over the body where a
  // signature of the header is good; a key's work a signature.
  std::vector<SignatureCheck> Check(DnsClient& dns) const;

  // Where in the message the body begins that they sign.
  std::size_t body_begin() const { return body_begin_; }

 private:
  void FindArcSets();
  std::string_view CheckHeader(const DkimSignature& signature, const DnsAnswer& answer,
                               SignatureCheck* check) const;

  SignedMail mail_;
  std::size_t body_begin_;
  SignedFields fields_;
  std::vector<DkimSignature> signatures_;
  std::vector<SignedFields::ArcSet> arc_sets_;
};

}  // namespace gatepost
