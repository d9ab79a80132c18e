// Tested by tests/auth/dkim_test.cc.
#include "auth/dkim.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "auth/body_hash.h"
#include "auth/dkim_key.h"
#include "auth/tag_list.h"
#include "base/ascii.h"
#include "mail/address.h"

namespace gatepost {
namespace {

constexpr std::size_t kMostArcSets = 1024;

bool IsArc(SignatureForm form) {
  return form == SignatureForm::kArcMessage || form == SignatureForm::kArcSeal;
}

// The instance of an ARC-Authentication-Results field, "i=1; ..."; 0 where it has none.
std::size_t ResultsInstance(std::string_view text) {
  const std::string_view value = TrimLeft(text.substr(std::min(text.find(':'), text.size() - 1) + 1));
  const std::size_t equal = value.find('=');
  if (equal == kNpos || Trim(value.substr(0, equal)) != "i") return 0;
  const std::string_view rest = TrimLeft(value.substr(equal + 1));
  const auto end = std::find_if_not(rest.begin(), rest.end(), IsAsciiDigit);
  const auto digits = static_cast<std::size_t>(end - rest.begin());
  return static_cast<std::size_t>(
      std::min<std::uint64_t>(ReadDigits(rest.substr(0, digits)).value_or(0), kMostArcSets + 1));
}

}  // namespace

std::string SignatureCheck::signer() const { return AsciiLower(DomainOfAddress(identity)); }

MailSignatures::MailSignatures(std::string_view message, std::size_t most_header_bytes,
                               std::int64_t now_unix_s)
    : mail_(SignedMail::Split(message, most_header_bytes)),
      body_begin_(message.size() - mail_.body.size()),
      fields_(mail_) {
  std::array<std::size_t, 4> counts{};
  for (std::size_t i = 0; i < mail_.fields.size(); ++i) {
    const std::optional<SignatureForm> form = FormOfField(mail_.fields[i].name);
    if (!form || counts[static_cast<std::size_t>(*form)] == kMostSignatures) continue;
    std::optional<DkimSignature> signature = ReadSignature(mail_.fields[i], *form);
    if (!signature) continue;
    ++counts[static_cast<std::size_t>(*form)];
    signature->field = i;
    if (signature->fault.empty() &&
        signature->expires < static_cast<std::uint64_t>(std::max<std::int64_t>(now_unix_s, 0)))
      signature->fault = "signature is expired";
    // Fields that nobody looked at may be a second From.
    if (signature->fault.empty() && body_begin_ > most_header_bytes) signature->fault = "header too long";
    if (signature->fault.empty() && *form == SignatureForm::kDkim && !fields_.SignsAll(*signature, "From"))
      signature->fault = "From field not signed";
    signatures_.push_back(std::move(*signature));
  }
  FindArcSets();
}

// Where the sets of ARC fields are not what they must be, none of their signatures counts.
void MailSignatures::FindArcSets() {
  bool sound = true;
  const auto place = [&](std::size_t instance, int SignedFields::ArcSet::*part, std::size_t field) {
    if (instance == 0 || instance > kMostArcSets) return false;
    if (arc_sets_.size() < instance) arc_sets_.resize(instance);
    int& where = arc_sets_[instance - 1].*part;
    if (where >= 0) return false;
    where = static_cast<int>(field);
    return true;
  };
  const bool any = std::any_of(signatures_.begin(), signatures_.end(),
                               [](const DkimSignature& signature) { return IsArc(signature.form); });
  if (!any) return;
  for (std::size_t i = 0; i < mail_.fields.size(); ++i) {
    const SignedField& field = mail_.fields[i];
    if (!EqualsIgnoreCase(field.name, "ARC-Authentication-Results")) continue;
    const std::size_t instance = ResultsInstance(field.text);
    if (instance != 0) sound = place(instance, &SignedFields::ArcSet::results, i) && sound;
  }
  for (const DkimSignature& signature : signatures_) {
    if (!IsArc(signature.form)) continue;
    const auto part = signature.form == SignatureForm::kArcSeal ? &SignedFields::ArcSet::seal
                                                                : &SignedFields::ArcSet::message;
    sound = place(static_cast<std::size_t>(signature.instance), part, signature.field) &&
            !signature.ambiguous && sound;
  }
  if (sound) return;
  for (DkimSignature& signature : signatures_) {
    if (IsArc(signature.form)) signature.fault = "broken ARC sets";
  }
}

void MailSignatures::Ask(DnsClient& dns) const {
  for (const DkimSignature& signature : signatures_) {
    if (signature.fault.empty()) dns.Ask(signature.key_name(), DnsType::kTxt);
  }
}

// Is the signature of the header good? Then "", and the body's hash is what it says where that is left to be
// seen.
std::string_view MailSignatures::CheckHeader(const DkimSignature& signature, const DnsAnswer& answer,
                                             SignatureCheck* check) const {
  if (answer.status == DnsAnswer::Status::kFailed) {
    check->result = SignatureResult::kTempError;
    return "public key: no answer";
  }
  if (answer.records.empty()) return "public key: not available";
  std::string_view fault;
  const std::optional<DkimKey> key = DkimKey::Read(answer.records.front(), &fault);
  if (!key) return fault;
  if (fault = key->FaultWith(signature); !fault.empty()) return fault;
  const std::string digest = signature.form == SignatureForm::kArcSeal
                                 ? fields_.SealDigest(signature, arc_sets_)
                                 : fields_.MessageDigest(signature);
  check->result = SignatureResult::kFail;
  if (!key->key.Verifies(signature.digest, digest, signature.signature)) return "header has been altered";
  check->rsa_bits = key->key.rsa_bits();
  return "";
}

std::vector<SignatureCheck> MailSignatures::Check(DnsClient& dns) const {
  Ask(dns);
  std::vector<SignatureCheck> checks;
  std::vector<std::optional<std::size_t>> hash_numbers;
  BodyHashes hashes;
  for (const DkimSignature& signature : signatures_) {
    SignatureCheck check{.form = signature.form,
                         .domain = signature.domain,
                         .selector = signature.selector,
                         .identity = signature.identity,
                         .why = signature.fault};
    if (check.why.empty())
      check.why = CheckHeader(signature, dns.Wait(signature.key_name(), DnsType::kTxt), &check);
    hash_numbers.emplace_back();
    if (check.why.empty() && signature.form == SignatureForm::kArcSeal) check.result = SignatureResult::kPass;
    if (check.why.empty() && signature.form != SignatureForm::kArcSeal) {
      // l=0 counts nothing; to Mail::DKIM it is no l= at all, and no signature of nothing passes.
      const std::uint64_t most = signature.body_bytes.value_or(0);
      hash_numbers.back() =
          hashes.Want(signature.relaxed_body, signature.digest, most == 0 ? UINT64_MAX : most);
    }
    checks.push_back(std::move(check));
  }
  hashes.Run(mail_.body, mail_.crlf);
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (!hash_numbers[i]) continue;
    if (hashes.Value(*hash_numbers[i]) == signatures_[i].body_hash)
      checks[i].result = SignatureResult::kPass;
    else
      checks[i].why = "body has been altered";
  }
  return checks;
}

}  // namespace gatepost
