// Tested by tests/match/hard_places_test.cc
#include "match/hard_places.h"

#include <utility>
#include <vector>

#include "match/parser.h"

namespace gatepost::match {
namespace {

Beside BesideAt(std::string_view text, std::size_t place) {
  return place < text.size() ? BesideOf(static_cast<unsigned char>(text[place])) : Beside::kEdge;
}

// Where `takers` lead that take `byte`.
void Take(const Nfa& nfa, const std::vector<int>& takers, char byte, std::vector<int>* next) {
  next->clear();
  for (const int taker : takers) {
    const Nfa::State& state = nfa.state(taker);
    if (nfa.set(state).Has(static_cast<unsigned char>(byte))) next->push_back(state.next);
  }
}

}  // namespace

const Nfa* HardPlaces::Automaton() const {
  once_.Call([this] {
    if (const Result<Syntax> syntax = Parse(source_.pattern, source_.modifiers)) nfa_.emplace(*syntax);
  });
  return nfa_ ? &*nfa_ : nullptr;
}

bool HardPlaces::CanMatch(std::string_view text, std::size_t at, std::uint64_t* visits) const {
  const Nfa* nfa = Automaton();
  if (nfa == nullptr) return true;
  NfaWalk walk(*nfa);
  std::vector<int> frontier = {nfa->start()}, takers;
  Beside before = at > 0 ? BesideAt(text, at - 1) : Beside::kEdge;
  for (; !frontier.empty(); ++at) {
    const Beside behind = BesideAt(text, at);
    if (!walk.Close(frontier, before, behind, &takers)) return true;
    if (at >= text.size()) return false;
    if (walk.visited() > *visits) return true;
    *visits -= walk.visited();
    Take(*nfa, takers, text[at], &frontier);
    before = behind;
  }
  return false;
}

std::size_t HardPlaces::NextPlace(std::string_view text, std::size_t at, std::uint64_t* visits) const {
  const Nfa* nfa = Automaton();
  if (nfa == nullptr) return at;
  // Matches that have begun, the earliest first: what a later one could do as well is the earlier one's.
  struct Begun {
    std::size_t place;
    std::vector<int> frontier;
  };
  std::vector<Begun> begun;
  NfaWalk walk(*nfa);
  std::vector<int> takers;
  std::size_t first = std::string_view::npos;
  Beside before = at > 0 ? BesideAt(text, at - 1) : Beside::kEdge;
  for (std::size_t place = at; place <= text.size(); ++place) {
    if (first == std::string_view::npos) begun.push_back({place, {nfa->start()}});
    const Beside behind = BesideAt(text, place);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < begun.size(); ++i) {
      std::vector<int>& frontier = begun[i].frontier;
      const bool goes_on = i == 0 ? walk.Close(frontier, before, behind, &takers)
                                  : walk.CloseMore(frontier, before, behind, &takers);
      if (walk.visited() > *visits) return at;
      *visits -= walk.visited();
      if (!goes_on) {
        first = begun[i].place;
        break;
      }
      if (place == text.size()) continue;
      Take(*nfa, takers, text[place], &frontier);
      if (frontier.empty()) continue;
      if (kept != i) std::swap(begun[kept], begun[i]);
      ++kept;
    }
    begun.resize(kept);
    if (begun.empty() && first != std::string_view::npos) break;
    before = behind;
  }
  return first;
}

}  // namespace gatepost::match
