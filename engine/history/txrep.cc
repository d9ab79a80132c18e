// Tested by tests/history/txrep_test.cc; bench/history_parity.py holds it against SpamAssassin.
#include "history/txrep.h"

#include <array>
#include <cmath>

#include "base/ascii.h"
#include "base/number_text.h"
#include "history/sender_key.h"

namespace gatepost {
namespace {

enum class Name { kEmailIp, kEmail, kDomain, kHelo, kIp, kMessage };

// A name that the sender is known by, and what is asked of it.
struct Question {
  Name name;
  std::string_view id;
  std::string_view ip, network;  // "" where it is not bound to one
  std::optional<std::string_view> signer;
};

std::string_view TagOf(Name name) {
  constexpr std::array<std::string_view, 6> kTags = {"EMAILIP", "EMAIL", "DOMAIN", "HELO", "IP", "MSGID"};
  return kTags[static_cast<std::size_t>(name)];
}

double WeightOf(Name name, const TxRepConfig& config) {
  switch (name) {
    case Name::kEmailIp:
      return config.weight_email_ip;
    case Name::kEmail:
      return config.weight_email;
    case Name::kDomain:
      return config.weight_domain;
    case Name::kHelo:
      return config.weight_helo;
    case Name::kIp:
      return config.weight_ip;
    default:
      return 1;
  }
}

std::optional<double> MeanOf(const SenderTotals& totals) {
  if (totals.count <= 0) return std::nullopt;
  return totals.total / static_cast<double>(totals.count);
}

// How far the message's points are from what its sender's mail scores with it counted in. Where both are of
// one sign, the points alone never turn it.
double DeltaOf(const SenderTotals& totals, std::optional<double> points) {
  const double count = 1 + static_cast<double>(totals.count);
  if (points) {
    const double delta = (totals.total + *points) / count - *points;
    const bool turns =
        (totals.total > 0 && *points > 0 && delta < 0) || (totals.total < 0 && *points < 0 && delta > 0);
    if (!turns) return delta;
  }
  return totals.total / count;
}

// One message and the rows of it. The first failure ends all: then nothing is asked or written any more.
class Account {
 public:
  Account(const TxRepHistory& history, const TxRepMessage& message)
      : config_(history.config),
        message_(message),
        store_(history.store),
        list_(history.store, history.list),
        is_double_(history.config.user_ratio > 0 && history.store.HasOwnRows()) {}

  Status Check() {
    Run(message_.points, Purpose::kCheck);
    return status_;
  }
  Status Learn(double points) {
    learning_ = true;
    Run(points, Purpose::kLearn);
    return status_;
  }
  Status Forget() {
    // Unless it is known there is nothing to be taken back. SpamAssassin takes its points from rows of no
    // network.
    Run(0, Purpose::kForget);
    return status_;
  }
  TxRepAnswer TakeAnswer() { return std::move(answer_); }

 private:
  enum class Purpose { kCheck, kLearn, kForget };

  void Run(double points, Purpose purpose);
  // By all names of the sender.
  double AskAll(const TxRepMessage::Origin& origin, double points, Purpose purpose);
  // What there is of the message itself: false where that is all.
  bool LookAtMessage(double* points, Purpose purpose);
  // The weighted delta.
  double Ask(const Question& question, std::optional<double> points, Purpose purpose);
  double AskRows(const Question& question, std::optional<double> points, Purpose purpose,
                 std::string_view rows);
  double Compare(const Question& question, std::optional<double> points, std::string_view rows);
  void Write(Name name, double points, Purpose purpose);
  void Welcome(std::string_view recipient);

  std::string_view NetworkOf(std::string_view email, std::string_view network) const;
  void Find(std::string_view id, std::string_view network, std::optional<std::string_view> signer);
  void Add(double points) { Keep(list_.Add(&entry_, points)); }
  void Remove() { Keep(list_.Remove(entry_)); }
  void Keep(const Status& status) {
    if (status_.ok()) status_ = status;
  }
  Question TheMessage() const {
    return {Name::kMessage, message_.id, "", "", std::string_view(message_.date)};
  }
  void SetTag(std::string_view rows, Name name, std::string_view what, double value) {
    answer_.tags.emplace_back("TXREP" + std::string(TagOf(name)).append(rows).append(what), value);
  }

  const TxRepConfig& config_;
  const TxRepMessage& message_;
  SenderStore& store_;
  SenderList list_;
  const bool is_double_;
  bool learning_ = false;
  double total_weight_ = 0, score_ = 0;
  SenderEntry entry_;  // of what was asked last
  TxRepAnswer answer_;
  Status status_;
};

std::string_view Account::NetworkOf(std::string_view email, std::string_view network) const {
  if (message_.is_outbound && config_.recipient_bonus > 0 && HoldsAddress(email)) return kToRecipient;
  return network.empty() ? kNoNetwork : network;
}

void Account::Find(std::string_view id, std::string_view network, std::optional<std::string_view> signer) {
  const std::string email = SenderName(id);
  entry_ = {};
  if (!status_.ok()) return;
  Result<SenderEntry> found = list_.Find(email, NetworkOf(email, network), signer);
  if (found)
    entry_ = std::move(*found);
  else
    status_ = found.error();
}

double Account::Ask(const Question& question, std::optional<double> points, Purpose purpose) {
  const double weight = WeightOf(question.name, config_);
  if (weight == 0) return 0;
  double delta = 0;
  if (is_double_) {
    store_.UseOwnRows(true);
    const double own = AskRows(question, points, purpose, "U");
    store_.UseOwnRows(false);
    const double all = AskRows(question, points, purpose, "G");
    delta = (config_.user_ratio * own + all) / (1 + config_.user_ratio);
  } else {
    delta = AskRows(question, points, purpose, "");
  }
  return delta * weight;
}

double Account::AskRows(const Question& question, std::optional<double> points, Purpose purpose,
                        std::string_view rows) {
  Find(question.id, question.network, question.signer);
  if (!status_.ok()) return 0;
  double delta = 0;
  if (learning_ && points) {
    // A sender who is known well takes more to be seen otherwise.
    const double mean = std::fabs(MeanOf(entry_.totals).value_or(0));
    *points += *points > 0 ? mean : *points < 0 ? -mean : 0;
  } else {
    // With two histories twice, and so SpamAssassin moves scores half as far.
    total_weight_ += WeightOf(question.name, config_);
    delta = Compare(question, points, rows);
  }
  if (points)
    Write(question.name, *points, purpose);
  else if (purpose == Purpose::kForget && question.name == Name::kMessage)
    Remove();
  return delta;
}

double Account::Compare(const Question& question, std::optional<double> points, std::string_view rows) {
  const std::optional<double> mean = MeanOf(entry_.totals);
  if (question.name == Name::kMessage && mean) {
    SetTag(rows, question.name, "", *mean);
    return *mean;
  }
  const double delta = DeltaOf(entry_.totals, points);
  SetTag(rows, question.name, "", delta);
  if (mean) SetTag(rows, question.name, "MEAN", *mean);
  SetTag(rows, question.name, "COUNT", static_cast<double>(entry_.totals.count));
  SetTag(rows, question.name, "PRESCORE", score_);
  if (config_.report_details == 0 || !mean || question.name == Name::kMessage) return delta;
  std::string line = std::string(TagOf(question.name)).append(rows).append(": ").append(question.id);
  if (!question.ip.empty()) line.append("|").append(question.network);
  if (config_.report_details == 2)
    line += ", rep: " + NumberText(*mean, "%.2f") + ", count: " + std::to_string(entry_.totals.count);
  answer_.details.push_back(std::move(line));
  return delta;
}

void Account::Write(Name name, double points, Purpose purpose) {
  if (purpose == Purpose::kForget) {
    // Counting in what is taken back makes it one more.
    entry_.totals.count = entry_.totals.count > 2 ? entry_.totals.count - 2 : 0;
    Add(-points);
    if (name == Name::kMessage) Remove();
    return;
  }
  Add(points);
  // A message that was learned is one counted twice.
  if (learning_ && name == Name::kMessage && entry_.totals.count == 1) Add(points);
}

void Account::Welcome(std::string_view recipient) {
  const std::string email = SenderName(recipient);
  if (status_.ok() && !email.empty())
    status_ = list_.Set(email, NetworkOf(email, ""), std::nullopt, -config_.recipient_bonus);
}

bool Account::LookAtMessage(double* points, Purpose purpose) {
  const double mean = Ask(TheMessage(), std::nullopt, purpose);
  const std::int64_t count = entry_.totals.count;
  if (!status_.ok() || (count == 0 && purpose == Purpose::kForget)) return false;
  if (count == 0) return true;
  switch (purpose) {
    case Purpose::kForget:
      *points = mean;
      return true;
    case Purpose::kLearn:
      if (count > 1) Run(*points, Purpose::kForget);
      return true;
    default:
      if (const double delta = (*points + config_.factor * mean) / (1 + config_.factor) - *points; delta != 0)
        answer_.delta = AsKept(delta);
      return false;
  }
}

void Account::Run(double points, Purpose purpose) {
  constexpr double kLow = 2;
  const double first_points = points;
  score_ = message_.score;
  if (config_.tracks_messages) {
    if (!LookAtMessage(&points, purpose)) return;
    if (message_.is_outbound && config_.recipient_bonus > 0 && purpose != Purpose::kForget) {
      for (const std::string& recipient : message_.recipients) Welcome(recipient);
    }
  } else if (purpose == Purpose::kForget) {
    return;
  }
  const TxRepMessage::Origin& origin =
      (learning_ ? first_points : points) < kLow ? message_.far : message_.near;
  double delta = AskAll(origin, points, purpose);
  if (purpose == Purpose::kCheck) {
    delta = total_weight_ == 0 ? 0 : config_.factor * delta / total_weight_;
    if (delta != 0) {
      answer_.delta = AsKept(delta);
      score_ += *answer_.delta;
    }
    points += delta;
  }
  if (config_.tracks_messages) Ask(TheMessage(), points, purpose);
}

double Account::AskAll(const TxRepMessage::Origin& origin, double points, Purpose purpose) {
  total_weight_ = 0;
  Question address{Name::kEmailIp, message_.from, origin.ip, origin.network, std::nullopt};
  const bool is_signed = !message_.signer.empty();
  if (is_signed) address = {Name::kEmailIp, message_.from, "", "", std::string_view(message_.signer)};
  Question domain = address;
  domain.name = Name::kDomain;
  domain.id = message_.domain;
  double delta = Ask(address, points, purpose);
  if (!domain.id.empty()) delta += Ask(domain, points, purpose);
  if (!message_.helo.empty()) delta += Ask({Name::kHelo, message_.helo, "", "", "HELO"}, points, purpose);
  if (origin.ip.empty()) return delta;
  if (!is_signed) delta += Ask({Name::kEmail, message_.from, "", "", std::nullopt}, points, purpose);
  return delta + Ask({Name::kIp, origin.ip, "", "", std::nullopt}, points, purpose);
}

}  // namespace

Result<TxRepAnswer> AskTxRep(const TxRepHistory& history, const TxRepMessage& message) {
  Account account(history, message);
  if (Status status = account.Check(); !status.ok()) return status;
  return account.TakeAnswer();
}

Status LearnTxRep(const TxRepHistory& history, const TxRepMessage& message, bool is_spam) {
  const double points = is_spam ? history.config.learn_penalty : -history.config.learn_bonus;
  return points == 0 ? Status() : Account(history, message).Learn(points);
}

Status SetTxRep(const TxRepHistory& history, std::string_view address, std::optional<double> score) {
  const TxRepConfig& config = history.config;
  std::string_view id = address;
  std::optional<std::string_view> signer;
  if (const std::size_t comma = address.find(','); comma != kNpos) {
    id = address.substr(0, comma);
    signer = address.substr(address.rfind(',') + 1);
  }
  const bool has_at = Contains(id, "@");
  double weight = 0;
  if (!Contains(id, ".") && config.weight_helo > 0) {
    weight = config.weight_helo;
    signer = "helo";
  } else if (id.find_first_not_of("0123456789abcdef.:") == kNpos && !id.empty() && config.weight_ip > 0) {
    weight = config.weight_ip;
  } else {
    weight = has_at ? config.weight_email : config.weight_domain;
  }
  const double all = config.weight_email + config.weight_email_ip + config.weight_domain + config.weight_ip +
                     config.weight_helo;
  if (score && weight > 0) *score *= all / weight;
  return SenderList(history.store, history.list).Set(SenderName(id), kNoNetwork, signer, score);
}

Status ForgetTxRep(const TxRepHistory& history, const TxRepMessage& message) {
  return Account(history, message).Forget();
}

}  // namespace gatepost
