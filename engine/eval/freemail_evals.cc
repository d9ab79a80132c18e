// Free-mail addresses (SpamAssassin's FreeMail). Tested by tests/eval/freemail_evals_test.cc.
#include <algorithm>
#include <optional>
#include <set>

#include "base/ascii.h"
#include "base/glob.h"
#include "eval/argument_regex.h"
#include "eval/email_scan.h"
#include "eval/message_facts.h"
#include "eval/registry.h"
#include "lists/address_list.h"
#include "match/regex.h"

namespace gatepost {
namespace {

// Bodies with very many addresses are lists of members, not letters: looked at up to here.
constexpr std::size_t kMaxBodyAddresses = 40;
constexpr std::size_t kMaxLinkAddresses = 20;

std::vector<std::string> LowerValues(EvalContext& context, std::string_view query) {
  std::vector<std::string> values = HeaderValues(context, query);
  for (std::string& value : values) value = AsciiLower(value);
  return values;
}

bool AllHex(std::string_view text) { return std::all_of(text.begin(), text.end(), IsAsciiHexDigit); }

// "0123abcd.0123abcd" or a UUID: names that web mail makes up for messages.
bool IsMadeUpName(std::string_view local) {
  std::vector<std::string_view> dotted = Split(local, '.'), dashed = Split(local, '-');
  if (dotted.size() == 2)
    return dotted[0].size() == 8 && dotted[1].size() == 8 && AllHex(dotted[0]) && AllHex(dotted[1]);
  static constexpr std::size_t kUuid[] = {8, 4, 4, 4, 12};
  if (dashed.size() != std::size(kUuid)) return false;
  for (std::size_t i = 0; i < dashed.size(); ++i) {
    if (dashed[i].size() != kUuid[i] || !AllHex(dashed[i])) return false;
  }
  return true;
}

// Addresses that roles and programs use: they say nothing about a person.
bool IsRoleAddress(std::string_view address) {
  static constexpr std::string_view kRoles[] = {"abuse",      "support",     "sales",   "info",
                                                "helpdesk",   "contact",     "kontakt", "postmaster",
                                                "hostmaster", "domainmaster"};
  std::string_view local = address.substr(0, address.rfind('@'));
  if (std::find(std::begin(kRoles), std::end(kRoles), local) != std::end(kRoles)) return true;
  if (local.starts_with("undisclosed") || local == "bounce-" || local == "bounced-" || IsMadeUpName(local))
    return true;
  if (local.starts_with("request-") && local.size() == 24 && AllHex(local.substr(8))) return true;
  // Forwarders write "user=host=rest@...".
  std::size_t first = local.find('=', 1), second = local.rfind('=');
  return first != std::string_view::npos && second > first + 1 && second + 1 < local.size();
}

// "?" is one byte, "*" any run without a dot: `yahoo.*` is yahoo.de, not yahoo.com.br.
bool WildcardFits(std::string_view pattern, std::string_view domain) {
  return MatchesGlob(
      pattern, domain, [](char wanted, char byte) { return wanted == '?' || wanted == byte; },
      [](char byte) { return byte != '.'; });
}

bool IsFreemail(const EvalContext& context, const std::string& address) {
  const EvalTables& tables = context.tables;
  if (address.empty() || tables.freemail_welcomelist.contains(address)) return false;
  std::string domain = address.substr(address.rfind('@') + 1);
  if (tables.freemail_welcomelist.contains(domain) || IsRoleAddress(address)) return false;
  if (!tables.freemail_imported.empty() && tables.freemail_imported.Contains(address)) return false;
  if (tables.freemail_domains.contains(domain)) return true;
  return address.find('@') != std::string::npos &&
         tables.freemail_wildcards.AnyWithPrefix(
             "", [&](std::string_view pattern) { return WildcardFits(pattern, domain); });
}

bool IsAvailable(const EvalContext& context) {
  return !context.tables.freemail_domains.empty() || !context.tables.freemail_wildcards.empty();
}

// A paragraph without URLs that hold an address, and without addresses in <...> or before "wrote:".
std::string WithoutQuotedAddresses(const std::string& paragraph, const UriConfig& uri) {
  static const Regex kUrl("<?https?://\\S{0,255}(?:@|%40)\\S{0,255}", "i");
  static const Regex kWrote("^\\s{1,10}(?!fax|facsi|tel|phone|e?-?mail)[a-z]{2,11}:", "i");
  std::string text;
  std::size_t at = 0;
  std::vector<std::string_view> groups;
  std::string_view view = paragraph;
  while (kUrl.Search(view, at, &groups) == MatchOutcome::kYes && !groups[0].empty()) {
    auto begin = static_cast<std::size_t>(groups[0].data() - view.data());
    text.append(view.substr(at, begin - at)).append(" ");
    at = begin + groups[0].size();
  }
  text.append(view.substr(at));

  std::string kept;
  at = 0;
  while (std::optional<FoundEmail> email = FindEmail(text, at, uri)) {
    std::string_view before = std::string_view(text).substr(0, email->begin);
    std::string_view after = std::string_view(text).substr(email->end);
    bool mailto = EndsWithIgnoreCase(before, "mailto:");
    std::size_t end = email->end;
    bool quoted = false;
    if (!mailto && after.starts_with('>')) {
      quoted = true;
      end += 1;
    } else if (!mailto && kWrote.Search(after, 0, &groups) == MatchOutcome::kYes) {
      quoted = true;
      end += groups[0].size();
    }
    if (!quoted) {
      kept.append(text, at, end - at);
    } else {
      std::size_t begin = before.ends_with('<') ? email->begin - 1 : email->begin;
      kept.append(text, at, std::max(begin, at) - at).append(" ");
    }
    at = end;
  }
  return kept.append(text, at);
}

struct BodyAddresses {
  bool too_many = false;              // then nothing is judged by them
  std::vector<std::string> freemail;  // lower-case, each once
};

BodyAddresses Gather(EvalContext& context) {
  const UriConfig& uri = context.views.config().uri;
  std::vector<std::string> all;
  std::set<std::string> seen;
  auto add = [&](std::string_view address) {
    std::string lower = AsciiLower(address);
    if (seen.insert(lower).second) all.push_back(std::move(lower));
  };
  for (const UriInfo& info : context.views.UriDetails()) {
    if (!info.HasType("a") || info.HasType("parsed") || !StartsWithIgnoreCase(info.raw, "mailto:")) continue;
    std::optional<FoundEmail> email = FindEmail(info.raw, 7, uri);
    if (email && email->begin == 7) add(std::string_view(info.raw).substr(7, email->end - 7));
    if (all.size() >= kMaxLinkAddresses) break;
  }
  for (std::size_t i = 0; i < context.views.Body().size() && all.size() < kMaxBodyAddresses; ++i) {
    const std::string& paragraph = context.views.Body()[i];
    if (paragraph.find('@') == std::string::npos && paragraph.find("%40") == std::string::npos) continue;
    std::string text = WithoutQuotedAddresses(paragraph, uri);
    if (text != paragraph) context.views.ReplaceBodyParagraph(i, text);
    std::size_t at = 0;
    while (std::optional<FoundEmail> email = FindEmail(text, at, uri)) {
      add(std::string_view(text).substr(email->begin, email->end - email->begin));
      at = email->end;
      if (all.size() >= kMaxBodyAddresses) break;
    }
  }

  BodyAddresses result;
  bool skip = context.settings.Flag("freemail_skip_when_over_max");
  auto max_all = static_cast<std::size_t>(context.settings.Integer("freemail_max_body_emails"));
  auto max_free = static_cast<std::size_t>(context.settings.Integer("freemail_max_body_freemails"));
  for (std::size_t i = 0; i < all.size(); ++i) {
    bool over = i + 1 == max_all;
    if (!over || !skip) {
      if (!IsFreemail(context, all[i])) continue;
      over = result.freemail.size() + 1 == max_free;
    }
    if (over && skip) {
      result.too_many = true;
      return result;
    }
    result.freemail.push_back(all[i]);
  }
  return result;
}

const BodyAddresses& GetBodyAddresses(EvalContext& context) {
  return SharedFact<BodyAddresses>(context, "freemail_body", [&] { return Gather(context); });
}

EvalResult Hit(EvalContext& context, std::string detail) {
  if (context.settings.Flag("freemail_add_describe_email")) {
    std::size_t at = 0;
    while ((at = detail.find('@', at)) != std::string::npos) detail.replace(at, 1, "(at)");
    context.detail = std::move(detail);
  }
  return EvalResult::Of(true);
}

// The pattern of an argument, where there is one; null also where it is wrong: then nothing hits.
struct ArgumentPattern {
  bool given = false;
  const Regex* regex = nullptr;

  ArgumentPattern(const EvalArguments& arguments, std::size_t index) : given(arguments.size() > index) {
    if (given) regex = ArgumentRegex({arguments[index], ""});
  }
  bool Accepts(const std::string& address) const {
    return !given || (regex != nullptr && regex->Search(address) == MatchOutcome::kYes);
  }
};

EvalResult FirstFreemail(EvalContext& context, const std::vector<std::string>& addresses,
                         const ArgumentPattern& pattern) {
  for (const std::string& address : addresses) {
    if (IsFreemail(context, address) && pattern.Accepts(address)) return Hit(context, address);
  }
  return EvalResult::Of(false);
}

EvalResult FreemailHeader(EvalContext& context, const EvalArguments& arguments) {
  if (!IsAvailable(context) || arguments.empty()) return EvalResult::Of(false);
  return FirstFreemail(context, LowerValues(context, arguments[0] + ":addr"), ArgumentPattern(arguments, 1));
}

EvalResult FreemailFrom(EvalContext& context, const EvalArguments& arguments) {
  if (!IsAvailable(context)) return EvalResult::Of(false);
  std::vector<std::string> addresses = AllFromAddresses(context);
  for (std::string& address : addresses) address = AsciiLower(address);
  return FirstFreemail(context, addresses, ArgumentPattern(arguments, 0));
}

EvalResult FreemailBody(EvalContext& context, const EvalArguments& arguments) {
  if (!IsAvailable(context)) return EvalResult::Of(false);
  const BodyAddresses& body = GetBodyAddresses(context);
  if (body.too_many) return EvalResult::Of(false);
  ArgumentPattern pattern(arguments, 0);
  for (const std::string& address : body.freemail) {
    if (pattern.Accepts(address)) return Hit(context, address);
  }
  return EvalResult::Of(false);
}

// Envelope senders of lists and robots, whose Reply-To says nothing.
bool IsBulkSender(std::string_view sender) {
  static constexpr std::string_view kNames[] = {"postmaster", "hostmaster", "domainmaster", "double-bounce"};
  static constexpr std::string_view kPrefixes[] = {"sentto-",  "owner-",    "return-",   "bounce-",
                                                   "bounced-", "grbounce-", "grbounced-"};
  static constexpr std::string_view kSuffixes[] = {"-request", "-bounce", "-bounces", "-admin", "-owner"};
  std::string lower = AsciiLower(sender.substr(0, sender.rfind('@')));
  std::string_view local = lower;
  for (std::string_view name : kNames) {
    if (local == name || (name == "double-bounce" && local.starts_with(name))) return true;
  }
  for (std::string_view prefix : kPrefixes) {
    if (local.starts_with(prefix) && local.size() > prefix.size()) return true;
  }
  for (std::string_view suffix : kSuffixes) {
    if (local.ends_with(suffix)) return true;
  }
  // "user=host" of VERP, and every spelling of "no reply" at the end.
  std::size_t equals = local.find('=', 1);
  if (equals != std::string_view::npos && equals + 1 < local.size()) return true;
  for (std::string_view ending : {"reply", "replies"}) {
    if (!local.ends_with(ending)) continue;
    std::string_view before = local.substr(0, local.size() - ending.size());
    if (before.ends_with('.') || before.ends_with('_') || before.ends_with('-')) before.remove_suffix(1);
    if (before.ends_with("no") && (before.size() == 2 || !IsWordByte(before[before.size() - 3]) ||
                                   before.ends_with("do_no") || before.ends_with("dono"))) {
      return true;
    }
  }
  return false;
}

// From, Reply-To and body name different free-mail addresses. "replyto": the Reply-To is one; "reply": the
// address that an answer goes to is one.
EvalResult FreemailReplyTo(EvalContext& context, const EvalArguments& arguments) {
  std::string what = arguments.empty() ? "replyto" : arguments[0];
  if (!IsAvailable(context) || (what != "replyto" && what != "reply")) return EvalResult::Of(false);
  if (context.settings.Flag("freemail_skip_bulk_envfrom")) {
    std::vector<std::string> sender = HeaderValues(context, "EnvelopeFrom");
    if (!sender.empty() && IsBulkSender(sender[0])) return EvalResult::Of(false);
  }
  std::vector<std::string> from = LowerValues(context, "From:addr");
  std::vector<std::string> reply_to = LowerValues(context, "Reply-To:addr");
  auto is_freemail = [&](const std::string& address) { return IsFreemail(context, address); };
  bool from_free = std::any_of(from.begin(), from.end(), is_freemail);
  bool reply_free = std::any_of(reply_to.begin(), reply_to.end(), is_freemail);
  bool differ = std::none_of(from.begin(), from.end(), [&](const std::string& address) {
    return std::find(reply_to.begin(), reply_to.end(), address) != reply_to.end();
  });
  if (from_free && reply_free && differ) return Hit(context, from[0] + " -> " + reply_to[0]);
  if (what == "replyto" ? !reply_free : (!from_free || (!reply_to.empty() && !reply_free)))
    return EvalResult::Of(false);

  const BodyAddresses& body = GetBodyAddresses(context);
  if (body.too_many) return EvalResult::Of(false);
  const std::vector<std::string>& reply = what == "replyto" || reply_free ? reply_to : from;
  for (const std::string& in_body : body.freemail) {
    for (const std::string& address : reply) {
      if (in_body != address) return Hit(context, address + ", " + in_body);
    }
  }
  return EvalResult::Of(false);
}

constexpr EvalEntry kFreeMailEvals[] = {
    {"check_freemail_replyto", FreemailReplyTo},
    {"check_freemail_from", FreemailFrom},
    {"check_freemail_header", FreemailHeader},
    {"check_freemail_body", FreemailBody},
};

}  // namespace

std::span<const EvalEntry> FreeMailEvals() { return kFreeMailEvals; }

}  // namespace gatepost
