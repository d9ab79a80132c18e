// One message from bytes to verdict. Tested by tests/scan/engine_test.cc.
#include "scan/session.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <exception>
#include <new>
#include <optional>

#include "base/ascii.h"
#include "base/c_locale.h"
#include "base/number_text.h"
#include "pyzor/digest.h"
#include "razor/parts.h"
#include "scan/auto_learn.h"
#include "scan/markup_tags.h"
#include "scan/message_run.h"
#include "scan/sender_check.h"

namespace gatepost {
namespace {

constexpr char kOutOfMemory[] = "out of memory";
constexpr char kIgnored[] = "the sender is in bayes_ignore_from or a recipient in bayes_ignore_to";

// SpamAssassin rounds the sum to three decimals before it compares.
double RoundScore(double score) { return std::round(score * 1000) / 1000; }

void SortUnique(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

bool HoldsBypassWord(Views& views, std::string_view word) {
  for (const TextPart& part : views.TextParts()) {
    if (ContainsIgnoreCase(part.decoded, word) || ContainsIgnoreCase(part.rendered, word)) return true;
  }
  return false;
}

void DecideAutoLearning(const Engine::Impl& engine, const AutoLearnPoints& points, bool is_ignored,
                        Verdict* verdict) {
  verdict->auto_learn = AutoLearn::kNo;
  verdict->auto_learn_force = points.forced_by;
  AutoLearnDecision decision = DecideAutoLearn(points, *engine.auto_learn);
  verdict->auto_learn_note = std::move(decision.reason);
  if (!decision.as) return;
  verdict->auto_learn = *decision.as == LearnedAs::kSpam ? AutoLearn::kSpam : AutoLearn::kHam;
  if (!is_ignored) return;
  verdict->auto_learn = AutoLearn::kUnavailable;
  verdict->auto_learn_note = kIgnored;
}

// For a message that needs more memory than there is.
Limits EighthOf(Limits limits) {
  for (std::size_t* limit :
       {&limits.max_parts, &limits.max_header_fields, &limits.max_header_field_bytes,
        &limits.max_header_bytes, &limits.max_nested_bytes, &limits.max_received_headers,
        &limits.max_text_bytes, &limits.max_rendered_bytes, &limits.max_paragraphs,
        &limits.max_html_kept_bytes, &limits.max_html_value_bytes, &limits.max_html_depth,
        &limits.max_html_anchors, &limits.max_uris, &limits.max_archive_entries, &limits.max_unpacked_bytes,
        &limits.max_bayes_tokens}) {
    *limit /= 8;
  }
  return limits;
}

}  // namespace

Result<TokenStore*> Session::Impl::OpenStore() {
  if (store == nullptr) {
    Result<std::unique_ptr<TokenStore>> opened =
        engine.open_store(engine.bayes_path, engine.bayes_user, StoreMode::kReadBriefly);
    if (!opened) return opened.error();
    store = std::move(*opened);
  }
  return store.get();
}

// Since then, rounded.
std::string Milliseconds(std::chrono::steady_clock::time_point start) {
  const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - start;
  return NumberText(passed.count(), "%.0f");
}

void Session::Impl::CheckMessage(std::string_view bytes, const CheckCall& call) {
  const CheckOptions& options = call.options;
  const Limits& limits = call.limits;
  Verdict* const verdict = call.verdict;
  const auto start = std::chrono::steady_clock::now();
  std::optional<std::chrono::steady_clock::time_point> deadline;
  if (options.deadline_ms > 0) deadline = start + std::chrono::milliseconds(options.deadline_ms);
  Message message = Message::Parse(bytes, limits);
  Views views(message, engine.views, limits);
  std::optional<MessageDns> dns;
  std::unique_ptr<PyzorClient> pyzor;
  std::unique_ptr<RazorStream> razor;
  auto add_findings = [&] {
    AnomalySet anomalies = message.anomalies();
    anomalies.Add(views.anomalies());
    verdict->anomalies = anomalies.Names();
    for (const std::vector<std::string>* met : {&message.limits_met(), &views.limits_met()})
      verdict->limits_met.insert(verdict->limits_met.end(), met->begin(), met->end());
    if (dns && dns->asked_too_much()) verdict->limits_met.emplace_back("dns_questions");
    if (pyzor != nullptr && bytes.size() > kMostPyzorBytes) verdict->limits_met.emplace_back("pyzor_bytes");
    if (razor != nullptr && bytes.size() > kMostRazorBytes) verdict->limits_met.emplace_back("razor_bytes");
    SortUnique(verdict->limits_met);
  };

  const std::string& bypass = options.bypass_word.empty() ? engine.bypass_word : options.bypass_word;
  if (!bypass.empty() && HoldsBypassWord(views, bypass)) {
    verdict->not_scanned_reason = "the body holds the bypass word";
    add_findings();
    return;
  }

  EvalContext context{views, engine.settings, engine.tables, 0, nullptr, {}, {}, EvalTextPhase::kHeader};
  context.now_unix_s = options.now_unix_s != 0 ? options.now_unix_s : std::time(nullptr);
  const Result<TokenStore*> tokens = engine.bayes.use_bayes ? OpenStore() : Result<TokenStore*>(nullptr);
  LearnedMail learned(engine, tokens, context, call);
  context.bayes_probability = [&] { return learned.Bayes(); };
  context.learned_probability = [&] { return learned.Combined(); };
  const bool is_ignored = engine.bayes.use_bayes && BayesIgnores(context);
  if (is_ignored) learned.Ignore(kIgnored);

  // What was learned says first whether its scores count.
  const bool with_bayes = learned.ScoresCount();
  const ScoreSet score_set{with_bayes, engine.network.tests};
  if (engine.network.dns) {
    DnsSettings settings = engine.network.settings;
    // A sender whose servers are silent must not make the check run out of its time.
    if (options.deadline_ms > 0)
      settings.timeout_ms =
          static_cast<int>(std::min<std::int64_t>(options.deadline_ms / 2, settings.timeout_ms));
    dns.emplace(engine.network, engine.open_dns(settings));
    context.dns = &*dns;
    if (engine.network.pyzor && engine.open_pyzor) {
      pyzor = engine.open_pyzor(std::min(settings.timeout_ms, engine.network.pyzor_timeout_ms));
      context.pyzor = pyzor.get();
      context.pyzor_plan = &*engine.network.pyzor;
    }
    if (engine.network.razor && engine.open_razor) {
      razor = engine.open_razor(std::min(settings.timeout_ms, engine.network.razor_timeout_ms));
      context.razor = razor.get();
      context.razor_plan = &*engine.network.razor;
    }
  }
  MessageRun run(engine, engine.plan(score_set), context);
  SenderCheck sender_check(engine, &senders, {context, run, score_set, options.tags, verdict});
  if (engine.history && engine.history->txrep)
    context.sender_reputation = [&] { return sender_check.AskTxRep(); };
  else if (engine.history)
    context.sender_history = [&] { return sender_check.AskAwl(); };
  if (options.subrules || (options.tags && TemplatesNameSubrules(engine.settings))) run.ListSubrules();
  if (options.tags) run.TakeCaptures();
  run.Run(deadline, verdict);
  learned.Finish();
  if (const PhishingFeeds* feeds = engine.tables.phishing.get(); feeds != nullptr && !feeds->fault().empty())
    verdict->failures.emplace_back(feeds->fault());
  if (engine.views.geo != nullptr) {
    for (std::string& fault : engine.views.geo->Faults()) verdict->failures.push_back(std::move(fault));
  }
  verdict->failures.insert(verdict->failures.end(), context.failures.begin(), context.failures.end());
  verdict->limits_met.insert(verdict->limits_met.end(), context.limits_met.begin(), context.limits_met.end());
  if (dns) {
    for (std::string& block : engine.network.Blocks(*verdict)) verdict->failures.push_back(std::move(block));
    if (std::string failure = dns->Failure(); !failure.empty())
      verdict->failures.push_back(std::move(failure));
  }
  verdict->scanned = true;
  verdict->score = RoundScore(verdict->score);
  verdict->is_spam = verdict->score >= verdict->required;
  AutoLearnPoints points = sender_check.auto_learn_points()
                               ? *sender_check.auto_learn_points()
                               : CountAutoLearnPoints(engine.rules, HitsOf(*verdict), score_set);
  points.is_spam = verdict->is_spam;
  // A run that ended early knows too little of the message.
  if (engine.auto_learn && !run.ended_early()) DecideAutoLearning(engine, points, is_ignored, verdict);
  if (options.tags) {
    run.GiveTags(&verdict->tags);
    verdict->tags["AUTOLEARNSCORE"] = NumberText(points.total, "%.15g");
    if (TemplatesName("_TIMING_", engine.settings))
      verdict->tags["TIMING"] = "total " + Milliseconds(start) + " ms";
  }
  add_findings();
}

// Libraries below may throw (memory, above all); a check may not.
const char* Session::Impl::TryMessage(std::string_view bytes, const CheckCall& call) {
  const CLocale c_locale;
  const char* failure = nullptr;
  try {
    CheckMessage(bytes, call);
    return nullptr;
  } catch (const std::bad_alloc&) {
    failure = kOutOfMemory;
  } catch (const std::exception&) {
    failure = "internal error";
  }
  *call.verdict = Verdict();
  call.verdict->required = engine.required_score;
  return failure;
}

Session::Session(const Engine& engine) : impl_(new Impl(engine)) {}
Session::~Session() = default;

Verdict Session::Check(std::string_view message, const CheckOptions& options) {
  Verdict verdict;
  verdict.required = impl_->engine.required_score;
  const Limits& limits = impl_->engine.options.limits;
  const auto pass_unscanned = [&](std::size_t most_bytes, const char* limit) {
    verdict.not_scanned_reason = "the message has " + std::to_string(message.size()) +
                                 " bytes, the limit is " + std::to_string(most_bytes);
    verdict.limits_met.emplace_back(limit);
    return verdict;
  };
  if (options.max_scan_bytes > 0 && message.size() >= options.max_scan_bytes)
    return pass_unscanned(options.max_scan_bytes, "max_scan_bytes");
  if (message.size() > limits.max_message_bytes)
    return pass_unscanned(limits.max_message_bytes, "max_message_bytes");
  const char* failure = impl_->TryMessage(message, {options, limits, &verdict});
  if (failure == kOutOfMemory) {
    // A sender who can make memory run out is not to get past that way.
    failure = impl_->TryMessage(message, {options, EighthOf(limits), &verdict});
    verdict.limits_met.emplace_back("memory");
    verdict.failures.emplace_back("out of memory: not all of the message was looked at");
  }
  if (failure == nullptr) return verdict;
  verdict.not_scanned_reason = failure;
  verdict.failures.assign(1, failure);
  return verdict;
}

}  // namespace gatepost
