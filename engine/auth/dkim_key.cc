// Tested by tests/auth/dkim_key_test.cc.
#include "auth/dkim_key.h"

#include <algorithm>

#include "auth/tag_list.h"
#include "base/ascii.h"

namespace gatepost {
namespace {

// One "*" at most stands for any text.
bool AllowsLocalPart(std::string_view granularity, std::string_view local) {
  const std::size_t star = granularity.find('*');
  if (star == kNpos) return local == granularity && !local.empty();
  const std::string_view head = granularity.substr(0, star), tail = granularity.substr(star + 1);
  return local.size() >= head.size() + tail.size() && local.starts_with(head) && local.ends_with(tail);
}

std::optional<PublicKey> ReadKey(std::string_view kind, std::string_view text) {
  std::string base64;
  // Some records have the quotes of a zone file.
  std::copy_if(text.begin(), text.end(), std::back_inserter(base64), [](char c) { return c != '"'; });
  const std::optional<std::string> bytes = ReadBase64(base64);
  if (!bytes) return std::nullopt;
  return kind == "ed25519" ? PublicKey::ReadEd25519(*bytes) : PublicKey::ReadRsa(*bytes);
}

}  // namespace

std::optional<DkimKey> DkimKey::Read(std::string_view record, std::string_view* fault) {
  const auto refuse = [&](std::string_view why) {
    *fault = why;
    return std::nullopt;
  };
  const std::optional<TagList> tags = TagList::Parse(record);
  if (!tags) return refuse("public key: syntax error");
  if (tags->has_duplicates()) return refuse("public key: duplicate tag");
  if (const std::string_view version = tags->Value("v"); !version.empty() && version != "DKIM1")
    return refuse("public key: unsupported version");
  const std::string_view kind = tags->Value("k");
  if (!kind.empty() && kind != "rsa" && kind != "ed25519") return refuse("public key: unsupported key type");
  const std::optional<std::string_view> text = tags->Find("p");
  if (!text) return refuse("public key: missing p tag");
  if (text->empty()) return refuse("public key: revoked");
  if (const std::string_view services = tags->Value("s");
      !services.empty() && !HasListWord(services, "*") && !HasListWord(services, "email"))
    return refuse("public key: does not support email");
  std::optional<PublicKey> key = ReadKey(kind, *text);
  if (!key) return refuse("public key: invalid data");
  return DkimKey{std::move(*key), std::string(tags->Value("h")), std::string(tags->Find("g").value_or("*")),
                 HasListWord(tags->Value("t"), "s")};
}

std::string_view DkimKey::FaultWith(const DkimSignature& signature) const {
  if (key.is_rsa() == signature.ed25519) return "public key: of another algorithm";
  if (!digests.empty() && !HasListWord(digests, signature.digest == DigestKind::kSha1 ? "sha1" : "sha256"))
    return "public key: does not support hash algorithm";
  if (signature.form != SignatureForm::kDkim) return "";
  const std::string_view identity = signature.identity;
  const std::size_t at = std::min(identity.rfind('@'), identity.size());
  if (!AllowsLocalPart(granularity, identity.substr(0, at))) return "public key: granularity mismatch";
  if (exact_domain && !EqualsIgnoreCase(identity.substr(std::min(at + 1, identity.size())), signature.domain))
    return "public key: does not support signing subdomains";
  return "";
}

}  // namespace gatepost
