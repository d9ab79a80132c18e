// EvalTables: lists that eval tests look things up in, prepared once from Settings when the engine opens.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "eval/brand_list.h"
#include "eval/phishing_feeds.h"
#include "lists/address_list.h"

namespace gatepost {

struct PackedNamedList {
  PackedText name;
  PackedAddressList list;
};

// The large ones of EvalTables.
struct PackedEvalTables {
  PackedSpan<PackedNamedList> address_lists;
  PackedAddressList freemail_imported;
  PackedWords uri_hosts, url_shorteners, freemail_domains, freemail_wildcards, freemail_welcomelist;
};

struct EvalTables {
  static EvalTables Build(const Settings& settings);
  // Fills the PackedEvalTables at `field`.
  void Pack(Packer* packer, std::size_t field) const;
  // The tables of `settings`, which are those that `packed` was made from but for the settings `changed`.
  // `packed` was checked and stays.
  static EvalTables Use(const PackedEvalTables& packed, const Settings& settings,
                        const SettingNames& changed);
  static bool IsSound(const PackedEvalTables& packed, const PackedBounds& bounds);

  // Lists by the name under which rules ask for them: "welcomelist_from", "blocklist_to",
  // "all_spam_to", and the names of enlist_addrlist ("PAYPAL"). Null where there is none.
  const AddressList* FindAddressList(std::string_view name) const;
  std::map<std::string, AddressList, std::less<>> address_lists;

  std::vector<ConditionalEntry> welcomelist_from_rcvd, def_welcomelist_from_rcvd;
  AddressList welcomelist_allows_relays;
  AddressList bounce_relays;  // welcomelist_bounce_relays

  // What enlist_uri_host and its kin say of a host in the list of that name: nothing, or false for a host
  // written with "!".
  std::optional<bool> FindUriHost(std::string_view list, std::string_view host) const;
  bool HasUriHostList(std::string_view list) const;
  WordSet uri_hosts;  // "LIST", NUL, "host", NUL, "y" or "n"

  WordSet url_shorteners;  // lower-case hosts, ".example.com" for those below it

  std::shared_ptr<const BrandList> brands = std::make_shared<BrandList>();
  std::shared_ptr<const PhishingFeeds> phishing;  // null: not loaded, or no rule asks

  WordSet freemail_domains;       // lower-case, without wildcards
  WordSet freemail_wildcards;     // "yahoo.*"
  WordSet freemail_welcomelist;   // domains and addresses
  AddressList freemail_imported;  // freemail_import_*welcomelist_auth
};

}  // namespace gatepost
