// URIs: finding them in text, canonical forms, hosts and registered domains.
//
// Facts (which characters end a URI, which variants rules see, which domains are delegated) follow
// SpamAssassin 4.0.1's PerMsgStatus, Util and RegistryBoundaries, because uri rules are written against them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/word_set.h"

namespace gatepost {

// Which domains count as delegated, and what redirectors look like.
struct UriConfig {
  // util_rb_tld, util_rb_2tld, util_rb_3tld; lower-case. Where `tlds` is empty, libpsl's built-in list
  // serves.
  WordSet tlds, two_tlds, three_tlds;
  // Given a URI, the target that a redirector_pattern finds in it, or nothing. Null: no patterns.
  // (text may not see regular expressions; the caller brings them.)
  std::function<std::optional<std::string>(std::string_view)> find_redirect;
};

// A URI, e-mail address or host name as it stands in running text. Views into the text.
struct FoundUri {
  enum class Kind { kScheme, kMail, kSchemeless };
  Kind kind = Kind::kScheme;
  std::string_view text;  // without the punctuation of the sentence around it
  std::string_view host;  // kSchemeless: the host name
};
// All of them, in order. Cost: linear.
std::vector<FoundUri> FindUris(std::string_view text, const UriConfig& config);

// What a URI is made of. SpamAssassin has bytes where it found a URI in text, characters where it found it in
// HTML. Shown in percent codes, U+00E9 is "%c3%a9" in bytes and "%e9" in characters; those over U+00FF have
// none.
enum class UriText { kBytes, kCharacters };  // kCharacters: valid UTF-8

// The URI itself and the variants that rules see: percent-decoded, without user info or default port, with
// numeric hosts as dotted quads, targets of redirectors and their variants ... each once, in a fixed order.
// At most 100, of at most 20 targets: a URI made of redirectors ends there. Cost: linear.
std::vector<std::string> CanonicalUris(std::string_view uri, const UriConfig& config,
                                       UriText text = UriText::kBytes);

// Percent codes of bytes that need none are undone; bytes that need one get it.
std::string NormalizePercentCodes(std::string_view uri, UriText text = UriText::kBytes);

// A host in lower-case ASCII: Unicode labels become xn--, other dots become ".".
std::string HostToAscii(std::string_view host);
// A host in lower-case ASCII as a reader is shown it: xn-- labels become UTF-8 where they can.
std::string HostToUnicode(std::string_view ascii_host);
// Two labels at least, each of letters, digits, hyphens and (from the third level on) underscores.
bool IsHostNameValid(std::string_view ascii_host);
// An IPv4 address, or an IPv6 address with or without "IPv6:" before it, and nothing else.
bool IsIpAddress(std::string_view host);
// Does a host end in a known top-level domain, with a dot before it?
bool HasKnownTld(std::string_view ascii_host, const UriConfig& config);
// Is this label one? Any case.
bool IsKnownTld(std::string_view label, const UriConfig& config);

// "a.b.co.uk" -> "b.co.uk"; "" where the top-level domain is not known.
std::string RegisteredDomain(std::string_view host, const UriConfig& config);

// Where a URI leads.
struct UriTarget {
  std::string host;    // lower-case ASCII, or an IP address
  std::string domain;  // registered domain; the address itself for an IP address
};
std::optional<UriTarget> FindUriTarget(std::string_view uri, const UriConfig& config);
// Its two steps: many URIs of a mail have one host. The host may be none that leads anywhere.
std::optional<std::string> FindUriHost(std::string_view uri);
std::optional<UriTarget> TargetOfHost(const std::string& ascii_host, const UriConfig& config);

}  // namespace gatepost
