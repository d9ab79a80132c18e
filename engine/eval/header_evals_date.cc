// Dates: the Date field against the Received fields. Tested by tests/eval/header_evals_test.cc.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/ascii.h"
#include "eval/header_evals.h"
#include "eval/message_facts.h"
#include "mail/date.h"
#include "mail/relay_shape.h"

namespace gatepost {
namespace {

// " 5 Mar 2003 10:11:12 +0100" somewhere in a Received line; nothing where there is no such text.
std::optional<std::int64_t> DateInLine(std::string_view line) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (!IsAsciiSpace(line[at])) continue;
    for (std::size_t skip : {std::size_t{1}, std::size_t{0}}) {
      LineCaptures captures;
      ShapeBudget budget;
      const std::size_t begin = at + 1 + skip;
      if (begin >= line.size()) continue;
      const std::string_view rest = line.substr(begin);
      if (!MatchesShape("{d} {word} {d} {d}:{d}:{d} {rest}", rest, &captures, &budget)) continue;
      if (captures[LineField::kWord].size() != 3) continue;
      const char* end = captures[LineField::kRest].data() + captures[LineField::kRest].size();
      return ParseDate(std::string_view(line.data() + at, static_cast<std::size_t>(end - line.data()) - at));
    }
  }
  return std::nullopt;
}

// "from localhost ", "from NAME NAME 127.0.0.1", "qmail 1 invoked by uid 2": handed over on this machine.
bool IsLocalLine(std::string_view line) {
  if (HasShape(line, "qmail {d} invoked by uid {d}")) return true;
  for (std::size_t at = line.find("from "); at != kNpos; at = line.find("from ", at + 1)) {
    if (at > 0 && IsWordByte(line[at - 1])) continue;
    const std::vector<std::string_view> words = Split(line.substr(at + 5), ' ');
    if (words[0] == "localhost" && words.size() > 1) return true;
    for (std::size_t i = 1; i < std::min<std::size_t>(words.size(), 3); ++i) {
      if (words[i - 1].empty()) break;
      const std::size_t ip = words[i].find("127.0.0.1");
      if (ip == kNpos) continue;
      const std::size_t end = ip + 9;
      if ((ip == 0 || !IsWordByte(words[i][ip - 1])) &&
          (end == words[i].size() || !IsWordByte(words[i][end])))
        return true;
    }
  }
  return false;
}

bool IsFetchmailLine(std::string_view line) {
  return HasShape(line, "by localhost with {_} (fetchmail-{d}") ||
         HasShape(line, "by localhost with {_} (fetchmail-.");
}

struct MessageDates {
  std::optional<std::int64_t> header;     // Resent-Date or Date
  std::vector<std::int64_t> received;     // of the Received lines, newest first
  std::optional<std::int64_t> fetchmail;  // when it was fetched
  std::int64_t difference = 0;            // Date minus the nearest Received, seconds
};

std::optional<std::int64_t> HeaderDate(EvalContext& context) {
  for (std::string_view query : {"Resent-Date", "Date"}) {
    for (const std::string& value : HeaderValues(context, query)) {
      if (std::optional<std::int64_t> date = ParseDate(value)) return date;
    }
  }
  return std::nullopt;
}

void ReadReceived(EvalContext& context, MessageDates* dates) {
  std::vector<std::string> lines = HeaderValues(context, "Received");
  std::erase_if(lines, [](const std::string& line) { return Trim(line).empty(); });
  if (lines.empty()) return;
  // The first line or two may be fetchmail's, with the time at which it fetched.
  std::size_t local = IsLocalLine(lines.front()) ? 1 : 0;
  if (local < lines.size() && IsFetchmailLine(lines[local])) {
    ++local;
  } else {
    local = 0;
  }
  for (std::size_t i = 0; i < local; ++i) {
    const std::optional<std::int64_t> date = DateInLine(lines[i]);
    if (date && *date <= context.now_unix_s)
      dates->fetchmail = std::max(*date, dates->fetchmail.value_or(*date));
  }
  for (std::size_t i = local; i < lines.size(); ++i) {
    if (const std::optional<std::int64_t> date = DateInLine(lines[i])) dates->received.push_back(*date);
  }
}

// The smallest difference counts: it gives the fewest false alarms.
std::int64_t NearestDifference(const MessageDates& dates) {
  if (!dates.header || dates.received.empty()) return 0;
  std::vector<std::int64_t> differences;
  for (std::int64_t received : dates.received) differences.push_back(*dates.header - received);
  // An oldest line without a difference was written by the sender's own program.
  if (differences.size() > 1 && differences.back() == 0) differences.pop_back();
  return *std::min_element(differences.begin(), differences.end(),
                           [](std::int64_t a, std::int64_t b) { return std::llabs(a) < std::llabs(b); });
}

const MessageDates& Dates(EvalContext& context) {
  return SharedFact<MessageDates>(context, "message dates", [&] {
    MessageDates dates;
    dates.header = HeaderDate(context);
    ReadReceived(context, &dates);
    dates.difference = NearestDifference(dates);
    return dates;
  });
}

bool IsGiven(const EvalArguments& arguments, std::size_t index) {
  return index < arguments.size() && arguments[index] != "undef";
}

// Hours: at least the first argument, less than the second.
EvalResult ShiftedDate(EvalContext& context, const EvalArguments& arguments) {
  const auto difference = static_cast<double>(Dates(context).difference);
  return EvalResult::Of((!IsGiven(arguments, 0) || difference >= 3600 * ArgumentNumber(arguments, 0)) &&
                        (!IsGiven(arguments, 1) || difference < 3600 * ArgumentNumber(arguments, 1)));
}

// When the message was received: the median of what its fields say, 0 where they say nothing.
std::int64_t ReceivedTime(const MessageDates& dates) {
  std::vector<std::int64_t> candidates;
  if (dates.header) candidates.push_back(*dates.header);
  if (!dates.received.empty()) candidates.push_back(dates.received.front());
  if (dates.fetchmail) candidates.push_back(*dates.fetchmail);
  if (dates.header && !dates.received.empty()) candidates.push_back(*dates.header - dates.difference);
  if (candidates.empty()) return 0;
  std::sort(candidates.begin(), candidates.end(), std::greater<>());
  return candidates[(candidates.size() - 1) / 2];
}

// Months ago: at least the first argument, less than the second.
EvalResult ReceivedWithinMonths(EvalContext& context, const EvalArguments& arguments) {
  constexpr double kSecondsPerMonth = 31556952.0 / 12;
  const auto age_s = static_cast<double>(context.now_unix_s - ReceivedTime(Dates(context)));
  return EvalResult::Of(
      (!IsGiven(arguments, 0) || age_s >= kSecondsPerMonth * ArgumentNumber(arguments, 0)) &&
      (!IsGiven(arguments, 1) || age_s < kSecondsPerMonth * ArgumentNumber(arguments, 1)));
}

// ('hours' or 'odd'): a server received the mail a quarter of an hour or more after the next one did. Up to
// an hour, or whole hours, may be a zone written wrongly; the rest is 'odd'. Who makes up Received fields
// seldom knows the time there.
EvalResult ReceivedBackward(EvalContext& context, const EvalArguments& arguments) {
  constexpr std::int64_t kTolerance = 900, kNearHour = 300, kHour = 3600;
  const std::vector<std::int64_t>& received = Dates(context).received;
  bool hours = false, odd = false;
  for (std::size_t i = 1; i < received.size(); ++i) {
    const std::int64_t ahead = received[i] - received[i - 1];
    if (ahead <= kTolerance) continue;
    const std::int64_t rest = ahead % kHour;
    const bool is_zone = ahead < kHour || rest < kNearHour || rest > kHour - kNearHour;
    hours = hours || is_zone;
    odd = odd || !is_zone;
  }
  return EvalResult::Of(!arguments.empty() && (arguments[0] == "hours" ? hours : odd));
}

bool ReadHex(std::string_view text, std::size_t at, std::size_t digits, std::int64_t* value) {
  *value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (i >= text.size() || !IsAsciiHexDigit(text[i]) || IsAsciiUpper(text[i])) return false;
    *value = *value * 16 + HexDigitValue(text[i]);
  }
  return true;
}

// Outlook writes the time into its message ids, in units of 429.5 seconds since 1601.
EvalResult OutlookMessageId(EvalContext& context, const EvalArguments&) {
  const std::string_view id = HeaderOrEmpty(context, "MESSAGEID");
  std::int64_t token = 0, ignored = 0;
  if (!id.starts_with('<') || !ReadHex(id, 1, 4, &ignored) || !ReadHex(id, 5, 8, &token) ||
      id.substr(13, 1) != "$" || !ReadHex(id, 14, 8, &ignored) || id.substr(22, 1) != "$" ||
      !ReadHex(id, 23, 8, &ignored) || id.substr(31, 1) != "@") {
    return EvalResult::Of(false);
  }
  const auto is_near = [&](std::string_view text) {
    constexpr double kUnitsPerSecond = 0.0023283064365387;
    constexpr double kUnitsBefore1970 = 27111902.8329849;
    constexpr double kTolerance = 250;
    const auto date = static_cast<double>(ParseDate(text).value_or(0));
    return std::fabs(static_cast<double>(token) - std::trunc(date * kUnitsPerSecond + kUnitsBefore1970)) <
           kTolerance;
  };
  return EvalResult::Of(!is_near(HeaderOrEmpty(context, "Date")) &&
                        !is_near(HeaderOrEmpty(context, "Received")));
}

constexpr EvalEntry kHeaderDateEvals[] = {
    {"check_for_shifted_date", &ShiftedDate},
    {"check_outlook_message_id", &OutlookMessageId},
    {"gatepost_received_backward", &ReceivedBackward},
    {"received_within_months", &ReceivedWithinMonths},
};

}  // namespace

std::span<const EvalEntry> HeaderDateEvals() { return kHeaderDateEvals; }

}  // namespace gatepost
