// Tested by tests/history/awl_test.cc.
#include "history/awl.h"

#include "history/sender_key.h"

namespace gatepost {

Result<AwlAnswer> AskAwl(SenderList& list, const AwlMessage& message, double factor) {
  const std::string_view network = message.network.empty() ? kNoNetwork : std::string_view(message.network);
  Result<SenderEntry> entry = list.Find(message.from, network, message.signer);
  if (!entry) return entry.error();
  if (entry->totals.count == 0 && message.has_relay) {
    // What an administrator set for the address alone goes to the first network it comes from.
    Result<SenderEntry> plain = list.Find(message.from, kNoNetwork, std::nullopt);
    if (!plain) return plain.error();
    if (plain->totals.count > 0) {
      if (Status status = list.Remove(*plain); !status.ok()) return status;
      entry->totals = plain->totals;
    }
  }
  AwlAnswer answer;
  answer.count = entry->totals.count;
  if (answer.count > 0) {
    answer.mean = entry->totals.total / static_cast<double>(answer.count);
    answer.delta = (*answer.mean - message.points) * factor;
  }
  if (Status status = list.Add(&*entry, message.points); !status.ok()) return status;
  return answer;
}

Status SetAwl(SenderList& list, std::string_view address, std::optional<double> score) {
  return list.Set(SenderName(address), kNoNetwork, std::nullopt, score);
}

}  // namespace gatepost
