// HashBL: are texts of the mail, hashed, in a list in DNS? Of its tests those for addresses and attachments
// are not here (network_evals.cc), nor its option sha256. Tested by tests/eval/hash_list_evals_test.cc.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/ascii.h"
#include "base/hash.h"
#include "eval/argument_regex.h"
#include "eval/dns_lists.h"
#include "eval/message_facts.h"
#include "mail/header_text.h"
#include "mail/network.h"
#include "text/uri.h"

namespace gatepost {
namespace {

// Texts that are looked at before all but the first few (max=10) are left out.
constexpr std::size_t kMostTexts = 1000;
constexpr std::size_t kMostAsked = 50;

class HashOptions {
 public:
  // "sha1/max=10/shuffle". To shuffle is not done: the first are asked about.
  explicit HashOptions(const std::string& text) {
    const std::string all = text.empty() ? "sha1/max=10" : AsciiLower(text);
    for (const std::string_view option : Split(all, '/')) {
      const std::size_t sign = option.find('=');
      options_.emplace(Trim(option.substr(0, sign)));
      if (!option.starts_with("max=")) continue;
      std::from_chars(option.data() + sign + 1, option.data() + option.size(), most_);
      most_ = most_ == 0 ? kUsual : std::min(most_, kMostAsked);
    }
  }
  bool Has(std::string_view option) const { return options_.contains(option); }
  std::size_t most() const { return most_; }
  std::string InCase(std::string_view text) const {
    return Has("case") ? std::string(text) : AsciiLower(text);
  }
  std::string Hash(const std::string& text) const {
    return Has("sha1") ? Sha1Hex(text) : Has("md5") ? Md5Hex(text) : text;
  }

 private:
  static constexpr std::size_t kUsual = 10;
  std::set<std::string, std::less<>> options_;
  std::size_t most_ = kUsual;
};

// A text and the question about it.
struct HashQuery {
  std::string text;
  ListQuery query;
};
using HashQueries = std::vector<HashQuery>;
using Texts = std::vector<std::string>;

std::string HashArgument(const EvalArguments& arguments, std::size_t number) {
  return number < arguments.size() ? arguments[number] : "";
}

void AddText(std::string text, Texts* texts) {
  if (!text.empty() && texts->size() < kMostTexts &&
      std::find(texts->begin(), texts->end(), text) == texts->end())
    texts->push_back(std::move(text));
}

bool IsSkippedHost(EvalContext& context, std::string_view host) {
  const std::vector<std::string> skipped = context.settings.Words("uridnsbl_skip_domain");
  const auto is = [&](const std::string& name) {
    return std::find(skipped.begin(), skipped.end(), name) != skipped.end();
  };
  const std::string lower = AsciiLower(host);
  return is(lower) || is(TrimDomain(lower, context.views.config().uri));
}

// What a test looks up; `arguments` begin with the list and the options.
using FindTexts = Texts (*)(EvalContext& context, const HashOptions& options, const EvalArguments& arguments);

Texts UriTexts(EvalContext& context, const HashOptions& options, const EvalArguments&) {
  Texts texts;
  if (options.Has("raw")) return texts;
  for (const UriInfo& uri : context.views.UriDetails()) {
    const bool is_seen = std::any_of(uri.types.begin(), uri.types.end(),
                                     [](const std::string& type) { return type == "a" || type == "parsed"; });
    if (!is_seen || StartsWithIgnoreCase(uri.raw, "mailto:") || uri.hosts.empty() ||
        std::any_of(uri.hosts.begin(), uri.hosts.end(),
                    [&](const std::string& host) { return IsSkippedHost(context, host); })) {
      continue;
    }
    for (const std::string& cleaned : uri.cleaned) AddText(options.InCase(cleaned), &texts);
  }
  return texts;
}

void AddMatches(const Regex& regex, std::string_view text, const HashOptions& options, Texts* texts) {
  std::vector<std::string_view> groups;
  for (std::size_t from = 0; from <= text.size() && texts->size() < kMostTexts;) {
    if (regex.Search(text, from, &groups) != MatchOutcome::kYes) return;
    if (groups.size() > 1 && groups[1].data() != nullptr) {
      std::string match = options.InCase(groups[1]);
      if (options.Has("num")) std::erase_if(match, [](char c) { return !IsAsciiDigit(c); });
      AddText(std::move(match), texts);
    }
    const auto end = static_cast<std::size_t>(groups[0].data() + groups[0].size() - text.data());
    from = std::max(end, from + 1);
  }
}

Texts BodyTexts(EvalContext& context, const HashOptions& options, const EvalArguments& arguments) {
  Texts texts;
  const Regex* regex = ArgumentRegex({HashArgument(arguments, 2), ""});
  if (regex == nullptr || HashArgument(arguments, 2).empty()) return texts;
  if (context.phase == EvalTextPhase::kFull) {
    AddMatches(*regex, context.views.Full(), options, &texts);
    return texts;
  }
  const std::vector<std::string>& all =
      context.phase == EvalTextPhase::kRawBody ? context.views.RawBody() : context.views.Body();
  for (const std::string& text : all) AddMatches(*regex, text, options, &texts);
  return texts;
}

// A tag's value as it is asked for; "" where the options leave it out.
std::string TagText(EvalContext& context, const HashOptions& options, const std::string& value) {
  const std::optional<IpAddress> address = IsIpAddress(value) ? IpAddress::Parse(value) : std::nullopt;
  const bool wants_address = options.Has("ip") || options.Has("ipv4") || options.Has("ipv6");
  if (address) {
    if (options.Has(address->IsV4() ? "ipv6" : "ipv4")) return "";
    return options.Has("revip") ? address->ToReverseString() : value;
  }
  if (wants_address) return "";
  const bool trims = options.Has("trim");
  const std::string host = HostToAscii(value);
  const bool is_host = IsHostNameValid(host);
  if (!is_host) return trims || options.Has("fqdn") ? "" : value;
  if (IsSkippedHost(context, host)) return "";
  if ((trims || options.Has("tld")) && !HasKnownTld(host, context.views.config().uri)) return "";
  return trims ? TrimDomain(value, context.views.config().uri) : value;
}

Texts TagTexts(EvalContext& context, const HashOptions& options, const EvalArguments& arguments) {
  std::string tag = HashArgument(arguments, 2);
  if (tag.size() > 2 && tag.starts_with('_') && tag.ends_with('_')) tag = tag.substr(1, tag.size() - 2);
  tag = AsciiUpper(tag);
  Texts texts;
  for (const std::string& value : TagValues(context, tag))
    AddText(TagText(context, options, options.InCase(value)), &texts);
  return texts;
}

HashQueries MakeHashQueries(EvalContext& context, const EvalArguments& arguments, FindTexts find) {
  const HashOptions options(HashArgument(arguments, 1));
  const std::vector<std::string> words = context.settings.Words("hashbl_ignore");
  std::set<std::string> ignored;
  for (const std::string& word : words) ignored.insert(AsciiLower(word));
  std::string zone = HashArgument(arguments, 0);
  DnsType type = DnsType::kA;
  if (const std::size_t slash = zone.rfind('/'); slash != std::string::npos) {
    if (EqualsIgnoreCase(zone.substr(slash + 1), "TXT")) type = DnsType::kTxt;
    zone.resize(slash);
  }
  HashQueries queries;
  Texts texts = find(context, options, arguments);
  texts.resize(std::min(texts.size(), options.most()));
  for (std::string& text : texts) {
    const std::string hash = options.Hash(text);
    if (ignored.contains(AsciiLower(text)) || ignored.contains(hash)) continue;
    context.dns->Ask(hash + "." + zone, type);
    queries.push_back({std::move(text), {hash + "." + zone, type}});
  }
  return queries;
}

// What a rule asked, by its arguments: the body may be another when its turn comes.
const HashQueries& QueriesOf(EvalContext& context, const EvalArguments& arguments, FindTexts find) {
  std::string key = "hash list";
  for (const std::string& argument : arguments) key += '\0' + argument;
  key += static_cast<char>('0' + static_cast<int>(context.phase));
  return SharedFact<HashQueries>(context, key, [&] { return MakeHashQueries(context, arguments, find); });
}

bool IsHashOn(const EvalContext& context, const EvalArguments& arguments) {
  return context.dns != nullptr && !arguments.empty() &&
         !HashOptions(HashArgument(arguments, 1)).Has("sha256");
}

template <FindTexts find>
void StartHash(EvalContext& context, const EvalArguments& arguments) {
  if (IsHashOn(context, arguments)) QueriesOf(context, arguments, find);
}

template <FindTexts find, std::size_t subtest_at>
EvalResult CheckHash(EvalContext& context, const EvalArguments& arguments) {
  if (!IsHashOn(context, arguments)) return EvalResult::NotRun();
  std::string subtest = HashArgument(arguments, subtest_at);
  if (subtest.empty()) subtest = "^127\\.";
  const Regex* regex = ArgumentRegex({subtest, ""});
  if (regex == nullptr) return EvalResult::Of(false);
  bool hit = false, failed = false;
  for (const HashQuery& asked : QueriesOf(context, arguments, find)) {
    const DnsAnswer& answer = context.dns->Wait(asked.query.name, asked.query.type);
    failed |= answer.status == DnsAnswer::Status::kFailed;
    if (std::none_of(answer.records.begin(), answer.records.end(),
                     [&](const std::string& record) { return regex->Search(record) == MatchOutcome::kYes; }))
      continue;
    hit = true;
    std::string shown = ShownRecord(asked.text);
    if (const std::size_t at = shown.find('@'); at != std::string::npos) shown.replace(at, 1, "[at]");
    context.detail += (context.detail.empty() ? "" : "\n") + shown;
  }
  return hit || !failed ? EvalResult::Of(hit) : EvalResult::NotRun();
}

constexpr EvalEntry kHashListEvals[] = {
    {"check_hashbl_bodyre", &CheckHash<&BodyTexts, 3>, &StartHash<&BodyTexts>},
    {"check_hashbl_tag", &CheckHash<&TagTexts, 3>, &StartHash<&TagTexts>},
    {"check_hashbl_uris", &CheckHash<&UriTexts, 2>, &StartHash<&UriTexts>},
};

}  // namespace

std::span<const EvalEntry> HashListEvals() { return kHashListEvals; }

}  // namespace gatepost
