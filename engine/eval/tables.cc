// Tested by tests/eval/list_evals_test.cc.
#include "eval/tables.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::string_view kPlainLists[] = {"welcomelist_from",     "blocklist_from",
                                            "welcomelist_to",       "blocklist_to",
                                            "more_spam_to",         "all_spam_to",
                                            "welcomelist_auth",     "def_welcomelist_auth",
                                            "welcomelist_from_spf", "def_welcomelist_from_spf",
                                            "bayes_ignore_from",    "bayes_ignore_to"};

std::vector<ConditionalEntry> ReadConditional(const Settings& settings, std::string_view name) {
  std::vector<ConditionalEntry> entries;
  for (const SettingLine& line : settings.Lines(name)) {
    std::vector<std::string_view> words = SplitWhitespace(line.value);
    for (std::size_t i = 1; i < words.size(); ++i) {
      entries.push_back({AsciiLower(words[0]), AsciiLower(words[i])});
    }
  }
  return entries;
}

// "(NAME) entry entry ...": the name, and the entries left in `line`.
std::string TakeListName(std::string_view& line) {
  std::size_t close = line.find(')');
  if (!line.starts_with('(') || close == std::string_view::npos) return {};
  std::string name(Trim(line.substr(1, close - 1)));
  line.remove_prefix(close + 1);
  return name;
}

std::string UriHostKey(std::string_view list, std::string_view host) {
  std::string key(list);
  return key.append(1, '\0').append(host).append(1, '\0');
}

void ReadUriHosts(const Settings& settings, WordSet* hosts) {
  for (const SettingLine& line : settings.Lines("uri_host_lists")) {
    std::string_view rest = line.value;
    std::string name = TakeListName(rest);
    for (std::string_view word : SplitWhitespace(rest)) {
      bool listed = !word.starts_with('!');
      if (!listed) word.remove_prefix(1);
      std::string key = UriHostKey(name, AsciiLower(word));
      hosts->erase(key + (listed ? 'n' : 'y'));  // the last line counts
      hosts->insert(key + (listed ? 'y' : 'n'));
    }
  }
}

void ReadWords(const Settings& settings, std::string_view name, WordSet* words) {
  for (const std::string& word : settings.Words(name)) words->insert(AsciiLower(word));
}

void ReadFreemailDomains(const Settings& settings, EvalTables* tables) {
  for (const std::string& word : settings.Words("freemail_domains")) {
    std::string domain = AsciiLower(word);
    bool plain = domain.find_first_of("*?") == std::string::npos;
    (plain ? tables->freemail_domains : tables->freemail_wildcards).insert(std::move(domain));
  }
}

void ReadFreemailImported(const Settings& settings, AddressList* list) {
  for (std::string_view name : {"welcomelist_auth", "def_welcomelist_auth"}) {
    if (settings.Number("freemail_import_" + std::string(name)) == 0) continue;
    for (const std::string& word : settings.Words(name)) list->Add(word);
  }
}

void ReadAddressList(const Settings& settings, std::string_view name, EvalTables* tables) {
  AddressList& list = tables->address_lists[std::string(name)];
  for (const std::string& word : settings.Words(name)) list.Add(word);
}

void ReadNamedAddressLists(const Settings& settings, EvalTables* tables) {
  for (const SettingLine& line : settings.Lines("enlist_addrlist")) {
    std::string_view rest = line.value;
    AddressList& list = tables->address_lists[TakeListName(rest)];
    for (std::string_view word : SplitWhitespace(rest)) list.Add(word);
  }
}

// Those that are small wherever they are set.
void ReadSmallLists(const Settings& settings, EvalTables* tables) {
  tables->welcomelist_from_rcvd = ReadConditional(settings, "welcomelist_from_rcvd");
  tables->def_welcomelist_from_rcvd = ReadConditional(settings, "def_welcomelist_from_rcvd");
  for (const std::string& word : settings.Words("welcomelist_allows_relays")) {
    tables->welcomelist_allows_relays.Add(word);
  }
  for (const std::string& word : settings.Words("welcomelist_bounce_relays")) tables->bounce_relays.Add(word);
}

bool IsPlainList(std::string_view name) {
  return std::find(std::begin(kPlainLists), std::end(kPlainLists), name) != std::end(kPlainLists);
}

}  // namespace

EvalTables EvalTables::Build(const Settings& settings) {
  EvalTables tables;
  for (std::string_view name : kPlainLists) ReadAddressList(settings, name, &tables);
  ReadNamedAddressLists(settings, &tables);
  ReadSmallLists(settings, &tables);
  ReadUriHosts(settings, &tables.uri_hosts);
  ReadWords(settings, "url_shortener", &tables.url_shorteners);
  ReadFreemailDomains(settings, &tables);
  ReadWords(settings, "freemail_welcomelist", &tables.freemail_welcomelist);
  ReadFreemailImported(settings, &tables.freemail_imported);
  return tables;
}

void EvalTables::Pack(Packer* packer, std::size_t field) const {
  packer->PutEach<PackedNamedList>(field + offsetof(PackedEvalTables, address_lists), address_lists,
                                   [&](std::size_t at, const auto& named) {
                                     packer->PutText(at + offsetof(PackedNamedList, name), named.first);
                                     named.second.Pack(packer, at + offsetof(PackedNamedList, list));
                                   });
  freemail_imported.Pack(packer, field + offsetof(PackedEvalTables, freemail_imported));
  uri_hosts.Pack(packer, field + offsetof(PackedEvalTables, uri_hosts));
  url_shorteners.Pack(packer, field + offsetof(PackedEvalTables, url_shorteners));
  freemail_domains.Pack(packer, field + offsetof(PackedEvalTables, freemail_domains));
  freemail_wildcards.Pack(packer, field + offsetof(PackedEvalTables, freemail_wildcards));
  freemail_welcomelist.Pack(packer, field + offsetof(PackedEvalTables, freemail_welcomelist));
}

EvalTables EvalTables::Use(const PackedEvalTables& packed, const Settings& settings,
                           const SettingNames& changed) {
  EvalTables tables;
  bool named_changed = changed.contains("enlist_addrlist");
  for (const PackedNamedList& each : packed.address_lists.get()) {
    std::string_view name = each.name.view();
    if (IsPlainList(name) ? !changed.contains(name) && !named_changed : !named_changed)
      tables.address_lists[std::string(name)].Use(each.list);
  }
  for (std::string_view name : kPlainLists) {
    if (changed.contains(name) || named_changed) ReadAddressList(settings, name, &tables);
  }
  if (named_changed) ReadNamedAddressLists(settings, &tables);
  ReadSmallLists(settings, &tables);
  if (changed.contains("uri_host_lists"))
    ReadUriHosts(settings, &tables.uri_hosts);
  else
    tables.uri_hosts.Use(packed.uri_hosts);
  if (changed.contains("freemail_domains")) {
    ReadFreemailDomains(settings, &tables);
  } else {
    tables.freemail_domains.Use(packed.freemail_domains);
    tables.freemail_wildcards.Use(packed.freemail_wildcards);
  }
  const auto take_words = [&](std::string_view name, const PackedWords& words, WordSet* into) {
    if (changed.contains(name))
      ReadWords(settings, name, into);
    else
      into->Use(words);
  };
  take_words("url_shortener", packed.url_shorteners, &tables.url_shorteners);
  take_words("freemail_welcomelist", packed.freemail_welcomelist, &tables.freemail_welcomelist);
  bool import_changed = std::any_of(changed.begin(), changed.end(), [](const std::string& name) {
    return name.starts_with("freemail_import_") || name.ends_with("welcomelist_auth");
  });
  if (import_changed)
    ReadFreemailImported(settings, &tables.freemail_imported);
  else
    tables.freemail_imported.Use(packed.freemail_imported);
  return tables;
}

bool EvalTables::IsSound(const PackedEvalTables& packed, const PackedBounds& bounds) {
  const auto is_list = [&](const PackedNamedList& each) {
    return bounds.Holds(each.name) && AddressList::IsSound(each.list, bounds);
  };
  return bounds.HoldsEach(packed.address_lists, is_list) &&
         AddressList::IsSound(packed.freemail_imported, bounds) &&
         WordSet::IsSound(packed.uri_hosts, bounds) && WordSet::IsSound(packed.url_shorteners, bounds) &&
         WordSet::IsSound(packed.freemail_domains, bounds) &&
         WordSet::IsSound(packed.freemail_wildcards, bounds) &&
         WordSet::IsSound(packed.freemail_welcomelist, bounds);
}

std::optional<bool> EvalTables::FindUriHost(std::string_view list, std::string_view host) const {
  std::optional<bool> listed;
  uri_hosts.AnyWithPrefix(UriHostKey(list, host), [&](std::string_view entry) {
    listed = entry.back() == 'y';
    return true;
  });
  return listed;
}

bool EvalTables::HasUriHostList(std::string_view list) const {
  return uri_hosts.AnyWithPrefix(std::string(list) + '\0', [](std::string_view) { return true; });
}

const AddressList* EvalTables::FindAddressList(std::string_view name) const {
  auto found = address_lists.find(name);
  return found == address_lists.end() ? nullptr : &found->second;
}

}  // namespace gatepost
