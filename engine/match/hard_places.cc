// Tested by tests/match/hard_places_test.cc
#include "match/hard_places.h"

#include <vector>

#include "match/parser.h"

namespace gatepost::match {

bool HardPlaces::CanMatch(std::string_view text, std::size_t at, std::uint64_t* visits) const {
  once_.Call([this] {
    if (const Result<Syntax> syntax = Parse(source_.pattern, source_.modifiers)) nfa_.emplace(*syntax);
  });
  if (!nfa_) return true;
  const auto beside = [&](std::size_t place) {
    return place < text.size() ? BesideOf(static_cast<unsigned char>(text[place])) : Beside::kEdge;
  };
  NfaWalk walk(*nfa_);
  std::vector<int> frontier = {nfa_->start()}, takers;
  Beside before = at > 0 ? beside(at - 1) : Beside::kEdge;
  for (; !frontier.empty(); ++at) {
    const Beside behind = beside(at);
    if (!walk.Close(frontier, before, behind, &takers)) return true;
    if (at >= text.size()) return false;
    if (walk.visited() > *visits) return true;
    *visits -= walk.visited();
    frontier.clear();
    for (const int taker : takers) {
      const Nfa::State& state = nfa_->state(taker);
      if (nfa_->set(state).Has(static_cast<unsigned char>(text[at]))) frontier.push_back(state.next);
    }
    before = behind;
  }
  return false;
}

}  // namespace gatepost::match
