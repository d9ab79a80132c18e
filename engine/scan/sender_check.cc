// Tested by tests/scan/history_test.cc; bench/history_parity.py holds it against SpamAssassin.
#include "scan/sender_check.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/ascii.h"
#include "eval/dkim_facts.h"
#include "eval/message_facts.h"

namespace gatepost {
namespace {

std::string Decimal(const char* format, double number) {
  char text[64];
  std::snprintf(text, sizeof text, format, number);
  return text;
}

// As SpamAssassin rounds what it keeps.
double ThreeDecimals(double number) { return std::strtod(Decimal("%.3f", number).c_str(), nullptr); }

}  // namespace

SenderCheck::SenderCheck(const Engine::Impl& engine, std::unique_ptr<SenderStore>* store,
                         EvalContext& context, const MessageRun& run, bool wants_tags, Verdict* verdict)
    : engine_(engine),
      store_(store),
      context_(context),
      run_(run),
      wants_tags_(wants_tags),
      verdict_(verdict) {}

Status SenderCheck::OpenStore() {
  if (*store_ != nullptr) return {};
  const HistoryConfig& history = *engine_.history;
  if (!history.fault.empty()) return {StatusCode::kInvalidArgument, history.fault};
  Result<std::unique_ptr<SenderStore>> opened = engine_.open_senders(history.place);
  if (!opened) return opened.error();
  *store_ = std::move(*opened);
  return {};
}

void SenderCheck::SetTag(const char* name, double value) {
  if (wants_tags_) verdict_->tags[name] = Decimal("%2.1f", value);
}

std::vector<std::pair<const Hit*, const PackedRule*>> SenderCheck::EarlyHits() const {
  const std::vector<bool> late = run_.LateMetas();
  std::vector<std::pair<const Hit*, const PackedRule*>> hits;
  for (const Hit& hit : verdict_->hits) {
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
  const std::vector<std::string> from = HeaderValues(context_, "From:addr");
  if (from.empty() || TrimLeft(from.front()).empty()) return std::nullopt;
  message.from = SenderName(from.front());
  // The oldest relay that is nobody's private one.
  const RelayChain& chain = context_.views.Relays();
  const auto is_public = [](const Relay& relay) { return !relay.ip_private && !relay.ip.empty(); };
  auto oldest = std::find_if(chain.untrusted.rbegin(), chain.untrusted.rend(), is_public);
  if (oldest == chain.untrusted.rend()) {
    oldest = std::find_if(chain.trusted.rbegin(), chain.trusted.rend(), is_public);
    message.has_relay = oldest != chain.trusted.rend();
  } else {
    message.has_relay = true;
  }
  if (message.has_relay) message.network = NetworkName(oldest->ip, engine_.history->masks);
  if (const DkimFacts* dkim = KnownDkim(context_)) {
    if (std::string domains = dkim->Tag("DKIMDOMAIN"); !domains.empty()) message.signer = std::move(domains);
  }
  for (const auto& [hit, rule] : EarlyHits()) {
    if (rule != nullptr && rule->flags.noautolearn) continue;
    if (rule != nullptr && rule->flags.noawl) return std::nullopt;
    message.points += hit->score * hit->count;
  }
  message.points = ThreeDecimals(message.points);
  return message;
}

EvalResult SenderCheck::AskAwl(SenderList& list, const AwlMessage& message, Status* failure) {
  const Result<AwlAnswer> answer = gatepost::AskAwl(list, message, engine_.history->factor);
  if (!answer) {
    *failure = answer.error();
    return EvalResult::Of(false);
  }
  if (answer->mean) {
    SetTag("AWL", answer->delta);
    SetTag("AWLMEAN", *answer->mean);
    SetTag("AWLCOUNT", static_cast<double>(answer->count));
    SetTag("AWLPRESCORE", ScoreSoFar());
  }
  EvalResult result = EvalResult::Of(answer->delta != 0);
  if (answer->delta != 0) result.score = ThreeDecimals(answer->delta);
  result.area = "AWL: ";
  return result;
}

EvalResult SenderCheck::Ask() {
  const std::optional<AwlMessage> message = MakeAwlMessage();
  EvalResult result = EvalResult::Of(false);
  if (!message) return result;
  Status status = OpenStore();
  if (status.ok()) status = (*store_)->BeginWrite();
  if (status.ok()) {
    SenderList list(**store_, engine_.history->list);
    result = AskAwl(list, *message, &status);
    if (status.ok())
      status = (*store_)->Commit();
    else
      (*store_)->Rollback();
  }
  if (status.ok()) return result;
  verdict_->failures.push_back(status.message());
  return EvalResult::Of(false);
}

}  // namespace gatepost
