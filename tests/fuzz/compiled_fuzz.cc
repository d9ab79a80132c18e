// A compiled ruleset with bytes changed and its checksum put right: refused, or used without harm.
// Input: groups of five bytes, a position (four, little-endian, modulo the size) and the byte to put there.
#include <sys/stat.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "fuzz/fuzz_check.h"
#include "gatepost/engine.h"
#include "scan/compiled.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

constexpr char kRules[] =
    "header H Subject =~ /lunch/i\nheader X exists:X-Here\nbody B /no+n\\b/\nbody L /(?<!x)noon/\n"
    "rawbody R /See/\nuri U /example/\nuri_detail D raw =~ /example/ type =~ /parsed/\n"
    "mimeheader M Content-Type =~ /plain/\nmeta A B && (H + R > 1) && !NONE\n"
    "header E eval:check_from_in_welcomelist()\nwelcomelist_from *@known.example\n"
    "freemail_domains free.example\nutil_rb_tld org example\nuse_bayes 0\n";
constexpr char kMail[] =
    "From: a@known.example\nSubject: lunch\nX-Here: 1\n\nSee you at noon, http://www.example.org/\n";

struct Made {
  Made() {
    folder.Write("rules/10.cf", kRules);
    options.rules_path = folder / "rules";
    options.compiled_path = folder / "r.gpc";
    options.limits.max_match_steps = 2000;
    std::vector<Diagnostic> remarks;
    const std::vector<char> compiled = CompileToBytes(options, &remarks).value();
    bytes.assign(compiled.begin(), compiled.end());
  }
  TempFolder folder;
  Options options;
  std::string bytes;
};

void Check(std::string_view input) {
  static const Made made;
  std::string bytes = made.bytes;
  for (; input.size() >= 5; input.remove_prefix(5)) {
    std::uint32_t at = 0;
    std::memcpy(&at, input.data(), sizeof at);
    bytes[at % bytes.size()] = input[4];
  }
  CompiledFile head;
  std::memcpy(static_cast<void*>(&head), bytes.data(), sizeof head);
  const std::size_t from = offsetof(CompiledFile, version);
  if (head.checked_bytes >= sizeof head && head.checked_bytes <= bytes.size()) {
    const std::uint64_t sum = Checksum(std::string_view(bytes).substr(from, head.checked_bytes - from));
    std::memcpy(bytes.data() + offsetof(CompiledFile, checksum), &sum, sizeof sum);
  }
  std::vector<std::uint64_t> aligned(bytes.size() / sizeof(std::uint64_t) + 1);
  std::memcpy(aligned.data(), bytes.data(), bytes.size());
  if (!CompiledRuleset::FromBytes({reinterpret_cast<const char*>(aligned.data()), bytes.size()})) return;
  std::ofstream(made.options.compiled_path, std::ios::binary) << bytes;
  ::chmod(made.options.compiled_path.c_str(), 0644);
  auto engine = Engine::Open(made.options, OpenSqliteStore, nullptr);
  FUZZ_CHECK(engine.has_value());
  FUZZ_CHECK(Session(**engine).Check(kMail).scanned);
}

}  // namespace
}  // namespace gatepost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gatepost::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
