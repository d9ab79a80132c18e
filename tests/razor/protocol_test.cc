#include "razor/protocol.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(RazorProtocol, ReadsLines) {
  EXPECT_THAT(ParseRazorLine("sn=C&srl=82&x=a%20b%zz&a=l&a=cg&y&&=z"),
              UnorderedElementsAre(Pair("sn", "C"), Pair("srl", "82"), Pair("x", "a b%zz"), Pair("a", "cg"),
                                   Pair("y", ""), Pair("", "z")));
  EXPECT_THAT(ParseRazorLine(""), IsEmpty());
}

TEST(RazorProtocol, ReadsReplies) {
  EXPECT_THAT(ParseRazorReply({"p=1&cf=90"}), ElementsAre(RazorFields{{"p", "1"}, {"cf", "90"}}));
  EXPECT_THAT(ParseRazorReply({"-p=1&cf=90", "p=0", ""}),
              ElementsAre(RazorFields{{"p", "1"}, {"cf", "90"}}, RazorFields{{"p", "0"}}, RazorFields{}));
  EXPECT_THAT(
      ParseRazorReply({"-p=?&ct=1&cf=?", "1,90", "0", "1,2,3"}),
      ElementsAre(RazorFields{{"p", "1"}, {"cf", "90"}, {"ct", "1"}}, RazorFields{{"p", "0"}, {"ct", "1"}},
                  RazorFields{{"p", "1"}, {"cf", "2"}, {"ct", "1"}}));
  EXPECT_THAT(ParseRazorReply({}), IsEmpty());
}

TEST(RazorProtocol, ReadsNumbersAndEngines) {
  EXPECT_EQ(RazorNumber("95"), 95);
  EXPECT_EQ(RazorNumber(" -1.5x"), -1.5);
  EXPECT_EQ(RazorNumber("+7"), 7);
  for (const char* none : {"", "x", "inf", "nan", "-", "-inf"}) EXPECT_EQ(RazorNumber(none), 0) << none;
  EXPECT_TRUE(ReadRazorEngines("C8").ephemeral && ReadRazorEngines("c8").whiplash);
  EXPECT_TRUE(ReadRazorEngines("8").ephemeral);
  EXPECT_FALSE(ReadRazorEngines("8").whiplash);
  EXPECT_FALSE(ReadRazorEngines("").ephemeral || ReadRazorEngines("x").whiplash);
}

// As Razor2::String::to_batched_query writes them.
TEST(RazorProtocol, AsksInBatches) {
  const std::vector<RazorSignature> signatures = {
      {0, 4, "A"}, {0, 8, "B"}, {1, 4, "C"}, {1, 8, "D"}, {2, 8, "E"}};
  const auto ask = [&](std::size_t count, std::size_t lines) {
    std::vector<std::string> texts;
    for (const RazorBatch& batch : RazorQuestions(
             {signatures.begin(), signatures.begin() + static_cast<long>(count)}, "7-10", lines, 128))
      texts.push_back(batch.text);
    return texts;
  };
  EXPECT_THAT(ask(0, 4), IsEmpty());
  EXPECT_THAT(ask(1, 4), ElementsAre("a=c&e=4&ep4=7-10&s=A\r\n"));
  EXPECT_THAT(
      ask(5, 4),
      ElementsAre("-a=c&e=4&ep4=7-10&s=A\r\na=c&e=8&s=B\r\na=c&e=4&ep4=7-10&s=C\r\na=c&e=8&s=D\r\n.\r\n",
                  "a=c&e=8&s=E\r\n"));
  EXPECT_THAT(ask(3, 1),
              ElementsAre("-a=c&e=4&ep4=7-10&s=A\r\na=c&e=8&s=B\r\n.\r\n", "a=c&e=4&ep4=7-10&s=C\r\n"));
  EXPECT_EQ(ask(5, 0).size(), 1u);
  const std::vector<RazorSignature> many(100, {0, 8, std::string(100, 'x')});
  EXPECT_GT(RazorQuestions(many, "", 0, 1).size(), 5u) << "by size";
}

}  // namespace
}  // namespace gatepost
