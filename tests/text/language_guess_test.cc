#include "text/language_guess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// A list: the sequences, then the language's name. "." is the end of a word.
std::string Model(const std::string& name, const std::vector<std::string>& ngrams) {
  std::string lines;
  for (std::string ngram : ngrams) {
    for (char& c : ngram) c = c == '.' ? '\0' : c;
    lines += ngram + "\n";
  }
  return lines + "0 " + name + "\n";
}

LanguageGuess Guess(const std::string& text, LanguageConfig config, const std::string& models) {
  config.models = models;
  return GuessLanguages({text}, config);
}

std::size_t BytesLeftOf(const std::string& text) { return Guess(text, {}, "").text_bytes; }

TEST(LanguageGuess, AddsUpHowFarSequencesAreFromTheirPlaces) {
  LanguageConfig config;
  config.max_ngrams = 3;  // ".", twice a word, then ".a" and ".ab", the first of those that are there once
  const std::string models =
      Model("one", {".", ".a"}) + Model("two", {"x", ".ab", "."}) + Model("three", {"q"});
  const LanguageGuess guess = Guess(Repeated("ab ", 100), config, models);
  // one: |1-0| + |2-1| + 3 for .ab; two: |3-0| + 3 + |2-2|; three: 3 each.
  EXPECT_EQ(guess.scores, "one:5(1.00) two:6(1.20) three:9(1.80)");
  EXPECT_THAT(guess.languages, ElementsAre("one"));
  EXPECT_EQ(guess.text_bytes, 300u);
}

TEST(LanguageGuess, ALineOfNoNameEndsNoList) {
  LanguageConfig config;
  config.max_ngrams = 1;
  EXPECT_EQ(Guess(Repeated("ab ", 100), config, "x\n0 \n" + Model("one", {"."})).scores, "one:3(1.00)")
      << "it is the third sequence of one list";
}

TEST(LanguageGuess, TellsAllThatFitNearlyAsWellOrNoneWhereTheyAreMany) {
  LanguageConfig config;
  config.max_ngrams = 3;
  config.acceptable_score = 1.2001;
  const std::string models =
      Model("one", {".", ".a"}) + Model("two", {"x", ".ab", "."}) + Model("three", {"q"});
  EXPECT_EQ(Guess(Repeated("ab ", 100), config, models).Names(), "one two");
  config.acceptable_score = 1.2;
  EXPECT_EQ(Guess(Repeated("ab ", 100), config, models).Names(), "one") << "less than that much worse";
  config.acceptable_score = 2;
  config.max_languages = 2;
  EXPECT_THAT(Guess(Repeated("ab ", 100), config, models).languages, IsEmpty());
}

TEST(LanguageGuess, TakesTheBestListOfALanguage) {
  const std::string models = Model("de", {"q"}) + Model("de.utf8", {".", "a"}) + Model("ru.koi8-r", {"."}) +
                             Model("ru.utf-8", {"a"});
  LanguageConfig config;
  config.max_ngrams = 1;
  const LanguageGuess guess = Guess(Repeated("a ", 200), config, models);
  EXPECT_EQ(guess.scores, "de:1(1.00) ru.koi8-r:1(1.00) ru.utf-8:1(1.00)");
  config.skipped = {"ru"};
  EXPECT_EQ(Guess(Repeated("a ", 200), config, models).scores, "de:1(1.00)");
}

TEST(LanguageGuess, LeavesRareSequencesOutWhereAsked) {
  LanguageConfig config;
  config.min_count = 150;
  EXPECT_EQ(Guess(Repeated("ab ", 100), config, Model("one", {"a"})).scores, "one:400(1.00)")
      << "only \".\" is left";
  config.min_count = 200;
  EXPECT_EQ(Guess(Repeated("ab ", 100), config, Model("one", {"a"})).scores, "");
}

TEST(LanguageGuess, WritesWordsOfFourLettersSmall) {
  const std::string models = Model("small", {"abcd"}) + Model("big", {"ABCD"});
  const auto best = [&](const std::string& word) {
    return Guess(Repeated(word + " ", 100), {}, models).Names();
  };
  EXPECT_EQ(best("ABCD"), "small");
  EXPECT_EQ(best("abcd"), "small");
  EXPECT_EQ(Guess(Repeated("ABC ", 100), {}, Model("small", {"abc"}) + Model("big", {"ABC"})).Names(), "big");
  EXPECT_EQ(Guess(Repeated("AB'CD ", 100), {}, Model("small", {"ab"}) + Model("big", {"AB"})).Names(), "big")
      << "four in a row";
  EXPECT_EQ(
      Guess(Repeated("\xC9T\xC9S ", 100), {}, Model("small", {"\xE9t\xE9s"}) + Model("big", {"q"})).Names(),
      "small");
  EXPECT_EQ(Guess(Repeated("\xC9\xC9\xC9\xC9 ", 100), {}, Model("small", {"\xE9"}) + Model("big", {"\xC9"}))
                .Names(),
            "big")
      << "no capital of ASCII among them";
}

TEST(LanguageGuess, OnlyLettersApostrophesAndOtherBytesAreWords) {
  const std::string models = Model("whole", {"a'\x80\x7Fz"}) + Model("other", {"q"});
  EXPECT_EQ(Guess(Repeated("1a'\x80\x7Fz!", 100), {}, models).Names(), "whole");
  EXPECT_THAT(Guess(Repeated("12-34! ", 100), {}, models).languages, IsEmpty());
}

TEST(LanguageGuess, NeedsSomeText) {
  const std::string models = Model("one", {"a"});
  EXPECT_EQ(Guess(std::string(255, 'a'), {}, models).Names(), "");
  EXPECT_EQ(Guess(std::string(256, 'a'), {}, models).Names(), "one");
  EXPECT_EQ(Guess(std::string(256, 'a'), {}, "").Names(), "");
  EXPECT_EQ(BytesLeftOf(std::string(20000, 'a')), 10000u);
}

TEST(LanguageGuess, JoinsParagraphs) {
  EXPECT_EQ(GuessLanguages({"ab\n", "cd\n"}, {}).text_bytes, 7u);
  EXPECT_EQ(GuessLanguages({}, {}).text_bytes, 0u);
}

TEST(LanguageGuess, LeavesReplyMarksOut) {
  EXPECT_EQ(BytesLeftOf("Re: AW:  fwd:hello"), 5u);
  EXPECT_EQ(BytesLeftOf("a: hello"), 8u) << "one letter";
  EXPECT_EQ(BytesLeftOf("abcdefghijkl: hello"), 5u);
  EXPECT_EQ(BytesLeftOf("abcdefghijklm: hello"), 20u) << "13 letters";
  EXPECT_EQ(BytesLeftOf(Repeated("re:", 11)), 3u) << "ten at most";
  EXPECT_EQ(BytesLeftOf("x re: hello"), 11u);
}

TEST(LanguageGuess, LeavesLinksOut) {
  EXPECT_EQ(BytesLeftOf("see http://a/b c"), 7u);
  EXPECT_EQ(BytesLeftOf("see https://a/b c"), 7u);
  EXPECT_EQ(BytesLeftOf("see https:&#x2F;&#x2F;a/b"), 5u);
  EXPECT_EQ(BytesLeftOf("see http%3A%2F%2Fa/b"), 5u);
  EXPECT_EQ(BytesLeftOf("see HTTP://a"), 12u);
  EXPECT_EQ(BytesLeftOf("see http:// a"), 13u) << "nothing behind it";
  EXPECT_EQ(BytesLeftOf("x http://" + std::string(1025, 'a')), 4u) << "1,024 bytes, the rest stays";
  EXPECT_EQ(BytesLeftOf("x httphttp://a"), 7u);
  EXPECT_EQ(BytesLeftOf("(www.a.example) b"), 4u);
  EXPECT_EQ(BytesLeftOf("xwww.a.example"), 14u);
  EXPECT_EQ(BytesLeftOf("www." + std::string(130, 'a')), 3u);
}

TEST(LanguageGuess, LeavesAddressesOut) {
  EXPECT_EQ(BytesLeftOf("to ann@b.example now"), 8u);
  EXPECT_EQ(BytesLeftOf("a@b x"), 5u) << "two bytes of a domain";
  EXPECT_EQ(BytesLeftOf("a@1b x"), 6u) << "a letter first";
  EXPECT_EQ(BytesLeftOf("@bb x"), 5u);
  EXPECT_EQ(BytesLeftOf("@@bb x"), 3u) << "an @ may stand before the last";
  EXPECT_EQ(BytesLeftOf(std::string(65, 'a') + "@bb"), 2u) << "64 bytes before it";
  EXPECT_EQ(BytesLeftOf("a@b" + std::string(130, 'b')), 3u);
  EXPECT_EQ(BytesLeftOf("a@bbc@dd"), 1u) << "the domain takes the next @ with it";
}

TEST(LanguageGuess, HostileTextCostsItsLength) {
  const std::string models = Model("one", {"a"});
  const auto start = std::chrono::steady_clock::now();
  for (const char* piece : {"@", "a@", "@a", "http", "http:", "www.", "re:", "Ab", "\xFF", "a@1 "})
    (void)Guess(Repeated(piece, 300000), {}, models);
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 20);
}

}  // namespace
}  // namespace gatepost
