#include "compat_options.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

using Value = CompatOption::Value;

class CompatOptions : public ::testing::Test {
 protected:
  // What was set, as "name=value", operands as they stand.
  std::vector<std::string> Read(std::vector<std::string> words) {
    std::vector<std::string> seen;
    auto note = [&](const char* name) {
      return [&seen, name](std::string_view value) {
        seen.push_back(std::string(name) + "=" + std::string(value));
      };
    };
    fault_ = ReadCompatOptions({{"flag|f", Value::kNone, note("flag")},
                                {"text|t|T", Value::kNeeded, note("text")},
                                {"debug|D", Value::kOptional, note("debug")},
                                {"number|n", Value::kNumber, note("number")},
                                {"code|e", Value::kOptionalNumber, note("code")},
                                {"rest|r", Value::kRest, note("rest")}},
                               words, [&](std::string_view word) { seen.emplace_back(word); });
    return seen;
  }
  std::string fault_;
};

using ::testing::ElementsAre;

TEST_F(CompatOptions, InTheirOrderWithOperandsBetween) {
  EXPECT_THAT(Read({"a", "-f", "--text", "x", "b", "--text=y", "-", "--", "-f"}),
              ElementsAre("a", "flag=", "text=x", "b", "text=y", "-", "-f"));
  EXPECT_EQ(fault_, "");
}

TEST_F(CompatOptions, Bundles) {
  EXPECT_THAT(Read({"-ftx", "-fT", "y", "-t=z"}),
              ElementsAre("flag=", "text=x", "flag=", "text=y", "text=z"));
  EXPECT_THAT(Read({"-ef", "-e5", "-fe", "7"}), ElementsAre("code=", "flag=", "code=5", "flag=", "code=7"));
  EXPECT_THAT(Read({"-e5f", "-e-3", "-fe+f"}), ElementsAre("code=5", "flag=", "code=-3", "flag=", "code="));
  EXPECT_EQ(fault_, "unknown option: +");
  EXPECT_THAT(Read({"-e=7"}), ElementsAre("code="));
  EXPECT_EQ(fault_, "unknown option: =");
}

TEST_F(CompatOptions, ValuesThatMayBeLeftOut) {
  EXPECT_THAT(Read({"-D", "-f", "-D", "bayes", "--debug", "--debug=x"}),
              ElementsAre("debug=", "flag=", "debug=bayes", "debug=", "debug=x"));
  EXPECT_THAT(Read({"-e", "file", "--code", "3", "-e"}), ElementsAre("code=", "file", "code=3", "code="));
}

TEST_F(CompatOptions, Numbers) {
  EXPECT_THAT(Read({"-n5", "-n", "-3", "--number", "7", "--number=8"}), ElementsAre("number=5"));
  EXPECT_EQ(fault_, "option n requires an argument");
  EXPECT_THAT(Read({"-n5", "--number", "7", "--number=8"}), ElementsAre("number=5", "number=7", "number=8"));
  EXPECT_EQ(fault_, "");
  for (const char* word : {"-n5x", "--number=", "--number=x", "--code=x", "--code=7x"}) {
    EXPECT_THAT(Read({word}), ElementsAre());
    EXPECT_THAT(fault_, ::testing::HasSubstr("is no number")) << word;
  }
}

TEST_F(CompatOptions, TheRest) {
  EXPECT_THAT(Read({"-f", "-r", "cmd", "-f", "--", "x"}),
              ElementsAre("flag=", "rest=cmd", "rest=-f", "rest=--", "rest=x"));
}

TEST_F(CompatOptions, TheRestIsNotNothing) {
  for (const char* word : {"-r", "-fr", "--rest"}) {
    Read({word});
    EXPECT_THAT(fault_, ::testing::EndsWith(" requires an argument")) << word;
  }
}

TEST_F(CompatOptions, WhereNobodyTakesOperandsTheFirstIsTheEnd) {
  bool flag = false;
  EXPECT_EQ(ReadCompatOptions({Flag("f", &flag)}, {"a", "-f", "--nope"}, nullptr), "");
  EXPECT_FALSE(flag);
}

TEST_F(CompatOptions, Faults) {
  for (std::vector<std::string> words : {std::vector<std::string>{"--nope"},
                                         {"-x"},
                                         {"--text"},
                                         {"-t"},
                                         {"-t", "-f"},
                                         {"--flag=1"},
                                         {"--f"},
                                         {"-fx"}}) {
    Read(words);
    EXPECT_NE(fault_, "") << words[0];
  }
}

}  // namespace
}  // namespace gatepost
