// Tested by tests/text/language_guess_test.cc and, against SpamAssassin, by the set "textcat" of
// bench/filter_parity.py.
#include "text/language_guess.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::size_t kMinTextBytes = 256, kMaxTextBytes = 10000;
constexpr std::size_t kMaxNgramBytes = 5;
constexpr std::size_t kShownScores = 20;
constexpr auto kNpos = std::string_view::npos;

// The end of the run of bytes from `at` on that are no white space, `most` of them at most.
std::size_t RunEnd(std::string_view text, std::size_t at, std::size_t most) {
  const std::size_t stop = at + std::min(most, text.size() - at);
  while (at < stop && !IsAsciiSpace(text[at])) ++at;
  return at;
}

// "Re: Fwd: ": where these end.
std::size_t PrefixesEnd(std::string_view text) {
  constexpr int kMostPrefixes = 10;
  constexpr std::size_t kLeastLetters = 2, kMostLetters = 12;
  std::size_t end = 0;
  for (int prefix = 0; prefix < kMostPrefixes; ++prefix) {
    std::size_t colon = end;
    while (colon < text.size() && IsAsciiAlpha(text[colon])) ++colon;
    const std::size_t letters = colon - end;
    if (letters < kLeastLetters || letters > kMostLetters || colon == text.size() || text[colon] != ':')
      break;
    end = colon + 1;
    while (end < text.size() && IsAsciiSpace(text[end])) ++end;
  }
  return end;
}

// `text` with a blank for each of what `find(text, from)` finds: begin and end, npos for no more.
template <class Find>
std::string Without(std::string_view text, const Find& find) {
  std::string out;
  std::size_t from = 0;
  while (true) {
    const auto [begin, end] = find(text, from);
    if (begin == kNpos) break;
    out.append(text, from, begin - from).push_back(' ');
    from = end;
  }
  return out.append(text, from);
}

using Piece = std::pair<std::size_t, std::size_t>;
constexpr Piece kNone{kNpos, kNpos};

Piece FindLink(std::string_view text, std::size_t from) {
  constexpr std::size_t kMostBytes = 1024;
  for (std::size_t at = text.find("http", from); at != kNpos; at = text.find("http", at + 1)) {
    std::size_t end = at + 4;
    if (text.substr(end).starts_with('s')) ++end;
    for (std::string_view mark : {"://", ":&#x2F;&#x2F;", "%3A%2F%2F"}) {
      if (!text.substr(end).starts_with(mark)) continue;
      const std::size_t begin = end + mark.size();
      if (const std::size_t stop = RunEnd(text, begin, kMostBytes); stop > begin) return {at, stop};
    }
  }
  return kNone;
}

Piece FindAddress(std::string_view text, std::size_t from) {
  constexpr std::size_t kMostLocal = 64, kMostDomain = 128;
  std::size_t word = from;  // where the run of bytes that are no white space began
  std::size_t looked = from;
  for (std::size_t at = text.find('@', from); at != kNpos; at = text.find('@', at + 1)) {
    for (; looked < at; ++looked) {
      if (IsAsciiSpace(text[looked])) word = looked + 1;
    }
    const std::size_t domain = at + 1;
    if (word == at || domain == text.size() || !IsAsciiAlpha(text[domain])) continue;
    const std::size_t end = RunEnd(text, domain + 1, kMostDomain);
    if (end > domain + 1) return {std::max(word, at - std::min(at, kMostLocal)), end};
  }
  return kNone;
}

Piece FindWebHost(std::string_view text, std::size_t from) {
  constexpr std::string_view kMark = "www.";
  constexpr std::size_t kMostBytes = 128;
  for (std::size_t at = text.find(kMark, from); at != kNpos; at = text.find(kMark, at + 1)) {
    if (at > 0 && IsWordByte(text[at - 1])) continue;
    const std::size_t begin = at + kMark.size();
    if (const std::size_t end = RunEnd(text, begin, kMostBytes); end > begin) return {at, end};
  }
  return kNone;
}

std::string TextToGuess(const std::vector<std::string>& paragraphs) {
  std::string text;
  for (const std::string& paragraph : paragraphs) {
    if (&paragraph != &paragraphs.front()) text += '\n';
    text += paragraph;
  }
  text.erase(0, PrefixesEnd(text));
  text = Without(Without(Without(text, FindLink), FindAddress), FindWebHost);
  if (text.size() > kMaxTextBytes) text.resize(kMaxTextBytes);
  return text;
}

// Letters, apostrophes and all that is not ASCII.
bool IsOfWord(char c) {
  if (IsAsciiSpace(c) || IsAsciiDigit(c)) return false;
  return c < '!' || c > '~' || IsAsciiAlpha(c) || c == '\'';
}

// Letters of Windows-1252, whatever the text's charset is: the known lists are in lower case.
bool IsLatinUpper(unsigned char c) {
  return IsAsciiUpper(static_cast<char>(c)) || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
}
bool IsLatinLetter(unsigned char c) {
  return IsAsciiAlpha(static_cast<char>(c)) ||
         (c >= 0xC0 && c <= 0xFE && c != 0xD7 && c != 0xDF && c != 0xF7);
}

void LowerWord(std::string* word) {
  constexpr std::size_t kLeastLetters = 4;
  if (std::none_of(word->begin(), word->end(), IsAsciiUpper)) return;
  std::size_t run = 0, longest = 0;
  for (const char c : *word) {
    run = IsLatinLetter(static_cast<unsigned char>(c)) ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  if (longest < kLeastLetters) return;
  for (char& c : *word) {
    if (IsLatinUpper(static_cast<unsigned char>(c))) c = static_cast<char>(c + 0x20);
  }
}

// A sequence as a number, in the order of texts: its bytes, and below them how many they are.
std::uint64_t NgramKey(std::string_view ngram) {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < kMaxNgramBytes; ++i)
    key = key << 8 | (i < ngram.size() ? static_cast<unsigned char>(ngram[i]) : 0U);
  return key << 8 | ngram.size();
}

using Ranks = std::unordered_map<std::uint64_t, int>;

// The most frequent sequences of the text, each with its rank from 0 on. Both ends of a word are a NUL.
Ranks RankNgrams(std::string_view text, const LanguageConfig& config) {
  std::unordered_map<std::uint64_t, int> counts;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && IsOfWord(text[end])) ++end;
    if (end > at) {
      std::string word(text.substr(at, end - at));
      LowerWord(&word);
      word.insert(word.begin(), '\0');
      word.push_back('\0');
      for (std::size_t begin = 0; begin < word.size(); ++begin) {
        const std::string_view rest = std::string_view(word).substr(begin);
        for (std::size_t bytes = 1; bytes <= std::min(rest.size(), kMaxNgramBytes); ++bytes)
          ++counts[NgramKey(rest.substr(0, bytes))];
      }
    }
    at = std::max(end, at + 1);
  }
  std::vector<std::pair<int, std::uint64_t>> order;  // the negated count first
  for (const auto& [key, count] : counts) {
    if (config.min_count <= 0 || count > config.min_count) order.emplace_back(-count, key);
  }
  std::sort(order.begin(), order.end());
  order.resize(std::min(order.size(), static_cast<std::size_t>(std::max(config.max_ngrams, 0))));
  Ranks ranks;
  ranks.reserve(order.size());
  for (const auto& [count, key] : order) ranks.emplace(key, static_cast<int>(ranks.size()));
  return ranks;
}

using Scores = std::map<std::string, std::int64_t, std::less<>>;

// How far the text's sequences are from their places in a language; the best of those of one name.
void AddScore(std::string_view language, std::int64_t distance, const LanguageConfig& config,
              Scores* scores) {
  const std::string_view name = language.substr(0, language.find('.'));
  if (std::find(config.skipped.begin(), config.skipped.end(), name) != config.skipped.end()) return;
  // A charset tells nothing where a language also has a list without.
  const std::size_t utf8 = language.find(".utf8");
  const std::string_view shown = utf8 != kNpos && utf8 > 0 ? name : language;
  const auto [found, is_new] = scores->try_emplace(std::string(shown), distance);
  if (!is_new) found->second = std::min(found->second, distance);
}

Scores ScoreLanguages(const Ranks& ranks, const LanguageConfig& config) {
  Scores scores;
  const std::int64_t absent = config.max_ngrams;
  const auto all_absent = static_cast<std::int64_t>(ranks.size()) * absent;
  std::int64_t distance = all_absent;
  int place = 0;
  std::string_view rest = config.models;
  while (!rest.empty()) {
    std::string_view line = CutLine(&rest);
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.starts_with("0 ") && line.size() > 2) {
      AddScore(line.substr(2), distance, config, &scores);
      distance = all_absent;
      place = 0;
      continue;
    }
    ++place;
    if (line.size() > kMaxNgramBytes) continue;
    const auto found = ranks.find(NgramKey(line));
    if (found != ranks.end()) distance += std::abs(place - found->second) - absent;
  }
  return scores;
}

}  // namespace

std::string LanguageGuess::Names() const {
  std::string names;
  for (const std::string& language : languages) names.append(names.empty() ? "" : " ").append(language);
  return names;
}

LanguageGuess GuessLanguages(const std::vector<std::string>& paragraphs, const LanguageConfig& config) {
  LanguageGuess guess;
  const std::string text = TextToGuess(paragraphs);
  guess.text_bytes = text.size();
  if (text.size() < kMinTextBytes) return guess;
  const Ranks ranks = RankNgrams(text, config);
  if (ranks.empty()) return guess;
  const Scores scores = ScoreLanguages(ranks, config);
  std::vector<std::pair<std::int64_t, std::string_view>> order;
  for (const auto& [language, distance] : scores) order.emplace_back(distance, language);
  std::sort(order.begin(), order.end());
  if (order.empty()) return guess;
  const auto best = static_cast<double>(order.front().first);
  for (std::size_t i = 0; i < std::min(order.size(), kShownScores); ++i) {
    const auto& [distance, language] = order[i];
    std::array<char, 32> ratio{};
    std::snprintf(ratio.data(), ratio.size(), "(%.2f)", static_cast<double>(distance) / best);
    guess.scores.append(i == 0 ? "" : " ").append(language).append(":").append(std::to_string(distance));
    guess.scores.append(best != 0 ? ratio.data() : "(unknown)");
  }
  const auto fits = [&](const auto& each) {
    return static_cast<double>(each.first) < config.acceptable_score * best;
  };
  const auto end = std::find_if_not(order.begin() + 1, order.end(), fits);
  if (end - order.begin() > config.max_languages) return guess;
  for (auto each = order.begin(); each != end; ++each) guess.languages.emplace_back(each->second);
  return guess;
}

}  // namespace gatepost
