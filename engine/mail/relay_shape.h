// Shapes: a small pattern language for Received lines, read while it is matched, so that a table of
// a hundred shapes costs nothing at start and no memory.
//
// In a shape every byte stands for itself but:
//   {NAME}    a run without white space, captured as NAME (a LineField); {NAME*} may be empty
//   {ip}      an IP address as FindIpAddress finds it, captured; {anyip} not captured
//   {_} {_*}  a run without white space, not captured
//   {any} {any+}  the longest possible run of anything (+: not empty); {any?} the shortest
//   {NAME~} {NAME?}  the same, captured
//   {NAME^X}  bytes up to but without X (at least one; {NAME^X*}: or none); {_^X} not captured
//   ... and a number behind any, *, ~ or ? is the most bytes it may take: {any100}
//   {d} {dN} {=N}  one digit or more; one to N digits; exactly N digits
//   {localhost}  "localhost", "localhost.localdomain" or a loopback address
//   {A|B}     one of some words; {A|}: A or nothing
//   {end}     the end of the line
// Runs are as long as they can be and give way from the right, as in Perl.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace gatepost {

enum class LineField : std::uint8_t { kIp, kRdns, kHelo, kBy, kIdent, kEnvfrom, kId, kRest, kWord, kCount };

// What a shape captured. data() is null where it captured nothing.
struct LineCaptures {
  std::array<std::string_view, static_cast<std::size_t>(LineField::kCount)> fields;
  std::string_view operator[](LineField field) const { return fields[static_cast<std::size_t>(field)]; }
  bool Has(LineField field) const { return (*this)[field].data() != nullptr; }
};

// Steps that all matches on one line may take together, so that a hostile line stays cheap.
struct ShapeBudget {
  int steps = 500000;
};

// Does `line` begin with the shape?
bool MatchesShape(std::string_view shape, std::string_view line, LineCaptures* captures, ShapeBudget* budget);
// Does the shape stand anywhere in `line`? The leftmost place counts.
bool FindsShape(std::string_view shape, std::string_view line, LineCaptures* captures, ShapeBudget* budget);

}  // namespace gatepost
