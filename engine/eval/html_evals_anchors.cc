// Links that show one address and lead to another (SpamAssassin's HTTPSMismatch and a part of URIEval).
// Tested by tests/eval/html_evals_test.cc and tests/eval/uri_evals_test.cc.
#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "eval/html_evals.h"
#include "eval/message_facts.h"
#include "mail/header_text.h"
#include "text/uri.h"

namespace gatepost {
namespace {

// The run from `at` on up to one of `stop`.
std::string_view RunFrom(std::string_view text, std::size_t at, std::string_view stop) {
  return text.substr(at, std::min(text.find_first_of(stop, at), text.size()) - at);
}

// The registered domain of a host with a known top-level domain, or "".
std::string KnownDomain(std::string_view host, const UriConfig& config) {
  std::string domain = TrimDomain(HostToAscii(host), config);
  return HasKnownTld(domain, config) ? domain : std::string();
}

// Where a web link leads; "" where that is an IP address or no known domain.
std::string TargetDomain(std::string_view uri, const UriConfig& config) {
  std::size_t host = 0;
  for (std::string_view scheme : {"http://", "https://"}) {
    if (StartsWithIgnoreCase(uri, scheme)) host = scheme.size();
  }
  if (host == 0) return {};
  const std::string_view name = RunFrom(uri, host, "/:?#");
  if (name.empty() || IsIpAddress(name)) return {};
  const std::string domain = KnownDomain(name, config);
  return FindUriTarget(domain, config) ? domain : std::string();
}

// The domain, or IP address, behind the first https:// of a text; "" where there is none.
std::string ShownDomain(std::string_view text, const UriConfig& config) {
  constexpr std::string_view kScheme = "https://";
  for (std::size_t at = FindIgnoreCase(text, kScheme); at != std::string_view::npos;
       at = FindIgnoreCase(text, kScheme, at + 1)) {
    const std::string_view name = RunFrom(text, at + kScheme.size(), "/:?# \t\n\v\f\r");
    if (name.empty()) continue;
    return IsIpAddress(name) ? std::string(name) : KnownDomain(name, config);
  }
  return {};
}

std::size_t SkipDigits(std::string_view text, std::size_t at) {
  while (at < text.size() && IsAsciiDigit(text[at])) ++at;
  return at;
}

bool StartsWithDottedQuad(std::string_view text) {
  std::size_t at = 0;
  for (int octet = 0; octet < 4; ++octet) {
    if (octet > 0) {
      if (at >= text.size() || text[at] != '.') return false;
      ++at;
    }
    const std::size_t end = SkipDigits(text, at);
    if (end == at) return false;
    at = end;
  }
  return true;
}

// Does a URI of this scheme ("http:") lead to a dotted quad, with any number of slashes before and perhaps
// a user?
bool LeadsToDottedQuad(std::string_view uri, std::string_view scheme) {
  if (!StartsWithIgnoreCase(uri, scheme)) return false;
  uri.remove_prefix(scheme.size());
  uri.remove_prefix(std::min(uri.find_first_not_of('/'), uri.size()));
  if (StartsWithDottedQuad(uri)) return true;
  const std::size_t user_end = uri.find_first_of("@/");
  return user_end != std::string_view::npos && user_end > 0 && uri[user_end] == '@' &&
         StartsWithDottedQuad(uri.substr(user_end + 1));
}

}  // namespace

EvalResult CheckHttpsHttpMismatch(EvalContext& context, const EvalArguments& arguments) {
  const UriConfig& config = context.views.config().uri;
  const double at_least = ArgumentNumber(arguments, 0) == 0 ? 1 : ArgumentNumber(arguments, 0);
  return AnyHtml(context, [&](const HtmlFacts& html) {
    bool mismatch = false;
    int links = 0;
    for (const HtmlUri& uri : html.uris) {
      if (uri.anchor_text.empty()) continue;
      const std::string domain = TargetDomain(uri.uri, config);
      if (domain.empty()) continue;
      ++links;
      for (const std::string& text : uri.anchor_text) {
        if (mismatch) break;
        const std::string shown = ShownDomain(text, config);
        mismatch = !shown.empty() && shown != domain;
      }
    }
    return mismatch && links >= at_least && (arguments.size() < 2 || links < ArgumentNumber(arguments, 1));
  });
}

EvalResult CheckHttpsIpMismatch(EvalContext& context, const EvalArguments&) {
  return AnyHtml(context, [](const HtmlFacts& html) {
    for (const HtmlUri& uri : html.uris) {
      if (!LeadsToDottedQuad(uri.uri, "http:") && !LeadsToDottedQuad(uri.uri, "https:")) continue;
      for (const std::string& text : uri.anchor_text) {
        if (ContainsIgnoreCase(text, "https:") && !LeadsToDottedQuad(text, "https:")) return true;
      }
    }
    return false;
  });
}

}  // namespace gatepost
