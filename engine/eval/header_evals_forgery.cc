// Senders that claim a big mail service their Received fields do not show.
// Tested by tests/eval/header_evals_test.cc.
#include <array>

#include "base/ascii.h"
#include "eval/header_evals.h"
#include "eval/message_facts.h"
#include "mail/network.h"
#include "mail/relay_shape.h"

namespace gatepost {
namespace {

// Does an address end in this domain, at a word boundary?
bool IsUnder(std::string_view address, std::string_view domain) {
  if (address.size() < domain.size()) return false;
  const std::size_t at = address.size() - domain.size();
  return EqualsIgnoreCase(address.substr(at), domain) && (at == 0 || !IsWordByte(address[at - 1]));
}

bool HasIp(EvalContext& context, std::string_view query) {
  return FindIpAddress(HeaderOrEmpty(context, query)).length > 0;
}

// AOL's relays had names like rly-xw01; forgers liked them.
EvalResult FakeAolRelay(EvalContext& context, const EvalArguments&) {
  const std::string received = Squeezed(HeaderOrEmpty(context, "Received"));
  bool named = false;
  for (std::size_t at = FindIgnoreCase(received, " rly-"); at != kNpos && !named;
       at = FindIgnoreCase(received, " rly-", at + 1)) {
    const std::string_view name = std::string_view(received).substr(at + 5);
    named = name.size() >= 5 && IsAsciiAlpha(name[0]) && IsAsciiAlpha(name[1]) && IsAsciiDigit(name[2]) &&
            IsAsciiDigit(name[3]) && name[4] == '.';
  }
  return EvalResult::Of(named && !HasShape(received, "/AOL-{d}.{d}.{d})") &&
                        !HasShape(received, "ESMTP id {RELAY|MAILRELAY|MAILIN}"));
}

// MSN's groups took the sender's Received fields away.
bool IsFromMsnGroup(EvalContext& context) {
  const std::string_view to = HeaderOrEmpty(context, "To");
  constexpr std::string_view kGroups = "@groups.msn.com>";
  const std::size_t at = FindIgnoreCase(to, kGroups);
  if (at == kNpos) return false;
  const std::size_t open = to.rfind('<', at);
  if (open == kNpos || open + 1 == at) return false;
  const std::string list(to.substr(open + 1, at - open - 1));
  if (list.find_first_of(" \t\r\n") != std::string::npos) return false;

  LineCaptures captures;
  ShapeBudget budget;
  const std::string_view received = HeaderOrEmpty(context, "Received");
  if (!FindsShape("from mail pickup service by p{=2}.groups.msn.com", received, &captures, &budget))
    return false;
  const std::string_view id = HeaderOrEmpty(context, "Message-Id");
  if (list == "notifications") {
    const std::size_t server_at = received.find("from mail pickup service by p") + 28;
    const std::string server(received.substr(server_at, 18));
    return MatchesShape("<{_}@" + server + ">", id, &captures, &budget);
  }
  return MatchesShape("<" + list + "-{_}@groups.msn.com>", id, &captures, &budget) &&
         Contains(FirstValue(context, "EnvelopeFrom:addr"), list + "-bounce@groups.msn.com");
}

EvalResult MsnGroups(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(IsFromMsnGroup(context));
}

// Something says HELO as a host of hotmail.com.
bool SaysHelloAsHotmail(std::string_view received) {
  constexpr std::string_view kName = "hotmail.com";
  for (std::string_view mark : {"from ", "HELO ", "helo="}) {
    for (std::size_t at = received.find(mark); at != kNpos; at = received.find(mark, at + 1)) {
      const std::size_t begin = at + mark.size();
      const std::size_t end = std::min(received.find(' ', begin), received.size());
      for (std::size_t name = received.find(kName, begin); name != kNpos && name + kName.size() <= end;
           name = received.find(kName, name + 1)) {
        const std::size_t after = name + kName.size();
        if (after == received.size() || !IsWordByte(received[after])) return true;
      }
    }
  }
  return false;
}

struct HotmailFindings {
  bool forged = false;       // says HELO as hotmail.com and is not
  bool no_received = false;  // From hotmail.com, but not through it
};

HotmailFindings LookForHotmail(EvalContext& context) {
  const std::string received = Squeezed(HeaderOrEmpty(context, "Received"));
  if (Contains(received, "from mail pickup service by hotmail.com with Microsoft SMTPSVC;")) return {};
  const bool hello = SaysHelloAsHotmail(received);
  if (!hello && !IsUnder(FirstValue(context, "From:addr"), "hotmail.com")) return {};
  if (IsFromMsnGroup(context) || IsGatedThroughReceivedRemover(context)) return {};
  // How the service's own lines look; each goes with one other field that it adds.
  if (HasIp(context, "X-Originating-Ip")) {
    for (std::string_view shape :
         {"from hotmail.com ({_}.hotmail{.msn|}.com{ |)}",
          "from {_*}.hotmail.com ({_}.hotmail{.msn|}.com{ |)}", "from {_*}.hotmail.com ([{anyip}]{ |)|:}",
          "from {_} by {_}.hotmail{.msn|}.com with HTTP;", "from [66.218{_}] by {_}.yahoo.com"}) {
      if (HasShape(received, shape)) return {};
    }
  }
  const std::string_view organization = HeaderOrEmpty(context, "X-OriginatorOrg");
  if (Contains(organization, "hotmail.com") || Contains(organization, "msonline-outlook")) {
    for (std::string_view shape :
         {"from {_*}.outbound.protection.outlook.com ({_}.outbound.protection.outlook.com{ |)}",
          "from {_*}.{eur|nam}prd{d}.prod.outlook.com ({anyip})"}) {
      if (HasShape(received, shape)) return {};
    }
  }
  return {hello, !hello};
}

const HotmailFindings& Hotmail(EvalContext& context) {
  return SharedFact<HotmailFindings>(context, "hotmail", [&] { return LookForHotmail(context); });
}

EvalResult ForgedHotmail(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(Hotmail(context).forged);
}
EvalResult NoHotmailReceived(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(Hotmail(context).no_received);
}

EvalResult ForgedEudoramail(EvalContext& context, const EvalArguments&) {
  if (!IsUnder(FirstValue(context, "From:addr"), "eudoramail.com")) return EvalResult::Of(false);
  if (IsGatedThroughReceivedRemover(context)) return EvalResult::Of(false);
  const std::string received = Squeezed(HeaderOrEmpty(context, "Received"));
  return EvalResult::Of(!(HasShape(received, "by {_*}whowhere.com;") && HasIp(context, "X-Sender-Ip")));
}

// "by WORD.WORD.yahoo.com (1.2.3/1.2.3) id ...": the service that mails news stories to friends.
bool IsYahooStoryServer(std::string_view received) {
  for (std::size_t at = received.find("by "); at != kNpos; at = received.find("by ", at + 1)) {
    LineCaptures captures;
    ShapeBudget budget;
    if (!MatchesShape("by {word}.yahoo.com ({d}.{d}.{d}/{d}.{d}.{d}){ with ESMTP|} id {_}",
                      received.substr(at), &captures, &budget)) {
      continue;
    }
    const std::vector<std::string_view> labels = Split(captures[LineField::kWord], '.');
    const auto is_word = [](std::string_view label) {
      for (char c : label) {
        if (!IsWordByte(c)) return false;
      }
      return !label.empty();
    };
    if (labels.size() == 2 && is_word(labels[0]) && is_word(labels[1])) return true;
  }
  return false;
}

EvalResult ForgedYahoo(EvalContext& context, const EvalArguments&) {
  const std::string from = FirstValue(context, "From:addr");
  if (!IsUnder(from, "yahoo.com")) return EvalResult::Of(false);
  std::string_view received_text = HeaderOrEmpty(context, "Received");
  if (!HeaderOrEmpty(context, "Resent-From").empty() && !HeaderOrEmpty(context, "Resent-To").empty()) {
    const std::string_view before_resending = HeaderOrEmpty(context, "X-Received");
    if (!before_resending.empty()) received_text = before_resending;
  }
  const std::string received = Squeezed(received_text);
  if (IsGatedThroughReceivedRemover(context)) return EvalResult::Of(false);
  // A name of yahoo.com that one of our servers, or the first foreign one, has looked up.
  const RelayChain& chain = context.views.Relays();
  const std::string_view untrusted = chain.untrusted_text;
  if (HasShape(chain.trusted_text, " rdns={_}.yahoo.com ") ||
      HasShape(untrusted.substr(0, untrusted.find(']')), " rdns={_}.yahoo.com ")) {
    return EvalResult::Of(false);
  }
  for (std::string_view shape :
       {"by web{_}.mail{_*}.yahoo.com via HTTP", "by sonic{_}.consmr.mail{_*}.yahoo.com with HTTP",
        "by smtp{_}.yahoo.com with SMTP", "from [{anyip}] by {_}.{groups|scd|dcn}.yahoo.com with NNFMP"}) {
    if (HasShape(received, shape)) return EvalResult::Of(false);
  }
  if (StartsWithIgnoreCase(from.substr(from.find('@') + 1), "reply.yahoo.com") &&
      HasShape(received, "mailer{d}.bulk.scd.yahoo.com")) {
    return EvalResult::Of(false);
  }
  return EvalResult::Of(!IsYahooStoryServer(received));
}

// A line that came through Juno's or United Online's servers, with an address in brackets behind.
bool IsJunoLine(std::string_view line) {
  const std::size_t from = line.find("from");
  if (from == kNpos) return false;
  for (std::string_view domain : {"juno.com", "untd.com"}) {
    for (std::size_t at = line.find(domain, from + 4); at != kNpos; at = line.find(domain, at + 1)) {
      if (!IsWordByte(line[at - 1]) && HasShape(line.substr(at + domain.size()), "{[|(}{anyip}{]|)}{any}by"))
        return true;
    }
  }
  return false;
}

EvalResult ForgedJuno(EvalContext& context, const EvalArguments&) {
  if (!IsUnder(FirstValue(context, "From:addr"), "juno.com")) return EvalResult::Of(false);
  if (IsGatedThroughReceivedRemover(context)) return EvalResult::Of(false);
  const std::string_view mailer = HeaderOrEmpty(context, "X-Mailer");
  const std::string_view received = HeaderOrEmpty(context, "Received");
  const std::string_view origin = HeaderOrEmpty(context, "X-Originating-IP");
  const std::vector<std::string_view> lines = Split(received, '\n');
  if (!origin.empty()) {
    bool juno = Contains(received, " cookie.juno.com ") || Contains(received, " cookie.untd.com ");
    for (std::string_view line : lines) juno = juno || IsJunoLine(line);
    return EvalResult::Of(!juno || !Contains(mailer, "Juno "));
  }
  // Without that field no form of Juno's webmail is complete.
  return EvalResult::Of(true);
}

EvalResult ForgedGmail(EvalContext& context, const EvalArguments&) {
  if (!IsUnder(FirstValue(context, "From:addr"), "gmail.com")) return EvalResult::Of(false);
  constexpr std::size_t kMinStateBytes = 60;  // of the two opaque fields that Gmail adds
  const std::string_view later = HeaderOrEmpty(context, "X-Received");
  if (HasShape(later, "by 10.{_} with SMTP id {_}") ||
      HasShape(later, "by 2002:a{=2}:{_}:{_} with SMTP id {_}") ||
      HasShape(HeaderOrEmpty(context, "Received"), "by smtp.googlemail.com with ESMTPSA id {_}")) {
    return EvalResult::Of(false);
  }
  return EvalResult::Of(!(HeaderOrEmpty(context, "X-Gm-Message-State").size() >= kMinStateBytes &&
                          HeaderOrEmpty(context, "X-Google-Smtp-Source").size() >= kMinStateBytes));
}

// A last line "from NAME by WORD with ESMTP; date" that a certain spam program forged.
EvalResult ForgedGateway(EvalContext& context, const EvalArguments&) {
  std::string_view received = HeaderOrEmpty(context, "Received");
  if (!received.ends_with('\n')) return EvalResult::Of(false);
  received.remove_suffix(1);
  const std::size_t newline = received.rfind('\n');
  if (newline == kNpos) return EvalResult::Of(false);
  LineCaptures captures;
  ShapeBudget budget;
  const std::string line = Squeezed(received.substr(newline + 1));
  return EvalResult::Of(
      MatchesShape("from {_} by {by} with ESMTP; {_}, {d} {_} {=4} {=2}:{=2}:{=2} {+|-|}{=4}{end}", line,
                   &captures, &budget) &&
      !Contains(captures[LineField::kBy], "."));
}

// "local part and display name swapped with 28 capitals": one program's message ids.
EvalResult RatwareNameId(EvalContext& context, const EvalArguments&) {
  const std::string_view ids = HeaderOrEmpty(context, "MESSAGEID");
  const std::string_view from = HeaderOrEmpty(context, "From");
  constexpr std::size_t kCapitals = 28;
  for (std::size_t at = ids.find('<'); at != kNpos; at = ids.find('<', at + 1)) {
    std::size_t end = at + 1;
    while (end < ids.size() && IsAsciiUpper(ids[end])) ++end;
    if (end != at + 1 + kCapitals || end >= ids.size() || ids[end] != '.') continue;
    const std::size_t close = ids.find('>', end);
    if (close == kNpos || close == end + 1) continue;
    // "Name" <the rest of the id>
    const std::string address = "<" + std::string(ids.substr(end + 1, close - end - 1)) + ">";
    for (std::size_t hit = from.find(address); hit != kNpos; hit = from.find(address, hit + 1)) {
      const std::string_view before = TrimRight(from.substr(0, hit));
      if (!before.ends_with('"')) continue;
      const std::size_t open = before.size() < 2 ? kNpos : before.rfind('"', before.size() - 2);
      if (open != kNpos && open + 2 < before.size()) return EvalResult::Of(true);
    }
    return EvalResult::Of(false);
  }
  return EvalResult::Of(false);
}

constexpr EvalEntry kHeaderForgeryEvals[] = {
    {"check_for_fake_aol_relay_in_rcvd", &FakeAolRelay},
    {"check_for_forged_eudoramail_received_headers", &ForgedEudoramail},
    {"check_for_forged_gmail_received_headers", &ForgedGmail},
    {"check_for_forged_gw05_received_headers", &ForgedGateway},
    {"check_for_forged_hotmail_received_headers", &ForgedHotmail},
    {"check_for_forged_juno_received_headers", &ForgedJuno},
    {"check_for_forged_yahoo_received_headers", &ForgedYahoo},
    {"check_for_msn_groups_headers", &MsnGroups},
    {"check_for_no_hotmail_received_headers", &NoHotmailReceived},
    {"check_ratware_name_id", &RatwareNameId},
};

}  // namespace

std::span<const EvalEntry> HeaderForgeryEvals() { return kHeaderForgeryEvals; }

}  // namespace gatepost
