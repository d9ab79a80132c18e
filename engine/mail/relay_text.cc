// Tested by tests/mail/relay_test.cc.
#include "mail/relay_text.h"

#include <array>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::array<bool, 256> kStripped = [] {
  std::array<bool, 256> table{};
  for (char c : std::string_view("\0 \t\n\v\f\r#[]()<>|", 15)) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

}  // namespace

std::string StripRelayText(std::string_view text) {
  std::string clean(text);
  for (char& c : clean) {
    if (kStripped[static_cast<unsigned char>(c)]) c = '!';
  }
  return clean;
}

std::string CleanEnvelopeSender(std::string_view text) {
  text = TrimLeft(text);
  while (text.starts_with('<')) text.remove_prefix(1);
  text = TrimRight(text);
  while (text.ends_with('>')) text.remove_suffix(1);
  return StripRelayText(text);
}

std::string RelayText(const Relay& relay) {
  std::string text = "[ ip=";
  text.append(relay.ip).append(" rdns=").append(relay.rdns).append(" helo=").append(relay.helo);
  text.append(" by=").append(relay.by).append(" ident=").append(relay.ident);
  text.append(" envfrom=").append(relay.envfrom).append(relay.internal ? " intl=1" : " intl=0");
  text.append(" id=").append(relay.id).append(" auth=").append(relay.auth);
  text.append(relay.msa ? " msa=1 ]" : " msa=0 ]");
  return text;
}

}  // namespace gatepost
