// Lists in DNS as DNSEval asks them: of which relays, under which names, and what of the answers counts.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eval/registry.h"

namespace gatepost {

// A question to a list.
struct ListQuery {
  std::string name;
  DnsType type = DnsType::kA;
  friend bool operator==(const ListQuery&, const ListQuery&) = default;
};

// The addresses of relays that a rule asks about by the name of its set ("zen-lastexternal"), in their order,
// as lists have them ("4.3.2.1").
std::vector<std::string> RelaysToAsk(EvalContext& context, std::string_view set);
// A host as a list has it: an address turned round, a name in ASCII. Nothing where it is neither, or where
// the rule's tflags leave it out.
std::optional<std::string> HostToAsk(EvalContext& context, std::string_view host);
// The hosts of addresses, as HostToAsk has them, each once.
std::vector<std::string> AddressHostsToAsk(EvalContext& context, const std::vector<std::string>& addresses);

// What an answer must be: a pattern, bits of an address (a number), or an address. Nothing: anything.
class ListSubtest {
 public:
  explicit ListSubtest(std::string_view text) : text_(text) {}
  // False where nothing can ever fit.
  bool IsValid() const;
  bool Fits(std::string_view record) const;

 private:
  std::string text_;
};

// "127.0.0.2" as a number; nothing for other text.
std::optional<std::uint32_t> QuadValue(std::string_view text);

// What reports say of an answer that hit: "192.0.2.1 listed in list.example", or the text of the list.
std::string ListedText(const ListQuery& query, std::string_view record);

// What anybody wrote into a record, as reports may hold it: printable ASCII, not long.
std::string ShownRecord(std::string_view record);

// The values of a tag, as templates of `askdns` name it; none where it has none.
std::vector<std::string> TagValues(EvalContext& context, const std::string& tag);

// registry.cc joins it to the others.
std::span<const EvalEntry> HashListEvals();  // HashBL

}  // namespace gatepost
