// Tested by tests/auth/dkim_signature_test.cc.
#include "auth/dkim_signature.h"

#include <algorithm>

#include "auth/tag_list.h"
#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::size_t kMostSignedFields = 1000;
constexpr std::size_t kMostNameBytes = 253;
constexpr int kMostInstances = 1024;

// May it stand in the DNS, as signers name their domains and keys?
bool IsHostName(std::string_view name) {
  if (name.empty() || name.size() > kMostNameBytes) return false;
  const std::vector<std::string_view> labels = Split(name, '.');
  return std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
    return !label.empty() && label.size() <= 63 &&
           std::all_of(label.begin(), label.end(), [](char c) { return IsWordByte(c) || c == '-'; });
  });
}

// "=40" is "@".
std::string Unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '=' && i + 2 < text.size() && IsAsciiHexDigit(text[i + 1]) && IsAsciiHexDigit(text[i + 2]);
    if (escape) {
      plain.push_back(static_cast<char>(HexDigitValue(text[i + 1]) * 16 + HexDigitValue(text[i + 2])));
      i += 2;
    } else if (!IsAsciiSpace(text[i])) {
      plain.push_back(text[i]);
    }
  }
  return plain;
}

bool ReadAlgorithm(std::string_view name, DkimSignature* signature) {
  signature->ed25519 = EqualsIgnoreCase(name, "ed25519-sha256");
  if (EqualsIgnoreCase(name, "rsa-sha1")) {
    // RFC 8301 forbids it; Mail::DKIM, and so SpamAssassin, takes it.
    signature->digest = DigestKind::kSha1;
    return true;
  }
  return signature->ed25519 || EqualsIgnoreCase(name, "rsa-sha256");
}

bool ReadForm(std::string_view text, DkimSignature* signature) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view header = text.substr(0, slash);
  const std::string_view body = slash < text.size() ? text.substr(slash + 1) : "simple";
  signature->relaxed_header = EqualsIgnoreCase(header, "relaxed");
  signature->relaxed_body = EqualsIgnoreCase(body, "relaxed");
  return (signature->relaxed_header || EqualsIgnoreCase(header, "simple")) &&
         (signature->relaxed_body || EqualsIgnoreCase(body, "simple"));
}

bool IsControl(char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }

// i= is within d=.
bool IsWithin(std::string_view identity, std::string_view domain) {
  if (std::any_of(identity.begin(), identity.end(), IsControl)) return false;
  const std::size_t at = identity.rfind('@');
  if (at == kNpos) return false;
  const std::string_view host = identity.substr(at + 1);
  return EqualsIgnoreCase(host, domain) ||
         (host.size() > domain.size() && host[host.size() - domain.size() - 1] == '.' &&
          EndsWithIgnoreCase(host, domain));
}

bool SignsField(const DkimSignature& signature, std::string_view name) {
  return std::any_of(signature.signed_fields.begin(), signature.signed_fields.end(),
                     [&](std::string_view field) { return EqualsIgnoreCase(field, name); });
}

void ReadSignedFields(std::string_view list, DkimSignature* signature) {
  for (std::string_view name : Split(list, ':')) {
    name = Trim(name);
    if (!name.empty() && signature->signed_fields.size() <= kMostSignedFields)
      signature->signed_fields.push_back(name);
  }
}

// What a seal has not: h=, bh=, l= and c= (it signs the sets of ARC fields).
std::string_view ReadMessageTags(const TagList& tags, DkimSignature* signature) {
  if (!ReadForm(tags.Find("c").value_or("simple"), signature)) return "unsupported canonicalization";
  ReadSignedFields(tags.Value("h"), signature);
  if (signature->signed_fields.size() > kMostSignedFields) return "too many fields in h tag";
  if (!SignsField(*signature, "From")) return "From field not signed";
  if (signature->form == SignatureForm::kArcMessage && SignsField(*signature, "ARC-Seal"))
    return "seal signed";
  const std::optional<std::string> body_hash = ReadBase64(tags.Value("bh"));
  if (!body_hash || body_hash->empty()) return "bad bh tag";
  signature->body_hash = *body_hash;
  if (const std::optional<std::string_view> length = tags.Find("l")) {
    signature->body_bytes = ReadDigits(*length);
    if (!signature->body_bytes) return "bad l tag";
  }
  return "";
}

std::string_view ReadTags(const TagList& tags, DkimSignature* signature) {
  const bool is_dkim = signature->form == SignatureForm::kDkim;
  signature->domain = AsciiLower(tags.Value("d"));
  signature->selector = tags.Value("s");
  const std::optional<std::string_view> identity = tags.Find("i");
  signature->identity = identity && is_dkim ? Unescape(*identity) : "@" + signature->domain;
  if (!is_dkim) {
    const std::uint64_t instance = ReadDigits(tags.Value("i")).value_or(0);
    if (instance <= kMostInstances) signature->instance = static_cast<int>(instance);
  }
  if (signature->form == SignatureForm::kDomainKey) return "DomainKeys is not supported";
  signature->ambiguous = tags.has_duplicates();
  if (signature->ambiguous) return "duplicate tag";
  if (is_dkim && tags.Value("v") != "1") return "unsupported version";
  if (!ReadAlgorithm(tags.Value("a"), signature)) return "unsupported algorithm";
  if (!HasListWord(tags.Find("q").value_or("dns/txt"), "dns/txt")) return "unsupported query protocol";
  if (const std::optional<std::string_view> expires = tags.Find("x")) {
    const std::optional<std::uint64_t> seconds = ReadDigits(*expires);
    if (!seconds) return "bad x tag";
    signature->expires = *seconds;
  }
  if (!IsHostName(signature->domain)) return "bad d tag";
  if (!IsHostName(signature->selector)) return "bad s tag";
  if (!IsWithin(signature->identity, signature->domain)) return "bad identity";
  const std::optional<std::string> bytes = ReadBase64(tags.Value("b"));
  if (!bytes || bytes->empty()) return "bad b tag";
  signature->signature = *bytes;
  return signature->form == SignatureForm::kArcSeal ? "" : ReadMessageTags(tags, signature);
}

}  // namespace

std::string DkimSignature::key_name() const { return selector + "._domainkey." + domain; }

std::optional<SignatureForm> FormOfField(std::string_view name) {
  if (EqualsIgnoreCase(name, "DKIM-Signature")) return SignatureForm::kDkim;
  if (EqualsIgnoreCase(name, "DomainKey-Signature")) return SignatureForm::kDomainKey;
  if (EqualsIgnoreCase(name, "ARC-Message-Signature")) return SignatureForm::kArcMessage;
  if (EqualsIgnoreCase(name, "ARC-Seal")) return SignatureForm::kArcSeal;
  return std::nullopt;
}

std::optional<DkimSignature> ReadSignature(const SignedField& field, SignatureForm form) {
  const std::size_t value = std::min(field.text.find(':'), field.text.size() - 1) + 1;
  const std::optional<TagList> tags = TagList::Parse(field.text.substr(value));
  if (!tags) return std::nullopt;
  DkimSignature signature;
  signature.form = form;
  if (const TagList::Tag* bytes = tags->FindTag("b"))
    signature.signature_value = {value + bytes->begin, value + bytes->end};
  signature.fault = ReadTags(*tags, &signature);
  return signature;
}

}  // namespace gatepost
