// Tested by tests/auth/dkim_test.cc.
#include "auth/header_hash.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/digest.h"

namespace gatepost {
namespace {

void AddField(std::string_view text, FieldHole hole, bool relaxed, bool crlf, Digest* digest,
              std::string_view end = "\r\n") {
  std::string canonical;
  if (relaxed)
    AddRelaxedField(text, hole, crlf, &canonical);
  else
    AddSimpleField(text, hole, crlf, &canonical);
  digest->Add(canonical);
  digest->Add(end);
}

}  // namespace

SignedFields::SignedFields(const SignedMail& mail) : mail_(mail) {
  for (std::size_t i = 0; i < mail.fields.size(); ++i) by_name_[AsciiLower(mail.fields[i].name)].push_back(i);
}

std::string SignedFields::MessageDigest(const DkimSignature& signature) const {
  Digest digest(signature.digest);
  std::map<std::string, std::size_t, std::less<>> taken;
  for (std::string_view name : signature.signed_fields) {
    const auto found = by_name_.find(AsciiLower(name));
    if (found == by_name_.end()) continue;
    std::size_t& count = taken[found->first];
    if (count == found->second.size()) continue;
    ++count;
    const SignedField& field = mail_.fields[found->second[found->second.size() - count]];
    AddField(field.text, {}, signature.relaxed_header, mail_.crlf, &digest);
  }
  AddField(mail_.fields[signature.field].text, signature.signature_value, signature.relaxed_header,
           mail_.crlf, &digest, "");
  return digest.Value();
}

bool SignedFields::SignsAll(const DkimSignature& signature, std::string_view name) const {
  const auto found = by_name_.find(AsciiLower(name));
  if (found == by_name_.end()) return true;
  const auto named = std::count_if(signature.signed_fields.begin(), signature.signed_fields.end(),
                                   [&](std::string_view field) { return EqualsIgnoreCase(field, name); });
  return static_cast<std::size_t>(named) >= found->second.size();
}

std::string SignedFields::SealDigest(const DkimSignature& seal, const std::vector<ArcSet>& sets) const {
  Digest digest(seal.digest);
  const auto add = [&](int field) {
    if (field >= 0)
      AddField(mail_.fields[static_cast<std::size_t>(field)].text, {}, true, mail_.crlf, &digest);
  };
  const std::size_t own = static_cast<std::size_t>(seal.instance) - 1;
  for (std::size_t i = 0; i <= own && i < sets.size(); ++i) {
    add(sets[i].results);
    add(sets[i].message);
    if (i < own) add(sets[i].seal);
  }
  AddField(mail_.fields[seal.field].text, seal.signature_value, true, mail_.crlf, &digest, "");
  return digest.Value();
}

}  // namespace gatepost
