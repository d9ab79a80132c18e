// A server (of the DNS, or of Pyzor) in a thread, on a port of 127.0.0.1 of its own.
#pragma once

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "gatepost/dns.h"
#include "support/loopback.h"

namespace gatepost {

inline std::string WireNumber(unsigned value) {
  return {static_cast<char>(value >> 8 & 0xff), static_cast<char>(value & 0xff)};
}

inline std::string WireName(std::string_view name) {
  std::string wire;
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    wire.push_back(static_cast<char>(label.size()));
    wire.append(label);
    name.remove_prefix(std::min(name.size(), label.size() + 1));
  }
  return wire + '\0';
}

struct DnsQuestion {
  std::string id, question, name;
};

inline DnsQuestion ReadQuestion(std::string_view bytes) {
  DnsQuestion read;
  read.id = bytes.substr(0, 2);
  std::size_t at = 12;
  while (bytes[at] != 0) {
    const auto size = static_cast<std::size_t>(bytes[at]);
    read.name.append(read.name.empty() ? "" : ".").append(bytes.substr(at + 1, size));
    at += size + 1;
  }
  read.question = bytes.substr(12, at + 5 - 12);
  return read;
}

struct DnsRecord {
  DnsType type;
  std::string data;
};

// `flags`: of the second and third byte of flags: 0x8180 is a plain answer.
inline std::string DnsReply(const DnsQuestion& question, unsigned flags,
                            const std::vector<DnsRecord>& records) {
  std::string reply = question.id + WireNumber(flags) + WireNumber(1) +
                      WireNumber(static_cast<unsigned>(records.size())) + WireNumber(0) + WireNumber(0) +
                      question.question;
  for (const DnsRecord& record : records) {
    reply += "\xc0\x0c" + WireNumber(static_cast<unsigned>(record.type)) + WireNumber(1) +
             std::string("\0\0\0\x3c", 4) + WireNumber(static_cast<unsigned>(record.data.size())) +
             record.data;
  }
  return reply;
}

class UdpServer {
 public:
  // What is sent back for a question; each text is one datagram.
  using Answer = std::function<std::vector<std::string>(std::string_view question)>;

  explicit UdpServer(Answer answer) : answer_(std::move(answer)), thread_([this] { Serve(); }) {}
  ~UdpServer() {
    stop_ = true;
    thread_.join();
  }
  UdpServer(const UdpServer&) = delete;
  UdpServer& operator=(const UdpServer&) = delete;

  std::string address() const { return "[127.0.0.1]:" + std::to_string(port()); }
  std::uint16_t port() const { return socket_.port(); }
  int questions() const { return questions_; }

 private:
  void Serve() {
    std::array<char, 4096> bytes;
    while (!stop_) {
      if (!IsReadable(socket_.get())) continue;
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
  LoopbackSocket socket_{SOCK_DGRAM};
  std::atomic<bool> stop_{false};
  std::atomic<int> questions_{0};
  std::thread thread_;
};

}  // namespace gatepost
