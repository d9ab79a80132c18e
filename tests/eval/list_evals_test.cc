#include <gtest/gtest.h>

#include "support/eval_fixture.h"

namespace gatepost {
namespace {

constexpr char kFriendsMail[] =
    "Received: from mx.friend.example (mx.friend.example [192.0.2.7]) by here.example.org with ESMTP id 1;"
    " Mon, 2 Jan 2023 10:00:00 +0000\n"
    "From: Ann <Ann@Friend.Example>\nTo: bob@here.example.org, carol@here.example.org\n"
    "Reply-To: desk@shop.example\nSubject: hello\n\nSee http://www.bad.example/x and http://good.example/\n";

TEST(ListEvals, WelcomelistFromTakesGlobsInAnyCase) {
  EXPECT_TRUE(
      EvalFixture(kFriendsMail, "welcomelist_from *@friend.example\n").Hits("check_from_in_welcomelist"));
  EXPECT_TRUE(
      EvalFixture(kFriendsMail, "whitelist_from ann@friend.example\n").Hits("check_from_in_whitelist"));
  EXPECT_FALSE(
      EvalFixture(kFriendsMail, "welcomelist_from *@friend.example.com\n").Hits("check_from_in_welcomelist"));
  EXPECT_FALSE(EvalFixture(kFriendsMail).Hits("check_from_in_welcomelist"));
}

TEST(ListEvals, UnwelcomelistTakesBack) {
  EvalFixture mail(kFriendsMail,
                   "welcomelist_from ann@friend.example\nunwelcomelist_from ann@friend.example\n");
  EXPECT_FALSE(mail.Hits("check_from_in_welcomelist"));
}

TEST(ListEvals, BlocklistsOfSendersAndRecipients) {
  EvalFixture mail(kFriendsMail, "blocklist_from ann@*\nblacklist_to carol@here.example.org\n");
  EXPECT_TRUE(mail.Hits("check_from_in_blocklist"));
  EXPECT_TRUE(mail.Hits("check_to_in_blacklist"));
  EXPECT_FALSE(mail.Hits("check_to_in_welcomelist"));
}

TEST(ListEvals, RecipientListsBySomeName) {
  EvalFixture mail(kFriendsMail, "all_spam_to bob@*\nmore_spam_to dave@*\n");
  EXPECT_TRUE(mail.Hits("check_to_in_all_spam"));
  EXPECT_FALSE(mail.Hits("check_to_in_more_spam"));
}

TEST(ListEvals, ListBoundToARelayNeedsThatRelay) {
  EvalFixture right(kFriendsMail, "welcomelist_from_rcvd *@friend.example friend.example\n");
  EXPECT_TRUE(right.Hits("check_from_in_welcomelist"));
  EXPECT_FALSE(right.Hits("check_forged_in_welcomelist"));
  EvalFixture by_ip(kFriendsMail, "welcomelist_from_rcvd *@friend.example [192.0.2]\n");
  EXPECT_TRUE(by_ip.Hits("check_from_in_welcomelist"));
  EvalFixture forged(kFriendsMail, "welcomelist_from_rcvd *@friend.example other.example\n");
  EXPECT_FALSE(forged.Hits("check_from_in_welcomelist"));
  EXPECT_TRUE(forged.Hits("check_forged_in_welcomelist"));
  EvalFixture exempt(kFriendsMail,
                     "welcomelist_from_rcvd *@friend.example other.example\n"
                     "welcomelist_allows_relays ann@friend.example\n");
  EXPECT_FALSE(exempt.Hits("check_forged_in_welcomelist"));
}

TEST(ListEvals, NamedAddressLists) {
  EvalFixture mail(kFriendsMail, "enlist_addrlist (PALS) *@friend.example *@shop.example\n");
  EXPECT_TRUE(mail.Hits("check_from_in_list", {"PALS"}));
  EXPECT_TRUE(mail.Hits("check_replyto_in_list", {"PALS"}));
  EXPECT_FALSE(mail.Hits("check_from_in_list", {"NONE"}));
}

TEST(ListEvals, HostListsLookAtParentDomains) {
  EvalFixture mail(kFriendsMail, "enlist_uri_host (BLOCK) bad.example !good.example\n");
  EXPECT_TRUE(mail.Hits("check_uri_host_in_blocklist"));
  EXPECT_TRUE(mail.Hits("check_uri_host_listed", {"BLOCK"}));
  EXPECT_FALSE(mail.Hits("check_uri_host_in_welcomelist"));
  EXPECT_FALSE(EvalFixture(kFriendsMail, "enlist_uri_host (BLOCK) !www.bad.example bad.example\n")
                   .Hits("check_uri_host_in_blocklist"));
}

}  // namespace
}  // namespace gatepost
