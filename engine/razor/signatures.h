// What of a mail Razor's servers are asked about: signatures of each of its parts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "razor/ephemeral.h"

namespace gatepost {

inline constexpr int kEphemeralEngine = 4, kWhiplashEngine = 8;
// Of all parts of a mail; what is beyond is not asked about. The client has no limit.
inline constexpr std::size_t kMostRazorSignatures = 500;

// A part of a mail, cleaned, and what the logic over parts wants to know of it.
struct RazorPart {
  std::string text, html;   // without and with tags
  bool is_skipped = false;  // there is nothing in it
  bool is_text = false, is_inline = false;
};
// `mail` as SpamAssassin's `full` rules see it. Cost: linear, several copies of the mail.
std::vector<RazorPart> ReadRazorParts(std::string_view mail);

struct RazorSignature {
  std::size_t part = 0;
  int engine = 0;
  std::string text;
  friend bool operator==(const RazorSignature&, const RazorSignature&) = default;
};
struct RazorEngines {
  bool ephemeral = true, whiplash = true;
};
// In the order in which they are asked. Nothing where the client would end with an error (whiplash.h).
std::optional<std::vector<RazorSignature>> RazorSignatures(const std::vector<RazorPart>& parts,
                                                           RazorEngines engines, const RazorSeed& seed);

}  // namespace gatepost
