// What the configuration says of network tests, and what one message asks of the DNS under it.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "config/settings.h"
#include "gatepost/dns.h"
#include "gatepost/engine.h"
#include "pyzor/servers.h"
#include "razor/plan.h"

namespace gatepost {

struct NetworkConfig {
  // Network tests run, and the scores that count are those with network (`use_network_tests`).
  bool tests = false;
  // They may ask the DNS (`dns_available`).
  bool dns = false;
  DnsSettings settings;
  // `dns_query_restriction`: may a domain and what is below it be asked? By lower-case domain; "*": any.
  std::map<std::string, bool, std::less<>> allowed;
  // Whom to ask of Pyzor; nothing where it is not asked.
  std::optional<PyzorPlan> pyzor;
  int pyzor_timeout_ms = 5000;
  // The same of Razor.
  std::optional<RazorPlan> razor;
  int razor_timeout_ms = 5000;

  static NetworkConfig Build(const Settings& settings);
  // Rules by which a list says that it does not answer this site (`dns_block_rule`), and the list.
  std::map<std::string, std::string, std::less<>> block_rules;

  // Does the nearest domain that is named allow it?
  bool Allows(std::string_view name) const;
  // What a verdict says of block_rules that hit.
  std::vector<std::string> Blocks(const Verdict& verdict) const;
};

// The client of one message: passes on what may be asked, and counts what got no answer.
class MessageDns : public DnsClient {
 public:
  // Its sender chooses the names. Those beyond have no answer, and the verdict says so.
  static constexpr std::size_t kMostQuestions = 400;

  // `config` outlives it. A `client` of null answers nothing.
  MessageDns(const NetworkConfig& config, std::unique_ptr<DnsClient> client);

  void Ask(std::string_view name, DnsType type) override;
  const DnsAnswer& Wait(std::string_view name, DnsType type) override;

  // What a verdict says of it: "" where something was answered, or nothing asked.
  std::string Failure() const;
  bool asked_too_much() const { return asked_too_much_; }

 private:
  bool MayAsk(std::string_view name, DnsType type);

  const NetworkConfig& config_;
  std::unique_ptr<DnsClient> client_;
  DnsAnswer failed_;
  std::set<std::pair<std::string, DnsType>> questions_;
  bool asked_ = false, answered_ = false, asked_too_much_ = false;
};

}  // namespace gatepost
