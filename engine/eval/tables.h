// EvalTables: lists that eval tests look things up in, prepared once from Settings when the engine opens.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/settings.h"
#include "lists/address_list.h"

namespace gatepost {

struct EvalTables {
  static EvalTables Build(const Settings& settings);

  AddressList welcomelist_from, blocklist_from, welcomelist_to, blocklist_to, more_spam_to, all_spam_to;
  std::vector<ConditionalEntry> welcomelist_from_rcvd, def_welcomelist_from_rcvd;
};

}  // namespace gatepost
