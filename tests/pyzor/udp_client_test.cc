#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "gatepost/pyzor.h"
#include "pyzor/protocol.h"
#include "support/pyzor_reply.h"
#include "support/udp_server.h"

namespace gatepost {
namespace {

constexpr char kSomeDigest[] = "850ae51fe0b8a77409a5a38726fb29899d0dc42a";

PyzorAnswer AskOnce(const UdpServer& server, int timeout_ms = 5000) {
  const auto client = OpenPyzorClient(timeout_ms);
  client->Ask(3, {"127.0.0.1"}, server.port(), kSomeDigest);
  return client->Wait(3);
}

TEST(PyzorClient, GetsAnAnswer) {
  const UdpServer server([](std::string_view question) { return std::vector{PyzorReply(question, 7, 2)}; });
  const PyzorAnswer answer = AskOnce(server);
  EXPECT_TRUE(answer.answered);
  EXPECT_EQ(answer.code, 200);
  EXPECT_EQ(answer.reported, 7u);
  EXPECT_EQ(answer.welcomelisted, 2u);
}

TEST(PyzorClient, PassesOverWhatIsNoAnswer) {
  const UdpServer server([](std::string_view question) {
    std::string other = PyzorReply(question, 9, 9);
    other.replace(other.find("Thread: "), 9, "Thread: 0");
    return std::vector<std::string>{"",
                                    "garbage",
                                    other,
                                    std::string(20000, 'x'),
                                    PyzorReply(question, 7, 2).substr(0, 30),
                                    PyzorReply(question, 7, 2)};
  });
  EXPECT_EQ(AskOnce(server).reported, 7u);
}

TEST(PyzorClient, GivesUpInTime) {
  const UdpServer silent([](std::string_view) { return std::vector<std::string>(); });
  const UdpServer noisy([](std::string_view) { return std::vector<std::string>(50, "garbage"); });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(AskOnce(silent, 200).answered);
  EXPECT_FALSE(AskOnce(noisy, 60000).answered);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

TEST(PyzorClient, NobodyThereIsKnownAtOnce) {
  std::uint16_t port = 0;
  {
    port = UdpServer([](std::string_view) { return std::vector<std::string>(); }).port();
  }
  const auto client = OpenPyzorClient(60000);
  client->Ask(0, {"127.0.0.1"}, port, kSomeDigest);
  client->Ask(1, {}, port, kSomeDigest);
  client->Ask(2, {"no address", ""}, port, kSomeDigest);
  EXPECT_FALSE(client->Wait(0).answered);
  EXPECT_FALSE(client->Wait(1).answered);
  EXPECT_FALSE(client->Wait(2).answered);
  EXPECT_FALSE(client->Wait(7).answered) << "never asked";
}

TEST(PyzorClient, AsksAllAtOnce) {
  const UdpServer silent([](std::string_view) { return std::vector<std::string>(); });
  const UdpServer good([](std::string_view question) { return std::vector{PyzorReply(question, 7, 2)}; });
  const auto client = OpenPyzorClient(300);
  client->Ask(0, {"127.0.0.1"}, silent.port(), kSomeDigest);
  client->Ask(1, {"127.0.0.1"}, good.port(), kSomeDigest);
  EXPECT_FALSE(client->Wait(0).answered);
  EXPECT_TRUE(client->Wait(1).answered) << "came while the other was waited for";
}

}  // namespace
}  // namespace gatepost
