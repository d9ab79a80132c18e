#include <gtest/gtest.h>

#include "eval/email_scan.h"
#include "support/eval_fixture.h"

namespace gatepost {
namespace {

constexpr char kConfig[] = "freemail_domains free.example mailbox.*\nfreemail_welcomelist ok@free.example\n";

std::string Mail(const std::string& header, const std::string& body = "hi\n") { return header + "\n" + body; }

TEST(FreeMailEvals, SenderOnAFreeDomain) {
  EXPECT_TRUE(EvalFixture(Mail("From: Joe <JOE@Free.Example>\n"), kConfig).Hits("check_freemail_from"));
  EXPECT_TRUE(EvalFixture(Mail("From: joe@mailbox.org\n"), kConfig).Hits("check_freemail_from"));
  EXPECT_FALSE(EvalFixture(Mail("From: joe@mailbox.co.org\n"), kConfig).Hits("check_freemail_from"));
  EXPECT_FALSE(EvalFixture(Mail("From: joe@firm.example\n"), kConfig).Hits("check_freemail_from"));
  EXPECT_FALSE(EvalFixture(Mail("From: ok@free.example\n"), kConfig).Hits("check_freemail_from"));
  EXPECT_FALSE(EvalFixture(Mail("From: info@free.example\n"), kConfig).Hits("check_freemail_from"));
  EXPECT_FALSE(EvalFixture(Mail("From: joe@free.example\n")).Hits("check_freemail_from"));
}

TEST(FreeMailEvals, HeaderWithAPattern) {
  EvalFixture mail(Mail("From: a@firm.example\nReply-To: joe7@free.example\n"), kConfig);
  EXPECT_TRUE(mail.Hits("check_freemail_header", {"Reply-To"}));
  EXPECT_TRUE(mail.Hits("check_freemail_header", {"Reply-To", "\\d@"}));
  EXPECT_FALSE(mail.Hits("check_freemail_header", {"Reply-To", "\\d\\d@"}));
  EXPECT_FALSE(mail.Hits("check_freemail_header", {"Reply-To", "("}));
  EXPECT_FALSE(mail.Hits("check_freemail_header", {"From"}));
}

TEST(FreeMailEvals, ReplyGoesElsewhere) {
  EXPECT_TRUE(EvalFixture(Mail("From: a@free.example\nReply-To: b@mailbox.org\n"), kConfig)
                  .Hits("check_freemail_replyto", {"replyto"}));
  EXPECT_FALSE(EvalFixture(Mail("From: a@free.example\nReply-To: a@free.example\n"), kConfig)
                   .Hits("check_freemail_replyto", {"replyto"}));
  EXPECT_TRUE(EvalFixture(Mail("From: a@free.example\n", "write to b@free.example today\n"), kConfig)
                  .Hits("check_freemail_replyto", {"reply"}));
  EXPECT_FALSE(EvalFixture(Mail("From: a@free.example\n", "write to a@free.example today\n"), kConfig)
                   .Hits("check_freemail_replyto", {"reply"}));
  EXPECT_FALSE(EvalFixture(Mail("Return-Path: <list-owner@lists.example>\nFrom: a@free.example\n"
                                "Reply-To: b@mailbox.org\n"),
                           kConfig)
                   .Hits("check_freemail_replyto", {"replyto"}));
}

TEST(FreeMailEvals, QuotedAddressesInTheBodyDoNotCount) {
  EXPECT_TRUE(EvalFixture(Mail("From: a@x.example\n", "mail b@free.example now\n"), kConfig)
                  .Hits("check_freemail_body"));
  EXPECT_FALSE(EvalFixture(Mail("From: a@x.example\n", "On Monday Bob <b@free.example> wrote:\n"), kConfig)
                   .Hits("check_freemail_body"));
  EXPECT_FALSE(EvalFixture(Mail("From: a@x.example\n", "b@free.example wrote: hi\n"), kConfig)
                   .Hits("check_freemail_body"));
  EXPECT_FALSE(EvalFixture(Mail("From: a@x.example\n", "http://x.example/?u=b@free.example\n"), kConfig)
                   .Hits("check_freemail_body"));
}

TEST(FreeMailEvals, TooManyAddressesAreAList) {
  std::string body;
  for (int i = 0; i < 6; ++i) body += "u" + std::to_string(i) + "@free.example\n";
  EXPECT_FALSE(EvalFixture(Mail("From: a@x.example\n", body), kConfig).Hits("check_freemail_body"));
}

TEST(FindEmail, LocalPartsAndHosts) {
  UriConfig config;
  config.tlds = {"com", "org"};
  auto found = [&](std::string_view text) {
    std::optional<FoundEmail> email = FindEmail(text, 0, config);
    return email ? std::string(text.substr(email->begin, email->end - email->begin)) : std::string();
  };
  EXPECT_EQ(found("x a.b+c@d.com."), "a.b+c@d.com");
  EXPECT_EQ(found("a..b@d.com"), "b@d.com");
  EXPECT_EQ(found("a@d.com-x"), "");
  EXPECT_EQ(found("a@d.community"), "");
  EXPECT_EQ(found("a@d.com.org,"), "a@d.com.org");
  EXPECT_EQ(found("a@-d.com"), "");
  EXPECT_EQ(found("a@b@c.com"), "b@c.com");
  EXPECT_EQ(found(std::string(65, 'a') + "@d.com"), "");
  EXPECT_EQ(found("a@b.c.d.e.f.com"), "");
}

}  // namespace
}  // namespace gatepost
