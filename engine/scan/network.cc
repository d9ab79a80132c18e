// Tested by tests/scan/network_test.cc.
#include "scan/network.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/ascii.h"
#include "scan/pyzor_plan.h"
#include "scan/razor_plan.h"

namespace gatepost {
namespace {

// Milliseconds of "15", "1.5" or "2m"; nothing where it is none.
std::optional<double> Milliseconds(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || !(seconds >= 0)) return std::nullopt;
  const std::string unit = AsciiLower(std::string_view(end, text.data() + text.size()));
  constexpr std::pair<std::string_view, double> kUnits[] = {{"", 1},     {"s", 1},     {"m", 60},
                                                            {"h", 3600}, {"d", 86400}, {"w", 604800}};
  for (const auto& [name, factor] : kUnits) {
    if (unit == name) return seconds * factor * 1000;
  }
  return std::nullopt;
}

// Lines that name a zone after their times count for that zone in SpamAssassin; here all have the same time.
bool NamesZone(const std::vector<std::string_view>& words) {
  return !words.empty() && IsAsciiAlpha(words.back().back()) && !Milliseconds(words.back());
}

}  // namespace

NetworkConfig NetworkConfig::Build(const Settings& settings) {
  NetworkConfig config;
  config.tests = settings.Flag("use_network_tests");
  config.dns = config.tests && !StartsWithIgnoreCase(settings.Text("dns_available"), "no");
  if (!config.dns) return config;
  config.settings.servers = settings.Words("dns_server");
  for (const SettingLine& line : settings.Lines("rbl_timeout")) {
    const std::vector<std::string_view> words = SplitWhitespace(line.value);
    if (words.empty() || NamesZone(words)) continue;
    constexpr double kMost = 3600000;
    if (const std::optional<double> most = Milliseconds(words[0]))
      config.settings.timeout_ms = static_cast<int>(std::min(*most, kMost));
  }
  for (const SettingLine& line : settings.Lines("dns_query_restriction")) {
    const std::vector<std::string_view> words = SplitWhitespace(line.value);
    for (std::size_t i = 1; i < words.size(); ++i) {
      std::string_view domain = words[i];
      if (domain.starts_with('.')) domain.remove_prefix(1);
      config.allowed[AsciiLower(domain)] = EqualsIgnoreCase(words[0], "allow");
    }
  }
  for (const SettingLine& line : settings.Lines("dns_block_rule")) {
    const std::vector<std::string_view> words = SplitWhitespace(line.value);
    if (words.size() >= 2) config.block_rules[std::string(words[0])] = AsciiLower(words[1]);
  }
  config.pyzor = MakePyzorPlan(settings);
  config.razor = MakeRazorPlan(settings);
  const auto milliseconds = [&settings](std::string_view name) {
    constexpr double kMostSeconds = 3600;
    return static_cast<int>(std::clamp(settings.Number(name), 0.0, kMostSeconds) * 1000);
  };
  config.pyzor_timeout_ms = milliseconds("pyzor_timeout");
  config.razor_timeout_ms = milliseconds("razor_timeout");
  return config;
}

std::vector<std::string> NetworkConfig::Blocks(const Verdict& verdict) const {
  std::vector<std::string> blocks;
  for (const Hit& hit : verdict.hits) {
    if (const auto found = block_rules.find(hit.rule); found != block_rules.end())
      blocks.push_back(found->second + " does not answer this site (" + hit.rule +
                       "): ask it through another dns_server, or say dns_query_restriction deny " +
                       found->second);
  }
  return blocks;
}

bool NetworkConfig::Allows(std::string_view name) const {
  if (allowed.empty()) return true;
  const std::string lower = AsciiLower(name);
  for (std::string_view domain = lower;;) {
    if (const auto found = allowed.find(domain); found != allowed.end()) return found->second;
    const std::size_t dot = domain.find('.');
    if (dot == std::string_view::npos) break;
    domain.remove_prefix(dot + 1);
  }
  const auto any = allowed.find("*");
  return any == allowed.end() || any->second;
}

MessageDns::MessageDns(const NetworkConfig& config, std::unique_ptr<DnsClient> client)
    : config_(config), client_(std::move(client)) {}

bool MessageDns::MayAsk(std::string_view name, DnsType type) {
  if (!config_.Allows(name)) return false;
  std::pair<std::string, DnsType> question(AsciiLower(name), type);
  if (questions_.size() < kMostQuestions) {
    questions_.insert(std::move(question));
    return true;
  }
  const bool is_known = questions_.contains(question);
  asked_too_much_ |= !is_known;
  return is_known;
}

void MessageDns::Ask(std::string_view name, DnsType type) {
  if (client_ != nullptr && MayAsk(name, type)) client_->Ask(name, type);
}

const DnsAnswer& MessageDns::Wait(std::string_view name, DnsType type) {
  if (!MayAsk(name, type)) return failed_;
  asked_ = true;
  if (client_ == nullptr) return failed_;
  const DnsAnswer& answer = client_->Wait(name, type);
  answered_ |= answer.status != DnsAnswer::Status::kFailed;
  return answer;
}

std::string MessageDns::Failure() const {
  if (client_ == nullptr) return "the DNS cannot be asked: no dns_server of the configuration is an address";
  return asked_ && !answered_ ? "the DNS gave no answer: network tests did not hit" : "";
}

}  // namespace gatepost
