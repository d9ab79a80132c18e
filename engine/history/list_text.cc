// Tested by tests/history/list_text_test.cc.
#include "history/list_text.h"

#include <charconv>
#include <cmath>
#include <cstdio>

#include "base/ascii.h"
#include "history/sender_key.h"

namespace gatepost {
namespace {

constexpr std::string_view kArrow = "  --  ", kNetworkMark = "|ip=", kSignerMark = "|signedby=";

template <class Number>
bool ReadAll(std::string_view text, Number* number) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && stop == text.data() + text.size();
}

}  // namespace

std::string SenderLine(const SenderKey& key, const SenderTotals& totals) {
  char sums[400], line[450];
  std::snprintf(sums, sizeof sums, "(%.3f/%lld)", totals.total, static_cast<long long>(totals.count));
  const double mean = totals.count == 0 ? 0 : totals.total / static_cast<double>(totals.count);
  std::snprintf(line, sizeof line, "%8.1f %15s", mean, sums);
  std::string text = line;
  text.append(kArrow).append(key.email).append(kNetworkMark).append(key.network);
  if (!key.signer.empty()) text.append(kSignerMark).append(key.signer);
  return text;
}

std::optional<std::pair<SenderKey, SenderTotals>> ReadSenderLine(std::string_view line) {
  const std::size_t arrow = line.find(kArrow);
  const std::size_t open = line.find('('), slash = line.find('/', open);
  if (arrow == kNpos || slash >= arrow || line[arrow - 1] != ')') return std::nullopt;
  SenderTotals totals;
  if (!ReadAll(line.substr(open + 1, slash - open - 1), &totals.total) || !std::isfinite(totals.total) ||
      !ReadAll(line.substr(slash + 1, arrow - slash - 2), &totals.count) || totals.count < 0)
    return std::nullopt;
  std::string_view name = line.substr(arrow + kArrow.size());
  SenderKey key;
  if (const std::size_t mark = name.rfind(kSignerMark); mark != kNpos) {
    key.signer = name.substr(mark + kSignerMark.size());
    name = name.substr(0, mark);
  }
  const std::size_t mark = name.rfind(kNetworkMark);
  if (mark == kNpos || mark == 0) return std::nullopt;
  key.email = SenderName(name.substr(0, mark));
  key.network = name.substr(mark + kNetworkMark.size());
  return std::pair(std::move(key), totals);
}

}  // namespace gatepost
