// Tested by tests/lists/address_list_test.cc.
#include "lists/address_list.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/glob.h"

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
  const auto fits = [](char wanted, char byte) {
    return wanted == '?' ? byte != '\n' : GlobByte(wanted) == AsciiToLower(byte);
  };
  return MatchesGlob(glob, text, fits, [](char byte) { return byte != '\n'; });
}

void AddressList::Add(std::string_view glob) {
  std::string entry = NormalGlob(glob);
  std::size_t wildcard = entry.find_last_of("*?");
  if (wildcard == std::string::npos) return exact_.insert(std::move(entry));
  std::string tail = entry.substr(wildcard + 1);
  auto bytes = static_cast<std::uint32_t>(tail.size());
  if (std::find(tail_bytes_.begin(), tail_bytes_.end(), bytes) == tail_bytes_.end())
    tail_bytes_.push_back(bytes);
  globs_.insert(tail + '\0' + entry);
}

bool AddressList::Contains(std::string_view address) const {
  if (empty()) return false;
  std::string lower = AsciiLower(address);
  if (exact_.contains(lower)) return true;
  std::string key;
  for (std::uint32_t bytes : tail_bytes_) {
    if (bytes > lower.size()) continue;
    key.assign(lower, lower.size() - bytes).push_back('\0');
    bool found = globs_.AnyWithPrefix(
        key, [&](std::string_view entry) { return GlobMatches(entry.substr(key.size()), lower); });
    if (found) return true;
  }
  return false;
}

void AddressList::Pack(Packer* packer, std::size_t field) const {
  exact_.Pack(packer, field + offsetof(PackedAddressList, exact));
  globs_.Pack(packer, field + offsetof(PackedAddressList, globs));
  packer->Put<std::uint32_t>(field + offsetof(PackedAddressList, tail_bytes), tail_bytes_);
}

void AddressList::Use(const PackedAddressList& packed) {
  exact_.Use(packed.exact);
  globs_.Use(packed.globs);
  std::span<const std::uint32_t> bytes = packed.tail_bytes.get();
  tail_bytes_.assign(bytes.begin(), bytes.end());
}

bool AddressList::IsSound(const PackedAddressList& packed, const PackedBounds& bounds) {
  return WordSet::IsSound(packed.exact, bounds) && WordSet::IsSound(packed.globs, bounds) &&
         bounds.Holds(packed.tail_bytes);
}

}  // namespace gatepost
