// PyzorClient over UDP: a socket a server, connected, so that the kernel drops what others send. Tested by
// tests/pyzor/udp_client_test.cc.
#include <arpa/inet.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <map>
#include <optional>

#include "base/descriptor.h"
#include "gatepost/pyzor.h"
#include "pyzor/protocol.h"

namespace gatepost {
namespace {

using Clock = std::chrono::steady_clock;

// A server may send what is no answer; more of it is not read.
constexpr int kMostDatagrams = 16;

std::uint16_t RandomThread() {
  std::uint16_t thread = 0;
  while (thread < kLeastThread) {
    if (::getrandom(&thread, sizeof thread, 0) != sizeof thread && errno != EINTR) return kLeastThread;
  }
  return thread;
}

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

std::optional<SocketAddress> ReadAddress(const std::string& text, std::uint16_t port) {
  SocketAddress address;
  auto* const ipv4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* const ipv6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (::inet_pton(AF_INET, text.c_str(), &ipv4->sin_addr) == 1) {
    ipv4->sin_family = AF_INET;
    ipv4->sin_port = htons(port);
    address.size = sizeof *ipv4;
  } else if (::inet_pton(AF_INET6, text.c_str(), &ipv6->sin6_addr) == 1) {
    ipv6->sin6_family = AF_INET6;
    ipv6->sin6_port = htons(port);
    address.size = sizeof *ipv6;
  } else {
    return std::nullopt;
  }
  return address;
}

class UdpClient : public PyzorClient {
 public:
  explicit UdpClient(int timeout_ms) : time_(timeout_ms) {}

  void Ask(std::size_t number, const std::vector<std::string>& addresses, std::uint16_t port,
           std::string_view digest) override {
    const auto [entry, is_new] = questions_.try_emplace(number);
    if (!is_new) return;
    if (!deadline_) deadline_ = Clock::now() + time_;
    Question& question = entry->second;
    question.thread = RandomThread();
    const std::string request = PyzorRequest(digest, question.thread, std::time(nullptr));
    for (const std::string& text : addresses) {
      const std::optional<SocketAddress> address = ReadAddress(text, port);
      if (!address) continue;
      Descriptor socket(::socket(address->storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      if (!socket.is_open() ||
          ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address->storage), address->size) != 0 ||
          ::send(socket.get(), request.data(), request.size(), 0) != static_cast<ssize_t>(request.size()))
        continue;
      question.socket = std::move(socket);
      return;
    }
  }

  PyzorAnswer Wait(std::size_t number) override {
    const auto found = questions_.find(number);
    if (found == questions_.end()) return {};
    Question& question = found->second;
    while (question.socket.is_open()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline_ - Clock::now()).count();
      pollfd waiting{question.socket.get(), POLLIN, 0};
      // What came while others were waited for is read also when the time is over.
      const int ready = ::poll(&waiting, 1, left > 0 ? static_cast<int>(left) : 0);
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0 || !Read(&question)) question.socket.Close();
    }
    return question.answer;
  }

 private:
  struct Question {
    Descriptor socket;  // closed: nothing more will come
    std::uint16_t thread = 0;
    int datagrams = 0;
    PyzorAnswer answer;
  };

  // False where nothing more needs to be read.
  static bool Read(Question* question) {
    std::array<char, kMostPyzorAnswer + 1> bytes;
    const ssize_t size = ::recv(question->socket.get(), bytes.data(), bytes.size(), 0);
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    const std::optional<PyzorAnswer> answer =
        ParsePyzorAnswer({bytes.data(), static_cast<std::size_t>(size)}, question->thread);
    if (answer) question->answer = *answer;
    return !answer && ++question->datagrams < kMostDatagrams;
  }

  std::chrono::milliseconds time_;
  std::optional<Clock::time_point> deadline_;
  std::map<std::size_t, Question> questions_;
};

}  // namespace

std::unique_ptr<PyzorClient> OpenPyzorClient(int timeout_ms) {
  return std::make_unique<UdpClient>(timeout_ms);
}

}  // namespace gatepost
