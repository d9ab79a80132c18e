// Tested by tests/base/public_key_test.cc.
#include "base/digest.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>

#include <cstdint>

namespace gatepost {

struct Digest::State {
  sha1_ctx sha1;
  sha256_ctx sha256;
};

Digest::Digest(DigestKind kind) : kind_(kind), state_(std::make_unique<State>()) {
  if (kind == DigestKind::kSha1)
    sha1_init(&state_->sha1);
  else
    sha256_init(&state_->sha256);
}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::Add(std::string_view bytes) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  if (kind_ == DigestKind::kSha1)
    sha1_update(&state_->sha1, bytes.size(), data);
  else
    sha256_update(&state_->sha256, bytes.size(), data);
}

std::string Digest::Value() const {
  State copy = *state_;
  std::string value(kind_ == DigestKind::kSha1 ? SHA1_DIGEST_SIZE : SHA256_DIGEST_SIZE, '\0');
  auto* out = reinterpret_cast<std::uint8_t*>(value.data());
  if (kind_ == DigestKind::kSha1)
    sha1_digest(&copy.sha1, value.size(), out);
  else
    sha256_digest(&copy.sha256, value.size(), out);
  return value;
}

}  // namespace gatepost
