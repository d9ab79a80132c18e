#include "mail/views.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatepost {
namespace {

using testing::ElementsAre;

constexpr std::string_view kTwoSubjects =
    "Subject: first\n"
    "From: a@example.com\n"
    "Subject: last\n"
    "Content-Type: text/html\n"
    "\n"
    "<b>seen</b><font color=white>unseen</font>\n";

TEST(Views, BodyTakesTheLastSubject) {
  const Message message = Message::Parse(kTwoSubjects, Limits());
  const ViewConfig config;
  const Limits limits;
  Views views(message, config, limits);
  EXPECT_THAT(views.Body(), ElementsAre("last\n", "seenunseen "));
  EXPECT_THAT(views.VisibleBody(), ElementsAre("last\n", "seen "));
  EXPECT_THAT(views.InvisibleBody(), ElementsAre("unseen"));
  EXPECT_THAT(views.RawBody(), ElementsAre("<b>seen</b><font color=white>unseen</font>\n"));
  EXPECT_EQ(views.TextParts().at(0).html->tags.count("font"), 1u);
}

TEST(Views, EachIsMadeOnce) {
  const Message message = Message::Parse(kTwoSubjects, Limits());
  const ViewConfig config;
  const Limits limits;
  Views views(message, config, limits);
  EXPECT_EQ(&views.Body(), &views.Body());
  EXPECT_EQ(&views.TextParts(), &views.TextParts());
  HeaderQuery query;
  query.name = "From";
  const std::string* from = views.Header(query);
  ASSERT_NE(from, nullptr);
  EXPECT_EQ(views.Header(query), from);
}

TEST(Views, FullIsTheMailAsItCame) {
  const std::string crlf = "Subject: x\r\n\r\na\rb\r\n";
  const Message message = Message::Parse(crlf, Limits());
  const ViewConfig config;
  const Limits limits;
  Views views(message, config, limits);
  EXPECT_EQ(views.Full(), "Subject: x\r\n\r\na\rb\r\n");
}

TEST(Views, ChangesInTheMailShowInTheViews) {
  const std::string mail = std::string(kTwoSubjects) + "<i>more</i>";
  const Message message = Message::Parse(mail, Limits());
  const ViewConfig config;
  const Limits limits;
  Views views(message, config, limits);
  EXPECT_EQ(views.Body().size(), 2u);
  EXPECT_NE(views.Body()[1].find("more"), std::string::npos);
  EXPECT_EQ(views.TextParts().at(0).html->tags.count("i"), 1u);
}

}  // namespace
}  // namespace gatepost
