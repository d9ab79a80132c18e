// Tested by tests/bayes/header_tokens_test.cc.
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "bayes/header_tokens.h"

namespace gatepost {
namespace {

// Lower-case, sorted.
constexpr auto kIgnored = std::to_array<std::string_view>({
    "content-class",
    "content-length",
    "date",
    "delivered-to",
    "delivery-date",
    "forwarded",
    "lines",
    "mail-followup-to",
    "replied",
    "spam",
    "subject",
    "thread-index",
    "thread-topic",
    "x-antispam",
    "x-ap-spam-score",
    "x-ap-spam-status",
    "x-beenthere",
    "x-bogosity",
    "x-converted-to-plain-text",
    "x-egroups-from",
    "x-egroups-return",
    "x-filtered-by",
    "x-flags",
    "x-gnus-mail-source",
    "x-imapbase",
    "x-keywords",
    "x-list",
    "x-loop",
    "x-mailman-version",
    "x-mailscanner",
    "x-mailscanner-spamcheck",
    "x-mass-check-id",
    "x-mdaemon-deliver-to",
    "x-mdmailing-list",
    "x-mime-autoconverted",
    "x-originalarrivaltime",
    "x-perlmx-spam",
    "x-pyzor",
    "x-rbl-warning",
    "x-ripe-spam-status",
    "x-scanned-by",
    "x-scanner",
    "x-smtpd",
    "x-spam",
    "x-spam-checker-version",
    "x-spam-flag",
    "x-spam-hits",
    "x-spam-level",
    "x-spam-report",
    "x-spam-score",
    "x-spam-status",
    "x-sympa-to",
    "x-uid",
    "x-uidl",
    "x-unsub",
    "x-unsubscribe",
    "x-virus-scanned",
    "x-vm-bookmark",
    "x-vm-imap-retrieved",
    "x-vm-labels",
    "x-vm-last-modified",
    "x-vm-message-order",
    "x-vm-pop-retrieved",
    "x-vm-summary-format",
    "x-vm-vheader",
    "x-xemacs-list",
    "xref",
});

// Ignored with and without "x-".
constexpr auto kIgnoredWithOrWithoutX = std::to_array<std::string_view>({
    "envelope-to",   "list-admin",     "list-archive",       "list-comment", "list-help",
    "list-host",     "list-id",        "list-manager",       "list-name",    "list-owner",
    "list-post",     "list-subscribe", "list-unsubscribe",   "list-url",     "mailing-list",
    "original-date", "original-from",  "original-to",        "resent-date",  "resent-from",
    "resent-to",     "sender",         "spam-apparently-to", "status",
});

template <class Table>
bool Has(const Table& sorted, std::string_view name) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}
static_assert(std::is_sorted(kIgnored.begin(), kIgnored.end()));
static_assert(std::is_sorted(kIgnoredWithOrWithoutX.begin(), kIgnoredWithOrWithoutX.end()));

}  // namespace

bool IsIgnoredHeader(std::string_view name) {
  std::string lower = AsciiLower(name);
  if (Has(kIgnored, lower)) return true;
  std::string_view rest = lower;
  if (rest.starts_with("x-")) rest.remove_prefix(2);
  if (Has(kIgnoredWithOrWithoutX, rest)) return true;
  if (rest.size() == lower.size()) return false;
  for (std::string_view family : {"spamcop-", "bugzilla-"}) {
    if (rest.starts_with(family)) return rest.size() > family.size();
  }
  // X-DCC-(server)-Metrics, X-VM-v5-Data.
  constexpr std::string_view kDcc = "dcc-", kMetrics = "-metrics";
  if (rest.starts_with(kDcc) && rest.ends_with(kMetrics)) {
    std::size_t server = rest.size() - std::min(rest.size(), kDcc.size() + kMetrics.size());
    return server >= 2 && server <= 25;
  }
  return rest.size() == 10 && rest.starts_with("vm-v") && IsAsciiDigit(rest[4]) && rest.ends_with("-data");
}

bool IsPresenceOnlyHeader(std::string_view name) {
  std::string lower = AsciiLower(name);
  for (std::string_view exact : {"x-face", "dkim-signature", "domainkey-signature", "x-google-dkim-signature",
                                 "arc-message-signature", "arc-seal", "autocrypt"}) {
    if (lower == exact) return true;
  }
  std::string_view rest = lower;
  if (!rest.starts_with("x-")) return false;
  rest.remove_prefix(2);
  if (!rest.ends_with("-fingerprint")) return false;
  rest.remove_suffix(12);
  if (rest.ends_with("-key")) rest.remove_suffix(4);
  return rest == "gnupg" || rest == "gnu-pg" || rest == "pgp" || rest == "gpg";
}

}  // namespace gatepost
