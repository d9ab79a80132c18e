// DkimKey: what a domain says in the DNS of one of its keys (RFC 6376, 3.6.1; RFC 8463).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auth/dkim_signature.h"
#include "base/public_key.h"

namespace gatepost {

struct DkimKey {
  // Nothing where the record holds no key that may be used; then `*fault` says why.
  static std::optional<DkimKey> Read(std::string_view record, std::string_view* fault);

  // "" where the record allows that signature, else why not.
  std::string_view FaultWith(const DkimSignature& signature) const;

  PublicKey key;
  std::string digests;        // h=: "" allows all
  std::string granularity;    // g= of RFC 4871, which Mail::DKIM still obeys: "*" allows all
  bool exact_domain = false;  // t=s: i= and d= must be the same
};

}  // namespace gatepost
