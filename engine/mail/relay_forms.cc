// Tested by tests/mail/relay_test.cc.
#include "mail/relay_forms.h"

namespace gatepost {
namespace {

constexpr RelayForm kMicrosoftService[] = {
    {"", "{helo*} ([{ip}]{_^)*40}) by {by} with Microsoft SMTPSVC", kPlain},
    {"", "mail pickup service by {_} with Microsoft SMTPSVC{end}", kIgnore},
};

constexpr RelayForm kXmail[] = {
    {"", "{helo} ({[|}{ip}{]|}:{d}) by {by} ({_}) with [XMail", kXmailTail},
    {"", "{helo} ({[|}{ip}{]|}:{d}) by {by} with [XMail", kXmailTail},
};

constexpr RelayForm kEcelerity[] = {
    {"", "([{ip}:{d}] helo={helo}) by {by} ", kPlain},
    {"", "{_} ([{ip}:{d}]) by {by} ", kPlain},
};

constexpr RelayForm kExim[] = {
    {"", "[{ip}] ({rest?}) by {by} ", kRestHasHelo},
    {"", "{rdns} ([{ip}]{rest?}) by {by} ", kHeloIsRdns | kRestHasHelo},
    {"", "{rdns} [{ip}]:{d} by {by} ", kHeloIsRdns},
    {"", "{rdns} [{ip}] by {by} ", kHeloIsRdns},
};

constexpr RelayForm kPostfix[] = {
    {"", "{helo} ({rdns} [{ip}]) by {by} ", kLookedUp},
    {"", "{helo} ({rdns}[{ip}]) by {by} ", kLookedUp},
};

constexpr RelayForm kScalix[] = {
    {"", "{helo} ({ |}{ip}) by {by}", kPlain},
};

constexpr RelayForm kDomino[] = {
    {"", "{helo} ([{ip}]) by {by} (Lotus", kPlain},
};

// Exchange names the address without a look-up, sometimes with a zone ("fe80::1%6").
constexpr RelayForm kMicrosoftServer[] = {
    {"", "{helo} ({[|}{ip}%{_^)*}) by {by} ", kNoId},
    {"", "{helo} ({[|}{ip}{]|}) by {by} ", kNoId},
};

constexpr RelayFormFamily kFamilies[] = {
    {" SMTPSVC", "", kMicrosoftService},
    {" with Microsoft SMTP Server ", " with Microsoft SMTP Server {d}.{d}.{d}.{d}{end}", kMicrosoftServer},
    {" with Microsoft SMTP Server ", " with Microsoft SMTP Server {d}.{d}.{d}.{d} ", kMicrosoftServer},
    {" with Microsoft SMTP Server (", "Microsoft SMTP Server ({_^)}) {d}.{d}.{d}.{d}{end}", kMicrosoftServer},
    {" with Microsoft SMTP Server (", "Microsoft SMTP Server ({_^)}) {d}.{d}.{d}.{d} ", kMicrosoftServer},
    {" with mapi id ", " with mapi id {d}.{d}.{d}.{d}{end}", kMicrosoftServer},
    {" with mapi id ", " with mapi id {d}.{d}.{d}.{d} ", kMicrosoftServer},
    {"[XMail ", "", kXmail},
    {"(ecelerity", "", kEcelerity},
    {"Exim", "", kExim},
    {" (Postfix) with", "", kPostfix},
    {"(Scalix SMTP Relay", "", kScalix},
    {" (Lotus Domino ", "", kDomino},
};

constexpr RelayForm kEarly[] = {
    {"with HTTP", "{ip} ([{anyip}]) by {by}", kNeedIsWord},
    // sendmail
    {"", "{helo} ({rdns} [{ip}]{any}) by {by} (", kLookedUp | kRdnsHasIdent | kNotQmailLdap},
    // Exchange
    {"", "{helo} ({rdns} [{ip}]) by {by} with {_} (", kLookedUp},
    {"", "{rdns} ([{ip}] helo={helo}) by {by} with ", kPlain},
    {"", "{helo} (<unknown{_*}>[{ip}]) by {by} ", kPlain},
    {"", "{helo} ({rdns}[{ip}]) by {by} ", kLookedUp | kRdnsNeedsDot},
    {"", "{helo} ({ident*}@[{ip}]{any}) by {by} (", kLookedUp},
};

constexpr RelayForm kLate[] = {
    {" via HTTP", "[{ip}] by {by} via HTTP{end}", kPlain},
    {"", "{_} ( [{ip}]){any?} by {by} ", kPlain},
    {"", "({helo} [{ip}]) by {by} ", kPlain},
    {"", "[{ip}] by {by} ", kPlain},
    {"", "({[|}{ip}{]|}) by {by} ", kPlain},
    // MDaemon
    {"", "{helo} [{ip}] by {by} [{anyip}] with ", kLookedUp},
    {"", "{helo} [({ip})] by {by} ({anyip}) ", kPlain},
    // sendmail without a name, Courier, and many that write as they do
    {"", "{helo} ([{ip}]) by {by} (", kLookedUp},
    {"", "{helo} (softdnserr [{ip}]){any?} by {by}", kByEndsInWord},
    {"", "{helo} ({rdns} [{ip}]){any?} by {by}", kLookedUp | kByEndsInWord},
    {"", "{helo} ([{ip}{.|:}{d}]){any?} by {by} ", kLookedUp},
    {"", "{helo} ([{ip}]){any?} by {by} ", kLookedUp},
    // fetchmail, getmail
    {"with POP3", "", kFetcher},
    {"with IMAP", "", kFetcher},
    // qmail with more behind it
    {"", "{rdns} ({HELO|EHLO} {helo^)*}) ({ident*}@{[|}{ip}{]|}){any} by {by} ", kLookedUp},
    {"", "{rdns} ({HELO|EHLO} {helo^)*}) ({[|}{ip}{]|}){any} by {by} ", kLookedUp},
    {"", "{rdns} ({ident*}@{[|}{ip}{]|}){any} by {by} ", kLookedUp | kHeloIsRdns},
    {"", "{rdns} ({[|}{ip}{]|}){any} by {by} ", kLookedUp | kHeloIsRdns},
    // smap
    {" via smap ", "{rdns}({ip}) by {by} via smap ", kLookedUp},
    {" via smap ", "{rdns}({ip}, {HELO|EHLO} {helo*}) by {by} via smap ", kLookedUp},
    {"", "{ip} by {by} ({SMTPL|InterScan}", kPlain},
    {" with BSMTP", "{_} by {_} with BSMTP", kIgnore},
    {"", "{rdns} ({HELO|EHLO} {helo*}) ({ident}@{ip}{any?}) by {by} with ", kLookedUp},
    {"", "{rdns} ({HELO|EHLO} {helo*}) ({ip}{any?}) by {by} with ", kLookedUp},
    // CommuniGate Pro
    {"", "[{ip}] (account {_} {HELO|EHLO} {helo*}) by {by} (", kPlain},
    {"", "[{ip}] ({HELO|EHLO} {helo*}) by {by} (", kPlain},
    {" (CommuniGate Pro", "{rdns} ([{ip}] verified) by {by} (", kLookedUp | kHeloIsRdns},
    {"", "{_} ({_}) by {_} (Content Technologies ", kIgnore},
    {"", "{helo} ([{ip}] [{_}]) by {by} with ", kPlain},
    {"", "{ip} by {by} with ", kPlain},
    {"", "{helo} ({rdns}[{ip}]) by {by} ", kLookedUp},
    {"", "[{ip}]{_} ({HELO|EHLO} {helo*}) by {by} ", kPlain},
    {"", "{ip} ({HELO|EHLO} {helo*}) by {by} ", kPlain},
    {"", "{helo} [{ip}] by {by} ", kPlain},
    {"", "{rdns}({ip}) by {by} ", kPlain},
    {"", "{ip} ({word^)}) by {by} with ", kWordIsName},
    {"", "[{ip}] ({rest^)}) by {by} ", kRestHasHelo},
    // Obtuse smtpd
    {"", "{rdns}({ip}), claiming to be \"{helo}\" via {_} by {by},", kLookedUp},
    {"", "{rdns}({ip}) via {_} by {by},", kLookedUp | kNoHelo},
    {"", "{helo} ({_}@{ip} with login) by {by} with SMTP", kYahooBy},
    // ours: made of originating_ip_headers
    {"", "X-Originating-IP: {ip}{end}", kPlain},

    // Hand-overs inside one machine, and such as name no address at all.
    {"", "{_} ({_}@{localhost}) by {_} (", kIgnore},
    {"", "{_} {_} by {_} with local-{e|}smtp ", kIgnore},
    {"", "127.0.0.1 (AVG SMTP {_} [{_}])", kIgnore},
    {"", "{_}@{_} by {_} ", kIgnore},
    {"", "Unknown/Local (", kIgnore},
    {"", "{localhost} ({localhost}{)|[}", kIgnore},
    {"", "{localhost} ({_}@{localhost}{)|[}", kIgnore},
    {"", "{_} ({localhost}) ", kIgnore},
    {"", "{_} ({_}@{localhost}) ", kIgnore},
    {"", "{_} ({_}@{_} [{localhost}]) ", kIgnore},
    {"", "(AUTH: {_}) by {_} with ", kIgnore},
    {"", "localhost (localhost [[UNIX: localhost]]) by ", kIgnore},
    {"", "{_}.amazon.com by {_}.amazon.com with ESMTP (peer crosscheck: ", kIgnore},
    {"", "{_^.} by {_} with Novell_GroupWise", kIgnore},
    {"", "no.name.available by {_} via smtpd (for ", kIgnore},
    {"", "{_} by {_} ({any100}) with qmail-scanner", kIgnore | kScanner},
    {"", "{_} by {_} with local", kIgnore},
    {"", "{_} ([unix socket]) by {_} (Cyrus v{d}.{d}.{d}) with LMTPA", kIgnore},
    {"", "{_} by {_} {with|via|for|(}", kIgnore},
    {"", "{_} {with|via|for} {_} by ", kIgnore},
    {"", "{_} (unverified) by ", kIgnore},
    {"", "{_} (unknown) by {_} (SG) with ", kIgnore},
    {"", "{_} ({_} [local]) by {_} (OpenSMTPD) with ", kIgnore},
    {"(LSMTP for", "", kIgnore},
    {"", "([{localhost}]) with MailEnable ", kIgnore},
    {"", "facebook.com ({_^)}) by facebook.com with Thrift id {_}{end}", kIgnore},
    {"", "{_} named {_} by gmailapi.google.com with HTTPREST{end}", kIgnore},
    {"", "{_} id {_}{end}", kIgnore},
    {"", "[<{any?} (Jetsend", kIgnore},
};

constexpr RelayForm kUpperCase[] = {
    {"", "{helo} ({rdns} [{ip}]) BY {by} ({_^)}) WITH SMTP ID {id}{end}", kLookedUp},
    {"", "{helo} ({rdns} [{ip}]) BY {by} ({_^)}) WITH SMTP ID {id} FOR <{_^>}>{end}", kLookedUp},
    {"", "{helo} ({rdns} [{ip}]) BY {by} ID {id}{end}", kLookedUp},
    {"", "{helo} ({rdns} [{ip}]) BY {by} ID {id} FOR <{_^>}>{end}", kLookedUp},
};

constexpr RelayForm kParenthesis[] = {
    {"", "{helo*} [{ip}]) by {by} (NAVGW {any?}) with ", kPlain},
    {"", "{_}@localhost) by {_} ", kIgnore},
    {"", "{_}@{_^)}) by {_}(jqueuemail) id {_}", kIgnore},
};

}  // namespace

std::span<const RelayFormFamily> RelayFormFamilies() { return kFamilies; }
std::span<const RelayForm> EarlyRelayForms() { return kEarly; }
std::span<const RelayForm> LateRelayForms() { return kLate; }
std::span<const RelayForm> UpperCaseRelayForms() { return kUpperCase; }
std::span<const RelayForm> ParenthesisRelayForms() { return kParenthesis; }

}  // namespace gatepost
