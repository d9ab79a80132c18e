// BodyHashes: the digests of a body that signatures name, all from one or two passes over it: signatures that
// agree on a canonical form share a pass, and those that agree on a digest share its work also where each
// counts another part of the body (l=). No copy of the body.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"

namespace gatepost {

class BodyHashes {
 public:
  // What to hash; says under which number Value will know it. `most_bytes` of the canonical form count, all
  // of them where there are no more.
  std::size_t Want(bool relaxed, DigestKind kind, std::uint64_t most_bytes = UINT64_MAX);
  // `crlf`: lines end in CRLF, else in LF. Cost: linear.
  void Run(std::string_view body, bool crlf);
  const std::string& Value(std::size_t number) const { return wanted_[number].value; }

 private:
  struct Wanted {
    bool relaxed;
    DigestKind kind;
    std::uint64_t most_bytes;
    std::string value;
  };
  std::vector<Wanted> wanted_;
};

}  // namespace gatepost
