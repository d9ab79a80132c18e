// Tested by tests/eval/freemail_evals_test.cc.
#include "eval/email_scan.h"

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxLocalBytes = 64;
constexpr std::size_t kMaxLabelBytes = 61;
constexpr int kMaxLabels = 4;  // before the top-level domain

bool IsAtomByte(char c) {
  return IsAsciiAlnum(c) || std::string_view("!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
}

// Where the local part that ends at the "@" begins: atoms with single dots between, the longest that is
// short enough; npos where there is none. Never before `from`.
std::size_t LocalBegin(std::string_view text, std::size_t at, std::size_t from) {
  std::size_t best = std::string_view::npos;
  std::size_t i = at;
  while (i > from && at - i < kMaxLocalBytes) {
    if (!IsAtomByte(text[i - 1])) return best;
    while (i > from && at - i < kMaxLocalBytes && IsAtomByte(text[i - 1])) --i;
    // Only a whole atom may begin it.
    if (i == 0 || !IsAtomByte(text[i - 1])) best = i;
    if (i == from || text[i - 1] != '.') return best;
    --i;
  }
  return best;
}

// Where the host that begins behind the "@" ends, or npos where it is none.
std::size_t HostEnd(std::string_view text, std::size_t begin, const UriConfig& config) {
  int labels = 0;
  std::size_t i = begin;
  while (true) {
    std::size_t label = i;
    while (i < text.size() && (IsAsciiAlnum(text[i]) || text[i] == '-')) ++i;
    std::string_view name = text.substr(label, i - label);
    bool more = i + 1 < text.size() && text[i] == '.' && IsAsciiAlnum(text[i + 1]);
    if (!more) {
      bool known = labels >= 1 && labels <= kMaxLabels && IsKnownTld(name, config);
      return known ? i : std::string_view::npos;
    }
    if (name.empty() || name.size() > kMaxLabelBytes || name.front() == '-' || name.back() == '-') {
      return std::string_view::npos;
    }
    ++labels;
    ++i;
  }
}

}  // namespace

std::optional<FoundEmail> FindEmail(std::string_view text, std::size_t from, const UriConfig& config) {
  for (std::size_t at = text.find('@', from); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = LocalBegin(text, at, from);
    if (begin == std::string_view::npos) continue;
    std::size_t end = HostEnd(text, at + 1, config);
    if (end != std::string_view::npos) return FoundEmail{begin, end};
  }
  return std::nullopt;
}

}  // namespace gatepost
