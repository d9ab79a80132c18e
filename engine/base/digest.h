// SHA-1 and SHA-256 over bytes that come in pieces, as signatures of mail need them.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace gatepost {

enum class DigestKind { kSha1, kSha256 };

class Digest {
 public:
  explicit Digest(DigestKind kind);
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  DigestKind kind() const { return kind_; }
  void Add(std::string_view bytes);
  // The digest of what came so far, 20 or 32 bytes; more may come after. Cost: that of a block.
  std::string Value() const;

 private:
  struct State;
  DigestKind kind_;
  std::unique_ptr<State> state_;
};

}  // namespace gatepost
