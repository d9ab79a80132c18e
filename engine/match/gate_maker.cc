// Gate::MakeTable. Tested by tests/match/gate_test.cc
//
// Sets of the pattern's states become states of the table, those first that mail reaches most often; what is
// left when few get there is "may match". Where the automaton allows more than the pattern, so is its end.
#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <queue>
#include <set>
#include <span>
#include <utility>

#include "match/gate.h"
#include "match/gate_table.h"
#include "match/literal_rates.h"
#include "match/literals.h"

namespace gatepost::match {
namespace {

constexpr std::size_t kMostStates = 8000;
// A state that fewer places of mail reach is not followed further, but where following all may end in a match
// for certain and needs no more states than so many.
constexpr double kRare = 1e-11;
constexpr std::size_t kFewStates = 100;
// The same for an automaton of so many states: PCRE2 would have much to do at each place.
constexpr double kRareOfLarge = 1e-16;
constexpr std::size_t kLargeStates = 5000;
// A gate that names more of mail's places is not worth its size.
constexpr double kUseless = 0.05;
// How often a place has what before it, by Beside: an estimate.
constexpr double kBeforeRates[kBesideKinds] = {0.003, 0.02, 0.75, 0.23};
constexpr std::size_t kMostLead = 8;
constexpr double kWorthALead = 0.5;      // so much rarer must the bytes behind it be
constexpr std::size_t kMostChoices = 3;  // of bytes that are still a form: "http" goes on with "s" or ":"
constexpr double kSpaceAgain = 0.4;      // how often a space follows a space: an estimate

class GateMaker {
 public:
  explicit GateMaker(const Nfa& nfa) : nfa_(nfa), walk_(nfa) { FindClasses(); }

  std::vector<std::uint32_t> Make() {
    for (std::size_t before = 0; before < kBesideKinds; ++before)
      starts_[before] =
          Find({nfa_.start()}, static_cast<Beside>(before), {kBeforeRates[before], {}, before == 0});
    const double rare = nfa_.size() < kLargeStates ? kRare : kRareOfLarge;
    while (!queue_.empty()) {
      const auto [rate, number] = queue_.top();
      queue_.pop();
      State& state = states_[number];
      if (state.followed || rate < state.way.rate) continue;
      const bool is_small = nfa_.is_exact() && states_.size() < kFewStates;
      if ((rate < rare && !is_small) || states_.size() >= kMostStates) break;
      Follow(number);
    }
    double passing = passing_;
    for (const State& state : states_) passing += state.followed ? 0 : state.way.rate;
    return passing > kUseless ? std::vector<std::uint32_t>() : Write();
  }

 private:
  // How mail comes to a state.
  struct Way {
    double rate = 0;
    std::array<char, 2> last{};  // bytes, folded; NUL where there is a choice
    // From the text's start, by bytes that leave little choice: the pattern is asked of texts that have them,
    // such as links, or what is written of relays.
    bool is_form = false;
  };
  struct State {
    std::vector<int> frontier;
    Beside before{};
    Way way;
    double most = 0;  // rate of the most frequent way
    bool followed = false;
    std::vector<std::uint16_t> row;  // of 0, 1 and 2 + state
  };
  static constexpr std::uint16_t Numbered(std::size_t state) {
    return static_cast<std::uint16_t>(state + kFirstState);
  }

  // Bytes that are in the same sets and of the same kind are one class.
  void FindClasses() {
    std::map<std::pair<std::vector<bool>, Beside>, std::size_t> classes;
    for (unsigned byte = 0; byte < 256; ++byte) {
      std::vector<bool> in;
      in.reserve(nfa_.sets().size());
      for (const ByteSet& set : nfa_.sets()) in.push_back(set.Has(byte));
      const Beside kind = BesideOf(static_cast<unsigned char>(byte));
      const auto [found, fresh] = classes.try_emplace({std::move(in), kind}, members_.size());
      if (fresh) {
        members_.emplace_back();
        kinds_.push_back(kind);
      }
      members_[found->second].Add(byte);
      class_of_[byte] = static_cast<std::uint8_t>(found->second);
      example_.resize(members_.size());
      example_[found->second] = static_cast<unsigned char>(byte);
    }
    for (const ByteSet& set : members_) folded_.push_back(OnlyFolded(set));
    for (const ByteSet& set : members_) rates_.push_back(std::min(1.0, SetRate(set)));
  }

  // What all of the set are but for their case; NUL where they are not.
  static unsigned char OnlyFolded(const ByteSet& set) {
    unsigned char only = 0;
    bool is_one = true;
    set.ForEach([&](unsigned byte) {
      const unsigned char folded = FoldForScan(static_cast<unsigned char>(byte));
      is_one = is_one && (only == 0 || only == folded);
      only = folded;
    });
    return is_one ? only : '\0';
  }

  // The state of these, with so much more mail.
  std::size_t Find(std::vector<int> frontier, Beside before, const Way& way) {
    // Only where it is asked for what stands before, that makes a difference.
    walk_.Close(frontier, Beside::kUnknown, Beside::kUnknown, &unread_);
    if (!walk_.met_before()) before = Beside::kOther;
    const auto [found, fresh] = numbers_.try_emplace({std::move(frontier), before}, states_.size());
    if (fresh) states_.push_back({found->first.first, before, {}, 0, false, {}});
    State& state = states_[found->second];
    const double rate = state.way.rate + way.rate;
    if (way.rate > state.most) {
      state.most = way.rate;
      state.way = way;
    }
    state.way.rate = rate;
    if (!state.followed) queue_.emplace(rate, found->second);
    return found->second;
  }

  void Follow(std::size_t number) {
    states_[number].followed = true;
    const std::vector<int> frontier = states_[number].frontier;
    const Beside before = states_[number].before;
    const Way way = states_[number].way;
    std::array<std::uint16_t, kBesideKinds> ends{};
    for (std::size_t behind = 0; behind < kBesideKinds; ++behind) {
      const bool goes_on = walk_.Close(frontier, before, static_cast<Beside>(behind), &closed_[behind]);
      const bool is_doubtful = nfa_.is_exact() && walk_.met_doubt();
      ends[behind] = is_doubtful ? kMayMatch : goes_on ? kNoMatch : nfa_.is_exact() ? kMatch : kMayMatch;
      ends_once_ &= ends[behind] != kMatch || closed_[behind].empty();
    }
    const std::vector<Way> ways = WaysFrom(way);
    std::vector<std::uint16_t> row;
    row.reserve(members_.size() + 1);
    for (std::size_t c = 0; c < members_.size(); ++c) {
      const auto kind = static_cast<std::size_t>(kinds_[c]);
      if (ends[kind] != kNoMatch) {
        if (ends[kind] == kMayMatch) passing_ += way.rate * rates_[c];
        row.push_back(ends[kind]);
        continue;
      }
      std::vector<int> next;
      for (int taker : closed_[kind]) {
        if (Takes(taker, c)) next.push_back(nfa_.state(taker).next);
      }
      std::sort(next.begin(), next.end());
      next.erase(std::unique(next.begin(), next.end()), next.end());
      row.push_back(next.empty() ? kNoMatch : Numbered(Find(std::move(next), kinds_[c], ways[c])));
    }
    row.push_back(ends[static_cast<std::size_t>(Beside::kEdge)]);
    states_[number].row = std::move(row);
  }

  // By class: the ways on from a state whose takers are in closed_.
  std::vector<Way> WaysFrom(const Way& way) const {
    std::vector<Way> ways(members_.size());
    double all = 0;
    std::size_t choices = 0;
    for (std::size_t c = 0; c < ways.size(); ++c) {
      const std::vector<int>& takers = closed_[static_cast<std::size_t>(kinds_[c])];
      if (std::none_of(takers.begin(), takers.end(), [&](int taker) { return Takes(taker, c); })) continue;
      const bool is_one = folded_[c] != 0;
      ways[c].rate = is_one ? RateBehind(way.last, folded_[c], rates_[c]) : rates_[c];
      if (is_one) ways[c].last = {way.last[1], static_cast<char>(folded_[c])};
      all += ways[c].rate;
      choices += is_one ? 1 : kMostChoices + 1;
    }
    for (Way& next : ways) {
      next.is_form = way.is_form && choices <= kMostChoices;
      next.rate *= next.is_form && all > 0 ? way.rate / all : way.rate;
    }
    return ways;
  }
  bool Takes(int taker, std::size_t c) const { return nfa_.set(nfa_.state(taker)).Has(example_[c]); }

  // What was not followed has no row.
  std::vector<std::uint32_t> Write() const {
    std::vector<std::uint16_t> final_numbers(states_.size() + kFirstState, kMayMatch);
    final_numbers[kNoMatch] = kNoMatch;
    final_numbers[kMatch] = kMatch;
    std::uint16_t rows = 0;
    for (std::size_t i = 0; i < states_.size(); ++i) {
      if (states_[i].followed) final_numbers[Numbered(i)] = static_cast<std::uint16_t>(kFirstState + rows++);
    }
    GateHeader header{};
    header.states = rows;
    header.ends_once = ends_once_ ? 1 : 0;
    for (std::size_t before = 0; before < kBesideKinds; ++before)
      header.starts[before] = final_numbers[Numbered(starts_[before])];
    std::copy(class_of_.begin(), class_of_.end(), header.class_of);
    SetBegin(&header);
    SetAhead(&header);
    std::vector<GateRow> table;
    std::vector<std::uint16_t> cells;
    for (const State& state : states_) {
      if (!state.followed) continue;
      const auto classes = std::span(state.row).first(members_.size());
      const auto first = std::find_if(classes.begin(), classes.end(), IsOpen) - classes.begin();
      const auto last = classes.rend() - std::find_if(classes.rbegin(), classes.rend(), IsOpen) - 1;
      GateRow row{static_cast<std::uint32_t>(cells.size()), 1, 0, state.row.back()};
      if (first <= last) {
        row.first = static_cast<std::uint8_t>(first);
        row.last = static_cast<std::uint8_t>(last);
        for (auto c = first; c <= last; ++c)
          cells.push_back(final_numbers[classes[static_cast<std::size_t>(c)]]);
      }
      table.push_back(row);
    }
    header.cells = static_cast<std::uint32_t>(cells.size());
    std::vector<std::uint32_t> words((sizeof header + table.size() * sizeof table[0]) / 4 +
                                     (cells.size() + 1) / 2);
    std::memcpy(words.data(), &header, sizeof header);
    auto* at = words.data() + sizeof header / 4;
    std::copy(table.begin(), table.end(), reinterpret_cast<GateRow*>(at));
    std::copy(cells.begin(), cells.end(),
              reinterpret_cast<std::uint16_t*>(at + table.size() * sizeof table[0] / 4));
    return words;
  }

  // What can begin a match, and behind what.
  void SetBegin(GateHeader* header) const {
    unsigned behind_any = 0;
    for (std::size_t before = 0; before < kBesideKinds; ++before) {
      const State& start = states_[starts_[before]];
      for (unsigned byte = 0; byte < 256; ++byte) {
        if (start.followed && start.row[class_of_[byte]] == kNoMatch) continue;
        header->begins[byte] |= static_cast<std::uint8_t>(1U << before);
        behind_any |= 1U << before;
      }
    }
    constexpr unsigned kAtText = 1U << static_cast<unsigned>(Beside::kEdge);
    constexpr unsigned kAtLine = kAtText | 1U << static_cast<unsigned>(Beside::kBreak);
    const auto first = std::find_if(std::begin(header->begins), std::end(header->begins), IsSet);
    if ((behind_any & ~kAtText) == 0) {
      header->begin = Begin::kText;
    } else if ((behind_any & ~kAtLine) == 0) {
      header->begin = Begin::kLine;
    } else if (std::count_if(std::begin(header->begins), std::end(header->begins), IsSet) == 1) {
      header->begin = Begin::kByte;
      header->byte = static_cast<unsigned char>(first - std::begin(header->begins));
    }
  }
  static bool IsSet(std::uint8_t bits) { return bits != 0; }
  static bool IsOpen(std::uint16_t next) { return next != kNoMatch; }

  // First bytes after which the same can follow stay together; each eighth gets about the same share of mail.
  void SetAhead(GateHeader* header) const {
    std::map<std::set<std::uint16_t>, std::vector<std::size_t>> groups;  // next states, classes
    for (std::size_t c = 0; c < members_.size(); ++c) {
      std::set<std::uint16_t> next;
      for (const Beside before : {Beside::kBreak, Beside::kWord, Beside::kOther}) {
        const State& start = states_[starts_[static_cast<std::size_t>(before)]];
        next.insert(start.followed ? start.row[c] : kMayMatch);
      }
      next.erase(kNoMatch);
      if (!next.empty()) groups[std::move(next)].push_back(c);
    }
    std::array<double, 8> shares{};
    AheadSets sets(kMostLead + kAheadBytes, std::vector<std::uint8_t>(members_.size()));
    for (const auto& [next, classes] : groups) {
      const auto eighth = std::min_element(shares.begin(), shares.end()) - shares.begin();
      for (const std::size_t c : classes) shares[static_cast<std::size_t>(eighth)] += rates_[c];
      MarkAhead(next, classes, static_cast<std::uint8_t>(1U << eighth), &sets);
    }
    const std::size_t lead = RarestLead(sets);
    header->lead = static_cast<std::uint8_t>(lead);
    for (std::size_t place = 0; place < kAheadBytes; ++place) {
      for (unsigned byte = 0; byte < 256; ++byte)
        header->ahead[place].Add(static_cast<unsigned char>(byte), sets[lead + place][class_of_[byte]]);
    }
  }

  // By place behind where a match begins, and by class: the eighths that can have it there.
  using AheadSets = std::vector<std::vector<std::uint8_t>>;
  void MarkAhead(std::set<std::uint16_t> states, const std::vector<std::size_t>& first, std::uint8_t bit,
                 AheadSets* sets) const {
    std::vector<bool> can(members_.size());
    for (const std::size_t c : first) can[c] = true;
    for (std::size_t place = 0;; ++place) {
      for (std::size_t c = 0; c < members_.size(); ++c)
        if (can[c]) (*sets)[place][c] |= bit;
      if (place + 1 == sets->size()) return;
      std::set<std::uint16_t> next;
      can.assign(members_.size(), false);
      for (const std::uint16_t number : states) {
        const bool open = number < kFirstState || !states_[number - kFirstState].followed;
        for (std::size_t c = 0; c < members_.size(); ++c) {
          const std::uint16_t after = open ? kMayMatch : states_[number - kFirstState].row[c];
          if (after == kNoMatch) continue;
          can[c] = true;
          next.insert(after);
        }
      }
      states = std::move(next);
    }
  }

  // Where the bytes are that mail has least.
  std::size_t RarestLead(const AheadSets& sets) const {
    std::size_t rarest = 0;
    double least = RateAhead(sets, 0) * kWorthALead;
    for (std::size_t lead = 1; lead <= kMostLead; ++lead) {
      if (const double rate = RateAhead(sets, lead); rate < least) {
        least = rate;
        rarest = lead;
      }
    }
    return rarest;
  }
  double RateAhead(const AheadSets& sets, std::size_t lead) const {
    const std::size_t space = class_of_[' '];
    double all = 0;
    for (unsigned bit = 1; bit < 256; bit <<= 1U) {
      double rate = 1;
      for (std::size_t place = lead; place < lead + kAheadBytes; ++place) {
        double here = 0;
        for (std::size_t c = 0; c < members_.size(); ++c) here += (sets[place][c] & bit) != 0 ? rates_[c] : 0;
        if (place > lead && (sets[place][space] & sets[place - 1][space] & bit) != 0)
          here = std::max(here, kSpaceAgain);
        rate *= std::min(here, 1.0);
      }
      all += rate;
    }
    return all;
  }

  const Nfa& nfa_;
  NfaWalk walk_;
  std::vector<ByteSet> members_;  // by class
  std::vector<Beside> kinds_;
  std::vector<unsigned char> example_, folded_;
  std::vector<double> rates_;
  std::array<std::uint8_t, 256> class_of_{};
  std::map<std::pair<std::vector<int>, Beside>, std::size_t> numbers_;
  std::vector<State> states_;
  std::array<std::size_t, kBesideKinds> starts_{};
  std::priority_queue<std::pair<double, std::size_t>> queue_;
  std::array<std::vector<int>, kBesideKinds> closed_;
  std::vector<int> unread_;
  bool ends_once_ = true;
  double passing_ = 0;  // of mail's places, so many end as "may match" in a row
};

}  // namespace

std::vector<std::uint32_t> Gate::MakeTable(const Nfa& nfa) { return GateMaker(nfa).Make(); }

}  // namespace gatepost::match
