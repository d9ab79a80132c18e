// Tested by tests/mail/relay_test.cc.
#include "mail/relay_line.h"

#include <algorithm>

#include "base/ascii.h"
#include "mail/received_text.h"
#include "mail/relay_auth.h"
#include "mail/relay_forms.h"
#include "mail/relay_shape.h"
#include "mail/relay_text.h"

namespace gatepost {
namespace {

using Kind = ReceivedLine::Kind;

bool IsHeloByte(char c) {
  return IsAsciiAlnum(c) || std::string_view("-.^+_&:=?!@%*$\\/").find(c) != std::string_view::npos;
}

class LineParser {
 public:
  explicit LineParser(std::string_view line) : text_(SqueezeReceived(line)) {}

  ReceivedLine Parse() {
    if (IsNoHandOver()) return std::move(result_);
    pairs_.emplace(text_);
    Kind kind = Kind::kUnparseable;
    TakeCommonFields();
    if (line_.starts_with("from ")) {
      line_.remove_prefix(5);
      TakeEnvelopeSender();
      kind = ParseFrom();
    } else if (line_.starts_with("FROM ")) {
      line_.remove_prefix(5);
      kind = TryForms(UpperCaseRelayForms());
      if (kind == Kind::kRelay) {
        if (id_.starts_with('<')) id_.erase(0, 1);
        if (id_.ends_with('>')) id_.pop_back();
        if (rdns_ == "unverified") rdns_.clear();
      }
    } else if (line_.starts_with("(from ")) {
      line_.remove_prefix(6);
      kind = TryForms(ParenthesisRelayForms());
    }
    if (kind == Kind::kUnparseable) kind = ParseAnyAddress();
    result_.kind = kind;
    if (kind == Kind::kRelay) FinishRelay();
    return std::move(result_);
  }

 private:
  bool Has(std::string_view text) const { return pairs_->MayHave(text) && line_.find(text) != kNpos; }

  // Lines that tell of no transmission; cuts the date off the others.
  bool IsNoHandOver() {
    std::string_view line = text_;
    const std::size_t skip = line.starts_with('(') ? 1 : 0;
    if (!StartsWithIgnoreCase(line.substr(skip), "from ")) return true;
    if (ContainsWord(line, "with local for")) return true;
    if (skip == 0 && IsNameByNameOnly(line)) return true;
    line = WithoutDate(line);
    text_.resize(line.size());
    if (const std::size_t at = text_.find(")by "); at != kNpos) text_.insert(at + 1, " ");
    line_ = text_;
    return false;
  }

  void TakeCommonFields() {
    for (std::size_t at = line_.find(" id "); at != kNpos; at = line_.find(" id ", at + 1)) {
      std::size_t begin = at + 4;
      if (begin < line_.size() && line_[begin] == '<') ++begin;
      const std::size_t end = std::min(line_.find_first_of(" <>;", begin), line_.size());
      if (end - begin < 3) continue;
      id_ = line_.substr(begin, end - begin);
      break;
    }
    if (!TakeHelo("helo=") && !TakeHelo("HELO ", "EHLO ")) helo_.clear();
    for (std::size_t at = line_.find(" by "); at != kNpos && by_.empty(); at = line_.find(" by ", at + 1)) {
      by_ = WordAt(line_, at + 4);
    }
    result_.relay.auth = FindRelayAuth(line_, *pairs_, &budget_);
  }

  bool TakeHelo(std::string_view mark, std::string_view other_mark = {}) {
    if (!Has(mark) && (other_mark.empty() || !Has(other_mark))) return false;
    for (std::size_t at = 0; at < line_.size(); ++at) {
      if (at > 0 && IsWordByte(line_[at - 1])) continue;
      const std::string_view rest = line_.substr(at);
      if (!rest.starts_with(mark) && (other_mark.empty() || !rest.starts_with(other_mark))) continue;
      std::size_t end = mark.size();
      while (end < rest.size() && IsHeloByte(rest[end])) ++end;
      if (end == mark.size()) continue;
      helo_ = rest.substr(mark.size(), end - mark.size());
      return true;
    }
    return false;
  }

  void TakeEnvelopeSender() {
    static constexpr std::string_view kMarks[] = {"return-path: ",    "return-path ",   "envelope-sender ",
                                                  "envelope-sender=", "envelope-from ", "envelope-from="};
    for (std::size_t at = 0; at < line_.size(); ++at) {
      const char second = at + 1 < line_.size() ? AsciiToLower(line_[at + 1]) : ' ';
      if (!(AsciiToLower(line_[at]) == 'r' && second == 'e') &&
          !(AsciiToLower(line_[at]) == 'e' && second == 'n'))
        continue;
      for (std::string_view mark : kMarks) {
        if (!StartsWithIgnoreCase(line_.substr(at), mark)) continue;
        const std::string_view run = WordAt(line_, at + mark.size());
        const std::string_view sender = CutAtWordEnd(run, ' ');
        if (sender.empty()) continue;
        envfrom_ = sender;
        return;
      }
    }
  }

  Kind ParseFrom() {
    if (TakeWebmail()) return Kind::kRelay;
    for (const RelayFormFamily& family : RelayFormFamilies()) {
      if (!Has(family.mark)) continue;
      LineCaptures ignored;
      if (!family.gate.empty() && !FindsShape(family.gate, line_, &ignored, &budget_)) continue;
      const bool exim = family.mark == "Exim";
      if (exim && IsEximLocal()) return Kind::kIgnored;
      const Kind kind = TryForms(family.forms);
      if (kind != Kind::kUnparseable) return kind;
      if (exim && TakeOddExim()) return Kind::kRelay;
      break;
    }
    for (Kind (LineParser::*step)() :
         {&LineParser::TryEarly, &LineParser::TryHotmail, &LineParser::TryHeloForms, &LineParser::TryQmail,
          &LineParser::TryLate}) {
      const Kind kind = (this->*step)();
      if (kind != Kind::kUnparseable) return kind;
    }
    if (helo_.empty()) GuessHelo();
    return Kind::kUnparseable;
  }

  Kind TryEarly() { return TryForms(EarlyRelayForms()); }
  Kind TryLate() { return TryForms(LateRelayForms()); }

  Kind TryHeloForms() {
    static constexpr RelayForm kForms[] = {
        {"", "{rdns} ({HELO|EHLO} {helo*}) ({ip}) by {by} (qpsmtpd/{_}) with {ESMTP|SMTP}", kPlain},
        {"", "{rdns} (LHLO {helo*}) ({ip}) by {by} with LMTP", kPlain},
        {"", "{rdns} ({HELO|EHLO} {helo*}) [{ip}] by {by} ({_^)}) with {ESMTP|SMTP}", kPlain},
        {" via smtpd ", "{helo} ([{ip}]) by {by} via smtpd (for {_}) with SMTP(", kPlain},
    };
    return TryForms(kForms);
  }

  // SquirrelMail and NaSMail name the browser's address; AOL's webmail too.
  bool TakeWebmail() {
    if (Has(" (SquirrelMail authenticated user ") || Has(" (NaSMail authenticated user ")) {
      for (IpSpan ip = FindIpAddress(line_); ip.length > 0; ip = FindIpAddress(line_, ip.begin + ip.length)) {
        const std::size_t end = ip.begin + ip.length;
        if (end < line_.size() && (line_[end] == '.' || line_[end] == '-' || IsWordByte(line_[end])))
          continue;
        LineCaptures captures;
        for (std::size_t gap = std::min<std::size_t>(80, line_.size() - end); gap >= 10; --gap) {
          if (!MatchesShape("by {by} with HTTP", line_.substr(end + gap), &captures, &budget_)) continue;
          ip_ = line_.substr(ip.begin, ip.length);
          by_ = captures[LineField::kBy];
          return true;
        }
      }
    }
    LineCaptures captures;
    if (Has("with HTTP (WebMailUI)") && Has("aol.com") &&
        FindsShape("{ip} by {by} ({anyip}) with HTTP (WebMailUI)", line_, &captures, &budget_)) {
      ip_ = captures[LineField::kIp];
      by_ = captures[LineField::kBy];
      return true;
    }
    return false;
  }

  bool IsEximLocal() {
    for (std::size_t at = line_.find("with local"); at != kNpos; at = line_.find("with local", at + 1)) {
      if (at > 0 && IsWordByte(line_[at - 1])) continue;
      const std::string_view rest = line_.substr(at + 10);
      if (rest.starts_with(' ')) return true;
      if (rest.starts_with('-') && rest.size() > 1 && !IsAsciiSpace(rest[1]) && rest.find(' ') != kNpos)
        return true;
    }
    return false;
  }

  // Exim lets the site write the line as it likes: gather what can be found.
  bool TakeOddExim() {
    const std::string_view first = WordAt(line_, 0);
    if (!first.empty() && first.size() < line_.size()) rdns_ = first;
    LineCaptures captures;
    if (FindsShape(" ({helo}) ", line_, &captures, &budget_)) helo_ = captures[LineField::kHelo];
    captures = {};
    if (FindsShape(" [{ip}] ", line_, &captures, &budget_) ||
        FindsShape(" [{ip}.{d}] ", line_, &captures, &budget_)) {
      ip_ = captures[LineField::kIp];
    }
    captures = {};
    if (!FindsShape("by {by} ", line_, &captures, &budget_)) return false;
    by_ = captures[LineField::kBy];
    return !ip_.empty();
  }

  Kind TryHotmail() {
    constexpr std::string_view kDomain = ".hotmail.msn.com ";
    if (!Has(kDomain)) return Kind::kUnparseable;
    for (std::size_t at = line_.find("by "); at != kNpos; at = line_.find("by ", at + 1)) {
      const std::string_view by = WordAt(line_, at + 3);
      if (by.size() < kDomain.size() || !by.ends_with(kDomain.substr(0, kDomain.size() - 1))) continue;
      if (at + 3 + by.size() >= line_.size()) continue;
      by_ = by;
      const std::size_t length = IpAddressLengthAt(line_, 0);
      if (length > 0 && length < line_.size() && line_[length] == ' ') ip_ = line_.substr(0, length);
      return Kind::kRelay;
    }
    return Kind::kUnparseable;
  }

  // The end of a qmail line: " by NAME", remarks in parentheses, " with ... SMTP" or QMQP, no " id " behind.
  bool IsQmailTail(std::string_view rest) {
    LineCaptures captures;
    if (!MatchesShape(" by {by}{rest~}", rest, &captures, &budget_)) return false;
    const std::size_t name_end = 4 + WordAt(rest, 4).size();
    for (std::size_t with = rest.find(" with ", name_end); with != kNpos;
         with = rest.find(" with ", with + 1)) {
      const std::string_view between = rest.substr(name_end, with - name_end);
      if (!between.empty() && !(between.size() > 3 && between.starts_with(" (") && between.ends_with(')')))
        continue;
      const std::string_view protocol = rest.substr(with + 6);
      for (std::string_view name : {"SMTP", "QMQP"}) {
        for (std::size_t at = protocol.find(name); at != kNpos; at = protocol.find(name, at + 1)) {
          if (at > 0 && protocol[at - 1] != ' ') continue;
          if (!protocol.substr(at + name.size()).starts_with(" id ")) return true;
        }
      }
    }
    return false;
  }

  Kind TryQmail() {
    if (!Has("SMTP") && !Has("QMQP")) return Kind::kUnparseable;
    static constexpr std::string_view kClients[] = {
        "{rdns} ({HELO|EHLO} {helo*}) ({ident*}@{[|}{ip}{]|})",
        "{rdns} ({HELO|EHLO} {helo*}) ({[|}{ip}{]|})",
        "{rdns} ({ident*}@{[|}{ip}{]|})",
        "{rdns} ({[|}{ip}{]|})",
    };
    for (std::string_view client : kClients) {
      if (!pairs_->MayHaveShape(client)) continue;
      for (std::string_view sender : {" (envelope-sender <{_}>){rest~}", "{rest~}"}) {
        LineCaptures captures;
        std::string shape(client);
        shape += sender;
        if (!MatchesShape(shape, line_, &captures, &budget_)) continue;
        const std::string_view helo = captures[LineField::kHelo];
        if (helo.find_first_of(" ()") != kNpos) continue;
        const std::string_view rest = captures[LineField::kRest];
        if (!IsQmailTail(rest)) continue;
        Take(captures);
        by_ = WordAt(rest, 4);
        if (!captures.Has(LineField::kHelo)) helo_ = rdns_;
        looked_up_ = rdns_ != "unknown";
        if (!looked_up_) rdns_.clear();
        return Kind::kRelay;
      }
    }
    return Kind::kUnparseable;
  }

  Kind TryForms(std::span<const RelayForm> forms) {
    for (const RelayForm& form : forms) {
      if (!form.needs.empty() &&
          !((form.effect & kNeedIsWord) != 0 ? (Has(form.needs) && ContainsWord(line_, form.needs))
                                             : Has(form.needs))) {
        continue;
      }
      LineCaptures captures;
      if (!pairs_->MayHaveShape(form.shape)) continue;
      if (!form.shape.empty() && !MatchesShape(form.shape, line_, &captures, &budget_)) continue;
      if (!Accept(form.effect, &captures)) continue;
      if ((form.effect & kScanner) != 0) result_.scanner_envfrom = CleanEnvelopeSender(envfrom_);
      result_.mail_fetcher = (form.effect & kFetcher) != 0;
      if ((form.effect & (kIgnore | kFetcher)) != 0) return Kind::kIgnored;
      Apply(form.effect, captures);
      return Kind::kRelay;
    }
    return Kind::kUnparseable;
  }

  // The conditions that a shape cannot say.
  bool Accept(unsigned effect, LineCaptures* captures) {
    if ((effect & kRdnsNeedsDot) != 0) {
      const std::string_view rdns = (*captures)[LineField::kRdns];
      const std::size_t dot = rdns.find('.', 1);
      if (dot == kNpos || dot + 1 >= rdns.size()) return false;
    }
    if ((effect & kWordIsName) != 0) {
      const std::string_view word = (*captures)[LineField::kWord];
      if (word.size() < 2 || !IsAsciiAlpha(word[0])) return false;
    }
    if ((effect & kYahooBy) != 0 && !(*captures)[LineField::kBy].ends_with(".yahoo.com")) return false;
    if ((effect & kNotQmailLdap) != 0) {
      LineCaptures ignored;
      if (Has(" (qmail-") && FindsShape(" by {_} (qmail-{_}) with ", line_, &ignored, &budget_)) return false;
    }
    if ((effect & kByEndsInWord) != 0) {
      std::string_view& by = captures->fields[static_cast<std::size_t>(LineField::kBy)];
      by = CutAtWordEnd(by, ' ');
      if (by.empty()) return false;
    }
    return true;
  }

  void Take(const LineCaptures& captures) {
    const auto take = [&](LineField field, std::string* target) {
      if (captures.Has(field)) *target = captures[field];
    };
    take(LineField::kIp, &ip_);
    take(LineField::kRdns, &rdns_);
    take(LineField::kHelo, &helo_);
    take(LineField::kBy, &by_);
    take(LineField::kIdent, &ident_);
    take(LineField::kEnvfrom, &envfrom_);
    take(LineField::kId, &id_);
  }

  void Apply(unsigned effect, const LineCaptures& captures) {
    Take(captures);
    looked_up_ = (effect & kLookedUp) != 0;
    if ((effect & kNoId) != 0) id_.clear();
    if ((effect & kNoHelo) != 0) helo_.clear();
    if ((effect & kHeloIsRdns) != 0) helo_ = rdns_;
    if ((effect & kRestHasHelo) != 0) TakeRest(captures[LineField::kRest]);
    if ((effect & kRdnsHasIdent) != 0) {
      if (rdns_.starts_with("IDENT:")) TakeIdent(6);
      TakeIdent(0);
    }
    if ((effect & kXmailTail) != 0) {
      LineCaptures tail;
      if (FindsShape(" id <{id}>", line_, &tail, &budget_)) id_ = tail[LineField::kId];
      if (FindsShape(" from <{envfrom}>", line_, &tail, &budget_)) envfrom_ = tail[LineField::kEnvfrom];
    }
  }

  // The user name in front of rdns, which begins at `begin`.
  void TakeIdent(std::size_t begin) {
    const std::size_t at = rdns_.find('@');
    if (at == kNpos) return;
    ident_ = rdns_.substr(begin, at - begin);
    rdns_.erase(0, at + 1);
  }

  // "helo=NAME ident=USER" in any order among other things.
  void TakeRest(std::string_view rest) {
    for (std::size_t at = rest.find("helo="); at != kNpos; at = rest.find("helo=", at + 1)) {
      const std::string_view word = WordAt(rest, at + 5);
      if (word.empty()) continue;
      helo_ = word;
      break;
    }
    if (const std::size_t at = rest.find("ident="); at != kNpos) ident_ = WordAt(rest, at + 6);
  }

  // The first word is likely the HELO name.
  void GuessHelo() {
    const std::string_view word = WordAt(line_, 0);
    std::size_t end = word.size();
    if (end == line_.size()) {
      while (end > 0 && (IsAsciiAlnum(word[end - 1]) || word[end - 1] == '-' || word[end - 1] == '.')) --end;
      if (end > 0) --end;
    }
    helo_ = word.substr(0, end);
  }

  // An unknown form with an address in brackets and a "by" is still of use. Perl takes "0" for nothing.
  Kind ParseAnyAddress() {
    if (ip_.empty()) {
      LineCaptures captures;
      if (FindsShape("[{ip}]", line_, &captures, &budget_)) ip_ = captures[LineField::kIp];
    }
    return !ip_.empty() && !by_.empty() && by_ != "0" ? Kind::kRelay : Kind::kUnparseable;
  }

  void FinishRelay() {
    while (rdns_.ends_with('.')) rdns_.pop_back();
    if (EqualsIgnoreCase(rdns_, "unknown") || rdns_.starts_with('[')) rdns_.clear();
    std::string_view ip = ip_;
    if (StartsWithIgnoreCase(ip, "ipv6:")) ip.remove_prefix(5);
    if (ip.starts_with('[')) ip.remove_prefix(1);
    if (ip.ends_with(']')) ip.remove_suffix(1);
    // ::ffff:192.0.2.1 is 192.0.2.1.
    const std::optional<IpAddress> address = IpAddress::Parse(ip);
    const std::size_t colon = ip.rfind(':');
    const bool mapped = address && address->IsV4() && colon != kNpos && ip.find('.') != kNpos;
    if (mapped) ip.remove_prefix(colon + 1);
    if (by_.ends_with(';')) by_.pop_back();

    Relay& relay = result_.relay;
    relay.ip = StripRelayText(ip);
    relay.rdns = StripRelayText(rdns_);
    relay.helo = StripRelayText(helo_);
    relay.by = StripRelayText(by_);
    relay.ident = StripRelayText(ident_);
    relay.envfrom = CleanEnvelopeSender(envfrom_);
    relay.id = id_;
    relay.no_reverse_dns = relay.rdns.empty() && looked_up_;
    relay.ip_private = address && address->IsPrivate();
  }

  std::string text_;
  std::string_view line_;         // what of text_ is still to be read
  std::optional<PairSet> pairs_;  // of text_
  ShapeBudget budget_;
  ReceivedLine result_;
  std::string ip_, rdns_, helo_, by_, ident_, envfrom_, id_;
  bool looked_up_ = false;
};

}  // namespace

ReceivedLine ParseReceivedLine(std::string_view line) { return LineParser(line).Parse(); }

}  // namespace gatepost
