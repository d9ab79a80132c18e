// EvalTables: lists that eval tests look things up in, prepared once from Settings when the engine opens.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "lists/address_list.h"

namespace gatepost {

using WordSet = std::set<std::string, std::less<>>;

struct EvalTables {
  static EvalTables Build(const Settings& settings);

  // Lists by the name under which rules ask for them: "welcomelist_from", "blocklist_to",
  // "all_spam_to", and the names of enlist_addrlist ("PAYPAL"). Null where there is none.
  const AddressList* FindAddressList(std::string_view name) const;
  std::map<std::string, AddressList, std::less<>> address_lists;

  std::vector<ConditionalEntry> welcomelist_from_rcvd, def_welcomelist_from_rcvd;
  AddressList welcomelist_allows_relays;
  AddressList bounce_relays;  // welcomelist_bounce_relays

  // enlist_uri_host: list name to host; false for a host written with "!".
  std::map<std::string, std::map<std::string, bool, std::less<>>, std::less<>> uri_host_lists;

  WordSet freemail_domains;                     // lower-case, without wildcards
  std::vector<std::string> freemail_wildcards;  // "yahoo.*"
  WordSet freemail_welcomelist;                 // domains and addresses
  AddressList freemail_imported;                // freemail_import_*welcomelist_auth
};

}  // namespace gatepost
