// HashBL: addresses, links, pieces of text, tags and attachments in lists that the DNS holds, most under a
// hash. Tested by tests/eval/hash_list_evals_test.cc.
#include <algorithm>
#include <utility>

#include "eval/argument_regex.h"
#include "eval/dns_lists.h"
#include "eval/hash_list.h"
#include "eval/message_facts.h"
#include "eval/registry.h"
#include "mail/header_text.h"
#include "mail/network.h"
#include "text/uri.h"

namespace gatepost {
namespace {

HashListValues FindLinks(EvalContext& context, const EvalArguments&, const HashListOptions& options) {
  HashListValues values;
  if (options.Has("raw")) return values;
  const UriConfig& config = context.views.config().uri;
  for (const UriInfo& uri : context.views.UriDetails()) {
    if (StartsWithIgnoreCase(uri.raw, "mailto:") || uri.hosts.empty() ||
        (!uri.HasType("a") && !uri.HasType("parsed")))
      continue;
    const auto is_skipped = [&](const std::string& host) {
      const std::optional<UriTarget> target = TargetOfHost(host, config);
      return IsSkippedHost(context, host) || (target && IsSkippedHost(context, target->domain));
    };
    if (std::any_of(uri.hosts.begin(), uri.hosts.end(), is_skipped)) continue;
    for (const std::string& variant : uri.cleaned) values.Add(options.Case(variant));
  }
  return values;
}

void AddMatches(const Regex& regex, std::string_view text, const HashListOptions& options,
                HashListValues* values) {
  std::vector<std::string_view> groups;
  for (std::size_t from = 0; from <= text.size();) {
    if (regex.Search(text, from, &groups) != MatchOutcome::kYes) return;
    if (groups.size() > 1 && groups[1].data() != nullptr) {
      std::string value = options.Case(groups[1]);
      if (options.Has("num")) std::erase_if(value, [](char c) { return !IsAsciiDigit(c); });
      values->Add(std::move(value));
    }
    from =
        static_cast<std::size_t>(groups[0].data() - text.data()) + std::max<std::size_t>(groups[0].size(), 1);
  }
}

HashListValues FindPieces(EvalContext& context, const EvalArguments& arguments,
                          const HashListOptions& options) {
  HashListValues values;
  const std::string pattern(HashListArgument(arguments, 2));
  const Regex* regex = pattern.empty() ? nullptr : ArgumentRegex({pattern, ""});
  if (regex == nullptr) return values;
  if (context.phase == EvalTextPhase::kFull) {
    AddMatches(*regex, context.views.Full(), options, &values);
    return values;
  }
  const bool is_raw = context.phase == EvalTextPhase::kRawBody;
  for (const std::string& text : is_raw ? context.views.RawBody() : context.views.Body())
    AddMatches(*regex, text, options, &values);
  return values;
}

// What a tag's value is looked up as; "" where the options leave it out.
std::string TagValue(EvalContext& context, const std::string& value, const HashListOptions& options) {
  const std::optional<IpAddress> address = IpAddress::Parse(value);
  if ((options.Has("ip") && !address) || (options.Has("ipv4") && !(address && address->IsV4())) ||
      (options.Has("ipv6") && !(address && !address->IsV4())))
    return {};
  if (address) return options.Has("revip") ? address->ToReverseString() : value;
  const UriConfig& uri = context.views.config().uri;
  const bool is_host = IsHostNameValid(AsciiLower(value)), trims = options.Has("trim");
  if ((trims || options.Has("fqdn")) && !is_host) return {};
  const std::string domain = is_host ? TrimDomain(value, uri) : "";
  if (is_host && (IsSkippedHost(context, AsciiLower(value)) || IsSkippedHost(context, domain))) return {};
  if ((trims || options.Has("tld")) && !HasTopLevelDomain(value, uri)) return {};
  return trims && !domain.empty() ? domain : value;
}

HashListValues FindTagValues(EvalContext& context, const EvalArguments& arguments,
                             const HashListOptions& options) {
  HashListValues values;
  std::string tag = AsciiUpper(HashListArgument(arguments, 2));
  if (tag.size() > 2 && tag.starts_with('_') && tag.ends_with('_')) tag = tag.substr(1, tag.size() - 2);
  for (const std::string& value : TagValues(context, tag))
    values.Add(TagValue(context, options.Case(value), options));
  return values;
}

// hashbl_ignore: types, names, texts and hashes that are not asked about.
class Ignored {
 public:
  explicit Ignored(EvalContext& context) : words_(context.settings.Words("hashbl_ignore")) {}
  bool operator()(std::string_view text) const {
    return std::any_of(words_.begin(), words_.end(),
                       [&](const std::string& word) { return EqualsIgnoreCase(word, text); });
  }

 private:
  std::vector<std::string> words_;
};

// Hashes, not what they are of.
HashListValues FindAttachments(EvalContext& context, const EvalArguments&, const HashListOptions& options) {
  HashListValues hashes;
  if (options.Has("raw")) return hashes;
  const Ignored is_ignored(context);
  const Message& message = context.views.message();
  for (const Part& part : message.parts()) {
    if (!part.is_leaf() || is_ignored(part.type) || is_ignored(part.name)) continue;
    AnomalySet anomalies;
    const std::string body = message.DecodeLeaf(part, &anomalies);
    if (body.empty() || body.size() < options.Number("minsize")) continue;
    if (options.Has("maxsize") && body.size() > options.Number("maxsize")) continue;
    hashes.Add(options.Hash(body));
  }
  return hashes;
}

// --- The question and its answer ---

struct Question {
  std::string name, value;
};

struct HashListRule {
  std::string zone;
  DnsType type = DnsType::kA;
  std::string subtest;
  std::vector<Question> questions;
};

using FindValues = HashListValues (*)(EvalContext&, const EvalArguments&, const HashListOptions&);

HashListRule MakeRule(EvalContext& context, const EvalArguments& arguments, FindValues find,
                      std::size_t subtest, std::string_view standard_options) {
  HashListRule rule{std::string(HashListArgument(arguments, 0)),
                    DnsType::kA,
                    std::string(HashListArgument(arguments, subtest)),
                    {}};
  if (rule.zone.empty()) return rule;
  for (const auto& [suffix, type] : {std::pair("/A", DnsType::kA), std::pair("/TXT", DnsType::kTxt)}) {
    if (!AsciiUpper(rule.zone).ends_with(suffix)) continue;
    rule.zone.resize(rule.zone.size() - std::string_view(suffix).size());
    rule.type = type;
    break;
  }
  const HashListOptions options(HashListArgument(arguments, 1), standard_options);
  const bool is_hashed = find == &FindAttachments;
  const Ignored is_ignored(context);
  std::vector<std::string> values = std::move(find(context, arguments, options).get());
  if (values.size() > options.most()) {
    if (options.Has("shuffle")) {
      std::stable_sort(values.begin(), values.end(), [&](const std::string& a, const std::string& b) {
        return Lot(context, a) < Lot(context, b);
      });
    }
    values.resize(options.most());
  }
  for (std::string& value : values) {
    const std::string hash = is_hashed ? value : options.Hash(value);
    if (is_ignored(value) || is_ignored(hash)) continue;
    rule.questions.push_back({hash + "." + rule.zone, std::move(value)});
  }
  return rule;
}

void Ask(EvalContext& context, const HashListRule& rule) {
  for (const Question& question : rule.questions) context.dns->Ask(question.name, rule.type);
}

EvalResult Answer(EvalContext& context, const HashListRule& rule) {
  const Regex* regex = ArgumentRegex({rule.subtest.empty() ? R"(^127\.)" : rule.subtest, ""});
  if (regex == nullptr) return EvalResult::Of(false);
  Ask(context, rule);
  bool hit = false;
  for (const Question& question : rule.questions) {
    const std::vector<std::string>& records = context.dns->Wait(question.name, rule.type).records;
    if (std::none_of(records.begin(), records.end(),
                     [&](const std::string& record) { return regex->Search(record) == MatchOutcome::kYes; }))
      continue;
    hit = true;
    std::string shown = question.value;
    for (std::size_t at = shown.find('@'); at != kNpos; at = shown.find('@', at + 4))
      shown.replace(at, 1, "[at]");
    context.detail.append(context.detail.empty() ? "" : "\n").append(shown);
  }
  return EvalResult::Of(hit);
}

constexpr std::string_view kStandard = "sha1/max=10/shuffle";
constexpr std::string_view kStandardOfEmails = "sha1/notag/noquote/max=10/shuffle";

// Of what is looked up, and the argument that says which answers count.
template <FindValues kFind, std::size_t kSubtest>
struct HashList {
  static const HashListRule& RuleOf(EvalContext& context, const EvalArguments& arguments) {
    std::string name = "hash_list " + std::to_string(static_cast<int>(context.phase));
    for (const std::string& argument : arguments) name.append("\n").append(argument);
    return SharedFact<HashListRule>(context, name, [&] {
      const bool is_email = kFind == &FindHashListEmails;
      return MakeRule(context, arguments, kFind, kSubtest, is_email ? kStandardOfEmails : kStandard);
    });
  }
  static EvalResult Check(EvalContext& context, const EvalArguments& arguments) {
    return context.dns == nullptr ? EvalResult::NotRun() : Answer(context, RuleOf(context, arguments));
  }
  static void Start(EvalContext& context, const EvalArguments& arguments) {
    Ask(context, RuleOf(context, arguments));
  }
};
using Attachments = HashList<&FindAttachments, 2>;
using Pieces = HashList<&FindPieces, 3>;
using Emails = HashList<&FindHashListEmails, 3>;
using Tags = HashList<&FindTagValues, 3>;
using Links = HashList<&FindLinks, 2>;

// Other tests set tags, so that these are looked up when it is the rule's turn.
constexpr EvalEntry kHashListEvals[] = {
    {"check_hashbl_attachments", &Attachments::Check, &Attachments::Start},
    {"check_hashbl_bodyre", &Pieces::Check, &Pieces::Start},
    {"check_hashbl_emails", &Emails::Check, &Emails::Start},
    {"check_hashbl_tag", &Tags::Check},
    {"check_hashbl_uris", &Links::Check, &Links::Start},
};

}  // namespace

std::span<const EvalEntry> HashListEvals() { return kHashListEvals; }

}  // namespace gatepost
