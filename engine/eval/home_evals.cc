// Our own tests of where a mail is at home: the domain of its From:, who signed it, where its links and
// answers lead.
// Tested by tests/eval/home_evals_test.cc.
#include <algorithm>
#include <optional>
#include <set>

#include "base/ascii.h"
#include "eval/brand_hosts.h"
#include "eval/header_evals.h"
#include "eval/html_evals.h"
#include "eval/message_facts.h"
#include "mail/codec.h"
#include "mail/header_text.h"
#include "text/uri.h"

namespace gatepost {
namespace {

bool IsAnchor(const HtmlUri& link) {
  return std::any_of(link.types.begin(), link.types.end(),
                     [](const std::string& type) { return type == "a" || type == "area" || type == "form"; });
}

std::string_view FirstLabel(std::string_view domain) { return domain.substr(0, domain.find('.')); }

// Where the links lead that a reader can follow: each host once, in their order. Without HTML, those of the
// text.
struct FollowedLinks {
  bool html = false;
  std::vector<UriTarget> targets;
};

const FollowedLinks& LinksToFollow(EvalContext& context) {
  return SharedFact<FollowedLinks>(context, "links_to_follow", [&] {
    const UriConfig& config = context.views.config().uri;
    FollowedLinks links;
    std::set<std::string, std::less<>> seen;
    const auto add = [&](const std::string& uri) {
      const std::optional<std::string> host =
          StartsWithIgnoreCase(uri, "http") ? FindUriHost(uri) : std::nullopt;
      if (!host || !seen.insert(*host).second) return;
      if (std::optional<UriTarget> target = TargetOfHost(*host, config)) {
        links.targets.push_back(*std::move(target));
      }
    };
    for (const TextPart& part : context.views.TextParts()) {
      if (!part.html) continue;
      links.html = true;
      for (const HtmlUri& link : part.html->uris) {
        if (IsAnchor(link)) add(link.uri);
      }
    }
    if (!links.html) {
      for (const std::string& uri : context.views.Uris()) add(uri);
    }
    return links;
  });
}

// There is a link to follow.
EvalResult HasLinkToFollow(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(!LinksToFollow(context).targets.empty());
}

// Does a list of 05_data.cf hold the site?
bool IsListed(EvalContext& context, std::string_view list, const UriTarget& target) {
  return context.tables.FindUriHost(list, target.domain).value_or(false);
}

// All links of the HTML lead to one site, and that is not the sender's, under whatever ending, nor another of
// the same company.
EvalResult LinksLeadAway(EvalContext& context, const EvalArguments&) {
  const FollowedLinks& links = LinksToFollow(context);
  if (!links.html || links.targets.empty()) return EvalResult::Of(false);
  const UriTarget& first = links.targets.front();
  const bool one = std::all_of(links.targets.begin(), links.targets.end(),
                               [&](const UriTarget& target) { return target.domain == first.domain; });
  return EvalResult::Of(one && FirstLabel(first.domain) != FirstLabel(Sender(context).domain) &&
                        !IsListed(context, "LINK_COUNTERS", first) &&
                        !IsOfSendersCompany(context, first.host));
}

// Every link leads to the sender's own site, under whatever ending, to another of the same company, or to who
// counts clicks for others (LINK_COUNTERS). Networks where everybody is (LINK_CARRIERS) do not count.
EvalResult LinksAtHome(EvalContext& context, const EvalArguments&) {
  const std::string_view from = FirstLabel(Sender(context).domain);
  if (from.empty()) return EvalResult::Of(false);
  bool home = false;
  for (const UriTarget& target : LinksToFollow(context).targets) {
    if (FirstLabel(target.domain) == from || IsListed(context, "LINK_COUNTERS", target) ||
        (!IsListed(context, "LINK_CARRIERS", target) && IsOfSendersCompany(context, target.host))) {
      home = true;
    } else if (!IsListed(context, "LINK_CARRIERS", target)) {
      return EvalResult::Of(false);
    }
  }
  return EvalResult::Of(home);
}

// "example.org" as Google signs for those who set up no key of their own:
// "example-org.20230601.gappssmtp.com".
bool IsGoogleNameOf(std::string_view signer, std::string host) {
  std::replace(host.begin(), host.end(), '.', '-');
  return signer.ends_with(".gappssmtp.com") && FirstLabel(signer) == host;
}

// A DKIM signature names the domain of From:, or one of the same registered domain.
EvalResult SignedByFrom(EvalContext& context, const EvalArguments&) {
  const UriConfig& config = context.views.config().uri;
  const SenderHost& from = Sender(context);
  if (from.domain.empty()) return EvalResult::Of(false);
  for (const std::string& signature : HeaderValues(context, "DKIM-Signature")) {
    for (std::string_view tag : Split(signature, ';')) {
      tag = Trim(tag);
      if (!tag.starts_with("d=")) continue;
      const std::string signer = AsciiLower(Trim(tag.substr(2)));
      const bool own = signer == from.host || TrimDomain(signer, config) == from.domain;
      if (own || IsGoogleNameOf(signer, from.host)) return EvalResult::Of(true);
    }
  }
  return EvalResult::Of(false);
}

// Sender and some recipient are of one registered domain. Who writes to himself has hidden the others.
EvalResult FromOfOneHouse(EvalContext& context, const EvalArguments&) {
  const UriConfig& config = context.views.config().uri;
  const std::string& from = Sender(context).domain;
  const std::string sender = FirstValue(context, "From:addr");
  const std::vector<std::string>& to = AllToAddresses(context);
  return EvalResult::Of(!from.empty() && std::any_of(to.begin(), to.end(), [&](const std::string& address) {
    return TrimDomain(HostOfAddress(address), config) == from && !EqualsIgnoreCase(address, sender);
  }));
}

// Answers go to another registered domain than that of From:.
EvalResult ReplyElsewhere(EvalContext& context, const EvalArguments&) {
  const std::string& from = Sender(context).domain;
  const std::string reply =
      TrimDomain(HostOfAddress(FirstValue(context, "Reply-To:addr")), context.views.config().uri);
  return EvalResult::Of(!from.empty() && !reply.empty() && reply != from);
}

// The From: name shows the very address that answers go to: a service writes for somebody.
EvalResult NameShowsReplyTo(EvalContext& context, const EvalArguments&) {
  const std::string reply = AsciiLower(FirstValue(context, "Reply-To:addr"));
  const std::string name = AsciiLower(FirstValue(context, "From:name"));
  return EvalResult::Of(reply.find('@') != std::string::npos && name.find(reply) != std::string::npos);
}

// In base64, an address of ASCII letters has no "+" and no "/".
constexpr std::size_t kShortestWrapped = 10, kLongestWrapped = 400, kMostWrappedUris = 200;

// A link holds the address of a recipient, and nothing else, in base64.
EvalResult LinkHoldsRecipient(EvalContext& context, const EvalArguments&) {
  const std::vector<std::string>& to = AllToAddresses(context);
  const auto is_recipient = [&](std::string_view word) {
    if (word.size() < kShortestWrapped || word.size() > kLongestWrapped) return false;
    const std::string text = DecodeBase64(word, nullptr);
    return std::any_of(to.begin(), to.end(),
                       [&](const std::string& address) { return EqualsIgnoreCase(address, text); });
  };
  std::size_t left = kMostWrappedUris;
  for (const std::string& uri : context.views.Uris()) {
    if (!StartsWithIgnoreCase(uri, "http")) continue;
    if (left-- == 0) break;
    for (std::size_t at = 0; at < uri.size();) {
      std::size_t end = at;
      while (end < uri.size() && IsAsciiAlnum(uri[end])) ++end;
      if (is_recipient(std::string_view(uri).substr(at, end - at))) return EvalResult::Of(true);
      at = end + 1;
    }
  }
  return EvalResult::Of(false);
}

constexpr EvalEntry kHomeEvals[] = {
    {"gatepost_from_of_one_house", &FromOfOneHouse},
    {"gatepost_has_link_to_follow", &HasLinkToFollow},
    {"gatepost_link_holds_recipient", &LinkHoldsRecipient},
    {"gatepost_links_at_home", &LinksAtHome},
    {"gatepost_links_lead_away", &LinksLeadAway},
    {"gatepost_name_shows_reply_to", &NameShowsReplyTo},
    {"gatepost_reply_elsewhere", &ReplyElsewhere},
    {"gatepost_signed_by_from", &SignedByFrom},
};

}  // namespace

std::span<const EvalEntry> HomeEvals() { return kHomeEvals; }

}  // namespace gatepost
