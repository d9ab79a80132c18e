// Runs every *.case of this folder (README.md says what they look like).
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "base/ascii.h"
#include "gatepost/engine.h"
#include "support/memory_dns.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

std::string CaseFolder() { return std::string(GATEPOST_SOURCE_DIR) + "/tests/cases"; }

std::vector<std::string> CaseFiles() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(CaseFolder())) {
    if (entry.path().extension() == ".case") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string Unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out.push_back(text[i]);
      continue;
    }
    char c = text[++i];
    if (c == 'x' && i + 2 < text.size()) {
      out.push_back(static_cast<char>(HexDigitValue(text[i + 1]) * 16 + HexDigitValue(text[i + 2])));
      i += 2;
    } else {
      out.push_back(c == 'r' ? '\r' : (c == 't' ? '\t' : c));
    }
  }
  return out;
}

struct Case {
  std::string why;
  std::map<std::string, std::string> sections;
};

Case ReadCase(const std::string& path) {
  Case result;
  std::ifstream file(path, std::ios::binary);
  std::string line, section;
  while (std::getline(file, line)) {
    if (line.starts_with("=== ")) {
      section = line.substr(4);
      result.sections[section];  // may stay empty
    } else if (section.empty()) {
      result.why += line + "\n";
    } else {
      result.sections[section] += line + "\n";
    }
  }
  if (result.why.find("(escapes)") != std::string::npos) {
    result.sections["message"] = Unescape(result.sections["message"]);
  }
  return result;
}

Result<std::unique_ptr<TokenStore>> NoStore(const std::string&, const std::string&, StoreMode) {
  return Status(StatusCode::kNotFound, "no database in cases");
}

// Lines "NAME TYPE VALUE"; the value "!" is no answer at all. What is not there does not exist.
MemoryDns ReadDns(const std::string& text) {
  std::map<MemoryDns::Question, std::vector<std::string>> records;
  MemoryDns dns;
  for (std::string_view line : Split(text, '\n')) {
    const std::size_t type_at = line.find(' '), value_at = line.find(' ', type_at + 1);
    if (value_at == line.npos) continue;
    static const std::map<std::string_view, DnsType> types = {
        {"A", DnsType::kA},   {"AAAA", DnsType::kAaaa}, {"MX", DnsType::kMx},
        {"NS", DnsType::kNs}, {"PTR", DnsType::kPtr},   {"TXT", DnsType::kTxt}};
    const MemoryDns::Question question(line.substr(0, type_at),
                                       types.at(line.substr(type_at + 1, value_at - type_at - 1)));
    const std::string_view value = line.substr(value_at + 1);
    if (value == "!")
      dns.Fail(question.first, question.second);
    else
      records[question].emplace_back(value);
  }
  for (const auto& [question, values] : records) dns.Add(question.first, question.second, values);
  return dns;
}

class RuleCase : public ::testing::TestWithParam<std::string> {};

TEST_P(RuleCase, HitsWhatItSays) {
  Case test = ReadCase(GetParam());
  ASSERT_FALSE(test.why.empty()) << "say why the case exists";
  ASSERT_TRUE(test.sections.contains("config") && test.sections.contains("message") &&
              test.sections.contains("hits"));
  TempFolder folder;
  Options options;
  options.rules_path =
      std::filesystem::path(folder.Write("rules/10.cf", test.sections["config"])).parent_path();
  if (test.sections.contains("prefs"))
    options.prefs_path = folder.Write("user_prefs", test.sections["prefs"]);
  std::vector<Diagnostic> diagnostics;
  const bool has_dns = test.sections.contains("dns");
  MemoryDns dns = ReadDns(test.sections["dns"]);
  if (has_dns) options.config_lines.emplace_back("use_network_tests 1");
  auto engine =
      Engine::Open(options, NoStore, &diagnostics, nullptr, has_dns ? MemoryDnsOpener(&dns) : DnsOpener());
  ASSERT_TRUE(engine) << engine.error().message();

  std::string said;
  for (const Diagnostic& diagnostic : diagnostics) said += diagnostic.ToString() + "\n";
  for (std::string_view wanted : Split(test.sections["diagnostics"], '\n')) {
    EXPECT_THAT(said, ::testing::HasSubstr(std::string(wanted)));
  }

  CheckOptions check;
  check.now_unix_s = 1700000000;
  Session session(**engine);
  Verdict verdict = session.Check(test.sections["message"], check);
  std::map<std::string, double> hits, wanted;
  for (const Hit& hit : verdict.hits) hits[hit.rule] = hit.score;
  std::istringstream lines(test.sections["hits"]);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string_view> words = SplitWhitespace(line);
    if (words.empty()) continue;
    ASSERT_EQ(words.size(), 2u) << line;
    wanted[std::string(words[0])] = std::stod(std::string(words[1]));
  }
  EXPECT_EQ(hits, wanted) << test.why << said;
}

INSTANTIATE_TEST_SUITE_P(Files, RuleCase, ::testing::ValuesIn(CaseFiles()), [](const auto& one) {
  std::string name = std::filesystem::path(one.param).stem().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !IsAsciiAlnum(c); }, '_');
  return name;
});

TEST(RuleCases, ThereAreSome) { EXPECT_GE(CaseFiles().size(), 150u); }

}  // namespace
}  // namespace gatepost
