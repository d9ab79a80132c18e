// How common bytes and short texts are in mail. Internal to match/; see literals.h.
#pragma once

#include <array>
#include <string_view>

#include "match/byte_set.h"

namespace gatepost::match {

// How often a position of (folded) mail text holds this byte: an estimate.
double ByteRate(unsigned char byte);
// The same for one of a set, in text as it came.
double SetRate(const ByteSet& set);
// How often this (folded) byte stands behind these two: more than its own rate where mail is full of the
// three.
double RateBehind(std::array<char, 2> before, unsigned char byte, double rate);
// How often a position starts this (folded) text: an estimate from letters and common trigrams.
double ExpectedRate(std::string_view text);

}  // namespace gatepost::match
