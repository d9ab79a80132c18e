// AskDNS: a question made of a template of tags, and what its answer must be. The rule parser calls the one
// test here; no configuration can name it. Tested by tests/eval/askdns_evals_test.cc.
#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "config/askdns.h"
#include "eval/argument_regex.h"
#include "eval/dns_lists.h"
#include "eval/registry.h"
#include "text/uri.h"

namespace gatepost {
namespace {

// Tags may have many values, and a template many tags.
constexpr std::size_t kMostNames = 50;
constexpr std::size_t kMostBytes = 1000;

using AskedNames = std::set<std::string>;

// "_DKIMDOMAIN_", "_HEADER(Reply-To:addr:domain)_", without the underscores around them.
std::set<std::string> TagsIn(const std::string& text) {
  const Regex* regex = ArgumentRegex({R"(_([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*(?:\(.*?\))?)_)", ""});
  std::set<std::string> tags;
  std::vector<std::string_view> groups;
  std::size_t from = 0;
  while (from <= text.size() && regex->Search(text, from, &groups) == MatchOutcome::kYes) {
    tags.emplace(groups[1]);
    from = static_cast<std::size_t>(groups[0].data() + groups[0].size() - text.data());
  }
  return tags;
}

std::string WithTag(const std::string& text, const std::string& tag, const std::string& value) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = text.find(tag); at != std::string::npos; at = text.find(tag, from)) {
    out.append(text, from, at - from).append(value);
    from = at + tag.size();
  }
  return out.append(text, from);
}

// All that the template can become; none where a tag has no value.
AskedNames NamesOf(EvalContext& context, const std::string& text) {
  AskedNames names = {text};
  for (const std::string& tag : TagsIn(text)) {
    AskedNames filled;
    for (const std::string& value : TagValues(context, tag)) {
      for (const std::string& name : names) {
        std::string next = WithTag(name, "_" + tag + "_", value);
        if (filled.size() < kMostNames && next.size() <= kMostBytes) filled.insert(std::move(next));
      }
    }
    names = std::move(filled);
  }
  AskedNames valid;
  for (const std::string& name : names) {
    std::string ascii = HostToAscii(name);
    ascii.erase(ascii.find_last_not_of('.') + 1);
    if (IsHostNameValid(ascii)) valid.insert(std::move(ascii));
  }
  return valid;
}

struct TypeName {
  std::string_view name;
  DnsType type;
};
constexpr std::array<TypeName, 6> kAskedTypes = {{{"A", DnsType::kA},
                                                  {"AAAA", DnsType::kAaaa},
                                                  {"MX", DnsType::kMx},
                                                  {"NS", DnsType::kNs},
                                                  {"PTR", DnsType::kPtr},
                                                  {"TXT", DnsType::kTxt}}};

// Those of a list that a DnsClient knows; "ANY": all. Servers answer questions for any type no more.
std::vector<TypeName> TypesOf(std::string_view list) {
  std::vector<TypeName> types;
  for (const TypeName& known : kAskedTypes) {
    for (const std::string_view word : Split(list, ',')) {
      if (!EqualsIgnoreCase(word, known.name) && !EqualsIgnoreCase(word, "ANY")) continue;
      types.push_back(known);
      break;
    }
  }
  return types;
}

bool FitsFilter(const AskDnsFilter& filter, DnsType type, const std::string& record) {
  using Kind = AskDnsFilter::Kind;
  switch (filter.kind) {
    case Kind::kAny:
      return true;
    case Kind::kText:
      return record == filter.text;
    case Kind::kPattern: {
      const Result<PatternSource> source = ParsePatternLiteral(filter.text);
      const Regex* regex = source ? ArgumentRegex(*source) : nullptr;
      return regex != nullptr && regex->Search(record) == MatchOutcome::kYes;
    }
    case Kind::kRcodes:
      return false;
    default:
      break;
  }
  const std::optional<std::uint32_t> value = type == DnsType::kA ? QuadValue(record) : std::nullopt;
  if (!value) return false;
  if (filter.kind == Kind::kMask) return (*value & filter.first) != 0 && *value >> 24 == 127;
  if (filter.kind == Kind::kRange) return *value >= filter.first && *value <= filter.second;
  return (*value & filter.second) == (filter.first & filter.second);
}

// As zone files write it, which patterns are made for.
std::string Written(DnsType type, const std::string& record) {
  return type == DnsType::kNs || type == DnsType::kPtr ? record + "." : record;
}

struct AskDnsRule {
  AskedNames names;
  std::vector<TypeName> types;
};

// Asks what a rule asks, and returns. Arguments: template, types, filter.
AskDnsRule AskAll(EvalContext& context, const EvalArguments& arguments) {
  AskDnsRule rule{NamesOf(context, arguments[0]), TypesOf(arguments[1])};
  for (const std::string& name : rule.names) {
    for (const TypeName& type : rule.types) context.dns->Ask(name, type.type);
  }
  return rule;
}

void StartAskDns(EvalContext& context, const EvalArguments& arguments) { AskAll(context, arguments); }

EvalResult AskDns(EvalContext& context, const EvalArguments& arguments) {
  const std::optional<AskDnsFilter> filter = ParseAskDnsFilter(arguments[2]);
  if (context.dns == nullptr || !filter) return EvalResult::NotRun();
  const AskDnsRule rule = AskAll(context, arguments);
  bool hit = false, failed = false;
  const auto take = [&](const std::string& name, const TypeName& type, const std::string& record) {
    hit = true;
    context.detail += (context.detail.empty() ? "" : "\n") + name + " " + std::string(type.name) + ":" +
                      ShownRecord(record);
  };
  for (const std::string& name : rule.names) {
    for (const TypeName& type : rule.types) {
      const DnsAnswer& answer = context.dns->Wait(name, type.type);
      // Where nobody answered the code says so, too.
      constexpr int kServerFailure = 2;
      if (answer.status == DnsAnswer::Status::kFailed && answer.rcode == kServerFailure) {
        failed = true;
        continue;
      }
      if (filter->kind == AskDnsFilter::Kind::kRcodes &&
          std::find(filter->rcodes.begin(), filter->rcodes.end(), answer.rcode) != filter->rcodes.end())
        take(name, type, answer.records.empty() ? "" : answer.records.front());
      for (const std::string& record : answer.records) {
        const std::string written = Written(type.type, record);
        if (FitsFilter(*filter, type.type, written)) take(name, type, written);
      }
    }
  }
  if (!hit && failed) return EvalResult::NotRun();
  EvalResult result = EvalResult::Of(hit);
  result.area = "ASKDNS: ";
  return result;
}

constexpr EvalEntry kAskDnsEvals[] = {{kAskDnsEval, &AskDns, &StartAskDns}};

}  // namespace

std::span<const EvalEntry> AskDnsEvals() { return kAskDnsEvals; }

}  // namespace gatepost
