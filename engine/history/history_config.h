// What the settings say about the history of senders that the plugin AWL or TxRep keeps: where it is, and how
// it counts.
#pragma once

#include <optional>
#include <string>

#include "config/settings.h"
#include "history/sender_key.h"
#include "history/sender_list.h"
#include "history/txrep.h"

namespace gatepost {

struct HistoryConfig {
  SenderPlace place;
  // Why no place can be used ("DBI:mysql:...": not SQLite), or "".
  std::string fault;
  SenderListConfig list;
  MaskLengths masks;
  double factor = 0.5;  // AWL's
  // TxRep keeps it. Else AWL.
  std::optional<TxRepConfig> txrep;

  // Nothing where none is kept.
  static std::optional<HistoryConfig> Build(const Settings& settings);
};

}  // namespace gatepost
