// Welcome and block lists: address patterns with "*" and "?", some bound to a relay or a signer.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gatepost {

// "*@example.com", "bill.?@example.org": globs over whole addresses, any case. Entries are found by their
// literal end, so that thousands of them cost a few hash look-ups.
class AddressList {
 public:
  void Add(std::string_view glob);
  // Removes the entry spelled exactly so, in any case (unwelcomelist_from).
  void Remove(std::string_view glob);
  bool Contains(std::string_view address) const;
  bool empty() const { return exact_.empty() && by_tail_.empty(); }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_set<std::string, Hash, std::equal_to<>> exact_;  // lower-case, without wildcards
  // The others, lower-case, by what follows their last wildcard.
  std::unordered_map<std::string, std::vector<std::string>, Hash, std::equal_to<>> by_tail_;
  std::vector<std::size_t> tail_bytes_;  // lengths of the keys of by_tail_, each once
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
