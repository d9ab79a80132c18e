// Tested by tests/mail/anomaly_test.cc.
#include "mail/anomaly.h"

#include <algorithm>
#include <array>

namespace gatepost {
namespace {

constexpr std::size_t kAnomalyCount = static_cast<std::size_t>(Anomaly::kCount);

// In the order of the enumeration.
constexpr std::array<const char*, kAnomalyCount> kNames = {
    "empty-message",
    "no-header",
    "mbox-from-line",
    "nul-in-header",
    "eight-bit-header-name",
    "malformed-header-line",
    "missing-blank-line",
    "missing-boundary",
    "unclosed-multipart",
    "boundary-too-long",
    "bad-base64",
    "bad-quoted-printable",
    "unknown-charset",
    "invalid-charset-bytes",
    "unknown-encoding",
    "mixed-line-ends",
    "truncated-header",
    "missing-mime-headers",
    "missing-mime-blank-line",
    "mime-epilogue",
};
static_assert(kNames.back() != nullptr, "every anomaly has a name");
static_assert(kAnomalyCount <= 32, "AnomalySet has 32 bits");

}  // namespace

std::vector<std::string> AnomalySet::Names() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kAnomalyCount; ++i) {
    if (Has(static_cast<Anomaly>(i))) names.emplace_back(kNames[i]);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace gatepost
