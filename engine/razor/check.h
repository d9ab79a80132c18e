// A check with Razor's servers: find one, ask about a mail's signatures, and say what follows.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/razor.h"
#include "razor/plan.h"
#include "razor/signatures.h"

namespace gatepost {

struct RazorVerdict {
  bool is_known = false;  // false: nobody said anything, for the reason `failure`
  std::string failure;
  bool is_spam = false;
  // The highest confidence of what nobody contests, by engine.
  std::map<int, double> confidence;
  bool asked_too_much = false;  // not about all parts or signatures
};

// Addresses of a host's name, of IPv4; it may wait for them.
using RazorResolver = std::function<std::vector<std::string>(const std::string& host)>;

class RazorCheck {
 public:
  // All must outlive it. `mail` is what SpamAssassin's `full` rules see.
  RazorCheck(const RazorPlan& plan, std::string_view mail, RazorStream& stream, RazorResolver resolve);

  // Begins to connect to the first server, if there is anything to ask, and returns.
  void Start();
  // The rest, until the stream's time is over. Servers are believed what they say of signatures, and nothing
  // else: lines, replies and servers are limited.
  RazorVerdict Finish();

 private:
  void ConnectTo(const RazorServer& server);
  bool Discover();
  bool Greet(RazorFields* state);
  std::optional<std::vector<std::string>> ReadReply();
  RazorVerdict Ask(const RazorFields& state);

  const RazorPlan& plan_;
  RazorStream& stream_;
  RazorResolver resolve_;
  std::vector<RazorPart> parts_;
  bool has_more_parts_ = false;
  bool is_empty_ = true;  // there is nothing to ask
  std::vector<RazorServer> servers_;
  std::size_t server_ = 0;  // in servers_, or beyond: servers are to be found
  std::size_t lines_ = 0;   // read so far
};

// What the replies mean, one a signature in order; those that are missing say nothing.
RazorVerdict JudgeRazor(const RazorPlan& plan, const std::vector<RazorPart>& parts,
                        const std::vector<RazorSignature>& signatures,
                        const std::vector<RazorFields>& replies, double least_confidence);

// `min_cf` of a configuration: a number, or the server's "ac", more or less a number. 0 to 100.
double LeastRazorConfidence(std::string_view min_cf, double ac);

}  // namespace gatepost
