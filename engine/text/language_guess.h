// LanguageGuess: in which languages is a text? By how often it has which sequences of one to five bytes, held
// against the same lists of known languages (Cavnar and Trenkle, "N-Gram-Based Text Categorization", 1994),
// as SpamAssassin 4.0.1's plugin TextCat does.
//
// The lists are SpamAssassin's file "languages": a sequence a line, the most frequent first, and behind the
// sequences of each language a line "0 NAME"; NAME may have a charset behind a dot ("ru.koi8-r").
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

struct LanguageConfig {
  std::string models;                // the file
  std::vector<std::string> skipped;  // not guessed; names without charset
  int max_languages = 3;             // where more fit, none is told
  int min_count = 0;                 // sequences that are not more frequent are left out; 0: none
  int max_ngrams = 400;              // the most frequent of the text that are compared
  double acceptable_score = 1.02;    // a language fits that is that much worse than the best
};

struct LanguageGuess {
  std::string Names() const;           // with blanks between
  std::vector<std::string> languages;  // best first; none where it cannot be told
  std::size_t text_bytes = 0;          // that were looked at, at most 10,000
  std::string scores;                  // "en:12345(1.00) fr:23456(1.90) ...", the best 20
};

// Of the paragraphs of a body. Links and addresses are left out; of less than 256 bytes nothing is told.
// Bytes are taken as they are, whatever their charset. Languages that fit alike come in the order of their
// names. Cost: linear in the text, and some 2 ms.
LanguageGuess GuessLanguages(const std::vector<std::string>& paragraphs, const LanguageConfig& config);

}  // namespace gatepost
