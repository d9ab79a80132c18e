// Tested by tests/tools/compat_options_test.cc.
#include "compat_options.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {
namespace {

using Value = CompatOption::Value;

const CompatOption* Find(const std::vector<CompatOption>& options, std::string_view name) {
  for (const CompatOption& option : options) {
    for (std::string_view known : Split(option.names, '|')) {
      if (known == name) return &option;
    }
  }
  return nullptr;
}

bool IsNumber(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return AllDigits(text);
}

// The number that `text` begins with, or "".
std::string_view NumberBefore(std::string_view text) {
  std::size_t size = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const std::size_t sign = size;
  while (size < text.size() && IsAsciiDigit(text[size])) ++size;
  return text.substr(0, size > sign ? size : 0);
}

class CompatReader {
 public:
  CompatReader(const std::vector<CompatOption>& options, const std::vector<std::string>& words)
      : options_(options), words_(words) {}

  std::string Read(const std::function<void(std::string_view word)>& operand) {
    for (; at_ < words_.size(); ++at_) {
      std::string_view word = words_[at_];
      std::string fault;
      if (only_operands_ || word.size() < 2 || word[0] != '-') {
        if (!operand) return {};
        operand(word);
      } else if (word == "--") {
        only_operands_ = true;
      } else if (word[1] == '-') {
        fault = ReadLong(word.substr(2));
      } else {
        fault = ReadShort(word.substr(1));
      }
      if (!fault.empty()) return fault;
    }
    return {};
  }

 private:
  // Calls `set` with the next word where it is a value, else with nothing.
  std::string TakeNext(const CompatOption& option, std::string_view name) {
    bool there = at_ + 1 < words_.size();
    std::string_view next = there ? std::string_view(words_[at_ + 1]) : std::string_view();
    // SpamAssassin takes whatever stands there, but an option is more likely a slip than a value.
    bool option_like = next.size() > 1 && next.starts_with('-');
    bool take = there && (option.value == Value::kOptionalNumber ? IsNumber(next) : !option_like);
    if ((option.value == Value::kNeeded || option.value == Value::kNumber) && !take)
      return "option " + std::string(name) + " requires an argument";
    if (take) ++at_;
    return Set(option, name, take ? next : std::string_view());
  }

  static std::string Set(const CompatOption& option, std::string_view name, std::string_view value) {
    const bool may_be_empty = option.value == Value::kOptionalNumber && value.empty();
    const bool is_number = option.value == Value::kNumber || option.value == Value::kOptionalNumber;
    if (is_number && !may_be_empty && !IsNumber(value))
      return "value \"" + std::string(value) + "\" of option " + std::string(name) + " is no number";
    option.set(value);
    return {};
  }

  std::string ReadLong(std::string_view text) {
    std::size_t equals = text.find('=');
    std::string_view name = text.substr(0, equals);
    const CompatOption* option = name.size() > 1 ? Find(options_, name) : nullptr;
    if (option == nullptr) return "unknown option: " + std::string(name);
    if (option->value == Value::kRest) return TakeRest(*option, name);
    if (equals != std::string_view::npos) {
      if (option->value == Value::kNone) return "option " + std::string(name) + " takes no argument";
      return Set(*option, name, text.substr(equals + 1));
    }
    if (option->value != Value::kNone) return TakeNext(*option, name);
    option->set({});
    return {};
  }

  std::string ReadShort(std::string_view letters) {
    while (!letters.empty()) {
      std::string_view letter = letters.substr(0, 1);
      letters.remove_prefix(1);
      const CompatOption* option = Find(options_, letter);
      if (option == nullptr) return "unknown option: " + std::string(letter);
      if (option->value == Value::kRest) return TakeRest(*option, letter);
      if (option->value == Value::kNone) {
        option->set({});
      } else if (letters.empty()) {
        return TakeNext(*option, letter);
      } else if (option->value == Value::kOptionalNumber) {  // other letters may follow it
        const std::string_view number = NumberBefore(letters);
        option->set(number);
        letters.remove_prefix(number.size());
      } else {
        return Set(*option, letter, letters.starts_with('=') ? letters.substr(1) : letters);
      }
    }
    return {};
  }

  std::string TakeRest(const CompatOption& option, std::string_view name) {
    if (at_ + 1 == words_.size()) return "option " + std::string(name) + " requires an argument";
    while (++at_ < words_.size()) option.set(words_[at_]);
    return {};
  }

  const std::vector<CompatOption>& options_;
  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
  bool only_operands_ = false;
};

}  // namespace

std::string ReadCompatOptions(const std::vector<CompatOption>& options, const std::vector<std::string>& words,
                              const std::function<void(std::string_view word)>& operand) {
  return CompatReader(options, words).Read(operand);
}

CompatOption Flag(std::string_view names, bool* variable) {
  return {names, Value::kNone, [variable](std::string_view) { *variable = true; }};
}

CompatOption Text(std::string_view names, std::string* variable, Value kind) {
  return {names, kind, [variable](std::string_view value) { *variable = value; }};
}

CompatOption EachText(std::string_view names, std::vector<std::string>* list) {
  return {names, Value::kNeeded, [list](std::string_view value) { list->emplace_back(value); }};
}

CompatOption Ignored(std::string_view names, Value value) {
  return {names, value, [](std::string_view) {}};
}

}  // namespace gatepost
