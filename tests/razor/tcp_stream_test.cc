#include <gtest/gtest.h>

#include <chrono>

#include "gatepost/razor.h"
#include "support/tcp_server.h"

namespace gatepost {
namespace {

using std::chrono::steady_clock;

TEST(TcpStream, TalksInLines) {
  const TcpServer server(
      [](const std::string& line) { return line.empty() ? "hello\r\n" : "you say " + line + "\n"; });
  const std::unique_ptr<RazorStream> stream = OpenRazorStream(10000);
  EXPECT_FALSE(stream->ReadLine()) << "nobody is there yet";
  stream->Connect({"nonsense", "2001:db8::1", "127.0.0.1"}, server.port());
  EXPECT_EQ(stream->ReadLine(), "hello");
  EXPECT_TRUE(stream->Send("one\r\ntwo\r\n"));
  EXPECT_EQ(stream->ReadLine(), "you say one");
  EXPECT_EQ(stream->ReadLine(), "you say two");
  stream->Connect({"127.0.0.1"}, server.port());
  EXPECT_EQ(stream->ReadLine(), "hello") << "another connection";
}

TEST(TcpStream, NobodyListens) {
  const std::unique_ptr<RazorStream> stream = OpenRazorStream(10000);
  const auto before = steady_clock::now();
  stream->Connect({"127.0.0.1"}, 1);
  EXPECT_FALSE(stream->Send("x\r\n") && stream->ReadLine());
  stream->Connect({}, 1);
  EXPECT_FALSE(stream->Send("x\r\n"));
  EXPECT_FALSE(stream->ReadLine());
  EXPECT_LT(steady_clock::now() - before, std::chrono::seconds(5));
}

TEST(TcpStream, SilenceEndsWithTheTime) {
  const TcpServer server([](const std::string&) { return ""; });
  const std::unique_ptr<RazorStream> stream = OpenRazorStream(200);
  const auto before = steady_clock::now();
  stream->Connect({"127.0.0.1"}, server.port());
  EXPECT_FALSE(stream->ReadLine());
  stream->Connect({"127.0.0.1"}, server.port());
  EXPECT_FALSE(stream->ReadLine()) << "the time is for all";
  EXPECT_LT(steady_clock::now() - before, std::chrono::seconds(5));
}

TEST(TcpStream, ALineHasALimit) {
  for (const std::size_t size : {1023u, 1024u, 1025u, 100000u}) {
    const TcpServer server(
        [&](const std::string& line) { return line.empty() ? std::string(size, 'x') + "\n" : ""; });
    const std::unique_ptr<RazorStream> stream = OpenRazorStream(10000);
    stream->Connect({"127.0.0.1"}, server.port());
    EXPECT_EQ(stream->ReadLine().has_value(), size <= 1024) << size;
  }
}

TEST(TcpStream, AServerThatHangsUp) {
  const TcpServer server([](const std::string& line) { return line.empty() ? "hello\n" : "bye"; });
  const std::unique_ptr<RazorStream> stream = OpenRazorStream(10000);
  stream->Connect({"127.0.0.1"}, server.port());
  EXPECT_EQ(stream->ReadLine(), "hello");
  EXPECT_TRUE(stream->Send("quit\n"));
  EXPECT_FALSE(stream->ReadLine()) << "half a line is none";
}

}  // namespace
}  // namespace gatepost
