// Command lines as SpamAssassin's programs read them: short options in bundles, long ones with one name among
// several, values that may be left out, operands between options.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

struct CompatOption {
  enum class Value {
    kNone,
    kNeeded,          // the rest of the word, or the next word
    kNumber,          // the same, and a whole number in decimal
    kOptional,        // the next word only where it does not begin with "-"
    kOptionalNumber,  // the next word only where it is a number
    kRest,            // this option ends the list: all words behind it are its value, one call each
  };
  std::string_view names;  // "configpath|config-file|c|C": those of one letter take one dash
  Value value = Value::kNone;
  std::function<void(std::string_view value)> set;
};

// Reads `words` (without the program's name) in their order, up to their end or a faulty one. `operand` takes
// the others, also those behind "--"; where it is null, the first of them ends the list. The fault, or "".
std::string ReadCompatOptions(const std::vector<CompatOption>& options, const std::vector<std::string>& words,
                              const std::function<void(std::string_view word)>& operand);

// An option that sets a variable.
CompatOption Flag(std::string_view names, bool* variable);
CompatOption Text(std::string_view names, std::string* variable,
                  CompatOption::Value kind = CompatOption::Value::kNeeded);
// One that may be given again: each value is one of `list`.
CompatOption EachText(std::string_view names, std::vector<std::string>* list);
// An option that is accepted and changes nothing.
CompatOption Ignored(std::string_view names, CompatOption::Value value = CompatOption::Value::kNone);

}  // namespace gatepost
