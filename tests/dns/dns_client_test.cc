#include <gmock/gmock.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/dns.h"
#include "support/udp_server.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Status = DnsAnswer::Status;
using namespace std::string_literals;

// A server that says the same to all.
UdpServer::Answer Always(unsigned flags, std::vector<DnsRecord> records) {
  return [=](std::string_view bytes) { return std::vector{DnsReply(ReadQuestion(bytes), flags, records)}; };
}

std::unique_ptr<DnsClient> Client(const UdpServer& server, int timeout_ms = 5000) {
  return OpenDnsClient({{server.address()}, timeout_ms});
}

DnsAnswer AskOnce(UdpServer::Answer answer, DnsType type, int timeout_ms = 5000) {
  const UdpServer server(std::move(answer));
  return Client(server, timeout_ms)->Wait("mail.example", type);
}

TEST(DnsClient, ReadsEachType) {
  const auto records = [](DnsType type, std::vector<std::string> data) {
    std::vector<DnsRecord> all;
    for (std::string& one : data) all.push_back({type, std::move(one)});
    const DnsAnswer answer = AskOnce(Always(0x8180, all), type);
    EXPECT_EQ(answer.status, Status::kFound);
    EXPECT_EQ(answer.rcode, 0);
    return answer.records;
  };
  EXPECT_THAT(records(DnsType::kA, {"\x7f\0\0\x02"s, "\x7f\0\0\x03"s}),
              ElementsAre("127.0.0.2", "127.0.0.3"));
  EXPECT_THAT(records(DnsType::kAaaa, {"\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x01"}),
              ElementsAre("2001:db8::1"));
  EXPECT_THAT(records(DnsType::kTxt, {"\x03one\x02of"s, "\x03two"s}), ElementsAre("oneof", "two"));
  EXPECT_THAT(records(DnsType::kMx, {WireNumber(20) + WireName("Second.example"),
                                     WireNumber(10) + WireName("first.example")}),
              ElementsAre("first.example", "second.example"));
  EXPECT_THAT(records(DnsType::kNs, {WireName("NS1.example"), WireName("ns2.example")}),
              ElementsAre("ns1.example", "ns2.example"));
  EXPECT_THAT(records(DnsType::kPtr, {WireName("A.example"), WireName("b.example")}),
              ElementsAre("a.example", "b.example"));
}

TEST(DnsClient, TellsNothingFromFailure) {
  DnsAnswer answer = AskOnce(Always(0x8183, {}), DnsType::kA);
  EXPECT_EQ(answer.status, Status::kNone);
  EXPECT_EQ(answer.rcode, 3);
  answer = AskOnce(Always(0x8180, {}), DnsType::kA);
  EXPECT_EQ(answer.status, Status::kNone);
  EXPECT_EQ(answer.rcode, 0);
  answer = AskOnce(Always(0x8182, {}), DnsType::kA);
  EXPECT_EQ(answer.status, Status::kFailed);
  EXPECT_EQ(answer.rcode, 2);
  answer = AskOnce(Always(0x8185, {}), DnsType::kA);
  EXPECT_EQ(answer.status, Status::kFailed);
  EXPECT_EQ(answer.rcode, 5);
}

TEST(DnsClient, TakesWhatATruncatedAnswerHolds) {
  EXPECT_THAT(AskOnce(Always(0x8380, {{DnsType::kA, "\x7f\0\0\x02"s}}), DnsType::kA).records,
              ElementsAre("127.0.0.2"));
  EXPECT_EQ(AskOnce(Always(0x8380, {}), DnsType::kA).status, Status::kFailed);
}

TEST(DnsClient, GivesUpInTime) {
  const auto start = std::chrono::steady_clock::now();
  const UdpServer server([](std::string_view) { return std::vector<std::string>(); });
  const auto client = Client(server, 300);
  for (int i = 0; i < 20; ++i) client->Ask("silent" + std::to_string(i) + ".example", DnsType::kA);
  for (int i = 0; i < 20; ++i) {
    const DnsAnswer& answer = client->Wait("silent" + std::to_string(i) + ".example", DnsType::kA);
    EXPECT_EQ(answer.status, Status::kFailed);
  }
  EXPECT_EQ(client->Wait("late.example", DnsType::kA).status, Status::kFailed);
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took, std::chrono::milliseconds(300));
  EXPECT_LT(took, std::chrono::milliseconds(2000));
}

TEST(DnsClient, WaitsLessForTheLastOne) {
  const UdpServer server([](std::string_view bytes) {
    const DnsQuestion question = ReadQuestion(bytes);
    if (question.name.starts_with("silent")) return std::vector<std::string>();
    return std::vector{DnsReply(question, 0x8183, {})};
  });
  const auto client = Client(server, 3000);
  const auto start = std::chrono::steady_clock::now();
  client->Ask("silent.example", DnsType::kA);
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(client->Wait(std::to_string(i) + ".example", DnsType::kA).status, Status::kNone);
  EXPECT_EQ(client->Wait("silent.example", DnsType::kA).status, Status::kFailed);
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took, std::chrono::milliseconds(600));
  EXPECT_LT(took, std::chrono::milliseconds(2500));
  EXPECT_EQ(client->Wait("another.example", DnsType::kA).status, Status::kNone) << "its time is its own";
}

TEST(DnsClient, AsksAgainWhatWasLost) {
  int times = 0;
  const DnsAnswer answer = AskOnce(
      [&](std::string_view bytes) {
        if (++times == 1) return std::vector<std::string>();
        return std::vector{DnsReply(ReadQuestion(bytes), 0x8180, {{DnsType::kA, "\x7f\0\0\x02"s}})};
      },
      DnsType::kA, 1000);
  EXPECT_THAT(answer.records, ElementsAre("127.0.0.2"));
}

TEST(DnsClient, BelievesNoForgedAnswer) {
  const std::vector<DnsRecord> forged = {{DnsType::kA, "\x01\x01\x01\x01"s}};
  const std::vector<DnsRecord> right = {{DnsType::kA, "\x7f\0\0\x02"s}};
  const DnsAnswer wrong_id = AskOnce(
      [&](std::string_view bytes) {
        const DnsQuestion question = ReadQuestion(bytes);
        DnsQuestion other = question;
        other.id[0] = static_cast<char>(other.id[0] + 1);
        return std::vector{DnsReply(other, 0x8180, forged), DnsReply(question, 0x8180, right)};
      },
      DnsType::kA);
  EXPECT_THAT(wrong_id.records, ElementsAre("127.0.0.2"));
  const DnsAnswer wrong_question = AskOnce(
      [&](std::string_view bytes) {
        const DnsQuestion question = ReadQuestion(bytes);
        DnsQuestion other = question;
        other.question = WireName("else.example") + question.question.substr(question.question.size() - 4);
        return std::vector{DnsReply(other, 0x8180, forged), DnsReply(question, 0x8180, right)};
      },
      DnsType::kA);
  EXPECT_THAT(wrong_question.records, ElementsAre("127.0.0.2"));
}

TEST(DnsClient, OutlivesGarbage) {
  const auto answer = [](std::function<std::string(const DnsQuestion&)> make) {
    return AskOnce([make](std::string_view bytes) { return std::vector{make(ReadQuestion(bytes))}; },
                   DnsType::kTxt, 200);
  };
  EXPECT_EQ(answer([](const DnsQuestion&) { return "x"s; }).status, Status::kFailed);
  EXPECT_EQ(answer([](const DnsQuestion& question) { return question.id + std::string(500, '\xff'); }).status,
            Status::kFailed);
  // A string longer than its record, a record longer than the message, a name that points to itself.
  EXPECT_EQ(answer([](const DnsQuestion& question) {
              return DnsReply(question, 0x8180, {{DnsType::kTxt, "\xffshort"s}});
            }).status,
            Status::kFailed);
  EXPECT_EQ(answer([](const DnsQuestion& question) {
              const std::string whole = DnsReply(question, 0x8180, {{DnsType::kTxt, "\x04text"s}});
              return whole.substr(0, whole.size() - 2);
            }).status,
            Status::kFailed);
  const auto loop = [](std::string_view bytes) {
    const DnsQuestion question = ReadQuestion(bytes);
    const auto self = static_cast<unsigned>(12 + question.question.size() + 12);
    return std::vector{DnsReply(question, 0x8180, {{DnsType::kPtr, WireNumber(0xc000 + self)}})};
  };
  EXPECT_EQ(AskOnce(loop, DnsType::kPtr, 200).status, Status::kFailed);
}

TEST(DnsClient, AsksManyAtOnceAndEachOnce) {
  const UdpServer server([](std::string_view bytes) {
    const DnsQuestion question = ReadQuestion(bytes);
    const auto number = static_cast<char>(std::stoi(question.name));
    return std::vector{DnsReply(question, 0x8180, {{DnsType::kA, "\x7f\0\0"s + number}})};
  });
  const auto client = Client(server);
  for (int round = 0; round < 2; ++round) {
    for (int i = 1; i <= 100; ++i) client->Ask(std::to_string(i) + ".List.example", DnsType::kA);
  }
  for (int i = 100; i > 0; --i) {
    EXPECT_THAT(client->Wait(std::to_string(i) + ".list.EXAMPLE", DnsType::kA).records,
                ElementsAre("127.0.0." + std::to_string(i)));
  }
  EXPECT_EQ(server.questions(), 100);
}

TEST(DnsClient, AsksNoMoreThanALimit) {
  const UdpServer server(Always(0x8183, {}));
  const auto client = Client(server);
  for (int i = 0; i < 1000; ++i) client->Ask(std::to_string(i) + ".example", DnsType::kA);
  EXPECT_EQ(client->Wait("0.example", DnsType::kA).status, Status::kNone);
  EXPECT_EQ(client->Wait("999.example", DnsType::kA).status, Status::kFailed);
}

TEST(DnsClient, AsksForNamesAlone) {
  const UdpServer server(Always(0x8180, {{DnsType::kA, "\x7f\0\0\x02"s}}));
  const auto client = Client(server);
  const std::string label(63, 'x');
  for (const std::string& name : {""s, "."s, ".example"s, "a..example"s, "example."s, "a\\.b.example"s,
                                  "a b.example"s, "\xc3\xbc.example"s, "a\0b.example"s, label + "x.example",
                                  label + "." + label + "." + label + "." + label}) {
    EXPECT_EQ(client->Wait(name, DnsType::kA).status, Status::kFailed) << name;
  }
  EXPECT_EQ(server.questions(), 0);
  EXPECT_EQ(client->Wait(label + "._x-1." + label, DnsType::kA).status, Status::kFound);
}

TEST(DnsClient, TriesTheNextServer) {
  const UdpServer refuses(Always(0x8185, {})), answers(Always(0x8180, {{DnsType::kA, "\x7f\0\0\x02"s}}));
  const auto client = OpenDnsClient({{"nonsense", refuses.address(), answers.address()}, 5000});
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(client->Wait("mail.example", DnsType::kA).status, Status::kFound);
}

TEST(DnsClient, NeedsAnAddress) {
  for (const char* server :
       {"ns.example", "[192.0.2.1", "[192.0.2.1]53", "[192.0.2.1]:0", "[192.0.2.1]:99999", ""}) {
    EXPECT_EQ(OpenDnsClient({{server}, 1000}), nullptr) << server;
  }
  EXPECT_NE(OpenDnsClient({{"[2001:db8::1]:53"}, 1000}), nullptr);
  EXPECT_NE(OpenDnsClient({{"192.0.2.1"}, 1000}), nullptr);
}

}  // namespace
}  // namespace gatepost
