// Facts about one message that several eval tests share, computed once a message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "eval/context.h"

namespace gatepost {

// A fact of type T made by `make` on first use and kept in context.facts under `name`.
template <class T, class Make>
const T& SharedFact(EvalContext& context, std::string_view name, Make make) {
  auto found = context.facts.find(name);
  if (found == context.facts.end()) found = context.facts.emplace(name, std::any(T(make()))).first;
  return *std::any_cast<T>(&found->second);
}

// The values of a header query ("From:addr"), one an entry, without line ends; empty where absent.
std::vector<std::string> HeaderValues(EvalContext& context, std::string_view query);
// The first of them; "" where there is none.
std::string FirstHeaderValue(EvalContext& context, std::string_view query);

// Every address the message claims to come from, or to go to: SpamAssassin's all_from_addrs and
// all_to_addrs. Each once.
const std::vector<std::string>& AllFromAddresses(EvalContext& context);
const std::vector<std::string>& AllToAddresses(EvalContext& context);

// Is the host one that lists of links in the DNS are not asked about (`uridnsbl_skip_domain`)? `host` in
// small letters.
bool IsSkippedHost(EvalContext& context, std::string_view host);

// Chance, for where there is more than may be asked: the same each time a message is checked, and a sender
// does not know it, since the servers that take the message write into it. `name`: what is drawn.
std::uint64_t Lot(EvalContext& context, std::string_view name);

// The lines of a text, each with its LF, to be walked over: there may be millions.
class Lines {
 public:
  class Iterator {
   public:
    explicit Iterator(std::string_view rest) : rest_(rest) {}
    std::string_view operator*() const {
      std::string_view rest = rest_;
      return CutLine(&rest);
    }
    Iterator& operator++() {
      CutLine(&rest_);
      return *this;
    }
    bool operator!=(const Iterator& other) const { return rest_.size() != other.rest_.size(); }

   private:
    std::string_view rest_;
  };
  explicit Lines(std::string_view text) : text_(text) {}
  Iterator begin() const { return Iterator(text_); }
  Iterator end() const { return Iterator(text_.substr(text_.size())); }

 private:
  std::string_view text_;
};

// Arguments of rules: text to a number as Perl reads it ("0.5x" is 0.5, "x" is 0).
double ArgumentNumber(const EvalArguments& arguments, std::size_t index, double missing = 0);
// min <= value <= max for the arguments at `index` and after; without a maximum, only min counts.
bool WithinArguments(const EvalArguments& arguments, std::size_t index, double value);

}  // namespace gatepost
