// Links that lists of a site know: Phishing, and DecodeShortURLs as far as it goes without the network.
// Tested by tests/scan/phishing_test.cc.
#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "eval/message_facts.h"
#include "eval/registry.h"
#include "text/uri.h"

namespace gatepost {
namespace {

EvalResult CheckPhishing(EvalContext& context, const EvalArguments&) {
  constexpr std::ptrdiff_t kSlashesOfGeneric = 3;  // https://example.com/url?u=...
  const PhishingFeeds* feeds = context.tables.phishing.get();
  if (feeds == nullptr) return EvalResult::Of(false);
  for (const UriInfo& uri : context.views.UriDetails()) {
    if (StartsWithIgnoreCase(uri.raw, "mailto:") || uri.hosts.empty()) continue;
    if (!uri.HasType("a") && !uri.HasType("parsed")) continue;
    for (std::string_view url : uri.cleaned) {
      if (feeds->no_parameters()) {
        url = url.substr(0, url.find('?'));
        if (std::count(url.begin(), url.end(), '/') <= kSlashesOfGeneric) continue;
      }
      const std::string_view feed = feeds->Find(url);
      if (feed.empty()) continue;
      const std::optional<UriTarget> target = FindUriTarget(url, context.views.config().uri);
      if (!target) continue;
      context.detail.assign(feed).append(" (").append(target->domain).append(")");
      return EvalResult::Of(true);
    }
  }
  return EvalResult::Of(false);
}

// Under what names lists may have a web URI's host; "" where they cannot.
using ListedNames = std::array<std::string, 2>;
ListedNames NamesToList(std::string_view uri) {
  uri = uri.substr(0, uri.find_first_of("?#"));
  const std::size_t scheme = StartsWithIgnoreCase(uri, "http://")    ? 7
                             : StartsWithIgnoreCase(uri, "https://") ? 8
                                                                     : 0;
  if (scheme == 0) return {};
  std::string_view rest = uri.substr(scheme);
  if (const std::size_t user = rest.find_first_of("@/"); user < rest.size() && rest[user] == '@')
    rest.remove_prefix(user + 1);
  const std::string host = AsciiLower(rest.substr(0, rest.find_first_of("/:")));
  rest.remove_prefix(host.size());
  if (rest.starts_with(':')) {
    rest.remove_prefix(1);
    while (!rest.empty() && IsAsciiDigit(rest.front())) rest.remove_prefix(1);
  }
  const auto dots = std::count(host.begin(), host.end(), '.');
  if (host.empty() || (dots == 1 && std::none_of(rest.begin(), rest.end(), IsWordByte))) return {};
  if (dots != 2) return {host, ""};
  // "www.example.com" is example.com, and "foo.example.com" is ".example.com".
  if (host.starts_with("www.")) return {host, host.substr(4)};
  return {host, host.starts_with("www") ? "" : host.substr(host.find('.'))};
}

EvalResult ShortUrl(EvalContext& context, const EvalArguments&) {
  const bool found = SharedFact<bool>(context, "short_url", [&] {
    const WordSet& shorteners = context.tables.url_shorteners;
    const std::vector<UriInfo>& uris = context.views.UriDetails();
    return std::any_of(uris.begin(), uris.end(), [&](const UriInfo& uri) {
      if (uri.domains.empty() || uri.cleaned.empty()) return false;
      const ListedNames names = NamesToList(uri.raw);
      return std::any_of(names.begin(), names.end(),
                         [&](const std::string& name) { return !name.empty() && shorteners.contains(name); });
    });
  });
  return EvalResult::Of(found);
}

constexpr EvalEntry kUrlListEvals[] = {
    {"check_phishing", &CheckPhishing},
    {"short_url", &ShortUrl},
};

}  // namespace

std::span<const EvalEntry> UrlListEvals() { return kUrlListEvals; }

}  // namespace gatepost
