// Sockets of servers that a test plays.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstdint>

#include "base/descriptor.h"

namespace gatepost {

// On a port of 127.0.0.1 of its own. `type`: SOCK_STREAM or SOCK_DGRAM.
class LoopbackSocket {
 public:
  explicit LoopbackSocket(int type) : socket_(::socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(get(), any, size), 0);
    EXPECT_EQ(type == SOCK_STREAM ? ::listen(get(), 8) : 0, 0);
    EXPECT_EQ(::getsockname(get(), any, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  int get() const { return socket_.get(); }
  std::uint16_t port() const { return port_; }

 private:
  Descriptor socket_;
  std::uint16_t port_ = 0;
};

// Is there something to read, or does it come soon?
inline bool IsReadable(int descriptor) {
  pollfd waiting{descriptor, POLLIN, 0};
  return ::poll(&waiting, 1, 10) > 0;
}

}  // namespace gatepost
