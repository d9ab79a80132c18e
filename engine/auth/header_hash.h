// What a signature signs of the header: the fields it names, and itself.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auth/dkim_signature.h"
#include "auth/signed_mail.h"

namespace gatepost {

// The fields of a message by their names. The message stays.
class SignedFields {
 public:
  explicit SignedFields(const SignedMail& mail);

  // The digest that a signature of a message signs: each field once, those of one name from the bottom up
  // (RFC 6376, 5.4.2). Cost: that of the header.
  std::string MessageDigest(const DkimSignature& signature) const;
  // False where the message has a field of that name which the signature leaves out, so that somebody may
  // have added it.
  bool SignsAll(const DkimSignature& signature, std::string_view name) const;

  // The digest that an ARC-Seal signs: all sets of ARC fields up to its own (RFC 8617, 5.1.1). `sets` has the
  // numbers of their fields, set 1 first: results, message signature, seal; -1 where there is none.
  struct ArcSet {
    int results = -1, message = -1, seal = -1;
  };
  std::string SealDigest(const DkimSignature& seal, const std::vector<ArcSet>& sets) const;

 private:
  const SignedMail& mail_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_name_;  // small letters; from the top
};

}  // namespace gatepost
