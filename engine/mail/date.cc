// Tested by tests/mail/date_test.cc.
#include "mail/date.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/fixed_text.h"

namespace gatepost {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

struct NamedZone {
  FixedText<4> name;
  int minutes;  // east of UTC
};

// Sorted by name. Where a name has several meanings, SpamAssassin's.
constexpr NamedZone kZones[] = {
    {"ACDT", 630},  {"ACST", 570}, {"ADT", -180}, {"AEDT", 660},  {"AEST", 600},  {"AKDT", -480},
    {"AKST", -540}, {"AST", -240}, {"AWST", 480}, {"BRST", -120}, {"BRT", -180},  {"BST", 60},
    {"CDT", -300},  {"CEST", 120}, {"CET", 60},   {"CST", -360},  {"EDT", -240},  {"EEST", 180},
    {"EET", 120},   {"EST", -300}, {"GMT", 0},    {"HADT", -540}, {"HAST", -600}, {"HKT", 480},
    {"HST", -600},  {"IDT", 180},  {"IST", 60},   {"JST", 540},   {"KST", 540},   {"MDT", -360},
    {"MEST", 120},  {"MESZ", 120}, {"MET", 60},   {"MEZ", 60},    {"MSD", 240},   {"MSK", 180},
    {"MST", -420},  {"NDT", -150}, {"NST", -210}, {"NZDT", 780},  {"NZST", 720},  {"PDT", -420},
    {"PHT", 480},   {"PST", -480}, {"SGT", 480},  {"UT", 0},      {"UTC", 0},     {"WEST", 60},
    {"WET", 0},
};

// Words longer than this are neither number, month nor zone.
constexpr std::size_t kMaxWordBytes = 18;

std::int64_t Number(std::string_view digits) {
  std::int64_t value = 0;
  for (char c : digits.substr(0, kMaxWordBytes)) value = value * 10 + (c - '0');
  return value;
}

// 1 to 12, or 0.
int MonthNumber(std::string_view word) {
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (EqualsIgnoreCase(word, kMonths[i])) return static_cast<int>(i) + 1;
  }
  return 0;
}

// "9:05" or "09:05:59"; the hour has one or two digits, the rest two.
bool ReadClock(std::string_view word, int* hour, int* minute, int* second) {
  const std::vector<std::string_view> fields = Split(word, ':');
  if (fields.size() < 2 || fields.size() > 3) return false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::size_t size = fields[i].size();
    if (!AllDigits(fields[i]) || size > 2 || (i > 0 && size != 2)) return false;
  }
  *hour = static_cast<int>(Number(fields[0]));
  *minute = static_cast<int>(Number(fields[1]));
  *second = fields.size() == 3 ? static_cast<int>(Number(fields[2])) : 0;
  return true;
}

// Any number of digits in each place: what stands between month and year in ctime's order.
bool LooksLikeLongClock(std::string_view word) {
  const std::vector<std::string_view> fields = Split(word, ':');
  return fields.size() == 3 && std::all_of(fields.begin(), fields.end(), AllDigits);
}

// Days since 1970-01-01 of a Gregorian date.
std::int64_t DaysFromCivil(std::int64_t year, int month, int day) {
  year -= month <= 2;
  const std::int64_t era = year / 400;  // years are 1970 or later here
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

int DaysInMonth(std::int64_t year, int month) {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

struct DayFound {
  std::int64_t day = 0, year = 0;
  int month = 0;
};

// Finds the day, month and year among the words and takes them out (a space stays in their place).
// Three orders, in this preference: "5 Mar 2003", "Mar 5 10:11:12 2003", "5 Mar 03".
std::optional<DayFound> TakeDay(std::vector<std::string_view>* words) {
  const auto year_is = [](std::string_view word, bool four) {
    return AllDigits(word) && (four ? word.size() == 4 : word.size() == 2 || word.size() == 3);
  };
  DayFound found;
  for (int order = 0; order < 3; ++order) {
    const std::size_t length = order == 1 ? 4 : 3;
    for (std::size_t i = 0; i + length <= words->size(); ++i) {
      const std::string_view* word = words->data() + i;
      std::string_view year_word;
      if (order == 1) {
        if ((found.month = MonthNumber(word[0])) == 0 || !AllDigits(word[1])) continue;
        if (!LooksLikeLongClock(word[2]) || !year_is(word[3], true)) continue;
        found.day = Number(word[1]);
        year_word = word[3];
      } else {
        if (!AllDigits(word[0]) || (found.month = MonthNumber(word[1])) == 0) continue;
        if (!year_is(word[2], order == 0)) continue;
        found.day = Number(word[0]);
        year_word = word[2];
      }
      found.year = Number(year_word);
      if (year_word.size() == 2 && found.year < 50) {
        found.year += 2000;
      } else if (year_word.size() != 4) {
        found.year += 1900;
      }
      words->erase(words->begin() + static_cast<std::ptrdiff_t>(i),
                   words->begin() + static_cast<std::ptrdiff_t>(i + length));
      return found;
    }
  }
  return std::nullopt;
}

// "+0100" anywhere, else the first run of two to four capitals, if that is a known zone.
int ZoneMinutes(const std::vector<std::string_view>& words) {
  for (std::string_view word : words) {
    if (word.size() != 5 || (word[0] != '+' && word[0] != '-') || !AllDigits(word.substr(1))) continue;
    const auto minutes = static_cast<int>(Number(word.substr(1, 2)) * 60 + Number(word.substr(3, 2)));
    return word[0] == '-' ? -minutes : minutes;
  }
  for (std::string_view word : words) {
    for (std::size_t at = 0; at < word.size();) {
      if (!IsWordByte(word[at])) {
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < word.size() && IsWordByte(word[end])) ++end;
      const std::string_view run = word.substr(at, end - at);
      at = end;
      if (run.size() < 2 || run.size() > 4 || !std::all_of(run.begin(), run.end(), IsAsciiUpper)) continue;
      if (word.substr(end).starts_with("-DST") && (end + 4 == word.size() || !IsWordByte(word[end + 4]))) {
        return 0;  // no zone of the table is written so
      }
      const auto* zone = std::lower_bound(std::begin(kZones), std::end(kZones), run,
                                          [](const NamedZone& a, std::string_view b) { return a.name < b; });
      return zone != std::end(kZones) && zone->name == run ? zone->minutes : 0;
    }
  }
  return 0;
}

}  // namespace

std::optional<std::int64_t> ParseDate(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), ',', ' ');
  std::vector<std::string_view> words = SplitWhitespace(spaced);
  std::optional<DayFound> date = TakeDay(&words);
  if (!date) return std::nullopt;

  int hour = 0, minute = 0, second = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (ReadClock(words[i], &hour, &minute, &second)) {
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
  }
  // Impossible values are bent to possible ones; day 0 has no meaning at all.
  hour = std::min(hour, 23);
  minute = std::min(minute, 59);
  second = std::min(second, 59);
  if (date->day > DaysInMonth(date->year, date->month)) {
    date->day = 1;
    if (++date->month > 12) {
      date->month = 1;
      ++date->year;
    }
  }
  date->year = std::clamp<std::int64_t>(date->year, 1970, 2037);
  if (date->day < 1 || date->day > DaysInMonth(date->year, date->month)) return std::nullopt;

  std::int64_t time = DaysFromCivil(date->year, date->month, static_cast<int>(date->day)) * 86400 +
                      std::int64_t{hour} * 3600 + std::int64_t{minute} * 60 + second;
  const std::int64_t zone_s = ZoneMinutes(words) * std::int64_t{60};
  time -= zone_s;
  return zone_s > 0 ? std::max<std::int64_t>(time, 0) : time;
}

}  // namespace gatepost
