// A DNS in memory, for tests: what it was not told does not exist.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "gatepost/dns.h"

namespace gatepost {

class MemoryDns : public DnsClient {
 public:
  using Question = std::pair<std::string, DnsType>;

  MemoryDns& Add(std::string_view name, DnsType type, std::vector<std::string> records) {
    answers_[{AsciiLower(name), type}] = {DnsAnswer::Status::kFound, 0, std::move(records)};
    return *this;
  }
  // The name is there, and has no such records.
  MemoryDns& AddEmpty(std::string_view name, DnsType type) {
    answers_[{AsciiLower(name), type}] = {DnsAnswer::Status::kNone, 0, {}};
    return *this;
  }
  MemoryDns& Fail(std::string_view name, DnsType type) {
    answers_[{AsciiLower(name), type}] = DnsAnswer();
    return *this;
  }

  void Ask(std::string_view name, DnsType type) override { asked_.emplace_back(AsciiLower(name), type); }
  const DnsAnswer& Wait(std::string_view name, DnsType type) override {
    Ask(name, type);
    const auto found = answers_.find(asked_.back());
    return found == answers_.end() ? none_ : found->second;
  }

  bool WasAsked(std::string_view name, DnsType type) const {
    return std::find(asked_.begin(), asked_.end(), Question(AsciiLower(name), type)) != asked_.end();
  }
  const std::vector<Question>& asked() const { return asked_; }

 private:
  std::map<Question, DnsAnswer> answers_;
  std::vector<Question> asked_;
  DnsAnswer none_{DnsAnswer::Status::kNone, 3, {}};
};

// Opens clients that ask `dns`, which outlives them.
inline DnsOpener MemoryDnsOpener(MemoryDns* dns) {
  class Asking : public DnsClient {
   public:
    explicit Asking(MemoryDns* dns) : dns_(*dns) {}
    void Ask(std::string_view name, DnsType type) override { dns_.Ask(name, type); }
    const DnsAnswer& Wait(std::string_view name, DnsType type) override { return dns_.Wait(name, type); }

   private:
    MemoryDns& dns_;
  };
  return [dns](const DnsSettings&) { return std::make_unique<Asking>(dns); };
}

}  // namespace gatepost
