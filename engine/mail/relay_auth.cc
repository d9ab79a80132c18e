// Tested by tests/mail/relay_test.cc.
#include "mail/relay_auth.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace gatepost {
namespace {

bool EndsToken(std::string_view line, std::size_t at) {
  return at >= line.size() || line[at] == ' ' || line[at] == ';';
}

// RFC 3848's words for an authenticated session, and those of webmail.
std::string_view AuthenticatedProtocol(std::string_view line) {
  static constexpr std::array<std::string_view, 12> kProtocols = {
      "ESMTPA",    "ESMTPSA",    "LMTPA", "LMTPSA", "UTF8SMTPA", "UTF8SMTPSA",
      "UTF8LMTPA", "UTF8LMTPSA", "ASMTP", "HTTP",   "HTTPS",     "HTTPU"};
  for (std::size_t at = FindIgnoreCase(line, " with "); at != kNpos;
       at = FindIgnoreCase(line, " with ", at + 1)) {
    const std::string_view rest = line.substr(at + 6);
    for (std::string_view protocol : kProtocols) {
      if (StartsWithIgnoreCase(rest, protocol) && EndsToken(rest, protocol.size())) {
        return rest.substr(0, protocol.size());
      }
    }
  }
  return {};
}

// Reads `min` to `max` bytes for which `belongs` holds, as many as there are.
template <typename Belongs>
bool Skip(std::string_view text, std::size_t* at, std::size_t min, std::size_t max, Belongs belongs) {
  std::size_t count = 0;
  while (count < max && *at < text.size() && belongs(text[*at])) ++*at, ++count;
  return count >= min;
}

bool IsLowerOrDigit(char c) { return IsAsciiLower(c) || IsAsciiDigit(c); }
bool IsUpToSix(char c) { return c >= '0' && c <= '6'; }

// The id that Gmail gives to mail from an authenticated client: "a12sm345678abc.12.2019.01.02.03.04.05".
bool IsGmailClientId(std::string_view text) {
  for (std::size_t prefix = 4; prefix >= 1; --prefix) {
    std::size_t at = 0;
    if (!Skip(text, &at, prefix, prefix, IsLowerOrDigit) || !text.substr(at).starts_with("sm")) continue;
    at += 2;
    if (!Skip(text, &at, 2, 9, IsAsciiDigit) || !Skip(text, &at, 3, 3, IsAsciiLower)) continue;
    const auto dot = [&] { return Skip(text, &at, 1, 1, [](char c) { return c == '.'; }); };
    if (!dot() || !Skip(text, &at, 1, 3, IsAsciiDigit) || !dot() || !Skip(text, &at, 4, 4, IsAsciiDigit))
      continue;
    bool ok = true;
    for (int i = 0; i < 5 && ok; ++i) {
      ok = dot() && Skip(text, &at, 1, 1, IsUpToSix) && Skip(text, &at, 1, 1, IsAsciiDigit);
    }
    if (ok) return true;
  }
  return false;
}

constexpr std::string_view kGmailMark = " by mx.google.com with ESMTPS id ";

std::string GmailAuth(std::string_view line, ShapeBudget* budget) {
  bool client = false;
  for (std::size_t at = line.find(kGmailMark); at != kNpos && !client; at = line.find(kGmailMark, at + 1)) {
    client = IsGmailClientId(line.substr(at + kGmailMark.size()));
  }
  LineCaptures captures;
  if (!client || !FindsShape("(version={word^ } cipher={rest^)})", line, &captures, budget)) return {};
  std::string auth = "GMail - transport=";
  auth += captures[LineField::kWord];
  auth += " cipher=";
  return auth.append(captures[LineField::kRest]);
}

// "]) ", ")] " or "] (...)) " somewhere: the end of a client's address. Position of the space, or npos.
std::size_t ClientAddressEnd(std::string_view line) {
  for (std::size_t at = 5; at < line.size(); ++at) {
    if (line[at] == ')' && line.substr(at).starts_with(")] ")) return at + 2;
    if (line[at] != ']') continue;
    if (line.substr(at).starts_with("]) ")) return at + 2;
    if (!line.substr(at).starts_with("] (")) continue;
    const std::size_t close = line.find(')', at);
    if (close != kNpos && line.substr(close).starts_with(")) ")) return close + 2;
  }
  return kNpos;
}

// "... ([192.0.2.1]) (authenticated bits=0) by ..."
bool IsSendmailAuth(std::string_view line) {
  if (!line.starts_with("from ")) return false;
  std::size_t at = ClientAddressEnd(line);
  for (std::string_view next : {"(", "authenticated", ")", " by"}) {
    if (at == kNpos) return false;
    at = line.find(next, at);
    if (at != kNpos) at += next.size();
  }
  return at != kNpos;
}

// "... (AUTH: LOGIN user, TLS ...) by ..."
std::string_view CourierAuth(std::string_view line, ShapeBudget* budget) {
  if (!line.starts_with("from ")) return {};
  for (std::string_view open : {"]) (AUTH: ", ")] (AUTH: "}) {
    for (std::size_t at = line.find(open); at != kNpos; at = line.find(open, at + 1)) {
      const std::string_view rest = line.substr(at + open.size());
      for (std::string_view method : {"LOGIN", "PLAIN", "DIGEST-MD5", "CRAM-MD5"}) {
        LineCaptures captures;
        if (!rest.starts_with(method)) continue;
        if (MatchesShape(" {_}) by ", rest.substr(method.size()), &captures, budget) ||
            MatchesShape(" {_}, {any?}) by ", rest.substr(method.size()), &captures, budget)) {
          return method;
        }
      }
    }
  }
  return {};
}

std::string GmxAuth(std::string_view line, ShapeBudget* budget) {
  for (std::string_view by : {"mail.gmx.net", "mail.gmx.com"}) {
    for (std::string_view protocol : {"ESMTP", "SMTP"}) {
      std::string shape = "from {_*} ({HELO|EHLO} {_*}) [{anyip}] by ";
      shape.append(by).append(" ({_^)}) with ").append(protocol);
      LineCaptures captures;
      if (!FindsShape(shape, line, &captures, budget)) continue;
      return std::string("GMX (").append(protocol).append(" / ").append(by).append(")");
    }
  }
  return {};
}

bool IsCriticalPathAuth(std::string_view line, ShapeBudget* budget) {
  LineCaptures captures;
  return (
      FindsShape(") by {any+} ({d2}.{=1}.{=3}) (authenticated as {any+}) id ", line, &captures, budget) ||
      FindsShape(") by {any+} ({d2}.{=1}.{=3}.{d3}) (authenticated as {any+}) id ", line, &captures, budget));
}

// "(via HTTP)", "(via HTTPS)"
std::string_view ViaHttp(std::string_view line) {
  for (std::size_t at = FindIgnoreCase(line, " (via http"); at != kNpos;
       at = FindIgnoreCase(line, " (via http", at + 1)) {
    for (std::size_t length : {std::size_t{5}, std::size_t{4}}) {
      const std::size_t close = at + 6 + length;
      if (close < line.size() && line[close] == ')' && EndsToken(line, close + 1))
        return line.substr(at + 6, length);
    }
  }
  return {};
}

}  // namespace

std::string FindRelayAuth(std::string_view line, const PairSet& pairs, ShapeBudget* budget) {
  const auto has = [&](std::string_view text) { return pairs.MayHave(text) && Contains(line, text); };
  const bool has_by = has(" by ");
  if (has_by) {
    if (const std::string_view protocol = AuthenticatedProtocol(line); !protocol.empty())
      return std::string(protocol);
  }
  if (has(kGmailMark)) {
    if (std::string gmail = GmailAuth(line, budget); !gmail.empty()) return gmail;
  }
  if (has(" (AUTH: ")) {
    if (const std::string_view courier = CourierAuth(line, budget); !courier.empty())
      return std::string(courier);
  }
  if (has("authenticated") && IsSendmailAuth(line)) return "Sendmail";
  if (has(" by mail.gmx.")) {
    if (std::string gmx = GmxAuth(line, budget); !gmx.empty()) return gmx;
  }
  if (has(" (authenticated as ") && IsCriticalPathAuth(line, budget)) return "CriticalPath";
  LineCaptures captures;
  if (has(") (Authenticated sender: ") &&
      FindsShape(") (Authenticated sender: {_}) by {_} ({rest^)}) with ", line, &captures, budget)) {
    const std::string name(captures[LineField::kRest]);
    return name == "Postfix" ? name : "Postfix (" + name + ")";
  }
  if (has(" (account ") && FindsShape("CommuniGate Pro {HTTP|SMTP|XIMSS|IMAP}", line, &captures, budget))
    return "Communigate";
  constexpr std::string_view kDav = " with Microsoft Exchange Server HTTP-DAV";
  if (has(kDav)) {
    const std::size_t end = line.find(kDav) + kDav.size();
    if (end == line.size() || !IsWordByte(line[end])) return "HTTP-DAV";
  }
  return has_by ? std::string(ViaHttp(line)) : std::string();
}

}  // namespace gatepost
