// A server of lines over TCP in a thread, on a port of 127.0.0.1 of its own; one client at a time.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "support/loopback.h"

namespace gatepost {

class TcpServer {
 public:
  // What is sent for a line; for "", which stands for a new client, too. "quit" ends the connection behind
  // it.
  using Answer = std::function<std::string(const std::string& line)>;

  explicit TcpServer(Answer answer) : answer_(std::move(answer)), thread_([this] { Serve(); }) {}
  ~TcpServer() {
    stop_ = true;
    thread_.join();
  }
  TcpServer(const TcpServer&) = delete;
  TcpServer& operator=(const TcpServer&) = delete;

  std::uint16_t port() const { return socket_.port(); }
  int clients() const { return clients_; }

 private:
  void Serve() {
    while (!stop_) {
      if (!IsReadable(socket_.get())) continue;
      const Descriptor client(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      ++clients_;
      Send(client, answer_(""));
      Talk(client);
    }
  }
  // A client that has gone is no failure.
  static void Send(const Descriptor& client, const std::string& text) {
    EXPECT_GE(::send(client.get(), text.data(), text.size(), MSG_NOSIGNAL), -1);
  }
  // Until the client goes, or another one comes.
  void Talk(const Descriptor& client) {
    std::string received;
    while (!stop_) {
      if (!IsReadable(client.get())) {
        if (IsReadable(socket_.get())) return;
        continue;
      }
      std::array<char, 4096> bytes;
      const ssize_t size = ::recv(client.get(), bytes.data(), bytes.size(), 0);
      if (size <= 0) return;
      received.append(bytes.data(), static_cast<std::size_t>(size));
      for (std::size_t end = 0; (end = received.find('\n')) != std::string::npos;
           received.erase(0, end + 1)) {
        const std::string line = received.substr(0, end > 0 && received[end - 1] == '\r' ? end - 1 : end);
        Send(client, answer_(line));
        if (line == "quit") return;
      }
    }
  }

  Answer answer_;
  LoopbackSocket socket_{SOCK_STREAM};
  std::atomic<bool> stop_{false};
  std::atomic<int> clients_{0};
  std::thread thread_;
};

}  // namespace gatepost
