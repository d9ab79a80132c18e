// Tested by tests/lists/address_list_test.cc.
#include "lists/address_list.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {
namespace {

char GlobByte(char c) { return c == '\0' || c == '\\' || c == '(' ? '_' : AsciiToLower(c); }

std::string NormalGlob(std::string_view glob) {
  std::string out(glob);
  std::transform(out.begin(), out.end(), out.begin(), GlobByte);
  return out;
}

}  // namespace

bool GlobMatches(std::string_view glob, std::string_view text) {
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last "*" tried, and where its run ended then
  std::size_t run_end = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      run_end = t;
    } else if (g < glob.size() &&
               (glob[g] == '?' ? text[t] != '\n' : GlobByte(glob[g]) == AsciiToLower(text[t]))) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos && text[run_end] != '\n') {
      g = star + 1;
      t = ++run_end;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

void AddressList::Add(std::string_view glob) {
  std::string entry = NormalGlob(glob);
  std::size_t wildcard = entry.find_last_of("*?");
  if (wildcard == std::string::npos) {
    exact_.insert(std::move(entry));
    return;
  }
  std::string tail = entry.substr(wildcard + 1);
  if (std::find(tail_bytes_.begin(), tail_bytes_.end(), tail.size()) == tail_bytes_.end()) {
    tail_bytes_.push_back(tail.size());
  }
  by_tail_[std::move(tail)].push_back(std::move(entry));
}

void AddressList::Remove(std::string_view glob) {
  std::string entry = NormalGlob(glob);
  exact_.erase(entry);
  std::size_t wildcard = entry.find_last_of("*?");
  if (wildcard == std::string::npos) return;
  auto found = by_tail_.find(std::string_view(entry).substr(wildcard + 1));
  if (found == by_tail_.end()) return;
  std::erase(found->second, entry);
  if (found->second.empty()) by_tail_.erase(found);
}

bool AddressList::Contains(std::string_view address) const {
  if (empty()) return false;
  std::string lower = AsciiLower(address);
  if (exact_.contains(lower)) return true;
  for (std::size_t bytes : tail_bytes_) {
    if (bytes > lower.size()) continue;
    auto found = by_tail_.find(std::string_view(lower).substr(lower.size() - bytes));
    if (found == by_tail_.end()) continue;
    for (const std::string& glob : found->second) {
      if (GlobMatches(glob, lower)) return true;
    }
  }
  return false;
}

}  // namespace gatepost
