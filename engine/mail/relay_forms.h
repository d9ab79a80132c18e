// The forms in which mail servers write their Received fields: a table of shapes (relay_shape.h), in
// the order in which they are tried. Facts follow SpamAssassin 4.0.1's Received parser.
#pragma once

#include <cstdint>
#include <span>

#include "base/fixed_text.h"

namespace gatepost {

// What to do with a line that has a form's shape, beyond taking the captures.
enum FormEffect : unsigned {
  kPlain = 0,
  kLookedUp = 1u << 0,       // this server looks names up: no rdns means that there is none
  kIgnore = 1u << 1,         // not a hand-over that counts
  kHeloIsRdns = 1u << 2,     // helo is the name that was captured as rdns, unless captured itself
  kRestHasHelo = 1u << 3,    // "helo=" and "ident=" inside the captured rest
  kRdnsHasIdent = 1u << 4,   // "IDENT:user@host" or "user@host" captured as rdns
  kNoId = 1u << 5,           // what looked like an id is none
  kNoHelo = 1u << 6,         // forget a helo found elsewhere in the line
  kRdnsNeedsDot = 1u << 7,   // the shape counts only where rdns has a dot inside
  kByEndsInWord = 1u << 8,   // by ends at its last letter or digit
  kWordIsName = 1u << 9,     // the shape counts only where the captured word starts with a letter
  kNotQmailLdap = 1u << 10,  // the shape does not count on lines of qmail-ldap
  kNeedIsWord = 1u << 11,    // `needs` must stand as a whole word
  kXmailTail = 1u << 12,     // "id <...>" and "from <...>" follow
  kFetcher = 1u << 13,       // a mail fetcher: the chain starts anew
  kScanner = 1u << 14,       // qmail-scanner: its envelope sender belongs to the next line
  kYahooBy = 1u << 15,       // the shape counts only where by is under yahoo.com
};

struct RelayForm {
  FixedText<30> needs;  // text that must be in the line; "" where the shape alone decides
  FixedText<95> shape;  // "" where `needs` alone decides
  unsigned effect;      // FormEffect bits
};

// Servers that leave a mark: where the mark is in the line, `forms` are tried before the general ones,
// and the families behind it are not.
struct RelayFormFamily {
  FixedText<30> mark;
  FixedText<70> gate;  // a shape that must stand somewhere in the line too; "" for none
  std::span<const RelayForm> forms;
};

std::span<const RelayFormFamily> RelayFormFamilies();
// Tried before, and after, the qmail forms.
std::span<const RelayForm> EarlyRelayForms();
std::span<const RelayForm> LateRelayForms();
// Lines that begin with "FROM ", and with "(from ".
std::span<const RelayForm> UpperCaseRelayForms();
std::span<const RelayForm> ParenthesisRelayForms();

}  // namespace gatepost
