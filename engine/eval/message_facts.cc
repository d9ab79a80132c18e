// Tested by tests/eval/header_evals_test.cc.
#include "eval/message_facts.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <unordered_set>
#include <utility>

#include "base/ascii.h"
#include "base/hash.h"

namespace gatepost {
namespace {

// Texts in the order in which they first come, each once.
class UniqueTexts {
 public:
  // `texts` stay as they are.
  explicit UniqueTexts(std::vector<std::string> texts = {})
      : texts_(std::move(texts)), seen_(texts_.begin(), texts_.end()) {}
  void Add(std::string text) {
    if (!text.empty() && seen_.insert(text).second) texts_.push_back(std::move(text));
  }
  bool empty() const { return texts_.empty(); }
  std::vector<std::string> Take() { return std::move(texts_); }

 private:
  std::vector<std::string> texts_;
  std::unordered_set<std::string> seen_;
};

// "foo@bar...org" is foo@bar.org: senders write it, and lists should still apply.
std::string SqueezeDots(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c != '.' || out.empty() || out.back() != '.') out.push_back(c);
  }
  return out;
}

// The recipient of "for <user@host>;" in a Received value, or "".
std::string ForRecipient(std::string_view received) {
  std::size_t at = 0;
  while ((at = received.find(" for ", at)) != std::string_view::npos) {
    at += 5;
    std::string_view rest = received.substr(at);
    std::size_t end = rest.find(';');
    if (end == std::string_view::npos) return {};
    std::string_view word = rest.substr(0, end);
    if (word.starts_with('<')) word.remove_prefix(1);
    if (word.ends_with('>')) word.remove_suffix(1);
    std::size_t sign = word.find('@');
    bool one_word = word.find_first_of(" \t\r\n") == std::string_view::npos;
    if (one_word && sign != std::string_view::npos && sign > 0 &&
        word.find('.', sign) != std::string_view::npos) {
      return std::string(word);
    }
  }
  return {};
}

}  // namespace

std::vector<std::string> HeaderValues(EvalContext& context, std::string_view query) {
  std::vector<std::string> values;
  std::optional<HeaderQuery> parsed = HeaderQuery::Parse(query);
  const std::string* text = parsed ? context.views.Header(*parsed) : nullptr;
  if (text == nullptr) return values;
  for (std::string_view line : Split(*text, '\n')) {
    if (!line.empty()) values.emplace_back(line);
  }
  return values;
}

std::string FirstHeaderValue(EvalContext& context, std::string_view query) {
  std::vector<std::string> values = HeaderValues(context, query);
  return values.empty() ? std::string() : std::move(values.front());
}

const std::vector<std::string>& AllFromAddresses(EvalContext& context) {
  return SharedFact<std::vector<std::string>>(context, "all_from_addresses", [&] {
    UniqueTexts addresses(HeaderValues(context, "Resent-From:first:addr"));
    if (!addresses.empty()) return addresses.Take();
    for (const char* query : {"From:addr", "Envelope-Sender:addr", "Resent-Sender:addr",
                              "X-Envelope-From:addr", "EnvelopeFrom:addr"}) {
      for (const std::string& value : HeaderValues(context, query)) addresses.Add(SqueezeDots(value));
    }
    return addresses.Take();
  });
}

std::uint64_t Lot(EvalContext& context, std::string_view name) {
  const std::uint64_t seed =
      SharedFact<std::uint64_t>(context, "lot", [&] { return Fnv1a(context.views.Full()); });
  return Fnv1a(name, seed);
}

bool IsSkippedHost(EvalContext& context, std::string_view host) {
  using Hosts = std::set<std::string, std::less<>>;
  const Hosts& skipped = SharedFact<Hosts>(context, "skipped_hosts", [&] {
    Hosts hosts;
    for (const std::string& word : context.settings.Words("uridnsbl_skip_domain"))
      hosts.insert(AsciiLower(word));
    return hosts;
  });
  return skipped.contains(host);
}

const std::vector<std::string>& AllToAddresses(EvalContext& context) {
  return SharedFact<std::vector<std::string>>(context, "all_to_addresses", [&] {
    UniqueTexts addresses(HeaderValues(context, "Resent-To:first:addr"));
    for (std::string& value : HeaderValues(context, "Resent-Cc:first:addr")) addresses.Add(std::move(value));
    if (!addresses.empty()) return addresses.Take();
    // Sendmail adds no other trace of the envelope's recipient than its newest Received fields.
    std::vector<std::string> received = HeaderValues(context, "Received");
    for (std::size_t i = 0; i < received.size() && i < 3; ++i) addresses.Add(ForRecipient(received[i]));
    for (const char* query :
         {"To:addr", "Apparently-To:addr", "Delivered-To:addr", "Envelope-Recipients:addr",
          "Apparently-Resent-To:addr", "X-Envelope-To:addr", "Envelope-To:addr", "X-Delivered-To:addr",
          "X-Original-To:addr", "X-Rcpt-To:addr", "X-Real-To:addr", "Cc:addr"}) {
      for (std::string& value : HeaderValues(context, query)) addresses.Add(std::move(value));
    }
    return addresses.Take();
  });
}

double ArgumentNumber(const EvalArguments& arguments, std::size_t index, double missing) {
  if (index >= arguments.size()) return missing;
  return std::strtod(arguments[index].c_str(), nullptr);
}

bool WithinArguments(const EvalArguments& arguments, std::size_t index, double value) {
  if (index >= arguments.size() || value < ArgumentNumber(arguments, index)) return false;
  return index + 1 >= arguments.size() || value <= ArgumentNumber(arguments, index + 1);
}

}  // namespace gatepost
