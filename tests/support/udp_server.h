// A DNS server in a thread, on a port of 127.0.0.1 of its own.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/descriptor.h"

namespace gatepost {

class UdpServer {
 public:
  // What is sent back for a question; each text is one datagram.
  using Answer = std::function<std::vector<std::string>(std::string_view question)>;

  explicit UdpServer(Answer answer)
      : answer_(std::move(answer)), socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket_.get(), any, size), 0);
    EXPECT_EQ(::getsockname(socket_.get(), any, &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~UdpServer() {
    stop_ = true;
    thread_.join();
  }
  UdpServer(const UdpServer&) = delete;
  UdpServer& operator=(const UdpServer&) = delete;

  std::string address() const { return "[127.0.0.1]:" + std::to_string(port_); }
  int questions() const { return questions_; }

 private:
  void Serve() {
    std::array<char, 4096> bytes;
    while (!stop_) {
      pollfd waiting{socket_.get(), POLLIN, 0};
      if (::poll(&waiting, 1, 10) <= 0) continue;
      sockaddr_storage from{};
      socklen_t from_size = sizeof from;
      auto* const any = reinterpret_cast<sockaddr*>(&from);
      const ssize_t size = ::recvfrom(socket_.get(), bytes.data(), bytes.size(), 0, any, &from_size);
      if (size <= 0) continue;
      ++questions_;
      for (const std::string& reply : answer_({bytes.data(), static_cast<std::size_t>(size)}))
        ::sendto(socket_.get(), reply.data(), reply.size(), 0, any, from_size);
    }
  }

  Answer answer_;
  Descriptor socket_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_{false};
  std::atomic<int> questions_{0};
  std::thread thread_;
};

}  // namespace gatepost
