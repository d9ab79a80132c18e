// Which headers give tokens, under which names, and what is taken out of their values first.
// Facts follow SpamAssassin 4.0.1's Plugin/Bayes.pm.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bayes/tokenizer.h"

namespace gatepost {

// One text to tokenize: the name that stands in the token ("*F" for From) and the values of all fields of
// that name, prepared and joined by spaces.
struct HeaderTokenText {
  std::string name;
  std::string text;
};

// In the order of the fields, those made of several headers ("*MI", "*Ad", "*UA") where the first of them
// stands. Cost: linear.
std::vector<HeaderTokenText> HeaderTokenTexts(Views& views, const BayesConfig& config, TokensFor purpose);

// True for well-known headers that say nothing, or say too much (lists, other filters). Any case.
bool IsIgnoredHeader(std::string_view name);
// True for headers of which only the presence would count: signatures, keys.
bool IsPresenceOnlyHeader(std::string_view name);

// The parts of `HeaderTokenTexts`, each for the fields it names.
std::string PrepareMessageId(std::string_view value);
std::string PrepareReceived(std::string_view value);
std::string PrepareContentType(std::string_view value);
std::string PrepareAddresses(std::string_view value);
std::string PrepareRelays(std::string_view value);

}  // namespace gatepost
