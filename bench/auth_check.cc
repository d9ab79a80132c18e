// What engine/auth says, over a DNS that a file holds: for dkim_parity.pl, arc_parity.pl and spf_parity.pl.
//
//   auth_check dkim RECORDS FILE ...   a line a message: its name and the result of each signature, from the
//   top
//
// QUESTIONS: lines "SCOPE IP IDENTITY HELO", SCOPE "helo" or "mfrom".
// RECORDS: lines "NAME TYPE VALUE" as fake_dns.py reads them; the value "!" is for a name of which nobody
// answers.
#include <cstdio>
#include <ctime>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "auth/dkim.h"
#include "auth/spf.h"
#include "support/memory_dns.h"

namespace gatepost {
namespace {

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

MemoryDns ReadRecords(const std::string& path) {
  static const std::map<std::string, DnsType> kTypes = {{"A", DnsType::kA},     {"NS", DnsType::kNs},
                                                        {"PTR", DnsType::kPtr}, {"MX", DnsType::kMx},
                                                        {"TXT", DnsType::kTxt}, {"AAAA", DnsType::kAaaa}};
  std::map<MemoryDns::Question, std::vector<std::string>> records;
  MemoryDns dns;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(' '), second = line.find(' ', first + 1);
    const MemoryDns::Question question(line.substr(0, first),
                                       kTypes.at(line.substr(first + 1, second - first - 1)));
    const std::string value = line.substr(second + 1);
    if (value == "!")
      dns.Fail(question.first, question.second);
    else if (value == "")
      dns.AddEmpty(question.first, question.second);
    else if (value != "-")
      records[question].push_back(value);
  }
  for (const auto& [question, values] : records) dns.Add(question.first, question.second, values);
  return dns;
}

const char* NameOf(SignatureResult result) {
  return result == SignatureResult::kPass      ? "pass"
         : result == SignatureResult::kFail    ? "fail"
         : result == SignatureResult::kInvalid ? "invalid"
                                               : "temperror";
}

void CheckDkim(MemoryDns& dns, const std::string& path) {
  const std::string mail = ReadAll(path);
  const MailSignatures signatures(mail, SIZE_MAX, std::time(nullptr));
  std::printf("%s", path.c_str());
  for (const SignatureCheck& check : signatures.Check(dns))
    std::printf("\t%s (%.*s)", NameOf(check.result), static_cast<int>(check.why.size()), check.why.data());
  std::printf("\n");
}

const char* NameOf(SpfResult result) {
  switch (result) {
    case SpfResult::kPass:
      return "pass";
    case SpfResult::kNeutral:
      return "neutral";
    case SpfResult::kNone:
      return "none";
    case SpfResult::kFail:
      return "fail";
    case SpfResult::kSoftFail:
      return "softfail";
    case SpfResult::kTempError:
      return "temperror";
    case SpfResult::kPermError:
      return "permerror";
    default:
      return "?";
  }
}

void CheckSpfQuestions(MemoryDns& dns, const std::string& path) {
  std::ifstream file(path);
  for (std::string scope, ip, identity, helo; file >> scope >> ip >> identity >> helo;) {
    const SpfQuestion question{*IpAddress::Parse(ip), identity, helo, scope == "helo"};
    std::printf("%s\n", NameOf(CheckSpf(dns, question)));
  }
}

}  // namespace
}  // namespace gatepost

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  gatepost::MemoryDns dns = gatepost::ReadRecords(argv[2]);
  if (std::string_view(argv[1]) == "spf") {
    gatepost::CheckSpfQuestions(dns, argv[3]);
    return 0;
  }
  for (int i = 3; i < argc; ++i) gatepost::CheckDkim(dns, argv[i]);
  return 0;
}
