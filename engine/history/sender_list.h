// SenderList: what SpamAssassin's two address lists (SQLBasedAddrList, and DBBasedAddrList on a Berkeley
// database) make of a table of senders. They differ, and verdicts with them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/number_text.h"
#include "gatepost/sender_store.h"

namespace gatepost {

// Points as SpamAssassin rounds what it keeps.
inline double AsKept(double points) { return RoundedAsText(points, "%.3f"); }

struct SenderListConfig {
  // As SQLBasedAddrList. Else as DBBasedAddrList, which knows nothing of signers.
  bool is_sql = false;
  // auto_welcomelist_distinguish_signed. SQL only: rows of signers are told apart.
  bool tells_signers = false;
  // txrep_welcomelist_out, where TxRep is loaded. SQL only: of an address only what was sent to it counts.
  bool knows_recipients_only = false;
};

struct SenderEntry {
  std::string email, network;
  std::optional<std::string> signer;
  SenderTotals totals;
};

class SenderList {
 public:
  // Within a write of the store, which stays.
  SenderList(SenderStore& store, const SenderListConfig& config) : store_(store), config_(config) {}

  // `email` as SenderName makes it. All zero where there is nothing; bad data counts as nothing.
  Result<SenderEntry> Find(std::string_view email, std::string_view network,
                           std::optional<std::string_view> signer);
  // Counts a message in.
  Status Add(SenderEntry* entry, double score);
  // One without a network: all of its email.
  Status Remove(const SenderEntry& entry);
  // What was known goes; with a score that alone is known.
  Status Set(std::string_view email, std::string_view network, std::optional<std::string_view> signer,
             std::optional<double> score);

 private:
  bool IsRecipient(std::string_view email) const;

  SenderStore& store_;
  const SenderListConfig config_;
};

}  // namespace gatepost
