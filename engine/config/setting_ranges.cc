// Bounds as in SpamAssassin's plugins. Tested by tests/config/settings_test.cc.
#include "config/setting_ranges.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>

#include "base/ascii.h"
#include "base/file.h"

namespace gatepost {
namespace {

struct SettingRange {
  std::string_view setting;
  double least, most;
  bool is_whole = false;
};

constexpr SettingRange kRanges[] = {
    {"auto_welcomelist_ipv4_mask_len", 0, 32, true},
    {"auto_welcomelist_ipv6_mask_len", 0, 128, true},
    {"txrep_autolearn", 0, 5},
    {"txrep_dilution_factor", 0.7, 1},
    {"txrep_expiry_days", 0, 10000},
    {"txrep_factor", 0, 1},
    {"txrep_ipv4_mask_len", 0, 32, true},
    {"txrep_ipv6_mask_len", 0, 128, true},
    {"txrep_learn_bonus", 0, 200},
    {"txrep_learn_penalty", 0, 200},
    {"txrep_report_details", 0, 2, true},
    {"txrep_user2global_ratio", 0, 10},
    {"txrep_weight_domain", 0, 10},
    {"txrep_weight_email", 0, 10},
    {"txrep_weight_email_ip", 0, 10},
    {"txrep_weight_helo", 0, 10},
    {"txrep_weight_ip", 0, 10},
    {"txrep_welcomelist_out", 0, 200},
};

// "700", "0700"
bool IsMode(std::string_view value) {
  if (value.size() == 4 && value.front() == '0') value.remove_prefix(1);
  return value.size() == 3 &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '7'; });
}

// As SpamAssassin's plugin Pyzor takes them.
std::string PyzorFault(std::string_view setting, std::string_view value) {
  const std::string path(value);
  if (setting == "pyzor_path")
    return FileExists(path) && ::access(path.c_str(), X_OK) == 0 ? "" : "not a program";
  if (setting == "pyzor_server_file") return FileExists(path) && !IsFolder(path) ? "" : "not a file";
  if (setting != "pyzor_options") return "";
  const bool fits = std::all_of(value.begin(), value.end(), [](char c) {
    return IsAsciiAlnum(c) || std::string_view(" =,._/-").find(c) != kNpos;
  });
  return fits ? "" : "more than letters, digits and any of \" =,._/-\"";
}

}  // namespace

std::string RangeFault(std::string_view setting, std::string_view value) {
  if (setting.starts_with("pyzor_")) return PyzorFault(setting, value);
  if (setting == "auto_welcomelist_file_mode") return IsMode(value) ? "" : "not three octal digits";
  const auto* range = std::find_if(std::begin(kRanges), std::end(kRanges),
                                   [&](const SettingRange& one) { return one.setting == setting; });
  if (range == std::end(kRanges)) return "";
  const double number = std::strtod(std::string(value).c_str(), nullptr);
  const bool fits = number >= range->least && number <= range->most && (!range->is_whole || AllDigits(value));
  if (fits) return "";
  char text[64];
  std::snprintf(text, sizeof text, "not from %g to %g", range->least, range->most);
  return text;
}

}  // namespace gatepost
