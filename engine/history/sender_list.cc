// Tested by tests/history/sender_list_test.cc.
#include "history/sender_list.h"

#include <cmath>

#include "base/ascii.h"
#include "base/number_text.h"
#include "history/sender_key.h"

namespace gatepost {
namespace {

// A Berkeley database keeps numbers as text, of 15 digits. Where a mean is what a message scores, TxRep's
// answer hangs by the digits after those.
double AsText(double number) { return RoundedAsText(number, "%.15g"); }

// The signers that rows have: the words; "" where there is none.
std::vector<std::string> SignerNames(const std::optional<std::string>& signer) {
  std::vector<std::string> names;
  if (signer) {
    for (std::string_view word : SplitWhitespace(*signer)) names.push_back(AsciiLower(word));
  }
  if (names.empty()) names.emplace_back();
  return names;
}

}  // namespace

bool SenderList::IsRecipient(std::string_view email) const {
  return config_.knows_recipients_only && HoldsAddress(email);
}

Result<SenderEntry> SenderList::Find(std::string_view email, std::string_view network,
                                     std::optional<std::string_view> signer) {
  SenderEntry entry{std::string(email), std::string(network), std::nullopt, {}};
  if (signer) entry.signer = *signer;
  if (email.empty()) return entry;
  // Each signer has a row of its own. The one that has seen most counts; to SpamAssassin the one used last,
  // which is the same but for rows of one time.
  for (const std::string& name : SignerNames(entry.signer)) {
    SenderQuery query{email, network, std::nullopt};
    if (!config_.is_sql)
      query.signer = "";
    else if (IsRecipient(email))
      query.network = kToRecipient;
    else if (config_.tells_signers && name.empty())
      query.signer = "";
    else if (config_.tells_signers)
      query = {email, std::nullopt, name};
    Result<std::optional<SenderTotals>> found = store_.Find(query);
    if (!found) return found.error();
    if (*found && (*found)->count >= entry.totals.count && std::isfinite((*found)->total))
      entry.totals = **found;
  }
  return entry;
}

Status SenderList::Add(SenderEntry* entry, double score) {
  ++entry->totals.count;
  entry->totals.total += score;
  if (entry->email.empty()) return {};
  SenderKey key{entry->email, entry->network, ""};
  if (!config_.is_sql) return store_.Put(key, {entry->totals.count, AsText(entry->totals.total)});
  const bool by_spf = entry->signer && entry->signer->starts_with("spf-");
  if (config_.tells_signers || by_spf) {
    if (!config_.tells_signers && IsRecipient(entry->email)) return {};
    for (const std::string& name : SignerNames(entry->signer)) {
      key.signer = name;
      if (Status status = store_.Add(key, entry->totals.count, score); !status.ok()) return status;
    }
    return {};
  }
  return store_.Add(key, entry->totals.count, score);
}

Status SenderList::Remove(const SenderEntry& entry) {
  if (entry.email.empty()) return {};
  SenderQuery query{entry.email, std::nullopt, std::nullopt};
  if (entry.network != kNoNetwork) query.network = entry.network;
  const std::string name = SignerNames(entry.signer).front();
  if (config_.is_sql && config_.tells_signers && !name.empty()) query.signer = name;
  return store_.Remove(query);
}

Status SenderList::Set(std::string_view email, std::string_view network,
                       std::optional<std::string_view> signer, std::optional<double> score) {
  Result<SenderEntry> entry = Find(email, network, signer);
  if (!entry) return entry.error();
  if (Status status = Remove(*entry); !status.ok() || !score) return status;
  entry = Find(email, network, signer);
  return entry ? Add(&*entry, *score) : entry.error();
}

}  // namespace gatepost
