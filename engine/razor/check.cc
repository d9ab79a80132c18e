// Tested by tests/razor/check_test.cc, tests/fuzz/razor_fuzz.cc.
#include "razor/check.h"

#include <algorithm>

#include "base/ascii.h"
#include "razor/parts.h"

namespace gatepost {
namespace {

// A reply is one line, or as many as there are questions in a batch, or a server's state and the list of
// servers, which are short. All that a check reads of all servers:
constexpr std::size_t kMostLines = 2 * kMostRazorSignatures;

std::string NameOf(const RazorServer& server) {
  return "the Razor server " + server.host + ":" + std::to_string(server.port);
}

std::size_t LimitOf(const RazorFields& state, std::string_view name) {
  constexpr double kMost = 1 << 20;
  return static_cast<std::size_t>(std::clamp(RazorNumber(RazorValue(state, name)), 0.0, kMost));
}

}  // namespace

RazorCheck::RazorCheck(const RazorPlan& plan, std::string_view mail, RazorStream& stream,
                       RazorResolver resolve)
    : plan_(plan),
      stream_(stream),
      resolve_(std::move(resolve)),
      parts_(ReadRazorParts(mail)),
      servers_(plan.servers) {
  has_more_parts_ = parts_.size() > kMostRazorParts;
  if (has_more_parts_) parts_.resize(kMostRazorParts);
  is_empty_ =
      std::all_of(parts_.begin(), parts_.end(), [](const RazorPart& part) { return part.is_skipped; });
}

void RazorCheck::ConnectTo(const RazorServer& server) { stream_.Connect(resolve_(server.host), server.port); }

void RazorCheck::Start() {
  const std::vector<RazorServer>& servers = servers_.empty() ? plan_.discovery : servers_;
  if (!is_empty_ && !servers.empty()) ConnectTo(servers.front());
}

std::optional<std::vector<std::string>> RazorCheck::ReadReply() {
  std::vector<std::string> lines;
  while (++lines_ < kMostLines) {
    std::optional<std::string> line = stream_.ReadLine();
    if (!line) return std::nullopt;
    if (*line == "." && !lines.empty()) return lines;
    lines.push_back(std::move(*line));
    if (!lines[0].starts_with('-')) return lines;
  }
  return std::nullopt;
}

// Asks the servers that know the servers; true where they named some.
bool RazorCheck::Discover() {
  std::vector<RazorServer> found;
  for (std::size_t i = 0; i < plan_.discovery.size() && found.empty(); ++i) {
    // Start() has connected to the first.
    if (i > 0 || !plan_.servers.empty()) ConnectTo(plan_.discovery[i]);
    if (!stream_.ReadLine() || !stream_.Send("a=g&pm=csl\r\n")) continue;
    const std::optional<std::vector<std::string>> lines = ReadReply();
    if (!lines) continue;
    stream_.Send("a=q\r\n");
    std::string names;
    for (const RazorFields& reply : ParseRazorReply(*lines))
      names.append(RazorValue(reply, "csl")).append("\n");
    found = ReadRazorServers(names);
  }
  servers_.insert(servers_.end(), found.begin(), found.end());
  return !found.empty();
}

// Reads who the server is; and what it wants, where that is not known or has changed.
bool RazorCheck::Greet(RazorFields* state) {
  ++lines_;
  const RazorFields greeting = ParseRazorLine(stream_.ReadLine().value_or(""));
  if (RazorValue(greeting, "sn").empty()) return false;
  if (RazorValue(greeting, "a") == "cg" && !stream_.Send("cn=razor-agents&cv=2.84\r\n")) return false;
  const bool is_current = state->contains("srl") && greeting.contains("srl") &&
                          RazorNumber(RazorValue(greeting, "srl")) <= RazorNumber(RazorValue(*state, "srl"));
  if (!is_current) {
    if (!stream_.Send("a=g&pm=state\r\n")) return false;
    const std::optional<std::vector<std::string>> lines = ReadReply();
    if (!lines) return false;
    for (RazorFields& reply : ParseRazorReply(*lines)) {
      for (auto& [name, value] : reply) (*state)[name] = std::move(value);
    }
  }
  if (const std::string_view seed = RazorValue(greeting, "ep4"); !seed.empty()) (*state)["ep4"] = seed;
  return true;
}

RazorVerdict RazorCheck::Ask(const RazorFields& state) {
  RazorEngines engines = ReadRazorEngines(RazorValue(state, "se"));
  const std::string_view said = RazorValue(state, "ep4");
  const std::optional<RazorSeed> seed = said.empty() ? RazorSeed() : ReadRazorSeed(said);
  engines.ephemeral &= seed.has_value();
  std::optional<std::vector<RazorSignature>> signatures =
      RazorSignatures(parts_, engines, seed.value_or(RazorSeed()));
  RazorVerdict verdict;
  verdict.is_known = true;
  if (!signatures) return verdict;  // as in Razor, whose client gives up
  const bool asked_too_much = has_more_parts_ || signatures->size() > kMostRazorSignatures;
  if (signatures->size() > kMostRazorSignatures) signatures->resize(kMostRazorSignatures);
  std::vector<RazorFields> replies;
  const auto fails = [&](const std::string& reason) {
    verdict.is_known = false;
    verdict.asked_too_much = asked_too_much;
    verdict.failure = reason + NameOf(servers_[server_]);
    return verdict;
  };
  for (const RazorBatch& batch : RazorQuestions(*signatures, seed.value_or(RazorSeed()).text,
                                                LimitOf(state, "bql"), LimitOf(state, "bqs"))) {
    std::optional<std::vector<std::string>> lines;
    if (stream_.Send(batch.text)) lines = ReadReply();
    if (!lines) return fails("no answer from ");
    for (RazorFields& reply : ParseRazorReply(*lines)) replies.push_back(std::move(reply));
  }
  stream_.Send("a=q\r\n");
  if (replies.size() > signatures->size()) return fails("more replies than questions from ");
  verdict = JudgeRazor(plan_, parts_, *signatures, replies,
                       LeastRazorConfidence(plan_.min_cf, RazorNumber(RazorValue(state, "ac"))));
  verdict.asked_too_much = asked_too_much;
  return verdict;
}

RazorVerdict RazorCheck::Finish() {
  RazorVerdict verdict;
  verdict.is_known = is_empty_;
  if (is_empty_) return verdict;
  bool is_discovered = false;
  for (;; ++server_) {
    if (server_ == servers_.size() && !is_discovered) {
      is_discovered = true;
      if (!Discover()) break;
    }
    if (server_ == servers_.size()) break;
    // Start() has connected to the first.
    if (server_ > 0 || is_discovered) ConnectTo(servers_[server_]);
    // What a listed server wants as long as nothing is known of it.
    RazorFields state;
    if (server_ < plan_.servers.size())
      state = {{"srl", "-1"}, {"ep4", "7542-10"}, {"bql", "4"}, {"bqs", "128"}, {"ac", "0"}, {"se", "C8"}};
    if (const auto known = plan_.states.find(servers_[server_].host); known != plan_.states.end()) {
      for (const auto& [name, value] : known->second) state[name] = value;
    }
    if (Greet(&state)) return Ask(state);
  }
  verdict.failure =
      servers_.empty() ? "no Razor server was found" : "no answer from " + NameOf(servers_.back());
  return verdict;
}

}  // namespace gatepost
