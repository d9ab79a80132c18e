// Signs mail as RFC 6376 says, step by step and slowly: to be held against engine/auth, which shares no code
// with it but the tools of nettle.
#pragma once

#include <nettle/base64.h>
#include <nettle/eddsa.h>
#include <nettle/rsa.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include <cstdint>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "support/signing_keys.h"

namespace gatepost {

inline std::string ToBase64(std::string_view bytes) {
  std::string text(BASE64_ENCODE_RAW_LENGTH(bytes.size()), '\0');
  base64_encode_raw(text.data(), bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  return text;
}

inline std::string FromBase64(std::string_view text) {
  base64_decode_ctx context;
  base64_decode_init(&context);
  std::string bytes(BASE64_DECODE_LENGTH(text.size()), '\0');
  std::size_t size = bytes.size();
  base64_decode_update(&context, &size, reinterpret_cast<std::uint8_t*>(bytes.data()), text.size(),
                       text.data());
  bytes.resize(size);
  return bytes;
}

inline std::string Hash(bool sha1, std::string_view bytes) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::string value(sha1 ? SHA1_DIGEST_SIZE : SHA256_DIGEST_SIZE, '\0');
  auto* out = reinterpret_cast<std::uint8_t*>(value.data());
  if (sha1) {
    sha1_ctx context;
    sha1_init(&context);
    sha1_update(&context, bytes.size(), data);
    sha1_digest(&context, value.size(), out);
  } else {
    sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, bytes.size(), data);
    sha256_digest(&context, value.size(), out);
  }
  return value;
}

// The private half of "rsa1024" and so on, or the seed of Ed25519.
inline std::string SignHash(std::string_view key, bool sha1, const std::string& hash) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(hash.data());
  if (key == "ed25519") {
    const std::string seed(ED25519_KEY_SIZE, '\7');
    const auto* secret = reinterpret_cast<const std::uint8_t*>(seed.data());
    std::uint8_t open[ED25519_KEY_SIZE];
    ed25519_sha512_public_key(open, secret);
    std::string value(ED25519_SIGNATURE_SIZE, '\0');
    ed25519_sha512_sign(open, secret, hash.size(), data, reinterpret_cast<std::uint8_t*>(value.data()));
    return value;
  }
  const std::string der = FromBase64(key == "rsa512"    ? kPrivateKey512
                                     : key == "rsa1024" ? kPrivateKey1024
                                                        : kPrivateKey2048);
  rsa_public_key open;
  rsa_private_key secret;
  rsa_public_key_init(&open);
  rsa_private_key_init(&secret);
  rsa_keypair_from_der(&open, &secret, 0, der.size(), reinterpret_cast<const std::uint8_t*>(der.data()));
  mpz_t number;
  mpz_init(number);
  if (sha1)
    rsa_sha1_sign_digest(&secret, data, number);
  else
    rsa_sha256_sign_digest(&secret, data, number);
  std::string value(secret.size, '\0');
  nettle_mpz_get_str_256(value.size(), reinterpret_cast<std::uint8_t*>(value.data()), number);
  mpz_clear(number);
  rsa_private_key_clear(&secret);
  rsa_public_key_clear(&open);
  return value;
}

// What the DNS says of these keys.
inline std::string KeyRecord(std::string_view key, const std::string& tags = "v=DKIM1") {
  if (key == "ed25519") {
    const std::string seed(ED25519_KEY_SIZE, '\7');
    std::string open(ED25519_KEY_SIZE, '\0');
    ed25519_sha512_public_key(reinterpret_cast<std::uint8_t*>(open.data()),
                              reinterpret_cast<const std::uint8_t*>(seed.data()));
    return tags + "; k=ed25519; p=" + ToBase64(open);
  }
  return tags + "; p=" +
         std::string(key == "rsa512"    ? kPublicKey512
                     : key == "rsa1024" ? kPublicKey1024
                                        : kPublicKey2048);
}

inline std::string Replaced(const std::string& text, const char* pattern, const char* by) {
  return std::regex_replace(text, std::regex(pattern), by);
}

inline std::string WithCrlf(const std::string& text) { return Replaced(text, "\n", "\r\n"); }

inline std::string CanonicalField(std::string field, bool relaxed) {
  if (!relaxed) return field;
  const std::size_t colon = field.find(':');
  std::string value = Replaced(field.substr(colon + 1), "\r\n", "");
  value = Replaced(Replaced(value, "[ \t]+", " "), "^ | $", "");
  return AsciiLower(Trim(field.substr(0, colon))) + ":" + value;
}

inline std::string CanonicalBody(std::string body, bool relaxed) {
  if (!body.empty() && !body.ends_with("\r\n")) body += "\r\n";
  if (relaxed) body = Replaced(Replaced(body, "[ \t]+\r\n", "\r\n"), "[ \t]+", " ");
  while (body.ends_with("\r\n\r\n")) body.resize(body.size() - 2);
  if (body == "\r\n" || body.empty()) return relaxed ? "" : "\r\n";
  return body;
}

struct SignOptions {
  std::string key = "rsa1024";
  std::string algorithm = "rsa-sha256";
  std::string canonical = "relaxed/relaxed";
  std::string fields = "from:to:subject";
  std::string domain = "example.com", selector = "s1";
  std::string more;  // tags, each with its ";"
  std::string name = "DKIM-Signature";
  std::string version = "v=1; ";
  long body_bytes = -1;  // l=
};

// The fields of a header of LF lines, without their last line ends, with CRLF inside.
inline std::vector<std::string> FieldsOf(std::string_view header) {
  std::vector<std::string> fields;
  while (!header.empty()) {
    std::string line(CutLine(&header));
    if (line.ends_with('\n')) line.pop_back();
    if (line.starts_with(' ') || line.starts_with('\t'))
      fields.back() += "\r\n" + line;
    else
      fields.push_back(line);
  }
  return fields;
}

// The signature of `signed_text`, which ends with the field that signs, its b= empty.
inline std::string SignatureOf(const SignOptions& options, const std::string& signed_text) {
  const bool sha1 = options.algorithm == "rsa-sha1";
  return ToBase64(SignHash(options.key, sha1, Hash(sha1, signed_text)));
}

// `mail` has LF line ends; the result, too.
inline std::string SignMail(const std::string& mail, const SignOptions& options = {}) {
  const std::size_t end = mail.find("\n\n");
  const std::vector<std::string> fields = FieldsOf(mail.substr(0, end + 1));
  const bool relaxed_header = options.canonical.starts_with("relaxed");
  const bool relaxed_body = options.canonical.ends_with("/relaxed");
  std::string body = CanonicalBody(WithCrlf(mail.substr(end + 2)), relaxed_body);
  if (options.body_bytes >= 0) body.resize(static_cast<std::size_t>(options.body_bytes));
  std::string signature = options.name + ": " + options.version + "a=" + options.algorithm +
                          "; c=" + options.canonical + "; d=" + options.domain + "; s=" + options.selector +
                          "; h=" + options.fields + "; " + options.more +
                          (options.body_bytes >= 0 ? "l=" + std::to_string(options.body_bytes) + "; " : "") +
                          "bh=" + ToBase64(Hash(options.algorithm == "rsa-sha1", body)) + "; b=";
  std::string text;
  std::vector<std::string> left = fields;
  for (std::string_view name : Split(options.fields, ':')) {
    for (std::size_t i = left.size(); i-- > 0;) {
      if (!EqualsIgnoreCase(Trim(std::string_view(left[i]).substr(0, left[i].find(':'))), name)) continue;
      text += CanonicalField(left[i], relaxed_header) + "\r\n";
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
  }
  text += CanonicalField(signature, relaxed_header);
  return signature + SignatureOf(options, text) + "\n" + mail;
}

}  // namespace gatepost
