// Tested by tests/razor/signatures_test.cc; bench/razor_signatures.py holds them against Razor's own.
#include "razor/signatures.h"

#include <algorithm>

#include "base/ascii.h"
#include "razor/parts.h"
#include "razor/preprocess.h"
#include "razor/whiplash.h"

namespace gatepost {
namespace {

void ReadType(std::string_view part, RazorPart* read) {
  const std::string_view head = part.substr(0, part.find("\n\n"));
  read->is_inline = ContainsIgnoreCase(head, "Content-Disposition: inline");
  read->is_text = true;  // where nothing is said
  constexpr std::string_view kField = "Content-Type:";
  for (std::size_t at = 0; (at = FindIgnoreCase(head, kField, at)) != kNpos;) {
    at += kField.size();
    if (at + 1 >= head.size() || !IsAsciiSpace(head[at]) || head[at + 1] == '\n') continue;
    const std::string_view type = head.substr(at + 1, head.find('\n', at + 1) - (at + 1));
    read->is_text = ContainsIgnoreCase(type, "text/") || Contains(type, "type unknown");
    return;
  }
}

}  // namespace

std::vector<RazorPart> ReadRazorParts(std::string_view mail) {
  std::vector<RazorPart> parts;
  for (const std::string& part : RazorParts(mail)) {
    RazorPart read{CleanRazorPart(part, true), CleanRazorPart(part, false)};
    read.is_skipped = IsEmptyRazorBody(read.html);
    ReadType(part, &read);
    parts.push_back(std::move(read));
  }
  return parts;
}

std::optional<std::vector<RazorSignature>> RazorSignatures(const std::vector<RazorPart>& parts,
                                                           RazorEngines engines, const RazorSeed& seed) {
  std::vector<RazorSignature> signatures;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].is_skipped) continue;
    if (engines.ephemeral)
      signatures.push_back({i, kEphemeralEngine, EphemeralSignature(parts[i].text, seed)});
    if (!engines.whiplash) continue;
    const std::optional<std::vector<std::string>> links = WhiplashSignatures(parts[i].html);
    if (!links) return std::nullopt;
    for (const std::string& link : *links) signatures.push_back({i, kWhiplashEngine, link});
  }
  return signatures;
}

}  // namespace gatepost
