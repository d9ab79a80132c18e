#include "mail/relay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/received_cases.h"
#include "mail/relay_line.h"
#include "mail/relay_shape.h"
#include "mail/relay_text.h"
#include "support/cpu_time.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

RelayChain Chain(const std::string& header, const TrustConfig& config = {}) {
  static const Limits limits;
  const std::string mail = header + "\nbody\n";
  const Message message = Message::Parse(mail, limits);
  RelayChain chain = ParseRelays(message, config, limits);
  for (auto* relays : {&chain.trusted, &chain.untrusted, &chain.internal, &chain.external}) {
    for (Relay& relay : *relays) relay.raw = {};  // the mail is gone when we return
  }
  return chain;
}

// One hand-over from `ip`.
std::string From(const std::string& ip, const std::string& more = "") {
  return "Received: from h.example (r.example [" + ip + "])" + more +
         " by b.example (Postfix) with ESMTP id 1234; Mon, 3 Mar 2025 10:11:12 +0100\n";
}

std::vector<std::string> Ips(const std::vector<Relay>& relays) {
  std::vector<std::string> ips;
  for (const Relay& relay : relays) ips.push_back(relay.ip);
  return ips;
}

using Names = std::vector<std::string>;

TEST(ReceivedLine, EveryKnownForm) {
  for (const ReceivedCase& expected : kReceivedCases) {
    const ReceivedLine line = ParseReceivedLine(expected.line);
    std::string text = RelayText(line.relay);
    if (line.kind == ReceivedLine::Kind::kIgnored) text = "!";
    if (line.kind == ReceivedLine::Kind::kUnparseable) text = "?";
    EXPECT_EQ(text, expected.relay) << expected.line;
    if (line.kind != ReceivedLine::Kind::kRelay) continue;
    EXPECT_EQ(line.relay.no_reverse_dns, expected.no_reverse_dns) << expected.line;
    EXPECT_EQ(line.relay.ip_private, expected.ip_private) << expected.line;
  }
}

TEST(ReceivedLine, WhatIsByNothingIsReadInKnownFormsOnly) {
  const auto kind = [](const std::string& by) {
    return ParseReceivedLine("from x (HELO y) z([192.0.2.1]) by " + by + " (some-mta) with SMTP; x").kind;
  };
  EXPECT_EQ(kind("1"), ReceivedLine::Kind::kRelay);
  EXPECT_EQ(kind("0"), ReceivedLine::Kind::kUnparseable);
}

TEST(ReceivedLine, FoldingAndSpacesDoNotMatter) {
  const std::string flat = "from a.example (b.example [192.0.2.1]) by c.example (Postfix) with ESMTP id 9999";
  std::string folded = flat;
  for (std::size_t at = folded.find(' '); at != std::string::npos; at = folded.find(' ', at + 3))
    folded.replace(at, 1, "\n\t ");
  EXPECT_EQ(RelayText(ParseReceivedLine(folded).relay), RelayText(ParseReceivedLine(flat).relay));
}

TEST(ReceivedLine, BracketsInNamesCannotBreakTheText) {
  const ReceivedLine line =
      ParseReceivedLine("from a]msa=1[ (b.example [192.0.2.1]) by c.example (Postfix) with SMTP id 1234");
  EXPECT_THAT(RelayText(line.relay), HasSubstr(" helo=a!msa=1! "));
}

TEST(ReceivedLine, HostileLinesStayCheap) {
  const double start = CpuSeconds();
  for (const std::string unit :
       {"by z (", "[", "1.2.3.4 ", ":", "(HELO ", "(authenticated as ", "@", "] ("}) {
    std::string line = "from x (y [1.2.3.4]";
    while (line.size() < 60000) line += unit;
    ParseReceivedLine(line);
    ParseReceivedLine("from " + line.substr(19));
  }
  EXPECT_LT(CpuSeconds() - start, 5) << "the budget sees to it";
}

TEST(RelayShape, RunsGiveWayFromTheRight) {
  LineCaptures captures;
  ShapeBudget budget;
  ASSERT_TRUE(MatchesShape("{helo} ({rdns}[{ip}])", "a (b[c[192.0.2.1])", &captures, &budget));
  EXPECT_EQ(captures[LineField::kRdns], "b[c");
  ASSERT_TRUE(MatchesShape("{any}by {by} ", "by a by b c", &captures, &budget));
  EXPECT_EQ(captures[LineField::kBy], "b");
  ASSERT_TRUE(MatchesShape("{any?}by {by} ", "by a by b c", &captures, &budget));
  EXPECT_EQ(captures[LineField::kBy], "a");
}

TEST(RelayShape, LimitsWordsDigitsAndEnd) {
  LineCaptures captures;
  ShapeBudget budget;
  EXPECT_TRUE(MatchesShape("x{d2}.{=3}{end}", "x12.345", &captures, &budget));
  EXPECT_FALSE(MatchesShape("x{d2}.{=3}{end}", "x123.345", &captures, &budget));
  EXPECT_FALSE(MatchesShape("x{d2}.{=3}{end}", "x12.3456", &captures, &budget));
  EXPECT_TRUE(MatchesShape("{a|bc|}d", "bcd", &captures, &budget));
  EXPECT_TRUE(MatchesShape("{a|bc|}d", "d", &captures, &budget));
  EXPECT_TRUE(MatchesShape("({any3})", "(abc)", &captures, &budget));
  EXPECT_FALSE(MatchesShape("({any3})", "(abcd)", &captures, &budget));
}

TEST(RelayShape, SpentBudgetMeansNo) {
  LineCaptures captures;
  ShapeBudget budget{3};
  EXPECT_FALSE(MatchesShape("{_}{_}{_}{_}x", std::string(100, 'a'), &captures, &budget));
  EXPECT_LT(budget.steps, 0);
}

TEST(Relays, WithoutConfigurationPrivateAddressesAreOurs) {
  const RelayChain chain = Chain(From("192.168.0.1") + From("192.0.2.1") + From("10.0.0.1"));
  EXPECT_EQ(Ips(chain.trusted), Names({"192.168.0.1"}));
  EXPECT_EQ(Ips(chain.internal), Names({"192.168.0.1"}));
  EXPECT_EQ(Ips(chain.untrusted), Names({"192.0.2.1", "10.0.0.1"}));
  EXPECT_EQ(chain.last_trusted_index, 0);
  EXPECT_FALSE(chain.all_trusted);
  EXPECT_EQ(chain.untrusted_text,
            "[ ip=192.0.2.1 rdns=r.example helo=h.example by=b.example ident= envfrom= intl=0 id=1234 auth= "
            "msa=0 ] "
            "[ ip=10.0.0.1 rdns=r.example helo=h.example by=b.example ident= envfrom= intl=0 id=1234 auth= "
            "msa=0 ]");
}

TEST(Relays, AuthenticatedClientsExtendTrust) {
  const RelayChain chain = Chain(From("192.0.2.1", " (Authenticated sender: bob)"));
  ASSERT_THAT(chain.trusted, SizeIs(1));
  EXPECT_EQ(chain.trusted[0].auth, "Postfix");
  EXPECT_TRUE(chain.all_trusted);
}

TEST(Relays, ConfiguredNetworksDecide) {
  TrustConfig config;
  config.trusted_configured = config.internal_configured = true;
  ASSERT_TRUE(config.trusted.Add("192.0.2."));
  ASSERT_TRUE(config.internal.Add("192.0.2.1"));
  const RelayChain chain =
      Chain(From("127.0.0.1") + From("192.0.2.1") + From("192.0.2.2") + From("10.0.0.1") + From("192.0.2.1"),
            config);
  EXPECT_EQ(Ips(chain.internal), Names({"127.0.0.1", "192.0.2.1"}));
  EXPECT_EQ(Ips(chain.trusted), Names({"127.0.0.1", "192.0.2.1", "192.0.2.2"}));
  EXPECT_EQ(Ips(chain.untrusted), Names({"10.0.0.1", "192.0.2.1"}));
  EXPECT_EQ(Ips(chain.external), Names({"192.0.2.2", "10.0.0.1", "192.0.2.1"}));
}

TEST(Relays, BehindMailSubmissionAllIsTrusted) {
  TrustConfig config;
  config.trusted_configured = true;
  config.trusted.Add("192.0.2.0/24");
  config.msa.Add("192.0.2.9");
  const RelayChain chain = Chain(From("192.0.2.9") + From("198.51.100.1"), config);
  EXPECT_EQ(Ips(chain.trusted), Names({"192.0.2.9", "198.51.100.1"}));
  EXPECT_TRUE(chain.trusted[0].msa);
  EXPECT_FALSE(chain.trusted[1].msa);
  EXPECT_THAT(chain.trusted_text, HasSubstr("msa=1 ]"));
}

TEST(Relays, FetchmailStartsTheChainAnew) {
  const std::string fetch =
      "Received: from pop.example [127.0.0.1] by localhost with POP3 (fetchmail-6.4);"
      " Mon, 3 Mar 2025 10:11:12 +0100\n";
  EXPECT_THAT(Chain(From("10.0.0.1") + fetch + From("10.0.0.2")).trusted, SizeIs(1));
  // Behind a foreign relay, anybody can write such a line.
  EXPECT_THAT(Chain(From("10.0.0.1") + From("192.0.2.1") + fetch).trusted, SizeIs(1));
}

TEST(Relays, NoneAndUnreadable) {
  const RelayChain none = Chain("Subject: x\n");
  EXPECT_TRUE(none.no_relays);
  EXPECT_FALSE(none.all_trusted);
  EXPECT_EQ(none.last_trusted_index, -1);
  const RelayChain unreadable = Chain("Received: from somewhere who knows what\n");
  EXPECT_EQ(unreadable.unparseable_count, 1);
  EXPECT_FALSE(unreadable.no_relays);
  EXPECT_EQ(unreadable.last_trusted_index, 0);
  const RelayChain both = Chain(From("10.0.0.1") + "Received: from somewhere who knows what\n");
  EXPECT_FALSE(both.all_trusted);
}

TEST(Relays, OriginatingIpHeadersComeLast) {
  TrustConfig config;
  config.originating_ip_headers = {"X-Originating-IP"};
  const RelayChain chain = Chain("X-Originating-IP: [198.51.100.7]\n" + From("192.0.2.1"), config);
  EXPECT_EQ(Ips(chain.untrusted), Names({"192.0.2.1", "198.51.100.7"}));
}

TEST(Relays, QmailScannerNamesTheSenderOfTheLineBelow) {
  const RelayChain chain = Chain(
      "Received: from 192.0.2.1 by b.example (envelope-from <bob@s.example>, uid 502) with "
      "qmail-scanner-1.24 (x); 3 Mar 2025 10:11:12 -0000\n" +
      From("192.0.2.1"));
  ASSERT_THAT(chain.untrusted, SizeIs(1));
  EXPECT_EQ(chain.untrusted[0].envfrom, "bob@s.example");
}

TEST(Relays, LimitOfReceivedFields) {
  Limits limits;
  limits.max_received_headers = 3;
  for (int count : {2, 3, 4}) {
    std::string mail;
    for (int i = 0; i < count; ++i) mail += From("192.0.2." + std::to_string(i));
    mail += "\nbody\n";
    const Message message = Message::Parse(mail, limits);
    EXPECT_THAT(ParseRelays(message, {}, limits).untrusted, SizeIs(std::min(count, 3)));
  }
}

TEST(RelayOutside, IsTheFirstBeforeServersOfOneHouse) {
  const auto hop = [](const std::string& from, const std::string& ip, const std::string& by) {
    return "Received: from " + from + " (" + from + " [" + ip + "]) by " + by +
           " (Postfix) with ESMTP id 1234; Mon, 3 Mar 2025 10:11:12 +0100\n";
  };
  const std::string within = hop("MX1.example.com", "192.0.2.2", "mx2.example.com");
  const std::string into = hop("dsl-5.example.net", "192.0.2.3", "mx1.example.com");
  const std::string home = hop("pc.example.org", "192.0.2.4", "dsl-5.example.net");
  EXPECT_THAT(RelayOutside(Chain(within + into + home)), HasSubstr("[ ip=192.0.2.3 rdns=dsl-5.example.net "));
  // Nobody handed it on within the house, nobody was outside of it, or there was none.
  EXPECT_EQ(RelayOutside(Chain(into + home)), "");
  EXPECT_EQ(RelayOutside(Chain(within)), "");
  EXPECT_EQ(RelayOutside(Chain("")), "");
}

TEST(EnvelopeFrom, FromTheNewestUntrustedRelay) {
  const RelayChain chain =
      Chain("Return-Path: <old@s.example>\n" + From("10.0.0.1") +
            "Received: from [192.0.2.1] (helo=h.example) by b.example with esmtp (Exim 4) "
            "(envelope-from <new@s.example>) id 1abc-0001; Mon, 3 Mar 2025 10:11:12 +0000\n");
  EXPECT_EQ(chain.envelope_from, "new@s.example");
}

TEST(EnvelopeFrom, ReturnPathUnlessItStandsBelowReceived) {
  EXPECT_EQ(Chain("Return-Path: <bob@s.example>\n" + From("192.0.2.1")).envelope_from, "bob@s.example");
  EXPECT_EQ(Chain(From("192.0.2.1") + "Return-Path: <bob@s.example>\n").envelope_from, std::nullopt);
  EXPECT_EQ(Chain("Return-Path: <>\n").envelope_from, std::nullopt);
}

TEST(EnvelopeFrom, ConfiguredHeaderIsTheOnlyOneAsked) {
  TrustConfig config;
  config.envelope_sender_header = "X-Sender-Of-Envelope";
  EXPECT_EQ(Chain("Return-Path: <a@s.example>\nX-Sender-Of-Envelope: <b@s.example>\n", config).envelope_from,
            "b@s.example");
  EXPECT_EQ(Chain("Return-Path: <a@s.example>\n", config).envelope_from, std::nullopt);
}

TEST(EnvelopeFrom, FetchmailMayHaveTakenXSender) {
  const std::string fetched =
      "Received: from pop.example [127.0.0.1] by localhost with POP3 (fetchmail-6.4)\n";
  EXPECT_EQ(Chain("Return-Path: <a@s.example>\n" + fetched + "X-Sender: list@s.example\n").envelope_from,
            std::nullopt);
  EXPECT_EQ(Chain("Return-Path: <a@s.example>\n" + fetched).envelope_from, "a@s.example");
}

}  // namespace
}  // namespace gatepost
