// Oddities of URIs (SpamAssassin's URIEval). Tested by tests/eval/uri_evals_test.cc.
#include <algorithm>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "eval/html_evals.h"
#include "eval/registry.h"
#include "text/uri.h"

namespace gatepost {
namespace {

constexpr std::string_view kHostStop = "/:?";

// A web URI at `at`: the place of its host, behind the scheme and up to two slashes. Nothing where no host
// follows.
std::optional<std::size_t> HostOfWebUri(std::string_view text, std::size_t at) {
  if (!StartsWithIgnoreCase(text.substr(at), "http")) return std::nullopt;
  at += 4;
  if (at < text.size() && AsciiToLower(text[at]) == 's') ++at;
  if (at >= text.size() || text[at] != ':') return std::nullopt;
  ++at;
  for (int slash = 0; slash < 2 && at < text.size() && text[at] == '/'; ++slash) ++at;
  if (at >= text.size() || kHostStop.find(text[at]) != std::string_view::npos) return std::nullopt;
  return at;
}

struct Redirection {
  std::string_view from_host, to_host;
  std::string_view target;  // all from the inner URI on
};

// The URI inside a web URI; the first behind its host, or the last in what looks like its host.
std::optional<Redirection> FindRedirection(std::string_view uri) {
  const std::size_t scheme = StartsWithIgnoreCase(uri, "http://")    ? 7
                             : StartsWithIgnoreCase(uri, "https://") ? 8
                                                                     : 0;
  if (scheme == 0) return std::nullopt;
  const std::size_t host_end = std::min(uri.find_first_of(kHostStop, scheme), uri.size());
  if (host_end == scheme) return std::nullopt;
  std::size_t inner = std::string_view::npos;
  for (std::size_t at = FindIgnoreCase(uri, "http", host_end + 1); at != std::string_view::npos;
       at = FindIgnoreCase(uri, "http", at + 1)) {
    if (!HostOfWebUri(uri, at)) continue;
    inner = at;
    break;
  }
  std::size_t from_end = host_end;
  // Only its end can lie there: a host has no colon.
  for (std::size_t at = host_end; inner == std::string_view::npos && at + 6 > host_end && at >= scheme + 2;
       --at) {
    if (!HostOfWebUri(uri, at)) continue;
    inner = at;
    from_end = at - 1;
  }
  if (inner == std::string_view::npos) return std::nullopt;
  const std::size_t to = *HostOfWebUri(uri, inner);
  const std::size_t to_end = std::min(uri.find_first_of(kHostStop, to), uri.size());
  return Redirection{uri.substr(scheme, from_end - scheme), uri.substr(to, to_end - to), uri.substr(inner)};
}

std::string DomainOrItself(std::string_view host, const UriConfig& config) {
  std::optional<UriTarget> target = FindUriTarget(host, config);
  return target ? std::move(target->domain) : std::string(host);
}

// A URI inside another one that leads to another domain.
EvalResult CheckForHttpRedirector(EvalContext& context, const EvalArguments&) {
  const UriConfig& config = context.views.config().uri;
  for (const std::string& uri : context.views.Uris()) {
    std::string_view rest = uri;
    while (std::optional<Redirection> found = FindRedirection(rest)) {
      if (DomainOrItself(found->from_host, config) != DomainOrItself(found->to_host, config))
        return EvalResult::Of(true);
      rest = found->target;
    }
  }
  return EvalResult::Of(false);
}

// Some URI was longer than 8,192 characters.
EvalResult CheckUriTruncated(EvalContext& context, const EvalArguments&) {
  for (const UriInfo& uri : context.views.UriDetails()) {
    if (uri.truncated) return EvalResult::Of(true);
  }
  return AnyHtml(context, [](const HtmlFacts& html) {
    auto found = html.numbers.find("uri_truncated");
    return found != html.numbers.end() && found->second != 0;
  });
}

constexpr EvalEntry kUriEvals[] = {
    {"check_for_http_redirector", &CheckForHttpRedirector},
    {"check_https_ip_mismatch", &CheckHttpsIpMismatch},
    {"check_uri_truncated", &CheckUriTruncated},
};

}  // namespace

std::span<const EvalEntry> UriEvals() { return kUriEvals; }

}  // namespace gatepost
