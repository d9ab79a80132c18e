// Holds engine/bayes against SpamAssassin: same tokens, same database, same probability.
//
//   bayes_parity tokens CORPUS LIST            one line a token: source, text in hex
//   bayes_parity learn CORPUS DB USER HAM SPAM learns two lists of files into a database; prints the speed
//   bayes_parity forget CORPUS DB USER LIST    takes messages back
//   bayes_parity expire DB USER NOW            removes old tokens, NOW in seconds since 1970
//   bayes_parity compare DB OTHER USER         which tokens, counts and remembered messages differ
//   bayes_parity score CORPUS DB USER LIST     one line a message: file, probability
//
// LIST, HAM and SPAM name files with one path a line, as seen from CORPUS. The rules and the site
// configuration come from $GATEPOST_RULES and $GATEPOST_SITE.
// How to use it, with SpamAssassin's side of each comparison: bench/bayes_parity.md.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "bayes/classifier.h"
#include "bayes/expiry.h"
#include "bayes/learner.h"
#include "bayes/receive_date.h"
#include "scan/view_config.h"

namespace gatepost {
namespace {

struct Setup {
  Limits limits;
  Settings settings;
  ViewConfig views;
  BayesConfig bayes;
};

const char* Environment(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "bayes_parity: %s\n", why.c_str());
  std::exit(1);
}

Setup MakeSetup() {
  Setup setup;
  Options options;
  options.rules_path = Environment("GATEPOST_RULES", "/usr/share/spamassassin");
  options.site_path = Environment("GATEPOST_SITE", "/etc/spamassassin");
  Result<ConfigText> config = ReadConfig(options);
  if (!config) Die(config.error().message());
  std::vector<Diagnostic> diagnostics;
  setup.settings = Settings::Build(*config, &diagnostics);
  setup.views = MakeViewConfig(setup.settings, config->files, setup.limits, &diagnostics);
  std::vector<std::string> remarks;
  setup.bayes = BayesConfig::Build(setup.settings, &remarks);
  for (const std::string& remark : remarks) std::fprintf(stderr, "%s\n", remark.c_str());
  return setup;
}

std::vector<std::string> ReadList(const std::string& path) {
  std::ifstream file(path);
  if (!file) Die(path + ": cannot be read");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

FileBytes Load(const std::string& path) {
  Result<FileBytes> bytes = FileBytes::Open(path);
  if (!bytes) Die(bytes.error().message());
  return std::move(*bytes);
}

void PrintHex(const char* source, std::string_view text) {
  std::string line = std::string(source) + "\t";
  for (char c : text) {
    constexpr char kHex[] = "0123456789abcdef";
    auto byte = static_cast<unsigned char>(c);
    line += kHex[byte >> 4];
    line += kHex[byte & 15];
  }
  std::puts(line.c_str());
}

int Tokens(const std::vector<std::string>& files) {
  Setup setup = MakeSetup();
  for (const std::string& file : files) {
    FileBytes bytes = Load(file);
    Message message = Message::Parse(bytes.view(), setup.limits);
    Views views(message, setup.views, setup.limits);
    std::printf("F\t%s\n", file.c_str());
    struct Source {
      const char* letter;
      bool BayesConfig::*flag;
    };
    constexpr Source kSources[] = {{"B", &BayesConfig::source_visible},
                                   {"U", &BayesConfig::source_uri},
                                   {"I", &BayesConfig::source_invisible},
                                   {"H", &BayesConfig::source_header}};
    for (const Source& source : kSources) {
      BayesConfig only = setup.bayes;
      for (const Source& other : kSources) only.*other.flag = other.flag == source.flag;
      TokenList tokens = Tokenize(views, only, setup.limits, TokensFor::kLearning);
      std::vector<std::string_view> texts = tokens.texts;
      std::sort(texts.begin(), texts.end());
      for (std::string_view text : texts) PrintHex(source.letter, text);
    }
    for (const std::string& id : LearnedIds(message)) std::printf("S\t%s\n", id.c_str());
    std::printf("D\t%lld\n", static_cast<long long>(ReceiveDate(message).value_or(-1)));
  }
  return 0;
}

std::unique_ptr<TokenStore> Open(const std::string& path, const std::string& user, StoreMode mode) {
  auto store = OpenSqliteStore(path, user, mode);
  if (!store) Die(store.error().message());
  return std::move(*store);
}

int Learn(const std::string& database, const std::string& user, const std::vector<std::string>& ham,
          const std::vector<std::string>& spam) {
  constexpr int kBatch = 200;
  Setup setup = MakeSetup();
  auto store = Open(database, user, StoreMode::kCreate);
  std::map<int, int> outcomes;
  int in_batch = 0;
  auto start = std::chrono::steady_clock::now();
  auto check = [](const Status& status) {
    if (!status.ok()) Die(status.message());
  };
  auto learn = [&](const std::string& file, LearnedAs as) {
    FileBytes bytes = Load(file);
    Message message = Message::Parse(bytes.view(), setup.limits);
    Views views(message, setup.views, setup.limits);
    if (in_batch == 0) check(store->BeginWrite());
    auto outcome = LearnMessage(views, *store, setup.bayes, setup.limits, as, std::time(nullptr));
    if (!outcome) Die(outcome.error().message());
    ++outcomes[static_cast<int>(*outcome)];
    if (++in_batch == kBatch) {
      check(store->Commit());
      in_batch = 0;
    }
  };
  for (const std::string& file : ham) learn(file, LearnedAs::kHam);
  for (const std::string& file : spam) learn(file, LearnedAs::kSpam);
  if (in_batch > 0) check(store->Commit());
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  double messages = static_cast<double>(ham.size() + spam.size());
  std::printf("%zu ham, %zu spam: %d learned, %d known before; %.3f ms a message\n", ham.size(), spam.size(),
              outcomes[0], outcomes[1], 1e3 * seconds / messages);
  return 0;
}

int Forget(const std::string& database, const std::string& user, const std::vector<std::string>& files) {
  Setup setup = MakeSetup();
  auto store = Open(database, user, StoreMode::kWrite);
  Status status = store->BeginWrite();
  if (!status.ok()) Die(status.message());
  int forgotten = 0;
  for (const std::string& file : files) {
    FileBytes bytes = Load(file);
    Message message = Message::Parse(bytes.view(), setup.limits);
    Views views(message, setup.views, setup.limits);
    auto outcome =
        LearnMessage(views, *store, setup.bayes, setup.limits, LearnedAs::kForgotten, std::time(nullptr));
    if (!outcome) Die(outcome.error().message());
    forgotten += *outcome == Trainer::Outcome::kLearned;
  }
  status = store->Commit();
  if (!status.ok()) Die(status.message());
  std::printf("%d of %zu forgotten\n", forgotten, files.size());
  return 0;
}

int ExpireOld(const std::string& database, const std::string& user, std::int64_t now) {
  auto store = Open(database, user, StoreMode::kWrite);
  auto last = std::chrono::steady_clock::now();
  double worst_ms = 0;
  auto result = Expire(*store, ExpiryConfig(), now, 500, [&](std::uint64_t) {
    auto time = std::chrono::steady_clock::now();
    worst_ms = std::max(worst_ms, std::chrono::duration<double, std::milli>(time - last).count());
    last = time;
    return true;
  });
  if (!result) Die(result.error().message());
  std::printf("%llu removed, %llu kept; longest step %.1f ms %s\n",
              static_cast<unsigned long long>(result->removed), static_cast<unsigned long long>(result->kept),
              worst_ms, result->note.c_str());
  return 0;
}

struct Contents {
  StoreTotals totals;
  std::map<TokenHash, TokenCounts> tokens;
  std::map<std::string, LearnedAs> seen;
};

Contents ReadAll(const std::string& path, const std::string& user) {
  Contents contents;
  auto store = Open(path, user, StoreMode::kRead);
  Result<StoreTotals> totals = store->Totals();
  if (!totals) Die(totals.error().message());
  contents.totals = *totals;
  Status status = store->ForEachToken([&](const TokenHash& token, const TokenCounts& counts) {
    contents.tokens[token] = counts;
    return true;
  });
  if (status.ok()) {
    status = store->ForEachSeen([&](std::string_view id, LearnedAs as) {
      contents.seen[std::string(id)] = as;
      return true;
    });
  }
  if (!status.ok()) Die(status.message());
  return contents;
}

void PrintToken(const char* what, const TokenHash& token, const TokenCounts& counts) {
  std::printf("%s ", what);
  for (unsigned char byte : token) std::printf("%02x", byte);
  std::printf(" spam %u ham %u atime %lld\n", counts.spam_count, counts.ham_count,
              static_cast<long long>(counts.atime_unix_s));
}

int Compare(const std::string& first_path, const std::string& second_path, const std::string& user) {
  Contents first = ReadAll(first_path, user), second = ReadAll(second_path, user);
  long only_first = 0, only_second = 0, counts_differ = 0, atimes_differ = 0, seen_differ = 0;
  for (const auto& [token, counts] : first.tokens) {
    auto other = second.tokens.find(token);
    if (other == second.tokens.end()) {
      ++only_first;
      PrintToken("only first", token, counts);
    } else if (counts.spam_count != other->second.spam_count || counts.ham_count != other->second.ham_count) {
      ++counts_differ;
      PrintToken("first ", token, counts);
      PrintToken("second", token, other->second);
    } else if (counts.atime_unix_s != other->second.atime_unix_s) {
      ++atimes_differ;
      PrintToken("atime first ", token, counts);
      PrintToken("atime second", token, other->second);
    }
  }
  for (const auto& [token, counts] : second.tokens) {
    if (first.tokens.contains(token)) continue;
    ++only_second;
    PrintToken("only second", token, counts);
  }
  for (const auto& [id, as] : first.seen) seen_differ += !second.seen.contains(id) || second.seen[id] != as;
  for (const auto& [id, as] : second.seen) seen_differ += !first.seen.contains(id);
  auto print_totals = [](const char* name, const Contents& contents) {
    const StoreTotals& totals = contents.totals;
    std::printf("%s: spam %llu ham %llu tokens %llu (%zu rows) oldest %lld newest %lld seen %zu\n", name,
                static_cast<unsigned long long>(totals.spam_count),
                static_cast<unsigned long long>(totals.ham_count),
                static_cast<unsigned long long>(totals.token_count), contents.tokens.size(),
                static_cast<long long>(totals.oldest_atime_unix_s),
                static_cast<long long>(totals.newest_atime_unix_s), contents.seen.size());
  };
  print_totals("first ", first);
  print_totals("second", second);
  std::printf("only first %ld, only second %ld, counts differ %ld, atimes differ %ld, seen differ %ld\n",
              only_first, only_second, counts_differ, atimes_differ, seen_differ);
  return only_first + only_second + counts_differ + seen_differ == 0 ? 0 : 1;
}

int Score(const std::string& database, const std::string& user, const std::vector<std::string>& files) {
  Setup setup = MakeSetup();
  auto store = Open(database, user, StoreMode::kRead);
  for (const std::string& file : files) {
    FileBytes bytes = Load(file);
    Message message = Message::Parse(bytes.view(), setup.limits);
    Views views(message, setup.views, setup.limits);
    Status status = store->BeginRead();
    if (!status.ok()) Die(status.message());
    auto result = Classify(views, *store, setup.bayes, setup.limits, false);
    store->EndRead();
    if (!result) Die(result.error().message());
    if (result->probability) {
      std::printf("%s\t%.10f\n", file.c_str(), *result->probability);
    } else {
      std::printf("%s\tundef\n", file.c_str());
    }
  }
  return 0;
}

std::string Absolute(const std::string& path) {
  char* full = realpath(path.c_str(), nullptr);
  std::string absolute = full != nullptr ? full : path;
  std::free(full);
  return absolute;
}

int Run(int argc, char** argv) {
  std::vector<std::string> args(argv + 1, argv + argc);
  if (args.size() == 4 && args[0] == "compare") return Compare(args[1], args[2], args[3]);
  auto enter = [&](const std::string& folder) {
    if (chdir(folder.c_str()) != 0) Die(folder + ": cannot be entered");
  };
  if (args.size() == 3 && args[0] == "tokens") {
    std::vector<std::string> files = ReadList(args[2]);
    enter(args[1]);
    return Tokens(files);
  }
  if (args.size() == 6 && args[0] == "learn") {
    std::vector<std::string> ham = ReadList(args[4]), spam = ReadList(args[5]);
    if (args[2].front() != '/') args[2] = Absolute(".") + "/" + args[2];
    enter(args[1]);
    return Learn(args[2], args[3], ham, spam);
  }
  if (args.size() == 4 && args[0] == "expire")
    return ExpireOld(args[1], args[2], std::atoll(args[3].c_str()));
  if (args.size() == 5 && (args[0] == "score" || args[0] == "forget")) {
    std::vector<std::string> files = ReadList(args[4]);
    std::string database = Absolute(args[2]);
    enter(args[1]);
    return args[0] == "score" ? Score(database, args[3], files) : Forget(database, args[3], files);
  }
  Die("usage: see the head of bench/bayes_parity.cc");
}

}  // namespace
}  // namespace gatepost

int main(int argc, char** argv) { return gatepost::Run(argc, argv); }
