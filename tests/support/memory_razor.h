// A stream of Razor to servers that a test plays: the lines that each sends, and what it was sent.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gatepost/razor.h"

namespace gatepost {

struct MemoryRazor {
  // By "address:port", in order; a server of which nothing is left says nothing. Others refuse.
  std::map<std::string, std::deque<std::string>> lines;
  std::vector<std::string> connections;
  std::string sent;
  int timeout_ms = -1;
};

class MemoryRazorStream : public RazorStream {
 public:
  explicit MemoryRazorStream(MemoryRazor* servers) : servers_(*servers) {}
  void Connect(const std::vector<std::string>& addresses, std::uint16_t port) override {
    const std::string name = (addresses.empty() ? "" : addresses[0]) + ":" + std::to_string(port);
    servers_.connections.push_back(name);
    const auto found = servers_.lines.find(name);
    lines_ = found == servers_.lines.end() ? nullptr : &found->second;
  }
  bool Send(std::string_view bytes) override {
    if (lines_ != nullptr) servers_.sent.append(bytes);
    return lines_ != nullptr;
  }
  std::optional<std::string> ReadLine() override {
    if (lines_ == nullptr || lines_->empty()) return std::nullopt;
    std::string line = std::move(lines_->front());
    lines_->pop_front();
    return line;
  }

 private:
  MemoryRazor& servers_;
  std::deque<std::string>* lines_ = nullptr;
};

inline RazorOpener MemoryRazorOpener(MemoryRazor* servers) {
  return [servers](int timeout_ms) {
    servers->timeout_ms = timeout_ms;
    return std::make_unique<MemoryRazorStream>(servers);
  };
}

}  // namespace gatepost
