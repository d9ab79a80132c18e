// Tested by tests/auth/spf_test.cc.
#include "auth/spf.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "auth/spf_macros.h"
#include "auth/spf_record.h"
#include "base/ascii.h"

namespace gatepost {
namespace {

bool IsInNetwork(const IpAddress& ip, const IpAddress& network, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(ip.bytes.begin(), ip.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  network.bytes.begin()))
    return false;
  const int rest = bits % 8;
  return rest == 0 || (ip.bytes[whole] ^ network.bytes[whole]) >> (8 - rest) == 0;
}

class SpfEvaluation {
 public:
  SpfEvaluation(DnsClient& dns, const SpfQuestion& question, const SpfLimits& limits)
      : dns_(dns), ip_(question.ip), limits_(limits) {
    const std::size_t at = question.is_helo ? kNpos : question.identity.rfind('@');
    values_.sender = question.identity;
    values_.local_part = at == kNpos || at == 0 ? "postmaster" : question.identity.substr(0, at);
    values_.domain = SpfDomain(question);
    values_.helo = question.helo.empty() ? "unknown" : question.helo;
    values_.ip = question.ip;
    values_.host_name = [this] { return HostName(); };
  }

  SpfResult Run() {
    if (const std::optional<SpfResult> fault = Enter(values_.domain); fault) return *fault;
    while (true) {
      Frame& frame = frames_.back();
      if (frame.next == frame.record.terms.size()) {
        if (const std::optional<SpfResult> end = LeaveWithoutMatch()) return *end;
        continue;
      }
      const SpfTerm& term = frame.record.terms[frame.next++];
      bool matches = false;
      if (const std::optional<SpfResult> fault = Match(term, &matches)) return *fault;
      if (!matches) continue;
      if (const std::optional<SpfResult> end = LeaveWithMatch(term.result)) return *end;
    }
  }

 private:
  // A record that is being read; those below included it.
  struct Frame {
    SpfRecord record;
    std::string domain;
    std::size_t next = 0;
  };

  // Reads the record of a domain. What it says where there is none: none, or a fault.
  std::optional<SpfResult> Enter(const std::string& domain) {
    // No more of it is kept than was asked, else "include:%{d}.%{d}" doubles it with each record.
    const std::string name = FittingName(domain);
    values_.authority = name;
    if (!IsDnsName(name)) return SpfResult::kNone;
    const DnsAnswer& answer = dns_.Wait(name, DnsType::kTxt);
    if (answer.status == DnsAnswer::Status::kFailed) return SpfResult::kTempError;
    const std::string* text = nullptr;
    for (const std::string& record : answer.records) {
      if (!SpfRecord::IsOne(record)) continue;
      if (text != nullptr) return SpfResult::kPermError;
      text = &record;
    }
    if (text == nullptr) return SpfResult::kNone;
    std::optional<SpfRecord> record = SpfRecord::Parse(*text);
    if (!record) return SpfResult::kPermError;
    frames_.push_back({std::move(*record), name, 0});
    return std::nullopt;
  }

  // As Enter, for a domain that another's record names: it must have one.
  std::optional<SpfResult> EnterNamed(const std::string& domain) {
    std::optional<SpfResult> fault = Enter(domain);
    if (fault == SpfResult::kNone) fault = SpfResult::kPermError;
    return fault;
  }

  // No term matched: another record decides, or nobody.
  std::optional<SpfResult> LeaveWithoutMatch() {
    const std::optional<std::string> redirect = std::move(frames_.back().record.redirect);
    if (!redirect) return Leave(SpfResult::kNeutral);
    if (const std::optional<SpfResult> fault = CountTerm()) return fault;
    const std::optional<std::string> domain = ExpandMacros(*redirect, values_);
    if (fault_ || !domain) return fault_.value_or(SpfResult::kPermError);
    frames_.pop_back();
    return EnterNamed(*domain);
  }

  std::optional<SpfResult> LeaveWithMatch(SpfResult result) {
    // A redirect counts also where it is not followed.
    if (frames_.back().record.redirect) {
      if (const std::optional<SpfResult> fault = CountTerm()) return fault;
    }
    return Leave(result);
  }

  // The record below goes on where it included this one; a pass is a match of its term.
  std::optional<SpfResult> Leave(SpfResult result) {
    frames_.pop_back();
    while (!frames_.empty()) {
      const Frame& frame = frames_.back();
      values_.authority = frame.domain;
      if (result != SpfResult::kPass) return std::nullopt;
      result = frame.record.terms[frame.next - 1].result;
      if (frame.record.redirect) {
        if (const std::optional<SpfResult> fault = CountTerm()) return fault;
      }
      frames_.pop_back();
    }
    return result;
  }

  std::optional<SpfResult> CountTerm() {
    return ++terms_ > limits_.terms ? std::optional(SpfResult::kPermError) : std::nullopt;
  }

  // A result where nothing more is to be seen: a fault, or that of an included record.
  std::optional<SpfResult> Match(const SpfTerm& term, bool* matches) {
    using Kind = SpfTerm::Kind;
    if (term.kind == Kind::kAll || term.kind == Kind::kIp4 || term.kind == Kind::kIp6) {
      *matches = term.kind == Kind::kAll || IsInNetwork(ip_, term.network, term.v6_bits);
      return std::nullopt;
    }
    if (const std::optional<SpfResult> fault = CountTerm()) return fault;
    if (term.kind == Kind::kPtr) {
      *matches = HasHostBelow(term);
      return fault_;
    }
    const std::optional<std::string> domain = DomainOf(term);
    if (!domain) return fault_;
    switch (term.kind) {
      case Kind::kInclude:
        return EnterNamed(*domain);
      case Kind::kA:
        *matches = HasAddress(*domain, term);
        break;
      case Kind::kMx:
        *matches = HasMailHost(*domain, term);
        break;
      default:
        *matches = LookUp(*domain, DnsType::kA) != nullptr;
        break;
    }
    return fault_;
  }

  // The domain that a term is about; nothing where there is a fault, which then is noted.
  std::optional<std::string> DomainOf(const SpfTerm& term) {
    if (term.domain.empty()) return frames_.back().domain;
    std::optional<std::string> domain = ExpandMacros(term.domain, values_);
    if (!domain && !fault_) fault_ = SpfResult::kPermError;
    return fault_ ? std::nullopt : domain;
  }

  // Null where there is nothing, and where there is a fault, which then is noted.
  const std::vector<std::string>* LookUp(std::string_view domain, DnsType type, bool may_fail = false) {
    const std::string name = FittingName(domain);
    const DnsAnswer* answer = IsDnsName(name) ? &dns_.Wait(name, type) : nullptr;
    if (answer != nullptr && answer->status == DnsAnswer::Status::kFailed) {
      if (!may_fail) fault_ = SpfResult::kTempError;
      return nullptr;
    }
    if (answer != nullptr && !answer->records.empty()) return &answer->records;
    if (++empty_answers_ > limits_.empty_answers) fault_ = SpfResult::kPermError;
    return nullptr;
  }

  DnsType AddressType() const { return ip_.IsV4() ? DnsType::kA : DnsType::kAaaa; }

  bool HasAddress(std::string_view host, const SpfTerm& term) {
    const std::vector<std::string>* addresses = LookUp(host, AddressType());
    return addresses != nullptr &&
           std::any_of(addresses->begin(), addresses->end(), [&](const std::string& text) {
             const std::optional<IpAddress> address = IpAddress::Parse(text);
             return address && IsInNetwork(ip_, *address, ip_.IsV4() ? term.v4_bits + 96 : term.v6_bits);
           });
  }

  bool HasMailHost(std::string_view domain, const SpfTerm& term) {
    const std::vector<std::string>* hosts = LookUp(domain, DnsType::kMx);
    if (hosts == nullptr) return false;
    for (std::size_t i = 0; i < std::min(hosts->size(), limits_.names); ++i) {
      if (HasAddress((*hosts)[i], term)) return true;
      if (fault_) return false;
    }
    return false;
  }

  // Names that the sender's address has and that have that address, up to one that is enough.
  using NameTest = std::function<bool(const std::string&)>;
  std::vector<std::string> HostNames(const NameTest& wanted, const NameTest& is_enough, bool may_fail) {
    std::vector<std::string> names;
    const std::string reverse = ip_.ToReverseString() + (ip_.IsV4() ? ".in-addr.arpa" : ".ip6.arpa");
    const std::vector<std::string>* hosts = LookUp(reverse, DnsType::kPtr, may_fail);
    if (hosts == nullptr) return names;
    for (std::size_t i = 0; i < std::min(hosts->size(), limits_.names) && !fault_; ++i) {
      const std::string& host = (*hosts)[i];
      if (!wanted(host)) continue;
      const std::vector<std::string>* addresses = LookUp(host, AddressType(), true);
      const auto is_own = [&](const std::string& text) { return IpAddress::Parse(text) == ip_; };
      if (addresses == nullptr || std::none_of(addresses->begin(), addresses->end(), is_own)) continue;
      names.push_back(host);
      if (is_enough(host)) break;
    }
    return names;
  }

  static bool IsBelow(std::string_view host, std::string_view domain) {
    return host.size() > domain.size() && EndsWithIgnoreCase(host, domain) &&
           host[host.size() - domain.size() - 1] == '.';
  }

  // Its domain is looked at where there is a name to be held against it.
  bool HasHostBelow(const SpfTerm& term) {
    std::optional<std::string> domain;
    const NameTest wanted = [&](const std::string& host) {
      if (!domain) domain = DomainOf(term);
      return domain && (EqualsIgnoreCase(host, *domain) || IsBelow(host, *domain));
    };
    return !HostNames(wanted, wanted, false).empty();
  }

  // %{p}: best the domain itself, then a host below it.
  std::string HostName() {
    const std::string& domain = values_.authority;
    const NameTest any = [](const std::string&) { return true; };
    const NameTest is_domain = [&](const std::string& host) { return EqualsIgnoreCase(host, domain); };
    const std::vector<std::string> names = HostNames(any, is_domain, true);
    if (!names.empty() && is_domain(names.back())) return names.back();
    for (const std::string& name : names) {
      if (IsBelow(name, domain)) return name;
    }
    return names.empty() ? "unknown" : names.front();
  }

  DnsClient& dns_;
  const IpAddress ip_;
  const SpfLimits limits_;
  SpfMacroValues values_;
  std::vector<Frame> frames_;
  std::optional<SpfResult> fault_;
  int terms_ = 0, empty_answers_ = 0;
};

}  // namespace

std::string SpfDomain(const SpfQuestion& question) {
  std::string_view domain = question.identity;
  if (const std::size_t at = domain.rfind('@'); at != kNpos && !question.is_helo)
    domain.remove_prefix(at + 1);
  if (domain.ends_with('.')) domain.remove_suffix(1);
  return AsciiLower(domain);
}

SpfResult CheckSpf(DnsClient& dns, const SpfQuestion& question, const SpfLimits& limits) {
  return SpfEvaluation(dns, question, limits).Run();
}

}  // namespace gatepost
