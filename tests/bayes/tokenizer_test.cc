#include "bayes/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/hash.h"
#include "bayes/token_sink.h"
#include "bayes_fixture.h"

namespace gatepost {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> TextsOf(const TokenList& list) { return {list.texts.begin(), list.texts.end()}; }

TEST(HashToken, IsTheEndOfSha1) {
  // SHA-1 of "abc" is a9993e364706816aba3e25717850c26c9cd0d89d.
  EXPECT_EQ(HashToken("abc"), (TokenHash{0x6c, 0x9c, 0xd0, 0xd8, 0x9d}));
}

TEST(TokenSink, KeepsEachTextOnceSortedByHash) {
  TokenSink sink(100);
  for (int round = 0; round < 2; ++round) {
    for (const char* text : {"three", "one", "two"}) sink.Add("p:", text);
  }
  sink.Add("", "");
  EXPECT_EQ(sink.added(), 6u);
  TokenList list = sink.Finish();
  ASSERT_EQ(list.size(), 3u);
  EXPECT_TRUE(std::is_sorted(list.hashes.begin(), list.hashes.end()));
  for (std::size_t i = 0; i < list.size(); ++i) EXPECT_EQ(list.hashes[i], HashToken(list.texts[i]));
}

TEST(TokenSink, KeepsThousandsApart) {
  TokenSink sink(100000);
  for (int i = 0; i < 20000; ++i) sink.Add("n:", std::to_string(i % 10000));
  EXPECT_EQ(sink.Finish().size(), 10000u);
}

TEST(Tokenize, AUriIsReadAsCharactersWhereHtmlNamesItAndAsBytesElsewhere) {
  const auto tokens = [](const std::string& type, const std::string& body) {
    ParsedMail mail("Subject: x\nMIME-Version: 1.0\nContent-Type: " + type + "; charset=utf-8\n\n" + body +
                    "\n");
    return TextsOf(Tokenize(mail.views(), BayesConfig(), Limits(), TokensFor::kLearning));
  };
  const std::string uri = "http://a.example/S1M\xC3\x98NE";
  EXPECT_THAT(tokens("text/html", "<a href=\"" + uri + "\">x</a>"), Contains("S1M\xD8NE"));
  EXPECT_THAT(tokens("text/plain", "see " + uri), Not(Contains("S1M\xD8NE")));
  EXPECT_THAT(tokens("text/plain", "see www.S1M\xC3\x98NE.com"), Not(Contains("UD:www.S1M\xD8NE.com")));
}

// Words of scripts without spaces are one long run; pairs are what another mail has in common with it.
TEST(Tokenize, PairsOfSpacelessScriptsAreASettingAndTheSameInEveryCharset) {
  auto tokens = [](const std::string& charset, const std::string& body, bool pairs) {
    ParsedMail mail("Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=" + charset + "\n\n" +
                    body + "\n");
    BayesConfig config;
    config.script_pairs = pairs;
    return TextsOf(Tokenize(mail.views(), config, Limits(), TokensFor::kLearning));
  };
  const std::string kUtf8 = "\xE4\xBD\xA0\xE5\xA5\xBD\xE5\x90\x97", kGbk = "\xC4\xE3\xBA\xC3\xC2\xF0";
  for (const auto& [charset, body] : {std::pair("utf-8", kUtf8), std::pair("gb2312", kGbk)}) {
    EXPECT_THAT(tokens(charset, body, true), Contains("s2:\xE4\xBD\xA0\xE5\xA5\xBD")) << charset;
    EXPECT_THAT(tokens(charset, body, true), Contains("s2:\xE5\xA5\xBD\xE5\x90\x97")) << charset;
    EXPECT_THAT(tokens(charset, body, false), Not(Contains(StartsWith("s2:")))) << charset;
  }
  // Thai, Kana, Hangul.
  for (const char* body :
       {"\xE0\xB8\x81\xE0\xB8\x82", "\xE3\x81\x82\xE3\x82\xA2", "\xEA\xB0\x80\xEB\x82\x98"}) {
    EXPECT_THAT(tokens("utf-8", body, true), Contains(std::string("s2:") + body));
  }
}

TEST(BayesConfig, CjkTokensAreOffUnlessSet) {
  std::vector<Diagnostic> remarks;
  Settings settings = Settings::Build(ReadConfigText("", "x", ConfigScope::kRules), &remarks);
  EXPECT_FALSE(BayesConfig::Build(settings).script_pairs);
  settings = Settings::Build(ReadConfigText("bayes_cjk_tokens 1\n", "x", ConfigScope::kRules), &remarks);
  EXPECT_TRUE(BayesConfig::Build(settings).script_pairs);
}

TEST(Tokenize, StopsAtMaxBayesTokens) {
  std::string body;
  for (int i = 0; i < 50; ++i) body += "word" + std::to_string(i) + " ";
  ParsedMail mail(PlainMail(1, body));
  BayesConfig config;
  config.source_header = false;
  Limits limits;
  std::size_t all = Tokenize(mail.views(), config, limits, TokensFor::kLearning).size();
  for (std::size_t most : {all - 1, all, all + 1}) {
    limits.max_bayes_tokens = most;
    EXPECT_EQ(Tokenize(mail.views(), config, limits, TokensFor::kLearning).size(), std::min(most, all));
  }
}

TEST(Tokenize, TakesHeadersAndBody) {
  ParsedMail mail(PlainMail(1, "Please buy cheap watches"));
  std::vector<std::string> tokens =
      TextsOf(Tokenize(mail.views(), BayesConfig(), Limits(), TokensFor::kLearning));
  EXPECT_THAT(tokens, Contains("watches"));
  EXPECT_THAT(tokens, Contains("H*F:U*ann"));
  EXPECT_THAT(tokens, Contains("H*F:D*example.com"));
  EXPECT_THAT(tokens, Contains("H*F:N*Author"));
  EXPECT_THAT(tokens, Contains("H*Ad:U*bob"));
  EXPECT_THAT(tokens, Contains("H*M:example"));
  EXPECT_THAT(tokens, Contains("H*MI:example"));
  EXPECT_THAT(tokens, Contains("H*r:ip*192.0.2.1"));
  EXPECT_THAT(tokens, Contains("HTo:U*bob"));
  EXPECT_THAT(tokens, Not(Contains(StartsWith("HSubject:"))));
  EXPECT_THAT(tokens, Not(Contains(StartsWith("HDate:"))));
}

TEST(Tokenize, SourcesAndIgnoredHeadersAreSettings) {
  ParsedMail mail(PlainMail(1, "Please buy cheap watches"));
  BayesConfig config;
  config.ignored_headers = {"received", "from"};
  config.source_visible = false;
  std::vector<std::string> tokens = TextsOf(Tokenize(mail.views(), config, Limits(), TokensFor::kLearning));
  EXPECT_THAT(tokens, Not(Contains("watches")));
  EXPECT_THAT(tokens, Not(Contains(StartsWith("H*r:"))));
  EXPECT_THAT(tokens, Not(Contains(StartsWith("H*F:"))));
  EXPECT_THAT(tokens, Contains("HTo:U*bob"));
  config = BayesConfig();
  config.source_header = false;
  config.source_mimepart = true;
  tokens = TextsOf(Tokenize(mail.views(), config, Limits(), TokensFor::kLearning));
  EXPECT_THAT(tokens, Contains("MIME:" + Sha1Hex("Please buy cheap watches\n") + ":text/plain"));
  EXPECT_THAT(tokens, Not(Contains(StartsWith("H"))));
}

TEST(Tokenize, OnlyTheClassifierKnowsTheSendersDomains) {
  ParsedMail mail(PlainMail(1, "text"));
  auto tokens = [&](TokensFor purpose) {
    return TextsOf(Tokenize(mail.views(), BayesConfig(), Limits(), purpose));
  };
  EXPECT_THAT(tokens(TokensFor::kClassifying), Contains("Hx-authordomain:example.com"));
  EXPECT_THAT(tokens(TokensFor::kLearning), Not(Contains("Hx-authordomain:example.com")));
}

TEST(Tokenize, ALineEndBehindAFieldsNameIsNoMatter) {
  ParsedMail mail("Subject: x\nFrom\n : <ann@example.com>\n\ntext\n");
  std::vector<std::string> tokens =
      TextsOf(Tokenize(mail.views(), BayesConfig(), Limits(), TokensFor::kLearning));
  EXPECT_THAT(tokens, Contains("H*Ad:U*ann"));
  EXPECT_THAT(tokens, Contains("HFrom\n:D*example.com"));
}

TEST(Tokenize, OnlyTheLearnerKnowsFieldsOfOtherCheckers) {
  ParsedMail mail("X-Spam-Checked-In-Group: club\n" + PlainMail(1, "text"));
  auto tokens = [&](TokensFor purpose) {
    return TextsOf(Tokenize(mail.views(), BayesConfig(), Limits(), purpose));
  };
  EXPECT_THAT(tokens(TokensFor::kLearning), Contains("HX-Spam-Checked-In-Group:club"));
  EXPECT_THAT(tokens(TokensFor::kClassifying), Not(Contains(StartsWith("HX-Spam-Checked-In-Group:"))));
}

TEST(Tokenize, OnlyTheTwoOldestReceivedFieldsCount) {
  ParsedMail mail(
      "Received: from newest.example by x.example; Mon, 12 Aug 2002 10:00:00 +0000\n"
      "Received: from middle.example by y.example; Mon, 12 Aug 2002 10:00:00 +0000\n"
      "Received: from oldest.example by z.example; Mon, 12 Aug 2002 10:00:00 +0000\n\ntext\n");
  std::vector<std::string> tokens =
      TextsOf(Tokenize(mail.views(), BayesConfig(), Limits(), TokensFor::kLearning));
  EXPECT_THAT(tokens, Contains("H*r:oldest.example"));
  EXPECT_THAT(tokens, Contains("H*r:middle.example"));
  EXPECT_THAT(tokens, Not(Contains("H*r:newest.example")));
}

// The digest was printed by SpamAssassin 4.0.1 for this message.
TEST(LearnedIds, AreSpamAssassins) {
  ParsedMail mail(PlainMail(7, "some text"));
  EXPECT_THAT(LearnedIds(mail.message()),
              ElementsAre("56373c40b572bb1018ac0a3513e1762afcc51486@sa_generated", "m7@example.com"));
  ParsedMail bare("Subject: x\n\nbody\n");
  EXPECT_THAT(LearnedIds(bare.message()),
              ElementsAre("39442baaa8255dfa2644546d04663b6703938a9a@sa_generated"));
  ParsedMail crlf("Subject: x\r\n\r\nbody\r\n");
  EXPECT_EQ(LearnedIds(crlf.message()), LearnedIds(bare.message())) << "line ends do not matter";
}

}  // namespace
}  // namespace gatepost
