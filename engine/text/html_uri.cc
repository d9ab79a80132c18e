// Tested by tests/text/html_uri_test.cc.
#include "text/html_uri.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "text/charset.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxUriCharacters = 8192;

struct Pieces {
  std::optional<std::string_view> scheme, authority, query, fragment;
  std::string_view path;
};

Pieces TakeApart(std::string_view uri) {
  Pieces pieces;
  const std::size_t colon = uri.find_first_of(":/?#");
  if (colon != std::string_view::npos && colon > 0 && uri[colon] == ':') {
    pieces.scheme = uri.substr(0, colon);
    uri.remove_prefix(colon + 1);
  }
  if (uri.starts_with("//")) {
    uri.remove_prefix(2);
    const std::size_t end = std::min(uri.find_first_of("/?#"), uri.size());
    pieces.authority = uri.substr(0, end);
    uri.remove_prefix(end);
  }
  const std::size_t path_end = std::min(uri.find_first_of("?#"), uri.size());
  pieces.path = uri.substr(0, path_end);
  uri.remove_prefix(path_end);
  if (uri.starts_with('?')) {
    const std::size_t query_end = std::min(uri.find('#'), uri.size());
    pieces.query = uri.substr(1, query_end - 1);
    uri.remove_prefix(query_end);
  }
  if (uri.starts_with('#')) pieces.fragment = uri.substr(1, uri.find('\n') - 1);
  return pieces;
}

std::string RemoveDotSegments(std::string_view path) {
  std::string out;
  // A leading "./" or "../" counts as "/".
  if (path.starts_with("./")) path.remove_prefix(1);
  if (path.starts_with("../")) path.remove_prefix(2);
  while (!path.empty() && path != "0") {  // "0" alone is nothing, as in Perl
    if (path.starts_with("/./")) {
      path.remove_prefix(2);
    } else if (path == "/.") {
      path = "/";
    } else if (path.starts_with("/../") || path == "/..") {
      if (path == "/..") {
        path = "/";
      } else {
        path.remove_prefix(3);
      }
      const std::size_t slash = out.rfind('/');
      out.resize(slash == std::string::npos ? 0 : slash);
    } else {
      const std::size_t end = std::min(path.find('/', 1), path.size());
      out.append(path.substr(0, end));
      path.remove_prefix(end);
    }
  }
  return out;
}

std::string Merge(const Pieces& base, std::string_view path) {
  if (base.authority && (base.path.empty() || base.path == "0")) return "/" + std::string(path);
  const std::size_t slash = base.path.rfind('/');
  return std::string(base.path.substr(0, slash == std::string_view::npos ? 0 : slash + 1)) +
         std::string(path);
}

// "www." or "www3." at the start, any case.
bool StartsLikeHost(std::string_view authority, std::string_view word) {
  if (!StartsWithIgnoreCase(authority, word)) return false;
  std::size_t at = word.size();
  while (at < authority.size() && IsAsciiDigit(authority[at])) ++at;
  return at < authority.size() && authority[at] == '.';
}

}  // namespace

std::string TidyUri(std::string_view uri, bool unicode, bool* truncated) {
  const auto strip = [unicode](char32_t code) {
    return unicode ? IsUnicodeSpace(code)
                   : code == 0xA0 || (code < 0x80 && IsAsciiSpace(static_cast<char>(code)));
  };
  while (!uri.empty()) {
    std::size_t at = 0;
    if (!strip(NextCodePoint(uri, at))) break;
    uri.remove_prefix(at);
  }
  while (!uri.empty()) {
    std::size_t begin = uri.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(uri[begin]) & 0xC0) == 0x80) --begin;
    std::size_t at = begin;
    if (!strip(NextCodePoint(uri, at)) || at != uri.size()) break;
    uri = uri.substr(0, begin);
  }
  if (uri.size() > kMaxUriCharacters) {
    std::size_t characters = 0, at = 0;
    while (at < uri.size() && characters < kMaxUriCharacters) {
      NextCodePoint(uri, at);
      ++characters;
    }
    if (at < uri.size()) *truncated = true;
    uri = uri.substr(0, at);
  }
  return std::string(uri);
}

std::string TargetUri(std::string_view base_uri, std::string_view uri) {
  Pieces given = TakeApart(uri);
  const Pieces base = TakeApart(base_uri);
  if (given.scheme && base.scheme && *given.scheme == *base.scheme) given.scheme.reset();

  Pieces target;
  std::string path;
  target.query = given.query;
  if (given.scheme || given.authority) {
    target.scheme = given.scheme ? given.scheme : base.scheme;
    target.authority = given.authority;
    path = RemoveDotSegments(given.path);
  } else {
    target.scheme = base.scheme;
    target.authority = base.authority;
    if (given.path.empty()) {
      path = base.path;
      if (!given.query) target.query = base.query;
    } else if (given.path.starts_with('/')) {
      path = RemoveDotSegments(given.path);
    } else {
      path = RemoveDotSegments(Merge(base, given.path));
    }
  }

  std::string out;
  if (target.scheme && !target.scheme->empty() && *target.scheme != "0") {
    out.append(*target.scheme).append(":");
  } else if (target.authority) {
    if (StartsLikeHost(*target.authority, "www")) out = "http:";
    if (StartsLikeHost(*target.authority, "ftp")) out = "ftp:";
  }
  if (target.authority) out.append("//").append(*target.authority);
  out += path;
  if (target.query) out.append("?").append(*target.query);
  if (given.fragment) out.append("#").append(*given.fragment);
  return out;
}

std::string BaseUri(std::string_view href) {
  bool absolute = false;
  for (std::string_view scheme : {"http:", "https:", "ftp:"}) {
    absolute = absolute || StartsWithIgnoreCase(href, scheme);
  }
  if (!absolute) return {};
  // A file name at the end ("index.html") is not part of the base.
  std::string out(href);
  std::size_t host = href.find(':') + 1;
  for (int slashes = 0; slashes < 2 && host < href.size() && href[host] == '/'; ++slashes) ++host;
  const std::size_t slash = href.rfind('/'), dot = href.rfind('.');
  const std::size_t host_end = href.find('/', host);
  if (host_end != std::string_view::npos && slash >= host_end && dot != std::string_view::npos &&
      dot > slash + 1) {
    const std::size_t extension = CountCodePoints(href.substr(dot + 1));
    const std::size_t name_begin = href.find_last_of("/.", dot - 1) + 1;
    if (extension >= 2 && extension <= 4 && name_begin < dot) out.resize(name_begin);
  }
  if (!out.ends_with('/')) out.push_back('/');
  return out;
}

}  // namespace gatepost
