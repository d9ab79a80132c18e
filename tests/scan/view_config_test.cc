#include "scan/view_config.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

ViewConfig Read(std::string_view text, std::vector<Diagnostic>* diagnostics) {
  ConfigText config = ReadConfigText(text, "x.cf", ConfigScope::kSite);
  Settings settings = Settings::Build(config, diagnostics);
  return MakeViewConfig(settings, config.files, Limits(), diagnostics);
}

TEST(ViewConfig, NetworksAndTopLevelDomainsAreRead) {
  std::vector<Diagnostic> diagnostics;
  ViewConfig config = Read(
      "trusted_networks 192.0.2/24 !192.0.2.9\ninternal_networks 192.0.2.1\nutil_rb_tld com org\n"
      "util_rb_2tld co.uk\nbody_part_scan_size 100\n",
      &diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_TRUE(config.trust.trusted_configured);
  EXPECT_TRUE(config.trust.internal_configured);
  EXPECT_TRUE(config.trust.trusted.Contains(*IpAddress::Parse("192.0.2.3")));
  EXPECT_FALSE(config.trust.internal.Contains(*IpAddress::Parse("192.0.2.3")));
  EXPECT_TRUE(config.uri.tlds.contains("org"));
  EXPECT_TRUE(config.uri.two_tlds.contains("co.uk"));
  EXPECT_EQ(config.body_part_scan_size, 100u);
}

TEST(ViewConfig, SmallPartsAreTheSettings) {
  std::vector<Diagnostic> diagnostics;
  const ViewConfig usual = Read("", &diagnostics);
  EXPECT_TRUE(usual.parse_dkim_uris);
  EXPECT_TRUE(usual.normalize_charset);
  EXPECT_FALSE(usual.trust.always_trust_envelope_sender);
  const ViewConfig other = Read(
      "parse_dkim_uris 0\nnormalize_charset 0\nalways_trust_envelope_sender 1\nenvelope_sender_header "
      "X-From\n"
      "originating_ip_headers X-Ip\nrawbody_part_scan_size 200\n",
      &diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_FALSE(other.parse_dkim_uris);
  EXPECT_FALSE(other.normalize_charset);
  EXPECT_TRUE(other.trust.always_trust_envelope_sender);
  EXPECT_EQ(other.trust.envelope_sender_header, "X-From");
  EXPECT_EQ(other.trust.originating_ip_headers.back(), "X-Ip");
  EXPECT_EQ(other.rawbody_part_scan_size, 200u);
}

TEST(ViewConfig, NetworksOutsideOfTheTrustedDoNotCount) {
  std::vector<Diagnostic> diagnostics;
  const auto in = [](const NetworkSet& set, const char* ip) { return set.Contains(*IpAddress::Parse(ip)); };
  ViewConfig config = Read(
      "msa_networks 10.0.1.1 192.0.2.7\ninternal_networks 10.0.0.0/8 10.0.1.0/24\ntrusted_networks 10.0/16\n",
      &diagnostics);
  ASSERT_EQ(diagnostics.size(), 2u);
  EXPECT_EQ(diagnostics[0].ToString(),
            "x.cf:2: internal_networks: not within trusted_networks, so not used: 10.0.0.0/8");
  EXPECT_EQ(diagnostics[1].ToString(),
            "x.cf:1: msa_networks: not within trusted_networks, so not used: 192.0.2.7");
  EXPECT_TRUE(in(config.trust.internal, "10.0.1.9"));
  EXPECT_FALSE(in(config.trust.internal, "10.0.2.9"));
  EXPECT_TRUE(in(config.trust.msa, "10.0.1.1"));
  EXPECT_FALSE(in(config.trust.msa, "192.0.2.7"));
  diagnostics.clear();
  config = Read("internal_networks 10.0.0.0/8\nmsa_networks 192.0.2.7 10.1.1.1\n", &diagnostics);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(diagnostics[0].ToString(),
            "x.cf:2: msa_networks: not within internal_networks, so not used: 192.0.2.7");
  EXPECT_TRUE(in(config.trust.msa, "10.1.1.1"));
  config = Read("trusted_networks 10.0/16\ninternal_networks 192.0.2.0/24\n", &diagnostics);
  EXPECT_TRUE(config.trust.internal_configured) << "and nothing is internal";
}

TEST(ViewConfig, WhatCannotBeReadIsNamedWithItsPlace) {
  std::vector<Diagnostic> diagnostics;
  ViewConfig config = Read(
      "required_score 5\ntrusted_networks nonsense 192.0.2.0/24\nredirector_pattern /(/\n"
      "redirector_pattern m'^https?://go\\.example/\\?(.*)'\n",
      &diagnostics);
  ASSERT_EQ(diagnostics.size(), 2u);
  EXPECT_EQ(diagnostics[0].ToString(), "x.cf:2: trusted_networks: not a network: nonsense");
  EXPECT_EQ(diagnostics[1].file, "x.cf");
  EXPECT_EQ(diagnostics[1].line, 3);
  EXPECT_TRUE(diagnostics[1].text.starts_with("redirector_pattern: ")) << diagnostics[1].text;
  EXPECT_TRUE(config.trust.trusted_configured) << "the rest of the line counts";
  EXPECT_EQ(config.uri.find_redirect("http://go.example/?a.example"), "a.example");
}

}  // namespace
}  // namespace gatepost
