// Welcome and block lists: address patterns with "*" and "?", some bound to a relay or a login.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

// "*@example.com", "bill.?@example.org": globs over whole addresses, any case. Exact and "*@domain"
// entries are looked up by hash, so that thousands of them cost nothing.
class AddressList {
 public:
  void Add(std::string_view glob);
  // Removes the entry spelled exactly so (unwelcomelist_from).
  void Remove(std::string_view glob);
  bool Contains(std::string_view address) const;
  bool empty() const;

 private:
  std::vector<std::string> exact_;    // lower-case, sorted by the first Contains... kept sorted by Add
  std::vector<std::string> domains_;  // of "*@domain" entries
  std::vector<std::string> globs_;
};

// A glob that counts only when the mail came through a given relay (welcomelist_from_rcvd) or with a
// given signer: pattern and condition ("*@example.com", "example.com").
struct ConditionalEntry {
  std::string address_glob;
  std::string condition;
};

// True where `text` matches `glob` ("*" any run, "?" one byte), any case. Linear on hostile input.
bool GlobMatches(std::string_view glob, std::string_view text);

}  // namespace gatepost
