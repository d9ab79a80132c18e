// Network tests from outside: the binary, confined as it is, and a server on loopback.
#include <gmock/gmock.h>

#include "support/pyzor_reply.h"
#include "support/run_command.h"
#include "support/scoped_variable.h"
#include "support/tcp_server.h"
#include "support/udp_server.h"

namespace gatepost {
namespace {

const std::string kListedMail =
    "Received: from a.example.com (a.example.com [64.142.3.173]) by mx.example.net with ESMTP id 1;"
    " Tue, 14 Nov 2023 12:00:00 +0000\nSubject: x\n\nhello\n";

class NetworkCommand : public ::testing::Test {
 protected:
  NetworkCommand() {
    folder_.Write("rules/10.cf",
                  "header LISTED eval:check_rbl('a-lastexternal', 'list.example.')\n"
                  "tflags LISTED net\nscore LISTED 0 6 0 6\n");
    Site("1");
  }
  void Site(const std::string& on) {
    folder_.Write("site/local.cf", "use_network_tests " + on + "\ndns_server " + server_.address() +
                                       "\nbayes_path " + (folder_ / "bayes.db") + "\n");
  }
  CommandResult Run(const std::string& command, const std::vector<std::string>& words) {
    return RunGatepost(command, folder_ / "rules", folder_ / "site", words, kListedMail);
  }

  TempFolder folder_;
  UdpServer server_{[](std::string_view bytes) {
    return std::vector{
        DnsReply(ReadQuestion(bytes), 0x8180, {{DnsType::kA, std::string("\x7f\0\0\x02", 4)}})};
  }};
};

TEST_F(NetworkCommand, CheckAndFilterAsk) {
  EXPECT_EQ(Run("check", {}).out, "6.0/5.0\n");
  EXPECT_EQ(server_.questions(), 1);
  EXPECT_EQ(Run("filter", {"--exitcode"}).status, 1);
  EXPECT_EQ(server_.questions(), 2);
}

TEST_F(NetworkCommand, NobodyAsksWhereItIsOff) {
  EXPECT_EQ(Run("check", {"-L"}).out, "0.0/5.0\n");
  Site("0");
  EXPECT_EQ(Run("check", {}).out, "0.0/5.0\n");
  EXPECT_EQ(server_.questions(), 0);
}

TEST_F(NetworkCommand, OthersNeverAsk) {
  folder_.Write("ham/1", kListedMail);
  folder_.Write("spam/1", kListedMail + "more\n");
  EXPECT_EQ(Run("learn", {"--ham"}).status, 0);
  EXPECT_EQ(Run("evaluate", {"--ham", folder_ / "ham", "--spam", folder_ / "spam"}).status, 0);
  EXPECT_EQ(Run("lint", {}).status, 0);
  EXPECT_EQ(server_.questions(), 0);
}

TEST_F(NetworkCommand, AUserCannotTurnThemOn) {
  Site("0");
  const std::string prefs = folder_.Write("user_prefs", "use_network_tests 1\n");
  const CommandResult check = RunCommand(
      {GATEPOST_BINARY, "check", "-C", folder_ / "rules", "--siteconfigpath", folder_ / "site", "-p", prefs},
      kListedMail);
  EXPECT_EQ(check.out, "0.0/5.0\n");
  EXPECT_EQ(server_.questions(), 0);
}

// The same of Pyzor, whose server's name the DNS knows.
class PyzorCommand : public ::testing::Test {
 protected:
  PyzorCommand() {
    folder_.Write("rules/10.cf",
                  "full PYZOR_CHECK eval:check_pyzor()\ntflags PYZOR_CHECK net\nscore PYZOR_CHECK 0 6 0 6\n");
    folder_.Write("servers", "pyzor.example:" + std::to_string(pyzor_.port()) + "\n");
    folder_.Write("site/local.cf", "use_network_tests 1\ndns_server " + dns_.address() + "\nbayes_path " +
                                       (folder_ / "bayes.db") +
                                       "\npyzor_perl 1\npyzor_fork 0\npyzor_server_file " +
                                       (folder_ / "servers") + "\nadd_header all Pyzor _PYZOR_\n");
  }
  CommandResult Run(const std::string& command, const std::vector<std::string>& words) {
    return RunGatepost(command, folder_ / "rules", folder_ / "site", words, kListedMail);
  }

  TempFolder folder_;
  UdpServer dns_{[](std::string_view bytes) {
    const DnsQuestion question = ReadQuestion(bytes);
    const bool is_a = question.question.substr(question.question.size() - 4, 2) == WireNumber(1);
    std::vector<DnsRecord> records;
    if (is_a) records.push_back({DnsType::kA, std::string("\x7f\0\0\x01", 4)});
    return std::vector{DnsReply(question, 0x8180, records)};
  }};
  UdpServer pyzor_{[](std::string_view question) { return std::vector{PyzorReply(question, 7, 1)}; }};
};

TEST_F(PyzorCommand, CheckAndFilterAsk) {
  EXPECT_EQ(Run("check", {}).out, "6.0/5.0\n");
  EXPECT_THAT(Run("filter", {}).out,
              ::testing::HasSubstr("X-Spam-Pyzor: Reported 7 times, welcomelisted 1 times.\n"));
  EXPECT_EQ(pyzor_.questions(), 2);
}

TEST_F(PyzorCommand, OthersNeverAsk) {
  EXPECT_EQ(Run("check", {"-L"}).out, "0.0/5.0\n");
  EXPECT_EQ(Run("learn", {"--spam"}).status, 0);
  EXPECT_EQ(Run("lint", {}).status, 0);
  EXPECT_EQ(pyzor_.questions(), 0);
}

// The same of Razor, over TCP, which the program forbids itself but to the ports of Razor's servers.
class RazorCommand : public ::testing::Test {
 protected:
  RazorCommand() {
    folder_.Write("perl/Razor2/Client/Agent.pm", "1;\n");
    folder_.Write("rules/10.cf",
                  "full RAZOR2_CHECK eval:check_razor2()\ntflags RAZOR2_CHECK net\nscore RAZOR2_CHECK 6\n");
    const std::string config = folder_.Write("razor/razor-agent.conf", "min_cf = 50\n");
    folder_.Write("razor/servers.catalogue.lst", "127.0.0.1:" + std::to_string(razor_.port()) + "\n");
    folder_.Write("site/local.cf", "use_network_tests 1\nuse_pyzor 0\ndns_server " + dns_.address() +
                                       "\nbayes_path " + (folder_ / "bayes.db") + "\nrazor_config " + config +
                                       "\n");
  }
  CommandResult Run(const std::string& command, const std::vector<std::string>& words) {
    return RunGatepost(command, folder_ / "rules", folder_ / "site", words, kListedMail);
  }

  TempFolder folder_;
  ScopedVariable perl_{"PERL5LIB", folder_ / "perl"};
  UdpServer dns_{
      [](std::string_view bytes) { return std::vector{DnsReply(ReadQuestion(bytes), 0x8180, {})}; }};
  TcpServer razor_{[](const std::string& line) -> std::string {
    if (line.empty()) return "sn=C&srl=1&a=l\r\n";
    if (line == "a=g&pm=state") return "-ac=0\r\nse=88\r\n.\r\n";
    return line.starts_with("a=c&e=4") ? "p=1&cf=90\r\n" : "";
  }};
};

TEST_F(RazorCommand, CheckAndFilterAsk) {
  EXPECT_EQ(Run("check", {}).out, "6.0/5.0\n");
  EXPECT_THAT(Run("filter", {}).out, ::testing::HasSubstr("x-spam-type=original"));
  EXPECT_EQ(razor_.clients(), 2);
}

TEST_F(RazorCommand, OthersNeverAsk) {
  EXPECT_EQ(Run("check", {"-L"}).out, "0.0/5.0\n");
  EXPECT_EQ(Run("learn", {"--spam"}).status, 0);
  EXPECT_EQ(Run("lint", {}).status, 0);
  EXPECT_EQ(razor_.clients(), 0);
}

}  // namespace
}  // namespace gatepost
