// What HashBL's rules look up: their options, and what these choose. Internal to hash_list*.cc.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "eval/context.h"

namespace gatepost {

// "sha1/max=10/shuffle" and the like. Where there is more than may be asked, a lot shuffles that the message
// draws (Lot), for it shall always have the same verdict.
class HashListOptions {
 public:
  HashListOptions(std::string_view words, std::string_view standard);
  bool Has(std::string_view name) const { return Number(name) != 0; }
  // 0 where it is not there, 1 where it has no number.
  std::size_t Number(std::string_view name) const;
  std::size_t most() const;  // questions of a rule
  std::string Case(std::string_view text) const;
  // The bytes under the hash that the options name; themselves where they name none.
  std::string Hash(std::string_view bytes) const;

 private:
  std::map<std::string, std::size_t, std::less<>> values_;
};

// Things to look up, each once, in the order in which they were found.
class HashListValues {
 public:
  void Add(std::string value);
  std::vector<std::string>& get() { return values_; }

 private:
  std::vector<std::string> values_;
  std::set<std::string, std::less<>> known_;
};

// The argument of a rule; "" where it has none.
inline std::string_view HashListArgument(const EvalArguments& arguments, std::size_t index) {
  return index < arguments.size() ? std::string_view(arguments[index]) : std::string_view();
}

// check_hashbl_emails: (zone, options, where to look, answer, acl).
HashListValues FindHashListEmails(EvalContext& context, const EvalArguments& arguments,
                                  const HashListOptions& options);

}  // namespace gatepost
