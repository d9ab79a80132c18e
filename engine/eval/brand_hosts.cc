// Tested by tests/eval/brand_evals_test.cc.
#include "eval/brand_hosts.h"

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "eval/header_evals.h"
#include "eval/message_facts.h"
#include "lists/address_list.h"
#include "mail/address.h"
#include "mail/header_text.h"
#include "text/uri.h"

namespace gatepost {
namespace {

// A company uses its name under other top-level domains than the list says, but not under those that
// are given away.
bool IsSoberSuffix(std::string_view suffix) {
  static const std::set<std::string_view> sober = {"com", "net", "org", "eu", "edu", "gov"};
  static const std::set<std::string_view> given_away = {"tk", "ml", "ga", "cf", "gq", "cc", "pw", "ws", "su"};
  const std::string_view last = suffix.substr(suffix.rfind('.') + 1);
  return sober.contains(last) || (last.size() == 2 && !given_away.contains(last));
}

// Most globs end in another way than the address does; that is seen at once.
bool HasTailOf(std::string_view glob, std::string_view address) {
  if (glob.empty() || glob.back() == '*' || glob.back() == '?') return !glob.empty();
  if (AsciiToLower(glob.back()) != address.back()) return false;
  return EndsWithIgnoreCase(address, glob.substr(glob.find_last_of("*?") + 1));
}

}  // namespace

const std::vector<Brand>& Brands(EvalContext& context) {
  return context.tables.brands->Get(context.settings);
}

std::string HostOfAddress(std::string_view address) { return AsciiLower(DomainOfAddress(address)); }

bool IsOwnHost(const Brand& brand, const std::string& host, const std::string& domain) {
  const std::size_t dot = domain.find('.');
  if (dot != std::string::npos && domain.compare(0, dot, brand.joined) == 0 &&
      IsSoberSuffix(domain.substr(dot + 1))) {
    return true;
  }
  const std::string address = "x@" + host;
  for (std::string_view left = brand.addresses; !left.empty();) {
    const std::string_view glob = left.substr(0, left.find(' '));
    left.remove_prefix(std::min(left.size(), glob.size() + 1));
    if (HasTailOf(glob, address) && GlobMatches(glob, address)) return true;
  }
  return false;
}

bool IsSomeBrandsHost(EvalContext& context, const std::string& host) {
  const std::string domain = TrimDomain(host, context.views.config().uri);
  return std::any_of(Brands(context).begin(), Brands(context).end(),
                     [&](const Brand& brand) { return IsOwnHost(brand, host, domain); });
}

const SenderHost& Sender(EvalContext& context) {
  return SharedFact<SenderHost>(context, "sender_host", [&] {
    std::string host = HostOfAddress(FirstValue(context, "From:addr"));
    std::string domain = TrimDomain(host, context.views.config().uri);
    return SenderHost{std::move(host), std::move(domain)};
  });
}

const std::vector<const Brand*>& SendersBrands(EvalContext& context) {
  return SharedFact<std::vector<const Brand*>>(context, "senders_brands", [&] {
    const SenderHost& sender = Sender(context);
    std::vector<const Brand*> own;
    for (const Brand& brand : Brands(context)) {
      if (IsOwnHost(brand, sender.host, sender.domain)) own.push_back(&brand);
    }
    return own;
  });
}

bool IsOfSendersCompany(EvalContext& context, const std::string& host) {
  const std::vector<const Brand*>& brands = SendersBrands(context);
  if (brands.empty()) return false;
  const std::string domain = TrimDomain(host, context.views.config().uri);
  return std::any_of(brands.begin(), brands.end(),
                     [&](const Brand* brand) { return IsOwnHost(*brand, host, domain); });
}

}  // namespace gatepost
