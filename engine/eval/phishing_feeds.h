// Lists of URLs that phish, from files that a site fetches: SpamAssassin's Phishing.
//
// They are no part of a compiled ruleset, because they change several times a day: it would be stale all the
// time. They are opened with the engine and read when the first link is looked up (0.6 ms a megabyte), into a
// hash a URL. An engine that stays open knows them as they were then, as spamd does.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.h"
#include "base/once.h"
#include "config/settings.h"
#include "gatepost/limits.h"
#include "gatepost/options.h"

namespace gatepost {

class PhishingFeeds {
 public:
  // Null where the plugin Phishing is not loaded. A file that cannot be opened gives a Diagnostic.
  static std::shared_ptr<const PhishingFeeds> Open(const Settings& settings, const Limits& limits,
                                                   std::vector<Diagnostic>* diagnostics);

  // The name of the feed that lists a URL ("OpenPhish"); "" where none does. Safe to share between threads.
  std::string_view Find(std::string_view url) const;
  // phishing_uri_noparam: what is looked up is a URL without parameters, and those in the feeds have none.
  bool no_parameters() const { return no_parameters_; }
  // What is wrong with the feeds, as far as they were read: "" or that they hold more than max_phishing_urls.
  std::string_view fault() const { return once_.done() ? fault_ : std::string_view(); }

 private:
  struct File {
    Descriptor descriptor;
    std::uint64_t feed;
  };
  void Read(const File& file) const;
  void TakeLine(std::uint64_t feed, std::string_view line) const;
  void FillBuckets() const;

  std::vector<File> files_;
  bool no_parameters_ = false;
  std::size_t max_urls_ = 0;
  double min_score_ = 0;  // of PhishStats: a URL has more
  mutable Once once_;
  mutable std::string fault_;
  mutable std::vector<std::uint64_t> known_;      // hashes whose lowest bits are the feed, by bucket
  mutable std::vector<std::size_t> bucket_ends_;  // by bucket: where in known_ the one before ends
};

}  // namespace gatepost
