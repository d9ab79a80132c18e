// Any bytes as a mail to sign, as the files of Razor's folder, and as what its servers send.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzz_check.h"
#include "razor/check.h"
#include "razor/html.h"
#include "razor/parts.h"

namespace gatepost {
namespace {

// Sends the input, to whoever connects.
class AnyStream : public RazorStream {
 public:
  explicit AnyStream(std::string_view lines) : lines_(lines) {}
  void Connect(const std::vector<std::string>&, std::uint16_t) override { ++connections; }
  bool Send(std::string_view bytes) override {
    FUZZ_CHECK(bytes.ends_with("\r\n"));
    return !lines_.empty();
  }
  std::optional<std::string> ReadLine() override {
    if (lines_.empty()) return std::nullopt;
    ++reads;
    const std::size_t end = std::min(lines_.find('\n'), lines_.size());
    std::string line(lines_.substr(0, end));
    lines_.remove_prefix(std::min(lines_.size(), end + 1));
    return line;
  }

  std::size_t connections = 0, reads = 0;

 private:
  std::string_view lines_;
};

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatepost;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::vector<RazorPart> parts = ReadRazorParts(input);
  FUZZ_CHECK(parts.size() <= kMostRazorParts + 1);
  if (const auto signatures = RazorSignatures(parts, {}, {})) {
    for (const RazorSignature& signature : *signatures)
      FUZZ_CHECK(signature.part < parts.size() &&
                 signature.text.size() == (signature.engine == kEphemeralEngine ? 28 : 12));
  }
  FUZZ_CHECK(StripRazorHtml(input).size() <= input.size());
  FUZZ_CHECK(ReadRazorServers(input).size() <= kMostRazorServers);
  ReadRazorWelcome(input);
  RazorPlan plan;
  plan.servers = {{"192.0.2.1"}, {"192.0.2.2"}};
  plan.discovery = {{"192.0.2.3"}};
  const RazorFields config = ReadRazorConfig(input.substr(0, input.find("\n\n")));
  if (const auto method = config.find("logic_method"); method != config.end())
    plan.logic_method = method->second[0] - '0';
  if (const auto min_cf = config.find("min_cf"); min_cf != config.end()) plan.min_cf = min_cf->second;
  AnyStream stream(input);
  RazorCheck check(plan, "Subject: x\n\nhttp://a.example.com/ http://b.example.net/", stream,
                   [](const std::string& host) { return std::vector<std::string>{host}; });
  check.Start();
  const RazorVerdict verdict = check.Finish();
  FUZZ_CHECK(verdict.is_known == verdict.failure.empty());
  FUZZ_CHECK(verdict.is_known || (!verdict.is_spam && verdict.confidence.empty()));
  FUZZ_CHECK(stream.connections < 3 * kMostRazorServers && stream.reads <= 2 * kMostRazorSignatures + 40);
  return 0;
}
