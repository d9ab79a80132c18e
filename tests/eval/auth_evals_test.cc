#include <gtest/gtest.h>

#include "support/eval_fixture.h"

namespace gatepost {
namespace {

constexpr std::string_view kLoadAuthRes = "loadplugin Mail::SpamAssassin::Plugin::AuthRes\n";
constexpr std::string_view kInsideHop =
    "Received: from in.example.org (in.example.org [10.0.0.1]) by mx.example.org (Postfix) with ESMTP id A\n";
constexpr std::string_view kOutsideHop =
    "Received: from a.example.com (a.example.com [192.0.2.1]) by mx.example.org (Postfix) with ESMTP id B\n";

std::string WithFields(std::string_view fields) { return std::string(fields) + "Subject: x\n\nbody\n"; }
std::string WithPlugin(std::string_view more) { return std::string(kLoadAuthRes).append(more); }

bool SpfPasses(const std::string& mail, const std::string& config = "") {
  return EvalFixture(mail, config).Hits("check_for_spf_pass");
}

TEST(AuthRes, ResultsByMethod) {
  EvalFixture mail(WithFields("Authentication-Results: mx; spf=pass; dkim=fail\n"),
                   WithPlugin("authres_networks all\n"));
  EXPECT_TRUE(mail.Hits("check_authres_result", {"spf", "PASS"}));
  EXPECT_TRUE(mail.Hits("check_authres_result", {"dkim", "fail"}));
  EXPECT_TRUE(mail.Hits("check_authres_result", {"dmarc", "Missing"}));
  EXPECT_TRUE(mail.Hits("check_authres_result", {"SPF", "missing"}));
  EXPECT_FALSE(mail.Hits("check_authres_result", {"SPF", "pass"}));
  EXPECT_FALSE(mail.Hits("check_authres_result", {"dkim", "pass"}));
  EXPECT_FALSE(mail.Hits("check_authres_result", {"spf", "missing"}));
  EXPECT_FALSE(mail.Hits("check_authres_result", {"spf"}));
}

TEST(AuthRes, NeedsItsPlugin) {
  EvalFixture mail(WithFields("Authentication-Results: mx; spf=pass\n"), "authres_networks all\n");
  EXPECT_FALSE(mail.Hits("check_authres_result", {"spf", "pass"}));
  EXPECT_FALSE(mail.Hits("check_authres_result", {"dkim", "missing"}));
}

TEST(AuthRes, NetworksSayWhichFieldsCount) {
  const std::string text = WithFields(std::string("Authentication-Results: mx; spf=pass\n")
                                          .append(kOutsideHop)
                                          .append("Authentication-Results: a.example.com; dkim=pass\n"));
  EvalFixture internal(text, std::string(kLoadAuthRes));
  EXPECT_TRUE(internal.Hits("check_authres_result", {"spf", "pass"}));
  EXPECT_TRUE(internal.Hits("check_authres_result", {"dkim", "missing"}));
  EvalFixture all(text, WithPlugin("authres_networks all\n"));
  EXPECT_TRUE(all.Hits("check_authres_result", {"dkim", "pass"}));
  EvalFixture trusted(text, WithPlugin("authres_networks TRUSTED\n"));
  EXPECT_TRUE(trusted.Hits("check_authres_result", {"dkim", "missing"}));
}

TEST(AuthRes, ServersAreTrustedOrIgnored) {
  const std::string text =
      WithFields("Authentication-Results: a; spf=pass\nAuthentication-Results: B; dkim=pass\n");
  EvalFixture trusted(text, WithPlugin("authres_networks all\nauthres_trusted_authserv C b\n"));
  EXPECT_TRUE(trusted.Hits("check_authres_result", {"spf", "missing"}));
  EXPECT_TRUE(trusted.Hits("check_authres_result", {"dkim", "pass"}));
  EvalFixture ignored(
      text, WithPlugin("authres_networks all\nauthres_ignored_authserv c\nauthres_ignored_authserv B\n"));
  EXPECT_TRUE(ignored.Hits("check_authres_result", {"spf", "pass"}));
  EXPECT_TRUE(ignored.Hits("check_authres_result", {"dkim", "missing"}));
}

TEST(Spf, OwnServersNotes) {
  const std::string note = "Received-SPF: pass (mx: x)\n";
  EXPECT_TRUE(SpfPasses(WithFields(note + std::string(kOutsideHop))));
  EXPECT_FALSE(SpfPasses(WithFields(std::string(kOutsideHop) + note)));
  EXPECT_TRUE(SpfPasses(WithFields(std::string(kInsideHop) + note + std::string(kOutsideHop))));
  EXPECT_FALSE(SpfPasses(WithFields(note + std::string(kOutsideHop)), "ignore_received_spf_header 1\n"));
  const std::string two = note + "Received-SPF: fail\n" + std::string(kOutsideHop);
  EXPECT_FALSE(SpfPasses(WithFields(two)));
  EXPECT_TRUE(SpfPasses(WithFields(two), "use_newest_received_spf_header 1\n"));
  EvalFixture helo(
      WithFields("Authentication-Results: mx; spf=softfail smtp.helo=a\n" + std::string(kOutsideHop)));
  EXPECT_TRUE(helo.Hits("check_for_spf_helo_softfail"));
  EXPECT_FALSE(helo.Hits("check_for_spf_helo_pass"));
  EXPECT_FALSE(helo.Hits("check_for_spf_softfail"));
}

TEST(Spf, SaysWhereTheNetworkWouldHaveToBeAsked) {
  EvalFixture mail(WithFields(kOutsideHop));
  const EvalFunction function = EvalAt(FindEval("check_for_spf_pass"), "check_for_spf_pass");
  EXPECT_FALSE(function(mail.context(), {}).run);
}

TEST(Spf, WelcomeSenders) {
  const std::string note = "Received-SPF: pass\n";
  const std::string text = WithFields("Return-Path: <Ann@Example.com>\n" + note + std::string(kOutsideHop));
  constexpr std::string_view kEval = "check_for_spf_welcomelist_from";
  EXPECT_TRUE(EvalFixture(text, "welcomelist_from_spf *@example.com\n").Hits(kEval));
  EXPECT_TRUE(EvalFixture(text, "welcomelist_auth *@example.com\n").Hits(kEval));
  EXPECT_FALSE(EvalFixture(text, "welcomelist_auth *@example.org\n").Hits(kEval));
  EXPECT_FALSE(EvalFixture(text, "def_welcomelist_auth *@example.com\n").Hits(kEval));
  EXPECT_TRUE(EvalFixture(text, "def_welcomelist_from_spf *@example.com\n")
                  .Hits("check_for_def_spf_welcomelist_from"));
  EXPECT_TRUE(
      EvalFixture(text, "def_welcomelist_auth *@example.com\n").Hits("check_for_def_spf_whitelist_from"));
  const std::string unchecked = WithFields("Return-Path: <ann@example.com>\n" + std::string(kOutsideHop));
  EXPECT_FALSE(EvalFixture(unchecked, "welcomelist_auth *@example.com\n").Hits(kEval));
}

TEST(Spf, SenderMayBeUnknown) {
  constexpr std::string_view kEval = "check_spf_skipped_noenvfrom";
  const std::string path = "Return-Path: <ann@example.com>\n";
  EXPECT_TRUE(EvalFixture(WithFields(kOutsideHop)).Hits(kEval));
  EXPECT_FALSE(EvalFixture(WithFields(path + std::string(kOutsideHop))).Hits(kEval));
  // A trusted server may have changed it.
  EXPECT_TRUE(EvalFixture(WithFields(path + std::string(kInsideHop) + std::string(kOutsideHop))).Hits(kEval));
}

}  // namespace
}  // namespace gatepost
