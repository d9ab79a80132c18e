// Pyzor: how often a mail of this text was reported to its servers. Tested by tests/scan/pyzor_test.cc.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "eval/message_facts.h"
#include "eval/registry.h"
#include "mail/network.h"
#include "pyzor/digest.h"

namespace gatepost {
namespace {

constexpr std::string_view kAskedFact = "pyzor asked", kAnswerFact = "pyzor answer";
// Texts of nothing, and the like, are reported by all: their numbers say nothing.
constexpr std::uint64_t kTooOftenReported = 1000000, kTooOftenWelcomed = 10000;

struct Counts {
  bool known = false;  // some server said something
  std::uint64_t reported = 0, welcome = 0;
};

bool AsksPyzor(const EvalContext& context) { return context.pyzor != nullptr && context.dns != nullptr; }

bool IsAddress(const std::string& host) { return IpAddress::Parse(host).has_value(); }

void AskForAddresses(EvalContext& context, const EvalArguments&) {
  if (!AsksPyzor(context)) return;
  for (const PyzorServer& server : context.pyzor_plan->servers) {
    if (IsAddress(server.host) || server.host == "localhost") continue;
    context.dns->Ask(server.host, DnsType::kA);
    context.dns->Ask(server.host, DnsType::kAaaa);
  }
}

// Those of IPv4 first.
std::vector<std::string> AddressesOf(EvalContext& context, const std::string& host) {
  if (IsAddress(host)) return {host};
  if (host == "localhost") return {"127.0.0.1", "::1"};
  std::vector<std::string> addresses = context.dns->Wait(host, DnsType::kA).records;
  const std::vector<std::string>& more = context.dns->Wait(host, DnsType::kAaaa).records;
  addresses.insert(addresses.end(), more.begin(), more.end());
  return addresses;
}

// Asks all servers, once; false where the message has no digest, or one that nobody is asked about.
bool Ask(EvalContext& context) {
  return SharedFact<bool>(context, kAskedFact, [&] {
    const std::optional<std::string> digest = PyzorDigest(context.views.message());
    if (!digest || context.pyzor_plan->welcome.contains(*digest)) return false;
    const std::vector<PyzorServer>& servers = context.pyzor_plan->servers;
    for (std::size_t i = 0; i < servers.size(); ++i)
      context.pyzor->Ask(i, AddressesOf(context, servers[i].host), servers[i].port, *digest);
    return true;
  });
}

void AskServers(EvalContext& context, const EvalArguments&) {
  if (AsksPyzor(context)) Ask(context);
}

// Servers do not know of each other's reports: their counts are added.
Counts AddAnswers(EvalContext& context) {
  Counts counts;
  if (!Ask(context)) return {true};
  const std::vector<PyzorServer>& servers = context.pyzor_plan->servers;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const PyzorAnswer answer = context.pyzor->Wait(i);
    const std::string name = "the Pyzor server " + servers[i].host + ":" + std::to_string(servers[i].port);
    constexpr int kOk = 200;
    if (!answer.answered) {
      context.failures.insert("no answer from " + name);
    } else if (answer.code != kOk) {
      context.failures.insert(name + " refuses with code " + std::to_string(answer.code));
    } else {
      counts.known = true;
      counts.reported += answer.reported;
      counts.welcome += answer.welcomelisted;
    }
  }
  if (counts.known)
    context.tags["PYZOR"] = {"Reported " + std::to_string(counts.reported) + " times, welcomelisted " +
                             std::to_string(counts.welcome) + " times."};
  return counts;
}

EvalResult CheckPyzor(EvalContext& context, const EvalArguments&) {
  if (!AsksPyzor(context)) return EvalResult::NotRun();
  const Counts& counts = SharedFact<Counts>(context, kAnswerFact, [&] { return AddAnswers(context); });
  if (!counts.known) return EvalResult::NotRun();
  if (counts.reported >= kTooOftenReported || counts.welcome >= kTooOftenWelcomed)
    return EvalResult::Of(false);
  const auto reported = static_cast<double>(counts.reported), welcome = static_cast<double>(counts.welcome);
  const Settings& settings = context.settings;
  const double excusing = reported * settings.Number("pyzor_welcomelist_factor");
  const bool is_excused =
      welcome >= settings.Number("pyzor_welcomelist_min") && excusing != 0 && welcome >= excusing;
  return EvalResult::Of(!is_excused && reported >= settings.Number("pyzor_count_min"));
}

constexpr EvalEntry kPyzorEvals[] = {{"check_pyzor", &CheckPyzor, &AskForAddresses, &AskServers}};

}  // namespace

std::span<const EvalEntry> PyzorEvals() { return kPyzorEvals; }

}  // namespace gatepost
