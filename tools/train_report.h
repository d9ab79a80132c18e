// What `gatepost train` says about one user.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace gatepost {

// Bytes of a name as a line of text: whatever could end the line or steer a terminal becomes \xNN.
std::string Printable(std::string_view bytes);

struct TrainReport {
  std::size_t spam = 0, ham = 0;  // learned
  std::size_t moved = 0;
  std::map<std::string, std::size_t> left;  // reason: how many messages stay where they are
  bool more = false;                        // there are more than one run takes

  // "alice: 3 spam and 2 ham learned, 5 moved to .Trash; left: 1 a link"
  std::string Line(const std::string& user, const std::string& trash, bool dry_run) const;
};

}  // namespace gatepost
