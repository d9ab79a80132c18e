// Tested by tests/scan/history_test.cc, txrep_test.cc; bench/history_parity.py holds it against SpamAssassin.
#include "scan/sender_check.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/number_text.h"
#include "eval/dkim_facts.h"
#include "eval/message_facts.h"
#include "scan/sender_write.h"
#include "scan/txrep_message.h"

namespace gatepost {
void SenderCheck::SetTag(const std::string& name, double value) {
  if (parts_.wants_tags) parts_.verdict->tags[name] = NumberText(value, "%2.1f");
}

std::vector<std::pair<const Hit*, const PackedRule*>> SenderCheck::EarlyHits() const {
  const std::vector<bool> late = parts_.run.LateMetas();
  std::vector<std::pair<const Hit*, const PackedRule*>> hits;
  for (const Hit& hit : parts_.verdict->hits) {
    const int number = engine_.rules.Find(hit.rule);
    if (number >= 0 && late[static_cast<std::size_t>(number)]) continue;
    hits.emplace_back(&hit, number < 0 ? nullptr : &engine_.rules.rule(number));
  }
  return hits;
}

double SenderCheck::ScoreSoFar() const {
  double score = 0;
  for (const auto& [hit, rule] : EarlyHits()) score += hit->score * hit->count;
  return score;
}

std::optional<AwlMessage> SenderCheck::MakeAwlMessage() {
  AwlMessage message;
  const std::string from = FirstHeaderValue(parts_.context, "From:addr");
  if (TrimLeft(from).empty()) return std::nullopt;
  message.from = SenderName(from);
  // The oldest relay that is nobody's private one.
  const RelayChain& chain = parts_.context.views.Relays();
  const auto is_public = [](const Relay& relay) { return !relay.ip_private && !relay.ip.empty(); };
  auto oldest = std::find_if(chain.untrusted.rbegin(), chain.untrusted.rend(), is_public);
  if (oldest == chain.untrusted.rend()) {
    oldest = std::find_if(chain.trusted.rbegin(), chain.trusted.rend(), is_public);
    message.has_relay = oldest != chain.trusted.rend();
  } else {
    message.has_relay = true;
  }
  if (message.has_relay) message.network = NetworkName(oldest->ip, engine_.history->masks);
  if (const DkimFacts* dkim = KnownDkim(parts_.context)) {
    if (std::string domains = dkim->Tag("DKIMDOMAIN"); !domains.empty()) message.signer = std::move(domains);
  }
  for (const auto& [hit, rule] : EarlyHits()) {
    if (rule != nullptr && rule->flags.noautolearn) continue;
    if (rule != nullptr && rule->flags.noawl) return std::nullopt;
    message.points += hit->score * hit->count;
  }
  message.points = AsKept(message.points);
  return message;
}

EvalResult SenderCheck::Failed(const Status& status) {
  parts_.verdict->failures.push_back(status.message());
  return EvalResult::Of(false);
}

EvalResult SenderCheck::AskAwl() {
  const std::optional<AwlMessage> message = MakeAwlMessage();
  if (!message) return EvalResult::Of(false);
  AwlAnswer answer;
  const Status status = WriteSenders(engine_, store_, [&](SenderStore& store) -> Status {
    SenderList list(store, engine_.history->list);
    const Result<AwlAnswer> asked = gatepost::AskAwl(list, *message, engine_.history->factor);
    if (!asked) return asked.error();
    answer = *asked;
    return {};
  });
  if (!status.ok()) return Failed(status);
  if (answer.mean) {
    SetTag("AWL", answer.delta);
    SetTag("AWLMEAN", *answer.mean);
    SetTag("AWLCOUNT", static_cast<double>(answer.count));
    SetTag("AWLPRESCORE", ScoreSoFar());
  }
  EvalResult result = EvalResult::Of(answer.delta != 0);
  if (answer.delta != 0) result.score = AsKept(answer.delta);
  result.area = "AWL: ";
  return result;
}

EvalResult SenderCheck::AskTxRep() {
  std::vector<const Hit*> hits;
  for (const auto& [hit, rule] : EarlyHits()) hits.push_back(hit);
  points_ = CountAutoLearnPoints(engine_.rules, hits, parts_.score_set);
  parts_.verdict->known_sender = FindKnownSender(parts_.context);
  const HistoryConfig& history = *engine_.history;
  std::optional<TxRepMessage> message =
      MakeTxRepMessage(parts_.context, history, parts_.verdict->known_sender);
  if (!message) return EvalResult::Of(false);
  message->points = points_->total;
  message->score = ScoreSoFar();
  TxRepAnswer answer;
  const Status status = WriteSenders(engine_, store_, [&](SenderStore& store) -> Status {
    Result<TxRepAnswer> asked = gatepost::AskTxRep({store, history.list, *history.txrep}, *message);
    if (!asked) return asked.error();
    answer = std::move(*asked);
    return {};
  });
  if (!status.ok()) return Failed(status);
  for (const auto& [name, value] : answer.tags) SetTag(name, value);
  for (const std::string& line : answer.details)
    parts_.context.detail.append(parts_.context.detail.empty() ? "" : "\n").append(line);
  EvalResult result = EvalResult::Of(answer.delta.has_value());
  result.score = answer.delta;
  result.area = "TXREP: ";
  return result;
}

}  // namespace gatepost
