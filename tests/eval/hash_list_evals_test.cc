#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "support/eval_fixture.h"
#include "support/memory_dns.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class HashList : public testing::Test {
 protected:
  // What the rule asked its zone about, sorted; sets hit_ and detail_.
  std::vector<std::string> Asked(const std::string& mail, std::string_view test, const EvalArguments& rule,
                                 const std::string& config = "", EvalTextPhase phase = EvalTextPhase::kBody) {
    EvalFixture fixture(mail, config);
    EvalContext& context = fixture.context();
    context.dns = &dns_;
    context.phase = phase;
    prepare_(context);
    if (const EvalStart start = EvalStartAt(FindEval(test), test)) start(context, rule);
    hit_ = fixture.Hits(test, rule);
    detail_ = context.detail;
    std::set<std::string> names;
    for (const MemoryDns::Question& question : dns_.asked()) {
      names.insert(question.first.substr(0, question.first.size() - std::string_view(".bl.example").size()));
    }
    return {names.begin(), names.end()};
  }
  std::vector<std::string> Emails(const std::string& mail, const std::string& options,
                                  const std::string& where = "", const std::string& config = "",
                                  const std::string& acl = "") {
    dns_ = MemoryDns();
    EvalArguments rule = {"bl.example", options, where};
    if (!acl.empty()) rule.insert(rule.end(), {"", acl});
    return Asked(mail, "check_hashbl_emails", rule, config, EvalTextPhase::kHeader);
  }

  MemoryDns dns_;
  std::function<void(EvalContext&)> prepare_ = [](EvalContext&) {};
  bool hit_ = false;
  std::string detail_;
};

TEST_F(HashList, EmailsUnderTheirHash) {
  const std::string mail =
      "From: Joe <Joe+x@Bad.com>\nReply-To: ann@other.com\nSubject: x\n\nwrite to sue@third.com\n";
  dns_.Add(Sha1Hex("joe@bad.com") + ".bl.example", DnsType::kA, {"127.0.0.2"});
  EXPECT_THAT(Asked(mail, "check_hashbl_emails", {"bl.example/A"}, "", EvalTextPhase::kHeader),
              testing::UnorderedElementsAre(Sha1Hex("joe@bad.com"), Sha1Hex("ann@other.com"),
                                            Sha1Hex("sue@third.com")));
  EXPECT_TRUE(hit_);
  EXPECT_EQ(detail_, "joe[at]bad.com");
  EXPECT_THAT(Emails(mail, "raw", "From"), ElementsAre("joe+x@bad.com"));
  EXPECT_FALSE(hit_);
}

TEST_F(HashList, PartsOfEmails) {
  const std::string mail = "From: a.b+c@mail.bad.com\n\nx\n";
  EXPECT_THAT(Emails(mail, "raw/user/nodot/notag", "From"), ElementsAre("ab"));
  EXPECT_THAT(Emails(mail, "raw/host", "From"), ElementsAre("mail.bad.com"));
  EXPECT_THAT(Emails(mail, "raw/domain", "From"), ElementsAre("bad.com"));
  EXPECT_THAT(Emails("From: A@GoogleMail.com\n\nx\n", "raw", "From",
                     "hashbl_email_domain_alias gmail.com googlemail.com\n"),
              ElementsAre("a@gmail.com"));
}

TEST_F(HashList, EmailsThatSayNothing) {
  for (const char* name : {"abuse", "Postmaster", "undisclosed-recipients", "request-0123456789abcdef",
                           "bounce-", "01234567.89abcdef", "01234567-89ab-cdef-0123-456789abcdef", "a=b=c"}) {
    EXPECT_THAT(Emails("From: " + std::string(name) + "@bad.com\n\nx\n", "raw", "From"), IsEmpty()) << name;
  }
  for (const char* name : {"abuses", "bounces", "request-0123", "01234567.89abcdeg", "a=b"}) {
    EXPECT_THAT(Emails("From: " + std::string(name) + "@bad.com\n\nx\n", "raw", "From"),
                ElementsAre(std::string(name) + "@bad.com"));
  }
  const std::string mine = "Delivered-To: me@bad.com\nFrom: me@bad.com\nReply-To: joe@skip.com\n\nx\n";
  EXPECT_THAT(Emails(mine, "raw", "From/Reply-To", "uridnsbl_skip_domain skip.com\n"), IsEmpty());
  EXPECT_THAT(Emails(mine, "raw", "Reply-To", "hashbl_ignore JOE@skip.com\n"), IsEmpty());
  EXPECT_THAT(Emails(mine, "raw", "Reply-To", "hashbl_email_welcomelist ^jo\n"), IsEmpty());
  EXPECT_THAT(Emails(mine, "raw", "Reply-To"), ElementsAre("joe@skip.com"));
}

TEST_F(HashList, EmailsOfAnAcl) {
  const std::string mail = "From: a@one.com\nReply-To: b@two.com\n\nx\n";
  const std::string acl = "hashbl_acl_free one.com two.com !two.com\nuridnsbl_skip_domain one.com\n";
  EXPECT_THAT(Emails(mail, "raw", "From/Reply-To", acl, "free"), ElementsAre("a@one.com"));
  EXPECT_THAT(Emails(mail, "raw", "From/Reply-To", acl, "all"), ElementsAre("a@one.com", "b@two.com"));
  EXPECT_THAT(Emails(mail, "raw", "From/Reply-To", acl, "other"), IsEmpty());
}

TEST_F(HashList, ALotSaysWhichWhereThereAreTooMany) {
  std::string text;
  for (int i = 10; i < 30; ++i) text += "a" + std::to_string(i) + "@one.com ";
  std::set<std::vector<std::string>> shuffled, first;
  for (int id = 0; id < 8; ++id) {
    const std::string mail = "X-Queue: " + std::to_string(id % 4) + "\n" + PlainMail(text);
    shuffled.insert(Emails(mail, "raw/max=5/shuffle", "body"));
    first.insert(Emails(mail, "raw/max=5", "body"));
    EXPECT_EQ(Emails(mail, "raw/max=20/shuffle", "body").size(), 20U);
  }
  EXPECT_EQ(first.size(), 1U);
  EXPECT_EQ(first.begin()->size(), 5U);
  EXPECT_EQ(shuffled.size(), 4U);
  EXPECT_EQ(shuffled.begin()->size(), 5U);
}

TEST_F(HashList, EmailsInText) {
  const std::string text =
      "Ann <ann@one.com> wrote, and bob@two.com wrote:\nsee <mailto:cat@three.com> or dan@four.com tel: 5\n"
      "https://x.com/?m=eve@five.com\n";
  EXPECT_THAT(Emails(PlainMail(text), "raw/noquote/nouri", "body"),
              ElementsAre("cat@three.com", "dan@four.com"));
  EXPECT_THAT(Emails(PlainMail(text), "raw/max=2", "body"), ElementsAre("ann@one.com", "bob@two.com"));
  EXPECT_THAT(Emails(HtmlMail("<a href=\"mailto:joe@bad.com\">write</a>"), "raw", "body"),
              ElementsAre("joe@bad.com"));
  EXPECT_THAT(Emails(PlainMail("odd [joe at bad]"), "raw", "body", "hashbl_email_regex joe.at.bad\n"),
              IsEmpty())
      << "no @";
}

TEST_F(HashList, Links) {
  const std::string body = "http://Bad.com/x http://skip.com/y mailto:joe@bad.com";
  EXPECT_THAT(
      Asked(PlainMail(body), "check_hashbl_uris", {"bl.example", "md5"}, "uridnsbl_skip_domain skip.com\n"),
      ElementsAre(Md5Hex("http://bad.com/x")));
  dns_ = MemoryDns();
  EXPECT_THAT(Asked(PlainMail("http://Bad.com/x"), "check_hashbl_uris", {"bl.example", "raw"}), IsEmpty());
}

TEST_F(HashList, PiecesOfText) {
  dns_.Add("17.bl.example", DnsType::kTxt, {"listed"});
  EXPECT_THAT(Asked(PlainMail("code AB17, code cd-17 and Code ef"), "check_hashbl_bodyre",
                    {"bl.example/TXT", "raw/num", "(?i)code ([a-z0-9-]+)", "^list"}),
              ElementsAre("17"));
  EXPECT_TRUE(hit_);
  dns_ = MemoryDns();
  EXPECT_THAT(Asked(PlainMail("AB Cd"), "check_hashbl_bodyre", {"bl.example", "raw/case", "([A-Z]+)"}),
              ElementsAre("ab", "c"));
  dns_ = MemoryDns();
  EXPECT_THAT(Asked(PlainMail("x"), "check_hashbl_bodyre", {"bl.example", "raw", "(("}), IsEmpty());
  EXPECT_THAT(Asked(PlainMail("x"), "check_hashbl_bodyre", {"bl.example", "raw", "(y*)"}), IsEmpty())
      << "empty matches end";
}

TEST_F(HashList, Attachments) {
  const std::string mail = AlternativeMail("12345", "<p>page</p>");
  EXPECT_THAT(Asked(mail, "check_hashbl_attachments", {"bl.example", "sha256"}, "hashbl_ignore text/html\n"),
              ElementsAre("lgkeogv3aeisv7gbqfm7ntduwt2rdomya3nftm6k6wu4c46kz7cq"));
  dns_ = MemoryDns();
  EXPECT_THAT(Asked(mail, "check_hashbl_attachments", {"bl.example", "sha1/minsize=6"}),
              ElementsAre(Sha1Hex("<p>page</p>")));
  dns_ = MemoryDns();
  EXPECT_THAT(Asked(mail, "check_hashbl_attachments", {"bl.example", "sha1/maxsize=5"}),
              ElementsAre(Sha1Hex("12345")));
}

TEST_F(HashList, Tags) {
  prepare_ = [](EvalContext& context) {
    context.tags["HOSTS"] = {"Mail.Bad.com", "12.7.8.9", "skip.com", "2001:db8::1"};
  };
  const auto asked = [&](const std::string& options) {
    dns_ = MemoryDns();
    return Asked("Subject: x\n\nx\n", "check_hashbl_tag", {"bl.example", options, "_hosts_"},
                 "uridnsbl_skip_domain skip.com\n", EvalTextPhase::kHeader);
  };
  EXPECT_THAT(asked("raw"), ElementsAre("12.7.8.9", "2001:db8::1", "mail.bad.com"));
  EXPECT_THAT(asked("raw/ipv4/revip"), ElementsAre("9.8.7.12"));
  EXPECT_THAT(asked("raw/ipv6"), ElementsAre("2001:db8::1"));
  EXPECT_THAT(asked("raw/trim"), ElementsAre("12.7.8.9", "2001:db8::1", "bad.com"));
}

TEST_F(HashList, OtherAnswersAreNoHit) {
  const std::string mail = "From: joe@bad.com\n\nx\n";
  dns_.Add(Sha1Hex("joe@bad.com") + ".bl.example", DnsType::kA, {"192.0.2.1"});
  Asked(mail, "check_hashbl_emails", {"bl.example"}, "", EvalTextPhase::kHeader);
  EXPECT_FALSE(hit_);
  Asked(mail, "check_hashbl_emails", {"bl.example", "", "", R"(^192\.)"}, "", EvalTextPhase::kHeader);
  EXPECT_TRUE(hit_);
  Asked(mail, "check_hashbl_emails", {}, "", EvalTextPhase::kHeader);
  EXPECT_FALSE(hit_);
}

}  // namespace
}  // namespace gatepost
