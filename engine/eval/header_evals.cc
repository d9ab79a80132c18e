// Tests of header fields. Tested by tests/eval/header_evals_test.cc.
#include "eval/header_evals.h"

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "eval/locales.h"
#include "eval/message_facts.h"
#include "mail/address.h"
#include "mail/header.h"
#include "mail/header_text.h"
#include "mail/relay_shape.h"
#include "text/charset.h"

namespace gatepost {
namespace {

// One RFC 2047 word's charset at or after `*at`; moves behind the word. Empty: no more words.
std::string_view NextCharset(std::string_view raw, std::size_t* at) {
  for (std::size_t begin = raw.find("=?", *at); begin != kNpos; begin = raw.find("=?", begin + 1)) {
    std::size_t mark = raw.find('?', begin + 3);
    while (mark != kNpos && (mark + 2 >= raw.size() || raw[mark + 2] != '?')) mark = raw.find('?', mark + 1);
    if (mark == kNpos) return {};
    const std::size_t close = raw.find("?=", mark + 3);
    if (close == kNpos) return {};
    if (raw.substr(begin, close - begin).find('\n') != kNpos) continue;
    *at = close + 2;
    return raw.substr(begin + 2, mark - begin - 2);
  }
  return {};
}

EvalResult FarawayCharsetInHeaders(EvalContext& context, const EvalArguments&) {
  const std::string& locales = context.settings.Text("ok_locales");
  for (std::string_view query : {"From:raw", "Subject:raw"}) {
    const std::string_view raw = HeaderOrEmpty(context, query);
    std::size_t at = 0;
    for (std::string_view charset = NextCharset(raw, &at); !charset.empty();
         charset = NextCharset(raw, &at)) {
      if (!IsCharsetOkForLocales(charset, locales)) return EvalResult::Of(true);
    }
  }
  return EvalResult::Of(false);
}

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
}

// Bytes that mail must encode, as a share of all and by number.
EvalResult IllegalChars(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.empty()) return EvalResult::Of(false);
  std::string query = arguments[0];
  if (!query.ends_with(":raw")) query += ":raw";
  const std::string_view text = HeaderOrEmpty(context, query);
  if (Trim(text).empty()) return EvalResult::Of(false);
  const bool control = std::any_of(text.begin(), text.end(), IsControl);
  const bool eight_bit =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  if (eight_bit && !control && IsValidUtf8(text)) return EvalResult::Of(false);
  auto illegal = std::count_if(text.begin(), text.end(),
                               [](char c) { return IsControl(c) || static_cast<unsigned char>(c) >= 0x7F; });
  if (illegal > 0 && EqualsIgnoreCase(query, "subject:raw")) {
    // One sign for cent, pound or registered is forgiven.
    const auto signs = std::count_if(text.begin(), text.end(),
                                     [](char c) { return c == '\xA2' || c == '\xA3' || c == '\xAE'; });
    if (signs == 1) --illegal;
  }
  return EvalResult::Of(static_cast<double>(illegal) / static_cast<double>(text.size()) >=
                            ArgumentNumber(arguments, 1) &&
                        static_cast<double>(illegal) >= ArgumentNumber(arguments, 2));
}

EvalResult GatedThroughReceivedRemover(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(IsGatedThroughReceivedRemover(context));
}

EvalResult MatchingEnvelopeAndHeaderFrom(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(
      EqualsIgnoreCase(FirstValue(context, "EnvelopeFrom:addr"), FirstValue(context, "From:addr")));
}

struct Recipients {
  bool sorted = false;
  double similarity = 0;  // share of pairs that look alike
};

// Spam programs take their recipients from a sorted list.
Recipients CompareRecipients(EvalContext& context) {
  constexpr std::size_t kSortedCount = 7, kSimilarCount = 5, kSimilarBytes = 2, kMaxCount = 256;
  std::vector<std::string> all;
  for (std::string_view query : {"ToCc:addr", "Bcc:addr"}) {
    for (std::string& address : HeaderValues(context, query)) all.push_back(std::move(address));
    if (all.size() >= kSimilarCount) break;
  }
  std::vector<std::string> addresses;
  for (const std::string& address : all) {
    if (addresses.empty() || !EqualsIgnoreCase(addresses.back(), address)) addresses.push_back(address);
    if (addresses.size() == kMaxCount) break;
  }
  Recipients result;
  result.sorted = addresses.size() >= kSortedCount && std::is_sorted(addresses.begin(), addresses.end());
  if (addresses.size() < kSimilarCount) return result;

  std::vector<std::string_view> users, hosts;
  for (const std::string& address : addresses) {
    users.push_back(std::string_view(address).substr(0, kSimilarBytes));
    hosts.push_back(std::string_view(address).substr(std::min(address.find('@'), address.size() - 1) + 1));
  }
  int alike = 0, pairs = 0;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    for (std::size_t j = i + 1; j < addresses.size(); ++j) {
      if (users[i] == users[j]) ++alike;
      if (hosts[i].substr(0, kSimilarBytes) == hosts[j].substr(0, kSimilarBytes) && hosts[i] != hosts[j])
        ++alike;
      ++pairs;
    }
  }
  result.similarity = static_cast<double>(alike) / pairs;
  return result;
}

const Recipients& RecipientsOf(EvalContext& context) {
  return SharedFact<Recipients>(context, "recipients", [&] { return CompareRecipients(context); });
}

EvalResult SortedRecipients(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(RecipientsOf(context).sorted);
}

EvalResult SimilarRecipients(EvalContext& context, const EvalArguments& arguments) {
  const double similarity = RecipientsOf(context).similarity;
  const auto given = [&](std::size_t i) { return i < arguments.size() && arguments[i] != "undef"; };
  return EvalResult::Of((!given(0) || similarity >= ArgumentNumber(arguments, 0)) &&
                        (!given(1) || similarity < ArgumentNumber(arguments, 1)));
}

EvalResult MissingTo(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(HeaderOrEmpty(context, "To").empty() &&
                        HeaderOrEmpty(context, "Apparently-To").empty());
}

// Software that changes message ids on the way, so that they prove nothing.
EvalResult MessageIdNotUsable(EvalContext& context, const EvalArguments&) {
  std::string_view unsubscribe = HeaderOrEmpty(context, "List-Unsubscribe");
  if (unsubscribe.ends_with('\n')) unsubscribe.remove_suffix(1);
  const std::string lower = AsciiLower(unsubscribe);
  LineCaptures captures;
  ShapeBudget budget;
  if (FindsShape("<mailto:leave-{_}@{_}>{end}", lower, &captures, &budget) ||
      FindsShape("<mailto:{_}-unsubscribe@{_}>{end}", lower, &captures, &budget)) {
    return EvalResult::Of(true);
  }
  if (IsGatedThroughReceivedRemover(context)) return EvalResult::Of(true);
  const std::string_view received = HeaderOrEmpty(context, "Received");
  return EvalResult::Of(Contains(received, "/CWT/DCE)") || Contains(received, "iPlanet Messaging Server"));
}

// How many different fields of one name: at least, at most.
EvalResult HeaderCountRange(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.empty()) return EvalResult::Of(false);
  std::set<std::string> values;
  for (const HeaderField* field : FindFields(context.views.message().root(), arguments[0])) {
    values.insert(DecodeHeader(*field));
  }
  const auto count = static_cast<double>(values.size());
  return EvalResult::Of(count >= ArgumentNumber(arguments, 1) && count <= ArgumentNumber(arguments, 2));
}

// Fields in which "%RANDOM_WORD" may be real text.
bool MayHoldPercent(std::string_view name) {
  static constexpr std::string_view kNames[] = {"X-VMS-To",
                                                "X-UIDL",
                                                "X-Face",
                                                "To",
                                                "Cc",
                                                "From",
                                                "Subject",
                                                "References",
                                                "In-Reply-To",
                                                "Message-Id",
                                                "X-Message-Id",
                                                "Resent-Message-Id",
                                                "X-Original-Message-Id"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](std::string_view known) { return EqualsIgnoreCase(name, known); });
}

// A spam program that forgot to fill in its template.
EvalResult UnresolvedTemplate(EvalContext& context, const EvalArguments&) {
  for (std::string_view line : Split(HeaderOrEmpty(context, "ALL"), '\n')) {
    for (std::size_t at = line.find('%'); at != kNpos && at + 2 < line.size(); at = line.find('%', at + 1)) {
      if (!IsAsciiUpper(line[at + 1])) continue;
      if (!IsAsciiUpper(line[at + 2]) && line[at + 2] != '_' && line[at + 2] != '-') continue;
      if (!MayHoldPercent(line.substr(0, line.find(':')))) return EvalResult::Of(true);
      break;
    }
  }
  return EvalResult::Of(false);
}

// Envelope senders made of the recipient: "example.com-user@...".
EvalResult RatwareEnvelopeFrom(EvalContext& context, const EvalArguments&) {
  const std::string to = FirstValue(context, "To:addr");
  const std::string from = FirstValue(context, "EnvelopeFrom:addr");
  const std::size_t sign = to.find('@');
  if (from.empty() || sign == 0 || sign == std::string::npos || sign + 1 == to.size())
    return EvalResult::Of(false);
  if (StartsWithIgnoreCase(from, "SRS") && from.size() > 4 && IsAsciiDigit(from[3]) &&
      Contains("=+-", std::string_view(from).substr(4, 1))) {
    return EvalResult::Of(false);
  }
  const UriConfig& uri = context.views.config().uri;
  const std::string domain = TrimDomain(std::string_view(to).substr(sign + 1), uri);
  if (!HasTopLevelDomain(domain, uri)) return EvalResult::Of(false);
  const std::string user = to.substr(0, sign) + "@";
  for (std::size_t at = FindIgnoreCase(from, domain); at != kNpos;
       at = FindIgnoreCase(from, domain, at + 1)) {
    const std::size_t end = at + domain.size();
    if (IsWordEdge(from, at) && end < from.size() &&
        StartsWithIgnoreCase(std::string_view(from).substr(end + 1), user)) {
      return EvalResult::Of(true);
    }
  }
  return EvalResult::Of(false);
}

// The last two labels of an address's host; "" where it has none.
std::string_view SecondLevelDomain(std::string_view address) {
  const std::string_view host = DomainOfAddress(address);
  const std::size_t last = host.rfind('.');
  if (last == kNpos || last == 0 || last + 1 == host.size()) return host;
  const std::size_t second = host.rfind('.', last - 1);
  return second == kNpos || second == 0 || second + 1 == last ? host : host.substr(second + 1);
}

// Despite its name: do the domains differ?
EvalResult EqualFromDomains(EvalContext& context, const EvalArguments&) {
  const std::string from = FirstValue(context, "From:addr");
  const std::string envelope = FirstValue(context, "EnvelopeFrom:addr");
  const std::string_view a = SecondLevelDomain(from), b = SecondLevelDomain(envelope);
  return EvalResult::Of(!a.empty() && !b.empty() && !EqualsIgnoreCase(a, b));
}

constexpr EvalEntry kHeaderEvals[] = {
    {"check_equal_from_domains", &EqualFromDomains},
    {"check_for_faraway_charset_in_headers", &FarawayCharsetInHeaders},
    {"check_for_matching_env_and_hdr_from", &MatchingEnvelopeAndHeaderFrom},
    {"check_for_missing_to_header", &MissingTo},
    {"check_header_count_range", &HeaderCountRange},
    {"check_illegal_chars", &IllegalChars},
    {"check_messageid_not_usable", &MessageIdNotUsable},
    {"check_ratware_envelope_from", &RatwareEnvelopeFrom},
    {"check_unresolved_template", &UnresolvedTemplate},
    {"gated_through_received_hdr_remover", &GatedThroughReceivedRemover},
    {"similar_recipients", &SimilarRecipients},
    {"sorted_recipients", &SortedRecipients},
};

}  // namespace

std::string_view HeaderOrEmpty(EvalContext& context, std::string_view query) {
  const std::optional<HeaderQuery> parsed = HeaderQuery::Parse(query);
  const std::string* text = parsed ? context.views.Header(*parsed) : nullptr;
  return text != nullptr ? std::string_view(*text) : std::string_view();
}

std::string FirstValue(EvalContext& context, std::string_view query) {
  const std::string_view text = HeaderOrEmpty(context, query);
  return std::string(text.substr(0, text.find('\n')));
}

std::string Squeezed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    if (!IsAsciiSpace(c)) {
      out += c;
    } else if (!out.ends_with(' ')) {
      out += ' ';
    }
  }
  return out;
}

bool HasShape(std::string_view text, std::string_view shape) {
  LineCaptures captures;
  ShapeBudget budget;
  return FindsShape(shape, text, &captures, &budget);
}

bool IsGatedThroughReceivedRemover(EvalContext& context) {
  return SharedFact<bool>(context, "gated through received remover", [&] {
    const HeaderQuery received_query = *HeaderQuery::Parse("Received");
    const std::string* received = context.views.Header(received_query);
    if (received == nullptr) return true;
    if (HasShape(*received, "from groups.msn.com ({_}.msn.com ")) return true;
    // ezmlm says so in Mailing-List, and qmail's lines are all that is left.
    bool ezmlm = false;
    for (std::string_view line : Split(HeaderOrEmpty(context, "Mailing-List"), '\n')) {
      LineCaptures captures;
      ShapeBudget budget;
      ezmlm = ezmlm || MatchesShape("contact {_}@{_}; run by ezmlm{end}", line, &captures, &budget);
    }
    if (!ezmlm) return false;
    bool delivered = false;
    for (std::string_view line : Split(HeaderOrEmpty(context, "Delivered-To"), '\n')) {
      LineCaptures captures;
      ShapeBudget budget;
      delivered = delivered || MatchesShape("mailing list {_}@{_}", line, &captures, &budget);
    }
    return delivered && (HasShape(*received, "qmail {d} invoked from network); {d} {_} {d}") ||
                         HasShape(*received, "qmail {d} invoked by {any20}); {d} {_} {d}"));
  });
}

std::span<const EvalEntry> HeaderEvals() {
  static const std::vector<EvalEntry> all = [] {
    std::vector<EvalEntry> entries;
    for (std::span<const EvalEntry> part :
         {std::span<const EvalEntry>(kHeaderEvals), HeaderForgeryEvals(), HeaderDateEvals(),
          HeaderSubjectEvals(), FromNameEvals(), OutlookEvals()}) {
      entries.insert(entries.end(), part.begin(), part.end());
    }
    return entries;
  }();
  return all;
}

}  // namespace gatepost
