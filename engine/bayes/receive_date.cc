// Tested by tests/bayes/receive_date_test.cc.
#include "bayes/receive_date.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "mail/date.h"
#include "mail/header.h"
#include "match/regex.h"

namespace gatepost {
namespace {

// A date of exactly 1970-01-01 00:00:00 is a broken one.
std::optional<std::int64_t> UsableDate(std::string_view text) {
  std::optional<std::int64_t> date = ParseDate(text);
  return date && *date != 0 ? date : std::nullopt;
}

bool Matches(const Regex& regex, std::string_view text) { return regex.Search(text) == MatchOutcome::kYes; }

bool IsFromThisMachine(std::string_view received) {
  static const Regex local(
      R"(qmail \d+ invoked by uid \d+|\bfrom (?:localhost\s|(?:\S+ ){1,2}\S*\b127\.0\.0\.1\b))", "");
  const auto has = [&](std::string_view text) { return received.find(text) != std::string_view::npos; };
  return (has("qmail ") || has("localhost") || has("127.0.0.1")) && Matches(local, received);
}

bool IsFetchmail(std::string_view received) {
  static const Regex fetchmail(R"(\bby localhost with \w+ \(fetchmail-[\d.]+)", "");
  return received.find("fetchmail-") != std::string_view::npos && Matches(fetchmail, received);
}

bool HasZone(std::string_view text) {
  static const Regex zone(R"([-+]\d{4}|\b[A-Z]{2,4}\b)", "");
  return Matches(zone, text);
}

std::optional<std::int64_t> FirstField(const Message& message, std::string_view name) {
  std::vector<const HeaderField*> fields = FindFields(message.root(), name);
  return fields.empty() ? std::nullopt : UsableDate(DecodeHeader(*fields.front()));
}

// "From user date", or the X-From-Line field that some programs make of it.
std::optional<std::int64_t> MboxDate(const Message& message) {
  std::string_view before = message.bytes().substr(0, message.root().header_begin);
  std::string line;
  if (before.starts_with("From ")) {
    line = Trim(before.substr(5));
  } else if (std::vector<const HeaderField*> fields = FindFields(message.root(), "X-From-Line");
             !fields.empty()) {
    line = DecodeHeader(*fields.front());
  }
  if (line.empty()) return std::nullopt;
  if (!HasZone(line)) line += " +0000";
  return UsableDate(line);
}

}  // namespace

std::optional<std::int64_t> ReceiveDate(const Message& message) {
  const std::vector<const HeaderField*> received = FindFields(message.root(), "Received");
  const auto text = [&](std::size_t i) {
    return i < received.size() ? DecodeHeader(*received[i]) : std::string();
  };
  // Lines that this machine wrote about itself are asked last. One such line alone is not enough to tell:
  // only fetchmail's after it makes it one.
  std::size_t local_count = IsFromThisMachine(text(0)) ? 1 : 0;
  local_count = IsFetchmail(text(local_count)) ? local_count + 1 : 0;
  if (auto date = UsableDate(text(local_count))) return date;
  for (std::size_t i = 0; i < local_count; ++i) {
    if (auto date = UsableDate(text(i))) return date;
  }
  if (auto date = MboxDate(message)) return date;
  for (std::size_t i = local_count + 1; i < received.size(); ++i) {
    if (auto date = UsableDate(text(i))) return date;
  }
  if (auto date = FirstField(message, "Resent-Date")) return date;
  return FirstField(message, "Date");
}

}  // namespace gatepost
