// A token database with bytes changed, read as checks and dumps do (past SQLite where the store can): it
// ends, and what comes out is within its bounds. Input: a byte (odd: pages of 512 bytes, else of 4096 with a
// fitted model), then groups of five: a position (four, little-endian, modulo the size) and the byte to put
// there.
#include <sqlite3.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzz_check.h"
#include "gatepost/model_store.h"
#include "gatepost/token_store.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

constexpr int kTokens = 400;

TokenHash Token(int number) {
  const auto mixed = static_cast<std::uint32_t>(number) * 2654435761u;
  TokenHash token{};
  for (std::size_t i = 0; i < 4; ++i) token[i] = static_cast<unsigned char>(mixed >> (8 * i));
  token[4] = static_cast<unsigned char>(number % 3 == 0 ? 0 : number);
  return token;
}

std::vector<TokenHash> Tokens(int count) {
  std::vector<TokenHash> tokens(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) tokens[static_cast<std::size_t>(i)] = Token(i);
  return tokens;
}

void Fill(TokenStore& store, bool with_model) {
  FUZZ_CHECK(store.BeginWrite().ok());
  const std::vector<TokenHash> tokens = Tokens(kTokens);
  FUZZ_CHECK(store.AddTokens(tokens, 1, 0, 1700000000).ok() && store.AddMessages(3, 4).ok());
  for (const char* id : {"a@example.org", "b@example.org"}) {
    FUZZ_CHECK(store.SetSeen(id, LearnedAs::kSpam).ok());
    FUZZ_CHECK(store.Model()->AddSample(id, true, std::vector<std::uint32_t>{1, 5, 70000}).ok());
  }
  if (with_model) {
    LinearModel model;
    model.spam_count = model.ham_count = 3;
    model.unit = 0.5;
    model.weights.assign(kModelWeights, 7);
    FUZZ_CHECK(store.Model()->Write(model, 1).ok());
  }
  FUZZ_CHECK(store.Commit().ok());
}

std::string MakeDatabase(bool small_pages) {
  const TempFolder folder;
  const std::string path = folder / "bayes.db";
  if (small_pages) {
    sqlite3* database = nullptr;
    FUZZ_CHECK(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    FUZZ_CHECK(sqlite3_exec(database, "PRAGMA page_size=512; VACUUM;", nullptr, nullptr, nullptr) ==
               SQLITE_OK);
    sqlite3_close(database);
  }
  for (const char* user : {"site", "other"}) {
    auto store = OpenSqliteStore(path, user, StoreMode::kCreate);
    FUZZ_CHECK(store.has_value());
    Fill(**store, !small_pages);
  }
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void ReadModel(ModelStore& model) {
  (void)model.Counts();
  (void)model.FindSample("a@example.org");
  if (const auto read = model.Read(); read && *read != nullptr)
    FUZZ_CHECK((*read)->weights.size() == kModelWeights);
  (void)model.ForEachSample([](bool, std::span<const std::uint32_t> features) {
    for (std::size_t i = 0; i < features.size(); ++i) {
      FUZZ_CHECK(features[i] < kModelWeights && (i == 0 || features[i - 1] < features[i]));
    }
  });
}

void Read(TokenStore& store) {
  if (!store.BeginRead().ok()) return;
  std::vector<TokenHash> tokens = Tokens(kTokens + 50);
  std::sort(tokens.begin(), tokens.end());
  std::vector<TokenCounts> counts(tokens.size());
  for (int round = 0; round < 6; ++round) (void)store.Lookup(tokens, counts);  // page by page, then mapped
  (void)store.Totals();
  (void)store.Seen("a@example.org");
  ReadModel(*store.Model());
  (void)store.ForEachToken([](const TokenHash&, const TokenCounts&) { return true; });
  (void)store.ForEachSeen([](std::string_view, LearnedAs) { return true; });
  (void)store.Verify();
  store.EndRead();
}

void Check(std::string_view input) {
  static const std::string small = MakeDatabase(true), large = MakeDatabase(false);
  static const TempFolder folder;
  if (input.empty()) return;
  std::string bytes = (input[0] & 1) != 0 ? small : large;
  for (input.remove_prefix(1); input.size() >= 5; input.remove_prefix(5)) {
    std::uint32_t at = 0;
    std::memcpy(&at, input.data(), sizeof at);
    bytes[at % bytes.size()] = input[4];
  }
  const std::string path = folder.Write("bayes.db", bytes);
  for (const StoreMode mode : {StoreMode::kRead, StoreMode::kReadBriefly}) {
    if (const auto store = OpenSqliteStore(path, "site", mode)) Read(**store);
  }
  for (const char* suffix : {"-wal", "-shm", "-journal"}) std::remove((path + suffix).c_str());
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gatepost::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
