#include "scan/view_config.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

TEST(ViewConfig, NetworksAndTopLevelDomainsAreRead) {
  std::vector<Diagnostic> diagnostics;
  Settings settings = Settings::Build(
      ReadConfigText(
          "trusted_networks 192.0.2/24 !192.0.2.9\ninternal_networks 192.0.2.1\nutil_rb_tld com org\n"
          "util_rb_2tld co.uk\nbody_part_scan_size 100\n",
          "x.cf", ConfigScope::kSite),
      &diagnostics);
  ViewConfig config = MakeViewConfig(settings, Limits(), &diagnostics);
  EXPECT_TRUE(config.trust.trusted_configured);
  EXPECT_TRUE(config.trust.internal_configured);
  EXPECT_TRUE(config.trust.trusted.Contains(*IpAddress::Parse("192.0.2.3")));
  EXPECT_FALSE(config.trust.internal.Contains(*IpAddress::Parse("192.0.2.3")));
  EXPECT_TRUE(config.uri.tlds.contains("org"));
  EXPECT_TRUE(config.uri.two_tlds.contains("co.uk"));
  EXPECT_EQ(config.body_part_scan_size, 100u);
}

TEST(ViewConfig, WhatIsNoNetworkIsADiagnostic) {
  std::vector<Diagnostic> diagnostics;
  Settings settings = Settings::Build(
      ReadConfigText("trusted_networks nonsense\n", "x.cf", ConfigScope::kSite), &diagnostics);
  MakeViewConfig(settings, Limits(), &diagnostics);
  EXPECT_FALSE(diagnostics.empty());
}

}  // namespace
}  // namespace gatepost
