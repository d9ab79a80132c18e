// The text of a node without children, as RE2 or PCRE2 reads it. Internal to match/; see writer.h.
#pragma once

#include <string>

#include "match/syntax.h"
#include "match/writer.h"

namespace gatepost::match {

class AtomWriter {
 public:
  AtomWriter(const Syntax& syntax, Dialect dialect) : syntax_(syntax), dialect_(dialect) {}

  // The whole pattern is compiled without regard to case: what minds it has to say so.
  void MarkFold() { fold_ = true; }
  bool fold() const { return fold_; }

  void Byte(unsigned byte, bool fold, std::string* text) const;
  void Set(const ByteSet& set, std::string* text) const;
  void Assert(Assertion assertion, std::string* text) const;
  // What only PCRE2 has.
  void Special(const Node& written, std::string* text) const;

 private:
  bool HidesFromRe2(bool endangered) const;
  void BackReference(const Node& written, std::string* text) const;

  const Syntax& syntax_;
  Dialect dialect_;
  bool fold_ = false;
};

// What stands behind the repeated: "*", "{2,5}?" ...
std::string RepeatText(const Node& repeat);

}  // namespace gatepost::match
