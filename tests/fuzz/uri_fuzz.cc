// URIs of hostile text: what is found lies in the text, variants are few and each once, hosts are sane.
#include <cstdint>
#include <set>
#include <string>

#include "fuzz/fuzz_check.h"
#include "text/charset.h"
#include "text/uri.h"

using namespace gatepost;

namespace {

UriConfig MakeConfig() {
  UriConfig config;
  for (const char* tld : {"com", "net", "org", "uk", "us", "example"}) config.tlds.insert(tld);
  config.two_tlds.insert("co.uk");
  config.find_redirect = [](std::string_view uri) -> std::optional<std::string> {
    const std::size_t at = uri.find("goto=");
    if (at == std::string_view::npos) return std::nullopt;
    return std::string(uri.substr(at + 5));
  };
  return config;
}

void CheckVariants(std::string_view uri, const UriConfig& config, UriText text) {
  const std::vector<std::string> variants = CanonicalUris(uri, config, text);
  FUZZ_CHECK(!variants.empty() && variants.size() <= 100);
  FUZZ_CHECK(std::set<std::string>(variants.begin(), variants.end()).size() == variants.size());
  for (const std::string& variant : variants) {
    FUZZ_CHECK(variant.find('\n') == std::string::npos);
    const std::optional<UriTarget> target = FindUriTarget(variant, config);
    if (!target || IsIpAddress(target->host)) continue;
    FUZZ_CHECK(IsHostNameValid(target->host) && HasKnownTld(target->host, config));
    FUZZ_CHECK(target->host.ends_with(target->domain));
    FUZZ_CHECK(RegisteredDomain(target->domain, config) == target->domain);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const UriConfig config = MakeConfig();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const char* from = text.data();
  for (const FoundUri& uri : FindUris(text, config)) {
    if (!uri.text.empty()) {
      FUZZ_CHECK(uri.text.data() >= from && uri.text.data() + uri.text.size() <= text.data() + text.size());
      from = uri.text.data() + uri.text.size();
    }
    FUZZ_CHECK(uri.kind != FoundUri::Kind::kSchemeless || HasKnownTld(uri.host, config));
    CheckVariants(uri.text, config, UriText::kBytes);
  }
  const std::string_view start = text.substr(0, 1000);
  CheckVariants(start, config, UriText::kBytes);
  CheckVariants(RepairUtf8(start), config, UriText::kCharacters);
  return 0;
}
