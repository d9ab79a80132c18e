// Tested by tests/scan/phishing_test.cc.
#include "eval/phishing_feeds.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <functional>
#include <iterator>
#include <numeric>
#include <utility>

#include "base/ascii.h"
#include "base/file.h"

namespace gatepost {
namespace {

struct Feed {
  const char* setting;
  std::string_view name;
  bool is_csv;  // a line of headings first
};
// The order is that in which they are asked.
constexpr Feed kFeeds[] = {
    {"phishing_openphish_feed", "OpenPhish", false},
    {"phishing_phishtank_feed", "PhishTank", true},
    {"phishing_phishstats_feed", "PhishStats", true},
};
constexpr std::uint64_t kFeedBits = 3, kPhishTank = 1, kPhishStats = 2;

constexpr std::size_t kBuckets = std::size_t{1} << 16;

std::uint64_t KeyOf(std::string_view url) { return std::hash<std::string_view>()(url) & ~kFeedBits; }
std::size_t BucketOf(std::uint64_t hash) { return hash / (UINT64_MAX / kBuckets + 1); }

// What stands between commas, without quotes, which `scratch` may be needed for.
std::string_view CsvField(std::string_view line, int number, std::string* scratch) {
  for (; number > 0; --number) {
    const std::size_t comma = line.find(',');
    if (comma == kNpos) return {};
    line.remove_prefix(comma + 1);
  }
  const std::string_view field = line.substr(0, line.find(','));
  if (!Contains(field, "\"")) return field;
  scratch->assign(field);
  std::erase(*scratch, '"');
  return *scratch;
}

}  // namespace

std::shared_ptr<const PhishingFeeds> PhishingFeeds::Open(const Settings& settings, const Limits& limits,
                                                         std::vector<Diagnostic>* diagnostics) {
  if (!settings.HasPlugin("Phishing")) return nullptr;
  auto feeds = std::make_shared<PhishingFeeds>();
  for (std::uint64_t feed = 0; feed < std::size(kFeeds); ++feed) {
    const std::string path = settings.Text(kFeeds[feed].setting);
    if (path.empty()) continue;
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (!file.is_open() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
      const char* why = file.is_open() ? "is no file" : std::strerror(errno);
      diagnostics->push_back(
          {Diagnostic::Severity::kWarning, path, 0, std::string("this feed is not read: ") + why});
    } else {
      feeds->files_.push_back({std::move(file), feed});
    }
  }
  feeds->max_urls_ = limits.max_phishing_urls;
  feeds->no_parameters_ = settings.Flag("phishing_uri_noparam");
  feeds->min_score_ = settings.Number("phishing_phishstats_minscore");
  return feeds;
}

void PhishingFeeds::TakeLine(std::uint64_t feed, std::string_view line) const {
  if (TrimLeft(line).starts_with('#')) return;
  std::string scratch;
  std::string_view url = line;
  if (feed == kPhishTank) url = CsvField(line, 1, &scratch);
  if (feed == kPhishStats) {
    const std::string_view digits = Trim(CsvField(line, 1, &scratch));
    double score = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), score);
    if (min_score_ >= score) return;
    url = CsvField(line, 2, &scratch);
  }
  if (no_parameters_) url = url.substr(0, url.find('?'));
  if (url.empty()) return;
  if (known_.size() < max_urls_) return known_.push_back(KeyOf(url) | feed);
  fault_ = "the phishing feeds have more than " + std::to_string(max_urls_) + " URLs; from some point in " +
           std::string(kFeeds[feed].name) + "'s on they are not known";
}

void PhishingFeeds::Read(const File& file) const {
  constexpr std::size_t kBlock = 1 << 16, kMostLine = 1 << 16;
  ::lseek(file.descriptor.get(), 0, SEEK_SET);  // memory may have run out the last time
  bool is_heading = kFeeds[file.feed].is_csv;
  std::string buffer(kMostLine + kBlock, '\0');
  std::size_t used = 0;  // of the buffer: a line's begin
  for (bool more = true; more && fault_.empty();) {
    const ssize_t count = ReadSome(file.descriptor.get(), buffer.data() + used, kBlock);
    more = count > 0;
    std::string_view rest(buffer.data(), used + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    for (std::size_t end = rest.find('\n', used); end != kNpos || (!more && !rest.empty());
         end = rest.find('\n')) {
      if (!is_heading) TakeLine(file.feed, rest.substr(0, end));
      is_heading = false;
      rest.remove_prefix(std::min(end, rest.size() - 1) + 1);
    }
    used = std::min(rest.size(), kMostLine);  // no URL is longer
    std::memmove(buffer.data(), rest.data(), used);
  }
}

// Puts those of one bucket together, in the order of the feeds: cheaper than to sort them all.
void PhishingFeeds::FillBuckets() const {
  bucket_ends_.assign(kBuckets + 1, 0);
  for (const std::uint64_t hash : known_) ++bucket_ends_[BucketOf(hash) + 1];
  std::partial_sum(bucket_ends_.begin(), bucket_ends_.end(), bucket_ends_.begin());
  std::vector<std::size_t> next = bucket_ends_;
  std::vector<std::uint64_t> in_order(known_.size());
  for (const std::uint64_t hash : known_) in_order[next[BucketOf(hash)]++] = hash;
  known_ = std::move(in_order);
}

std::string_view PhishingFeeds::Find(std::string_view url) const {
  once_.Call([this] {
    known_.clear();
    fault_.clear();
    for (const File& file : files_) Read(file);
    FillBuckets();
  });
  const std::uint64_t key = KeyOf(url);
  const std::size_t bucket = BucketOf(key);
  for (std::size_t i = bucket_ends_[bucket]; i < bucket_ends_[bucket + 1]; ++i) {
    if ((known_[i] & ~kFeedBits) == key) return kFeeds[known_[i] & kFeedBits].name;
  }
  return {};
}

}  // namespace gatepost
