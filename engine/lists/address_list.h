// Welcome and block lists: address patterns with "*" and "?", some bound to a relay or a signer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/word_set.h"

namespace gatepost {

struct PackedAddressList {
  PackedWords exact, globs;
  PackedSpan<std::uint32_t> tail_bytes;
};

// "*@example.com", "bill.?@example.org": globs over whole addresses, any case. Entries are found by their
// literal end, so that thousands of them cost a few look-ups.
class AddressList {
 public:
  void Add(std::string_view glob);
  bool Contains(std::string_view address) const;
  bool empty() const { return exact_.empty() && globs_.empty(); }

  // `field` is that of a PackedAddressList.
  void Pack(Packer* packer, std::size_t field) const;
  // `packed` was checked and stays.
  void Use(const PackedAddressList& packed);
  static bool IsSound(const PackedAddressList& packed, const PackedBounds& bounds);

 private:
  WordSet exact_;  // lower-case, without wildcards
  WordSet globs_;  // the others: what follows the last wildcard, NUL, and the glob; lower-case
  std::vector<std::uint32_t> tail_bytes_;  // lengths of what follows the last wildcard, each once
};

// A glob that counts only when the mail came through a given relay (welcomelist_from_rcvd) or with a
// given signer: pattern and condition ("*@example.com", "example.com").
struct ConditionalEntry {
  std::string address_glob;
  std::string condition;
};

// True where `text` matches `glob` ("*" any run, "?" one byte, neither a line end), any case. NUL, "\"
// and "(" of a glob stand for "_", as in SpamAssassin. Cost: at most glob times text.
bool GlobMatches(std::string_view glob, std::string_view text);

}  // namespace gatepost
