#include "bayes/line_tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "bayes/stop_words.h"

namespace gatepost {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::SizeIs;
using testing::UnorderedElementsAre;

std::vector<std::string> TokensOf(std::string_view line, TokenRegion region, std::string_view prefix = "",
                                  const BayesConfig& config = BayesConfig()) {
  TokenSink sink(1000000);
  LineTokenizer(config, sink).Add(line, prefix, region);
  TokenList list = sink.Finish();
  std::vector<std::string> texts(list.texts.begin(), list.texts.end());
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST(LineTokenizer, SplitsAtWhatCannotBeInAWord) {
  EXPECT_THAT(TokensOf("one(two) three;four\tfive", TokenRegion::kHeader),
              ElementsAre("five", "four", "one", "three", "two"));
  EXPECT_THAT(TokensOf("$31,000,000 f*ck", TokenRegion::kHeader), ElementsAre("$31,000,000", "f*ck"));
}

TEST(LineTokenizer, TrimsPunctuationAndLeavesShortWordsOut) {
  EXPECT_THAT(TokensOf("'\"-word-.,' ab abc .ab.", TokenRegion::kHeader), ElementsAre("abc", "word"));
}

TEST(LineTokenizer, GivesVariantsInBodyAndUri) {
  EXPECT_THAT(TokensOf("so Foo! bar", TokenRegion::kBody),
              UnorderedElementsAre("Foo!", "Foo", "foo!", "foo", "bar"));
  EXPECT_THAT(TokensOf("so Foo! bar", TokenRegion::kHeader), UnorderedElementsAre("Foo!", "bar"));
}

TEST(LineTokenizer, LowersTheCapitalOfASentence) {
  EXPECT_THAT(TokensOf("Hello world", TokenRegion::kBody), UnorderedElementsAre("hello", "world"));
  EXPECT_THAT(TokensOf("xxx yyy. Then more", TokenRegion::kBody),
              UnorderedElementsAre("xxx", "yyy", "then", "more"));
  // Up to the next capital, and only where a space is left between.
  EXPECT_THAT(TokensOf("Hello World", TokenRegion::kBody), UnorderedElementsAre("hello", "World", "world"));
  EXPECT_THAT(TokensOf("McDonald", TokenRegion::kBody), UnorderedElementsAre("McDonald", "mcdonald"));
  EXPECT_THAT(TokensOf("Hello world", TokenRegion::kHeader), UnorderedElementsAre("Hello", "world"));
}

TEST(LineTokenizer, SplitsAtEllipsesAndDashes) {
  EXPECT_THAT(TokensOf("this--that", TokenRegion::kHeader), UnorderedElementsAre("this", "that"));
  // A letter that ended one match cannot begin the next.
  EXPECT_THAT(TokensOf("yes...n...why", TokenRegion::kHeader), UnorderedElementsAre("yes", "n...why"));
  EXPECT_THAT(TokensOf("yes...no...why", TokenRegion::kHeader), UnorderedElementsAre("yes", "why"));
  EXPECT_THAT(TokensOf("abc-------def", TokenRegion::kHeader), ElementsAre("abc-------def"));
}

TEST(LineTokenizer, TakesAddressesAndHostsApart) {
  EXPECT_THAT(TokensOf("joe@mail.example.com", TokenRegion::kBody),
              UnorderedElementsAre("U*joe", "D*mail.example.com", "D*example.com", "D*com", "sk:joe@mai",
                                   "sk:joemai"));
  std::vector<std::string> host = TokensOf("www.example.org", TokenRegion::kUri);
  EXPECT_THAT(host, Contains("UD:www.example.org"));
  EXPECT_THAT(host, Contains("UD:example.org"));
  EXPECT_THAT(host, Contains("UD:org"));
  EXPECT_THAT(TokensOf("joe@mail.example.com", TokenRegion::kHeader), ElementsAre("sk:joe@mai"));
}

TEST(LineTokenizer, ADomainOfManyLabelsStaysLinear) {
  std::string word;
  for (int i = 0; i < 20000; ++i) word += "a.";
  EXPECT_THAT(TokensOf(word + "com", TokenRegion::kBody), SizeIs(testing::Le(140)));
}

TEST(LineTokenizer, CutsLongWordsInBodyAndHeadersOnly) {
  EXPECT_THAT(TokensOf("abcdefghijklmnop", TokenRegion::kHeader), ElementsAre("sk:abcdefg"));
  EXPECT_THAT(TokensOf("abcdefghijklmno", TokenRegion::kHeader), ElementsAre("abcdefghijklmno"));
  EXPECT_THAT(TokensOf("abcdefghijklmnop", TokenRegion::kUri), ElementsAre("abcdefghijklmnop"));
  EXPECT_THAT(TokensOf("abcdefgh*jklmnopqrst", TokenRegion::kHeader), ElementsAre("abcdefgh*jklmnopqrst"));
  // Seven characters, not bytes.
  EXPECT_THAT(TokensOf("\xC3\xA9\xC3\xA9\xC3\xA9"
                       "abcdefghijklm",
                       TokenRegion::kHeader),
              ElementsAre("sk:\xC3\xA9\xC3\xA9\xC3\xA9"
                          "abcd"));
}

TEST(LineTokenizer, LongWordsOfWideCharactersGiveTheCharacters) {
  std::string word;
  for (int i = 0; i < 3; ++i) word += "\xE6\x97\xA5\xE6\x9C\xAC";
  EXPECT_THAT(TokensOf(word, TokenRegion::kHeader, "Hx:"),
              ElementsAre("Hx:u8:\xE6\x97\xA5", "Hx:u8:\xE6\x9C\xAC"));
}

TEST(LineTokenizer, ScriptPairsAreASetting) {
  BayesConfig config;
  config.script_pairs = true;
  std::string word = "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E";
  std::vector<std::string> with = TokensOf(word, TokenRegion::kHeader, "", config);
  EXPECT_THAT(with, ElementsAre("s2:\xE6\x97\xA5\xE6\x9C\xAC", "s2:\xE6\x9C\xAC\xE8\xAA\x9E", word));
  EXPECT_THAT(TokensOf(word, TokenRegion::kHeader), ElementsAre(word));
}

// SpamAssassin has URIs of HTML as characters, not as bytes of UTF-8.
TEST(LineTokenizer, UrisOfHtmlAreInLatin1) {
  EXPECT_THAT(TokensOf("/S1M\xC3\x98NE", TokenRegion::kHtmlUri), ElementsAre("S1M\xD8NE", "s1m\xF8ne"));
  EXPECT_THAT(TokensOf("20\xC2\xBA\xC3\xB4\xC2\xA7", TokenRegion::kHtmlUri),
              ElementsAre("20\xBA\xF4", "20\xBA\xF4\xA7"));
  EXPECT_THAT(TokensOf("abc\xE6\x97\xA5"
                       "def",
                       TokenRegion::kHtmlUri),
              ElementsAre("abc", "def"));
}

TEST(LineTokenizer, UrisOfHtmlInAnUnknownCharsetAreBytes) {
  // EUC-KR: C5 B0 and C5 BA would be a character each, but the whole is not UTF-8.
  EXPECT_THAT(TokensOf("\xBC\xF6\xBD\xC5\xB0\xC5\xBA\xCE", TokenRegion::kHtmlUri),
              Contains("\xBC\xF6\xBD\xC5\xB0\xC5\xBA\xCE"));
}

TEST(LineTokenizer, KeepsBrokenUtf8AsLatin1Letters) {
  EXPECT_THAT(TokensOf("caf\xE9s", TokenRegion::kHeader), ElementsAre("caf\xE9s"));
  EXPECT_THAT(TokensOf("abc\x80xyz", TokenRegion::kHeader), ElementsAre("abc", "xyz"));
}

TEST(LineTokenizer, LeavesStopWordsOut) {
  auto words = std::make_shared<StopWords>();
  words->AddDefaultEnglish();
  BayesConfig config;
  config.stop_words = words;
  EXPECT_THAT(TokensOf("the quick THE other", TokenRegion::kHeader, "", config),
              ElementsAre("other", "quick"));
}

}  // namespace
}  // namespace gatepost
