// Tested by tests/eval/tables_test.cc.
#include "eval/tables.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::string_view kPlainLists[] = {
    "welcomelist_from", "blocklist_from",   "welcomelist_to",       "blocklist_to",      "more_spam_to",
    "all_spam_to",      "welcomelist_auth", "def_welcomelist_auth", "bayes_ignore_from", "bayes_ignore_to"};

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

void ReadUriHosts(const Settings& settings, EvalTables* tables) {
  for (const SettingLine& line : settings.Lines("uri_host_lists")) {
    std::string_view rest = line.value;
    std::string name = TakeListName(rest);
    for (std::string_view word : SplitWhitespace(rest)) {
      bool listed = !word.starts_with('!');
      if (!listed) word.remove_prefix(1);
      tables->uri_host_lists[name].insert_or_assign(AsciiLower(word), listed);
    }
  }
}

void ReadFreemail(const Settings& settings, EvalTables* tables) {
  for (const std::string& word : settings.Words("freemail_domains")) {
    std::string domain = AsciiLower(word);
    if (domain.find_first_of("*?") == std::string::npos) {
      tables->freemail_domains.insert(std::move(domain));
    } else {
      tables->freemail_wildcards.push_back(std::move(domain));
    }
  }
  for (const std::string& word : settings.Words("freemail_welcomelist")) {
    tables->freemail_welcomelist.insert(AsciiLower(word));
  }
  for (std::string_view list : {"welcomelist_auth", "def_welcomelist_auth"}) {
    if (settings.Number("freemail_import_" + std::string(list)) == 0) continue;
    for (const std::string& word : settings.Words(list)) tables->freemail_imported.Add(word);
  }
}

}  // namespace

EvalTables EvalTables::Build(const Settings& settings) {
  EvalTables tables;
  for (std::string_view name : kPlainLists) {
    AddressList& list = tables.address_lists[std::string(name)];
    for (const std::string& word : settings.Words(name)) list.Add(word);
  }
  for (const SettingLine& line : settings.Lines("enlist_addrlist")) {
    std::string_view rest = line.value;
    std::string name = TakeListName(rest);
    AddressList& list = tables.address_lists[name];
    for (std::string_view word : SplitWhitespace(rest)) list.Add(word);
  }
  tables.welcomelist_from_rcvd = ReadConditional(settings, "welcomelist_from_rcvd");
  tables.def_welcomelist_from_rcvd = ReadConditional(settings, "def_welcomelist_from_rcvd");
  for (const std::string& word : settings.Words("welcomelist_allows_relays")) {
    tables.welcomelist_allows_relays.Add(word);
  }
  for (const std::string& word : settings.Words("welcomelist_bounce_relays")) tables.bounce_relays.Add(word);
  ReadUriHosts(settings, &tables);
  ReadFreemail(settings, &tables);
  return tables;
}

const AddressList* EvalTables::FindAddressList(std::string_view name) const {
  auto found = address_lists.find(name);
  return found == address_lists.end() ? nullptr : &found->second;
}

}  // namespace gatepost
