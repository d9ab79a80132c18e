// The layout of a Gate's table: GateHeader, a GateRow for each state, and cells, which are 16-bit numbers of
// states. Internal to gate.cc and gate_maker.cc.
#pragma once

#include <cstddef>
#include <cstdint>

#include "match/byte_masks.h"
#include "match/nfa.h"

namespace gatepost::match {

// States that have no row; the first that has one is kFirstState.
inline constexpr std::uint16_t kNoMatch = 0;
inline constexpr std::uint16_t kMayMatch = 1;
inline constexpr std::uint16_t kMatch = 2;
inline constexpr std::uint16_t kFirstState = 3;

// What comes next, by the class of the byte: a cell for each from `first` to `last`, and no match for others.
struct GateRow {
  std::uint32_t cells;  // number of the first
  std::uint8_t first, last;
  std::uint16_t at_end;  // kNoMatch, kMayMatch or kMatch
};

// Where alone a match can begin.
enum class Begin : std::uint8_t { kAnywhere, kText, kLine, kByte };

struct GateHeader {
  std::uint32_t states;  // with a row
  std::uint32_t cells;
  Begin begin;
  unsigned char byte;                  // for Begin::kByte
  std::uint8_t ends_once;              // 1: where a match ends for certain, none that began there is longer
  std::uint8_t lead;                   // a match's bytes from this one on are what `ahead` knows
  std::uint16_t starts[kBesideKinds];  // the state where a match begins, by what stands before
  std::uint8_t class_of[256];          // bytes that are alike
  std::uint8_t begins[256];            // by byte: a bit for each Beside behind which it can begin a match
  // Sets: each an eighth of what can begin a match, but at the text's start.
  AheadMasks ahead;
};

}  // namespace gatepost::match
