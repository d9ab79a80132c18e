#include <gtest/gtest.h>

#include "support/eval_fixture.h"

namespace gatepost {
namespace {

// A relay that is not ours.
constexpr char kReceived[] =
    "Received: from h.example (r.example [192.0.2.1]) by b.example (Postfix) with ESMTP id 1234;"
    " Mon, 3 Mar 2025 10:00:00 +0000\n";

EvalFixture MailWith(const std::string& header, const std::string& config = "") {
  return EvalFixture(kReceived + header + "\nbody\n", config);
}

bool HeaderHits(const std::string& header, std::string_view name, const EvalArguments& arguments = {}) {
  return MailWith(header).Hits(name, arguments);
}

TEST(HeaderEvals, ForgedYahooUnlessAServerOfItsOwnSpoke) {
  const std::string from = "From: <ann@yahoo.com>\n";
  constexpr std::string_view kName = "check_for_forged_yahoo_received_headers";
  EXPECT_TRUE(HeaderHits(from, kName));
  EXPECT_FALSE(HeaderHits("From: <ann@home.example>\n", kName));
  EXPECT_FALSE(HeaderHits("From: <ann@notyahoo.com>\n", kName));
  EXPECT_FALSE(HeaderHits(from + "Received: from x by web1.mail.yahoo.com via HTTP; x\n", kName) &&
               HeaderHits(from + "Received: from x by web1.mail.bf1.yahoo.com via HTTP; x\n", kName));
  EXPECT_FALSE(HeaderHits(from + "Received: from x by smtp9.mail.yahoo.com with SMTP; x\n", kName));
  EXPECT_FALSE(EvalFixture("Received: from h.example (mta1.mail.yahoo.com [192.0.2.1]) by b.example "
                           "(Postfix) with ESMTP id 1\n" +
                           from + "\nbody\n")
                   .Hits(kName));
}

TEST(HeaderEvals, HotmailByHeloAndByFrom) {
  const std::string forged =
      "Received: from hotmail.com (dsl.example [192.0.2.9]) by c.example (Postfix) with SMTP id 1\n";
  const std::string real =
      "X-Originating-IP: [192.0.2.9]\n"
      "Received: from hotmail.com (bay0.bay.hotmail.com [192.0.2.9]) by c.example (Postfix) with SMTP id 1\n";
  EXPECT_TRUE(HeaderHits(forged, "check_for_forged_hotmail_received_headers"));
  EXPECT_FALSE(HeaderHits(forged, "check_for_no_hotmail_received_headers"));
  EXPECT_FALSE(HeaderHits(real, "check_for_forged_hotmail_received_headers"));
  EXPECT_TRUE(HeaderHits("From: a@hotmail.com\n", "check_for_no_hotmail_received_headers"));
  EXPECT_FALSE(HeaderHits("From: a@home.example\n", "check_for_no_hotmail_received_headers"));
  EXPECT_FALSE(HeaderHits(real + "From: a@hotmail.com\n", "check_for_no_hotmail_received_headers"));
}

TEST(HeaderEvals, OtherServices) {
  EXPECT_TRUE(HeaderHits("From: a@gmail.com\n", "check_for_forged_gmail_received_headers"));
  EXPECT_FALSE(HeaderHits("From: a@gmail.com\nX-Received: by 10.1.2.3 with SMTP id x;\n",
                          "check_for_forged_gmail_received_headers"));
  EXPECT_FALSE(HeaderHits("From: a@gmail.com\nX-Received: by 2002:a17:906:b with SMTP id x;\n",
                          "check_for_forged_gmail_received_headers"));
  const std::string opaque(60, 'x');
  EXPECT_FALSE(HeaderHits(
      "From: a@gmail.com\nX-Gm-Message-State: " + opaque + "\nX-Google-Smtp-Source: " + opaque + "\n",
      "check_for_forged_gmail_received_headers"));
  EXPECT_TRUE(HeaderHits("From: a@juno.com\n", "check_for_forged_juno_received_headers"));
  EXPECT_FALSE(
      HeaderHits("From: a@juno.com\nX-Originating-IP: 192.0.2.3\nX-Mailer: Juno 5.0\n"
                 "Received: from x.juno.com (x.juno.com [192.0.2.3]) by y.example\n",
                 "check_for_forged_juno_received_headers"));
  EXPECT_TRUE(HeaderHits("From: a@eudoramail.com\n", "check_for_forged_eudoramail_received_headers"));
  EXPECT_TRUE(HeaderHits("Received: from x (y) by rly-xw01.mx.aol.com with QMQP; x\n",
                         "check_for_fake_aol_relay_in_rcvd"));
  EXPECT_FALSE(HeaderHits("Received: from x by rly-xw01.mx.aol.com (8.8.8/8.8.8/AOL-5.0.0) with ESMTP\n",
                          "check_for_fake_aol_relay_in_rcvd"));
}

TEST(HeaderEvals, MsnGroups) {
  const auto hits = [](const std::string& envelope, const std::string& id) {
    return EvalFixture(
               "Return-Path: <" + envelope +
               ">\nReceived: from mail pickup service by p05.groups.msn.com with Microsoft SMTPSVC; x\n"
               "To: Pals <pals@groups.msn.com>\nMessage-Id: <" +
               id + ">\n\nbody\n")
        .Hits("check_for_msn_groups_headers");
  };
  EXPECT_TRUE(hits("pals-bounce@groups.msn.com", "pals-101@groups.msn.com"));
  EXPECT_FALSE(hits("bob@bulk.example", "pals-101@groups.msn.com"));
  EXPECT_FALSE(hits("pals-bounce@groups.msn.com", "101@groups.msn.com"));
}

TEST(HeaderEvals, ReceivedBackward) {
  const auto hits = [](const std::string& above, const std::string& below, const EvalArguments& arguments) {
    return EvalFixture("Received: from a (a [192.0.2.1]) by b; " + above +
                       "\nReceived: from c (c [192.0.2.2]) by a; " + below + "\n\nbody\n")
        .Hits("gatepost_received_backward", arguments);
  };
  const std::string noon = "Mon, 3 Mar 2025 12:00:00 +0000";
  EXPECT_FALSE(hits(noon, "Mon, 3 Mar 2025 11:00:00 +0000", {"odd"}));
  EXPECT_FALSE(hits(noon, "Mon, 3 Mar 2025 12:14:00 +0000", {"odd"}));
  EXPECT_FALSE(hits(noon, "Mon, 3 Mar 2025 12:14:00 +0000", {"hours"}));
  EXPECT_TRUE(hits(noon, "Mon, 3 Mar 2025 12:16:00 +0000", {"hours"}));
  EXPECT_FALSE(hits(noon, "Mon, 3 Mar 2025 12:16:00 +0000", {"odd"}));
  EXPECT_TRUE(hits(noon, "Mon, 3 Mar 2025 13:16:00 +0000", {"odd"}));
  EXPECT_FALSE(hits(noon, "Mon, 3 Mar 2025 13:16:00 +0000", {"hours"}));
  EXPECT_TRUE(hits(noon, "Mon, 3 Mar 2025 07:58:00 -0500", {"hours"}));
  EXPECT_FALSE(hits(noon, "Mon, 3 Mar 2025 07:58:00 -0500", {"odd"}));
  EXPECT_FALSE(hits(noon, "no date", {"odd"}));
  EXPECT_FALSE(hits(noon, "Mon, 3 Mar 2025 13:16:00 +0000", {}));
}

TEST(HeaderEvals, ShiftedDate) {
  const std::string name = "check_for_shifted_date";
  const auto hits = [&](const std::string& date, const char* min, const char* max) {
    return HeaderHits("Date: " + date + "\n", name, {min, max});
  };
  EXPECT_TRUE(hits("Mon, 3 Mar 2025 15:00:00 +0000", "3", "6"));
  EXPECT_TRUE(hits("Mon, 3 Mar 2025 13:00:00 +0000", "3", "6"));
  EXPECT_FALSE(hits("Mon, 3 Mar 2025 12:59:59 +0000", "3", "6"));
  EXPECT_FALSE(hits("Mon, 3 Mar 2025 16:00:00 +0000", "3", "6"));
  EXPECT_TRUE(hits("Sun, 2 Mar 2025 10:00:00 +0000", "-48", "-23"));
  EXPECT_TRUE(hits("Thu, 3 Apr 2025 10:00:00 +0000", "96", "undef"));
  EXPECT_FALSE(hits("no date", "3", "undef"));
}

TEST(HeaderEvals, ReceivedWithinMonths) {
  // The fixture's "now" is in November 2023.
  const std::string mail =
      "Received: from h.example (r.example [192.0.2.1]) by b.example (Postfix) with ESMTP id 1234;"
      " Tue, 14 Feb 2023 10:00:00 +0000\nDate: Tue, 14 Feb 2023 10:00:00 +0000\n\nbody\n";
  EXPECT_TRUE(EvalFixture(mail).Hits("received_within_months", {"6", "undef"}));
  EXPECT_TRUE(EvalFixture(mail).Hits("received_within_months", {"undef", "12"}));
  EXPECT_FALSE(EvalFixture(mail).Hits("received_within_months", {"undef", "6"}));
}

TEST(HeaderEvals, OutlookMessageIdCarriesTheTime) {
  // 0x01db8c24 units of 429.5 seconds since 1601 are in March 2025.
  const auto hits = [](const std::string& id) {
    return HeaderHits("Date: Mon, 3 Mar 2025 10:00:00 +0000\nMessage-Id: <" + id + "@x>\n",
                      "check_outlook_message_id");
  };
  EXPECT_FALSE(hits("000001db8c24$12345678$01020304"));
  EXPECT_TRUE(hits("000001cb8c24$12345678$01020304"));
  EXPECT_FALSE(hits("000001CB8C24$12345678$01020304"));  // not Outlook's form
}

TEST(HeaderEvals, SubjectInCapitals) {
  const auto hits = [](const std::string& subject) {
    return HeaderHits("Subject: " + subject + "\n", "subject_is_all_caps");
  };
  EXPECT_TRUE(hits("BUY THIS NOW"));
  EXPECT_TRUE(hits("Re: Fwd: BUY THIS NOW!"));
  EXPECT_FALSE(hits("BUY THIS now"));
  EXPECT_FALSE(hits("BUYTHISNOWPLEASE"));
  EXPECT_FALSE(hits("BUY THIS"));
  EXPECT_FALSE(hits("12345 67890"));
  EXPECT_FALSE(hits("=?koi8-r?Q?BUY_THIS_NOW?="));
}

TEST(HeaderEvals, RecipientInSubject) {
  const auto hits = [](const std::string& subject, const char* kind) {
    return HeaderHits("To: <ann@home.example>\nSubject: " + subject + "\n", "check_for_to_in_subject",
                      {kind});
  };
  EXPECT_TRUE(hits("for ANN@home.example only", "address"));
  EXPECT_FALSE(hits("for joann@home.example only", "address"));
  for (const char* subject : {"ann", "Ann", "re: ann", "Re: hello ann", "ann, read this", "ann!", ", ann!"}) {
    EXPECT_TRUE(hits(subject, "user")) << subject;
  }
  for (const char* subject : {"anna, read this", "Ann, read this", "hello ann", "re: very nice ann"}) {
    EXPECT_FALSE(hits(subject, "user")) << subject;
  }
}

TEST(HeaderEvals, SubjectLists) {
  const std::string config = "welcomelist_subject [team]*\nblocklist_subject make * money\n";
  EXPECT_TRUE(MailWith("Subject: Re: [TEAM] minutes\n", config).Hits("check_subject_in_welcomelist"));
  EXPECT_TRUE(MailWith("Subject: how to Make much Money today\n", config).Hits("check_subject_in_blacklist"));
  EXPECT_FALSE(MailWith("Subject: make money\n", config).Hits("check_subject_in_blocklist"));
  EXPECT_FALSE(MailWith("", config).Hits("check_subject_in_whitelist"));
}

TEST(HeaderEvals, SortedAndSimilarRecipients) {
  std::string sorted = "To: ";
  for (char c = 'a'; c < 'h'; ++c) sorted += std::string(1, c) + "x@home.example" + (c == 'g' ? "\n" : ", ");
  EXPECT_TRUE(HeaderHits(sorted, "sorted_recipients"));
  EXPECT_FALSE(HeaderHits(
      "To: b@h.example, a@h.example, c@h.example, d@h.example, e@h.example, f@h.example, g@h.example\n",
      "sorted_recipients"));
  const std::string similar =
      "To: anna@h.example, anne@h.example, anni@h.example, anno@h.example, annu@h.example\n";
  EXPECT_TRUE(HeaderHits(similar, "similar_recipients", {"0.65", "undef"}));
  EXPECT_FALSE(HeaderHits(similar, "similar_recipients", {"undef", "0.65"}));
  EXPECT_FALSE(HeaderHits("To: anna@h.example, anne@h.example\n", "similar_recipients", {"0.65", "undef"}));
}

TEST(HeaderEvals, IllegalCharacters) {
  EXPECT_TRUE(HeaderHits("Subject: \xE4\xF6\xFC\n", "check_illegal_chars", {"Subject", "0.00", "2"}));
  EXPECT_FALSE(HeaderHits("Subject: \xC3\xA4\xC3\xB6\n", "check_illegal_chars", {"Subject", "0.00", "2"}));
  EXPECT_TRUE(HeaderHits("Subject: a\x01\x02\n", "check_illegal_chars", {"Subject", "0.00", "2"}));
  EXPECT_FALSE(HeaderHits("Subject: a\xA3 and more\n", "check_illegal_chars", {"Subject", "0.00", "1"}));
  EXPECT_FALSE(HeaderHits("Subject: plain\n", "check_illegal_chars", {"Subject", "0.00", "1"}));
}

TEST(HeaderEvals, FarawayCharsets) {
  const std::string header = "Subject: =?koi8-r?B?xA==?=\n";
  EXPECT_TRUE(MailWith(header, "ok_locales en\n").Hits("check_for_faraway_charset_in_headers"));
  EXPECT_FALSE(MailWith(header, "ok_locales en ru\n").Hits("check_for_faraway_charset_in_headers"));
  EXPECT_FALSE(MailWith(header).Hits("check_for_faraway_charset_in_headers"));
}

TEST(HeaderEvals, ACharsetThatTheMailEndsIn) {
  for (const char* mail :
       {"Subject: =?", "Subject: =?a?", "Subject: =?a?b", "Subject: =?a?b?", "Subject: =?a?b?c?"})
    EXPECT_FALSE(EvalFixture(mail, "ok_locales en\n").Hits("check_for_faraway_charset_in_headers")) << mail;
}

TEST(HeaderEvals, CountsAndPresence) {
  EXPECT_TRUE(HeaderHits("X-A: 1\nX-A: 2\n", "check_header_count_range", {"X-A", "2", "9"}));
  EXPECT_FALSE(HeaderHits("X-A: 1\nX-A: 1\n", "check_header_count_range", {"X-A", "2", "9"}));
  EXPECT_TRUE(HeaderHits("", "check_for_missing_to_header"));
  EXPECT_FALSE(HeaderHits("To:\n", "check_for_missing_to_header"));
  EXPECT_FALSE(HeaderHits("Apparently-To: a@b.example\n", "check_for_missing_to_header"));
}

TEST(HeaderEvals, Templates) {
  EXPECT_TRUE(HeaderHits("X-Mailer: %RND_MAILER\n", "check_unresolved_template"));
  EXPECT_FALSE(HeaderHits("Subject: 5%OFF today\n", "check_unresolved_template"));
  EXPECT_FALSE(HeaderHits("X-Mailer: 100%a\n", "check_unresolved_template"));
  const std::string id = std::string(28, 'A') + ".ann@home.example";
  EXPECT_TRUE(
      HeaderHits("From: \"Ann\" <ann@home.example>\nMessage-Id: <" + id + ">\n", "check_ratware_name_id"));
  EXPECT_FALSE(
      HeaderHits("From: Ann <ann@home.example>\nMessage-Id: <" + id + ">\n", "check_ratware_name_id"));
}

TEST(HeaderEvals, EnvelopeSender) {
  const auto mail = [](const std::string& envelope, const std::string& header) {
    return EvalFixture("Return-Path: <" + envelope + ">\n" + kReceived + header + "\nbody\n");
  };
  const std::string header = "From: a@news.shop.example\nTo: ann@home.example\n";
  EXPECT_TRUE(mail("x@other.example", header).Hits("check_equal_from_domains"));
  EXPECT_FALSE(mail("x@mail.shop.example", header).Hits("check_equal_from_domains"));
  EXPECT_TRUE(mail("A@News.Shop.Example", header).Hits("check_for_matching_env_and_hdr_from"));
  EXPECT_FALSE(mail("b@news.shop.example", header).Hits("check_for_matching_env_and_hdr_from"));
  EXPECT_TRUE(mail("x-home.example-ann@bulk.example", header).Hits("check_ratware_envelope_from"));
  EXPECT_FALSE(mail("x-ann-home.example@bulk.example", header).Hits("check_ratware_envelope_from"));
}

TEST(HeaderEvals, ReceivedRemovers) {
  EXPECT_TRUE(EvalFixture("Subject: x\n\nbody\n").Hits("gated_through_received_hdr_remover"));
  EXPECT_FALSE(HeaderHits("Subject: x\n", "gated_through_received_hdr_remover"));
  EXPECT_TRUE(EvalFixture("Mailing-List: contact pals-help@l.example; run by ezmlm\nDelivered-To: mailing "
                          "list pals@l.example\n"
                          "Received: (qmail 12 invoked from network); 3 Mar 2025 10:00:00 -0000\n\nbody\n")
                  .Hits("gated_through_received_hdr_remover"));
  EXPECT_TRUE(
      HeaderHits("List-Unsubscribe: <mailto:pals-unsubscribe@l.example>\n", "check_messageid_not_usable"));
  EXPECT_FALSE(HeaderHits("List-Unsubscribe: <https://l.example/x>\n", "check_messageid_not_usable"));
}

TEST(HeaderEvals, ForgedGatewayLine) {
  const std::string line = " with ESMTP; Mon, 3 Mar 2025 10:00:00 -0400\n";
  EXPECT_TRUE(HeaderHits("Received: from mail3.bulk.example by gw05" + line,
                         "check_for_forged_gw05_received_headers"));
  EXPECT_FALSE(HeaderHits("Received: from mail3.bulk.example by gw05.example" + line,
                          "check_for_forged_gw05_received_headers"));
}

TEST(HeaderEvals, AddressesInDisplayNames) {
  EvalFixture mail = MailWith(
      "From: \"ann@bank.example\" <x@bulk.example>\nTo: ann@bank.example\nReply-To: ann@bank.example\n");
  EXPECT_TRUE(mail.Hits("check_fromname_contains_email"));
  EXPECT_TRUE(mail.Hits("check_fromname_different"));
  EXPECT_TRUE(mail.Hits("check_fromname_domain_differ"));
  EXPECT_TRUE(mail.Hits("check_fromname_owners_differ"));
  EXPECT_TRUE(mail.Hits("check_fromname_spoof"));
  EXPECT_TRUE(mail.Hits("check_fromname_equals_to"));
  EXPECT_TRUE(mail.Hits("check_fromname_equals_replyto"));
  EvalFixture honest = MailWith("From: \"x@bulk.example\" <x@bulk.example>\n");
  EXPECT_TRUE(honest.Hits("check_fromname_contains_email"));
  EXPECT_FALSE(honest.Hits("check_fromname_spoof"));
  EXPECT_FALSE(MailWith("From: Ann <x@bulk.example>\n").Hits("check_fromname_contains_email"));
  EvalFixture same_owner = MailWith("From: \"ann@bank.example\" <x@bulk.example>\n",
                                    "loadplugin Mail::SpamAssassin::Plugin::FromNameSpoof\nfns_add_addrlist "
                                    "(BANK) *@bank.example *@bulk.example\n");
  EXPECT_FALSE(same_owner.Hits("check_fromname_owners_differ"));
}

}  // namespace
}  // namespace gatepost
