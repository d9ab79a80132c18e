// Names of messages in a Maildir: UNIQUE, or UNIQUE:2,FLAGS below cur.
#pragma once

#include <string>
#include <string_view>

namespace gatepost {

// The name under which a message goes into another folder's cur: its own, with its flags; where it has
// none (a message of new), with the empty list of flags, ":2,".
std::string NameInCur(std::string_view name);

// A name that no other message has, for one whose own name is taken or too long. Flags and the size that
// Courier keeps in the name (",S=1234") stay.
std::string FreshNameInCur(std::string_view name, std::string_view host);

}  // namespace gatepost
