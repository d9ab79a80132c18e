// The addresses that HashBL's rules look up. Tested by tests/eval/hash_list_evals_test.cc.
#include <algorithm>
#include <optional>

#include "eval/argument_regex.h"
#include "eval/email_scan.h"
#include "eval/hash_list.h"
#include "eval/message_facts.h"
#include "mail/header_text.h"

namespace gatepost {
namespace {

bool IsHex(std::string_view text, std::size_t length) {
  return text.size() == length && std::all_of(text.begin(), text.end(), [](char c) {
           return IsAsciiDigit(c) || (c >= 'a' && c <= 'f');
         });
}

// Are these mailboxes that everybody has, or made by machines? SpamAssassin's hashbl_email_welcomelist.
bool IsCommonMailbox(std::string_view local) {
  static const std::set<std::string_view> kNames = {"abuse",      "support",      "sales",   "info",
                                                    "helpdesk",   "contact",      "kontakt", "postmaster",
                                                    "hostmaster", "domainmaster", "bounce-", "bounced-"};
  const std::string lower = AsciiLower(local);
  if (kNames.contains(lower) || lower.starts_with("undisclosed")) return true;
  if (lower.starts_with("request-") && IsHex(std::string_view(lower).substr(8), 16)) return true;
  const std::vector<std::string_view> by_dot = Split(lower, '.');
  if (by_dot.size() == 2 && IsHex(by_dot[0], 8) && IsHex(by_dot[1], 8)) return true;
  const std::vector<std::string_view> id = Split(lower, '-');
  if (id.size() == 5 && IsHex(id[0], 8) && IsHex(id[1], 4) && IsHex(id[2], 4) && IsHex(id[3], 4) &&
      IsHex(id[4], 12))
    return true;
  // One forwarded by Gmail: "a=b=c".
  const std::size_t first = lower.find('=', 1);
  const std::size_t second = first == kNpos ? kNpos : lower.find('=', first + 2);
  return second != kNpos && second + 1 < lower.size();
}

bool IsOwnMailbox(EvalContext& context, const std::string& email) {
  const std::string pattern = context.settings.Text("hashbl_email_welcomelist");
  if (pattern.empty()) return IsCommonMailbox(std::string_view(email).substr(0, email.rfind('@')));
  const Regex* regex = ArgumentRegex({pattern, ""});
  return regex != nullptr && regex->Search(email) == MatchOutcome::kYes;
}

struct Span {
  std::size_t begin = 0, end = 0;
};
std::optional<Span> NextEmail(EvalContext& context, std::string_view text, std::size_t from) {
  const std::string pattern = context.settings.Text("hashbl_email_regex");
  if (pattern.empty()) {
    const std::optional<FoundEmail> found = FindEmail(text, from, context.views.config().uri);
    return found ? std::optional<Span>({found->begin, found->end}) : std::nullopt;
  }
  const Regex* regex = ArgumentRegex({pattern, ""});
  std::vector<std::string_view> groups;
  if (regex == nullptr || regex->Search(text, from, &groups) != MatchOutcome::kYes || groups[0].empty())
    return std::nullopt;
  const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
  return Span{begin, begin + groups[0].size()};
}

// Is the address quoted: in angle brackets, or before the "wrote:" of an answer?
bool IsQuoted(std::string_view after) {
  if (after.starts_with('>')) return true;
  std::size_t blanks = 0;
  while (blanks < after.size() && blanks < 11 && IsAsciiSpace(after[blanks])) ++blanks;
  if (blanks == 0 || blanks > 10) return false;
  after.remove_prefix(blanks);
  const std::string word = AsciiLower(after.substr(0, 12));
  const std::size_t colon = word.find(':');
  if (colon == kNpos || colon < 2 || colon > 11 ||
      !std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(colon), IsAsciiAlpha))
    return false;
  for (const char* own : {"fax", "facsi", "tel", "phone", "email"}) {
    if (word.starts_with(own)) return false;
  }
  return !word.starts_with("mail");
}

// The text without links that hold an address.
std::string WithoutLinks(std::string_view body) {
  static const Regex kLinks(R"(<?https?://\S{0,255}(?:@|%40)\S{0,255})", "i");
  std::string text;
  std::size_t from = 0;
  std::vector<std::string_view> groups;
  while (from < body.size() && kLinks.Search(body, from, &groups) == MatchOutcome::kYes) {
    const auto begin = static_cast<std::size_t>(groups[0].data() - body.data());
    text.append(body.substr(from, begin - from)).append(" ");
    from = begin + groups[0].size();
  }
  return text.append(body.substr(std::min(from, body.size())));
}

std::string BodyForEmails(EvalContext& context, const HashListOptions& options) {
  std::string mailto, body;
  for (const UriInfo& uri : context.views.UriDetails()) {
    if (uri.HasType("a") && !uri.HasType("parsed") && StartsWithIgnoreCase(uri.raw, "mailto:"))
      mailto.append(uri.raw, 7, kNpos).append("\n");
  }
  for (const std::string& paragraph : context.views.Body()) body += paragraph;
  if (options.Has("nouri")) body = WithoutLinks(body);
  if (options.Has("noquote")) {
    std::string kept;
    std::size_t copied = 0;
    for (std::optional<Span> email = NextEmail(context, body, 0); email;
         email = NextEmail(context, body, email->end)) {
      const std::string_view before(body.data(), email->begin);
      if (before.ends_with("mailto:") || !IsQuoted(std::string_view(body).substr(email->end))) continue;
      const std::size_t begin = before.ends_with('<') ? email->begin - 1 : email->begin;
      kept.append(body, copied, begin - copied).append(" ");
      copied = email->end;
    }
    body = kept.append(body, copied, kNpos);
  }
  return mailto + body;
}

void AddEmails(EvalContext& context, std::string_view source, const HashListOptions& options,
               HashListValues* emails) {
  if (source == "ALLFROM") {
    for (const std::string& email : AllFromAddresses(context)) emails->Add(email);
    return;
  }
  std::string text;
  if (source == "body") {
    text = BodyForEmails(context, options);
  } else {
    for (const std::string& value : HeaderValues(context, source)) text.append(value).append("\n");
  }
  for (std::optional<Span> email = NextEmail(context, text, 0); email;
       email = NextEmail(context, text, email->end))
    emails->Add(text.substr(email->begin, email->end - email->begin));
}

// hashbl_email_domain_alias: "gmail.com googlemail.com".
std::string DomainOf(EvalContext& context, const std::string& domain) {
  const std::string lower = AsciiLower(domain);
  std::string name = domain;
  for (const SettingLine& line : context.settings.Lines("hashbl_email_domain_alias")) {
    const std::string aliases = AsciiLower(line.value);
    const std::vector<std::string_view> words = SplitWhitespace(aliases);
    if (words.size() > 1 && std::find(words.begin() + 1, words.end(), lower) != words.end()) name = words[0];
  }
  return name;
}

// Is the domain one of hashbl_acl_NAME? A word with "!" takes one out.
bool IsInAcl(EvalContext& context, const std::string& acl, const std::string& domain) {
  bool is_in = false;
  for (const SettingLine& line : context.settings.Lines("hashbl_acl_" + acl)) {
    const std::string lower = AsciiLower(line.value);
    for (const std::string_view word : SplitWhitespace(lower)) {
      if (word.starts_with('!') && word.substr(1) == domain) return false;
      is_in |= word == domain;
    }
  }
  return is_in;
}

std::set<std::string> RecipientAddresses(EvalContext& context) {
  std::set<std::string> addresses;
  for (const char* field :
       {"X-Original-To:addr", "Apparently-To:addr", "Delivered-To:addr", "Envelope-To:addr"}) {
    for (const std::string& address : HeaderValues(context, field)) addresses.insert(AsciiLower(address));
  }
  return addresses;
}

}  // namespace

HashListValues FindHashListEmails(EvalContext& context, const EvalArguments& arguments,
                                  const HashListOptions& options) {
  const std::string_view sources = HashListArgument(arguments, 2);
  const std::string acl(HashListArgument(arguments, 4));
  HashListValues found, values;
  for (const std::string_view source : Split(sources.empty() ? "ALLFROM/Reply-To/body" : sources, '/'))
    AddEmails(context, Trim(source), options, &found);
  const std::set<std::string> recipients = RecipientAddresses(context);
  const UriConfig& uri = context.views.config().uri;
  for (const std::string& email : found.get()) {
    const std::size_t at = email.rfind('@');
    if (at == kNpos || at + 1 == email.size()) continue;
    const std::string domain = DomainOf(context, email.substr(at + 1));
    if (!acl.empty() && acl != "all" && !IsInAcl(context, acl, domain)) continue;
    std::string local = email.substr(0, at);
    const std::string whole = local + "@" + domain;
    if (recipients.contains(whole) || IsOwnMailbox(context, whole)) continue;
    const std::string registered = TrimDomain(domain, uri);
    if (acl.empty() && (IsSkippedHost(context, AsciiLower(domain)) || IsSkippedHost(context, registered)))
      continue;
    if (options.Has("nodot")) std::erase(local, '.');
    if (options.Has("notag")) local.resize(std::min(local.find('+'), local.size()));
    values.Add(options.Case(options.Has("domain") ? registered
                            : options.Has("host") ? domain
                            : options.Has("user") ? local
                                                  : local + "@" + domain));
  }
  return values;
}

}  // namespace gatepost
