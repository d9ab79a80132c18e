// What the signatures of a message say, found out once a message (the plugin DKIM). Needs the network, for
// the keys.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/dkim.h"
#include "eval/context.h"

namespace gatepost {

struct DkimFacts {
  std::vector<SignatureCheck> dkim;  // DKIM's and DomainKeys', from the top
  std::vector<SignatureCheck> arc;   // of ARC's sets: seals and signatures of messages

  // The tags DKIMIDENTITY, DKIMDOMAIN and DKIMSELECTOR: what the good signatures say, each once. Nothing of
  // other names.
  std::vector<std::string> TagValues(std::string_view name) const;
  // The same, separated by blanks.
  std::string Tag(std::string_view name) const;
};

// Is it good, with a key that is long enough for what rests on a domain's name (dkim_minimum_key_bits)?
bool PassesSafely(const EvalContext& context, const SignatureCheck& check);

// Asks for the keys, and returns; nothing where the network is not asked.
void StartDkimQueries(EvalContext& context);

// Waits for the keys. Null where the network is not asked.
const DkimFacts* Dkim(EvalContext& context);
// The same, where some test has asked already; else null.
const DkimFacts* KnownDkim(const EvalContext& context);
// The same as Dkim, where StartDkimQueries was called, since rules will test it; else null.
const DkimFacts* TestedDkim(EvalContext& context);

}  // namespace gatepost
