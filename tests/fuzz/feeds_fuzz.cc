// Feeds of phish that are anything: each URL is found, in the feed that comes first, and nothing else is.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <map>
#include <string>

#include "base/ascii.h"
#include "base/file.h"
#include "config/directive.h"
#include "eval/phishing_feeds.h"
#include "fuzz/fuzz_check.h"

using namespace gatepost;

namespace {

struct Asked {
  bool no_parameters = false;
  double min_score = 0;
};

// A file in memory that holds `bytes`.
Descriptor MakeFile(std::string_view bytes) {
  Descriptor file(memfd_create("feed", MFD_CLOEXEC));
  FUZZ_CHECK(file.is_open() && WriteAll(file.get(), bytes));
  return file;
}

std::string Field(const std::vector<std::string_view>& fields, std::size_t number) {
  std::string field(number < fields.size() ? fields[number] : std::string_view());
  std::erase(field, '"');
  return field;
}

// What stands in a feed, read the long way. Lines here are no longer than the feed's limit.
void AddUrls(std::string_view text, const char* name, bool is_csv, std::size_t url_field, const Asked& asked,
             std::map<std::string, std::string>* urls) {
  std::vector<std::string_view> lines = Split(text, '\n');
  for (std::size_t i = is_csv ? 1 : 0; i < lines.size(); ++i) {
    if (TrimLeft(lines[i]).starts_with('#')) continue;
    const std::vector<std::string_view> fields = Split(lines[i], ',');
    std::string url = is_csv ? Field(fields, url_field) : std::string(lines[i]);
    if (url_field == 2) {
      const std::string score = Field(fields, 1);
      const std::string digits(Trim(score));
      const bool plain =
          !digits.empty() && IsAsciiDigit(digits[0]) && digits.size() < 10 && AllDigits(digits);
      if (!plain || asked.min_score >= std::stod(digits)) continue;
    }
    if (asked.no_parameters) url = url.substr(0, url.find('?'));
    if (!url.empty()) urls->emplace(url, name);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 60000) return 0;
  const Asked asked{(data[0] & 1) != 0, static_cast<double>(data[0] >> 5)};
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Descriptor file = MakeFile(text);
  const std::string path = "/proc/self/fd/" + std::to_string(file.get());
  // One text as each of the three kinds.
  const ConfigText config =
      ReadConfigText("loadplugin Mail::SpamAssassin::Plugin::Phishing\nphishing_openphish_feed " + path +
                         "\nphishing_phishtank_feed " + path + "\nphishing_phishstats_feed " + path +
                         "\nphishing_uri_noparam " + (asked.no_parameters ? "1" : "0") +
                         "\nphishing_phishstats_minscore " + std::to_string(data[0] >> 5) + "\n",
                     "fuzz.cf", ConfigScope::kSite);
  std::vector<Diagnostic> remarks;
  const std::shared_ptr<const PhishingFeeds> feeds =
      PhishingFeeds::Open(Settings::Build(config, &remarks), Limits(), &remarks);
  FUZZ_CHECK(remarks.empty() && feeds != nullptr && feeds->no_parameters() == asked.no_parameters);
  std::map<std::string, std::string> urls;
  AddUrls(text, "OpenPhish", false, 0, asked, &urls);
  AddUrls(text, "PhishTank", true, 1, asked, &urls);
  AddUrls(text, "PhishStats", true, 2, asked, &urls);
  for (const auto& [url, name] : urls) {
    FUZZ_CHECK(feeds->Find(url) == name);
    const std::string longer = url + "\n";  // in no line
    FUZZ_CHECK(feeds->Find(longer).empty());
  }
  FUZZ_CHECK(feeds->Find("").empty());
  return 0;
}
