// RazorStream on a socket. Tested by tests/razor/tcp_stream_test.cc.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>

#include "base/ascii.h"
#include "base/descriptor.h"
#include "gatepost/razor.h"

namespace gatepost {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostLine = 1024;

class TcpStream : public RazorStream {
 public:
  explicit TcpStream(int timeout_ms) : time_(timeout_ms) {}

  // Razor's servers have addresses of IPv4, and its client knows no others.
  void Connect(const std::vector<std::string>& addresses, std::uint16_t port) override {
    if (!deadline_) deadline_ = Clock::now() + time_;
    socket_.Close();
    received_.clear();
    for (const std::string& text : addresses) {
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(port);
      if (::inet_pton(AF_INET, text.c_str(), &address.sin_addr) != 1) continue;
      Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      if (!socket.is_open()) return;
      if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
          errno != EINPROGRESS)
        continue;
      socket_ = std::move(socket);
      return;
    }
  }

  bool Send(std::string_view bytes) override {
    while (!bytes.empty()) {
      if (!WaitFor(POLLOUT)) return false;
      const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0)
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      else if (errno != EAGAIN && errno != EINTR)
        socket_.Close();
    }
    return true;
  }

  std::optional<std::string> ReadLine() override {
    std::size_t end = 0;
    while ((end = received_.find('\n')) == kNpos) {
      if (received_.size() > kMostLine || !WaitFor(POLLIN)) return std::nullopt;
      std::array<char, kMostLine> bytes;
      const ssize_t size = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
      if (size > 0)
        received_.append(bytes.data(), static_cast<std::size_t>(size));
      else if (size == 0 || (errno != EAGAIN && errno != EINTR))
        socket_.Close();
    }
    if (end > kMostLine) return std::nullopt;
    std::string line = received_.substr(0, end > 0 && received_[end - 1] == '\r' ? end - 1 : end);
    received_.erase(0, end + 1);
    return line;
  }

 private:
  // False where nothing will come of it any more.
  bool WaitFor(short what) {
    while (socket_.is_open()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline_ - Clock::now()).count();
      pollfd waiting{socket_.get(), what, 0};
      // What came while others were waited for is read also when the time is over.
      const int ready = ::poll(&waiting, 1, left > 0 ? static_cast<int>(left) : 0);
      if (ready > 0) return true;
      if (ready == 0 || errno != EINTR) socket_.Close();
    }
    return false;
  }

  std::chrono::milliseconds time_;
  std::optional<Clock::time_point> deadline_;
  Descriptor socket_;
  std::string received_;
};

}  // namespace

std::unique_ptr<RazorStream> OpenRazorStream(int timeout_ms) {
  return std::make_unique<TcpStream>(timeout_ms);
}

}  // namespace gatepost
