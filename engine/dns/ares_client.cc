// DnsClient on c-ares: all queries of a message at once, over UDP. Tested by tests/dns/dns_client_test.cc.
#include <ares.h>
#include <arpa/inet.h>
#include <poll.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "dns/parse_answer.h"

namespace gatepost {
namespace {

using Clock = std::chrono::steady_clock;

// What one message may ask: its sender chooses the names.
constexpr std::size_t kMostQueries = 400;
constexpr std::size_t kMostServers = 8;
// A server that says nothing is asked again after so long, and then after twice that.
constexpr int kRetryMs = 3000;
constexpr int kTries = 3;
// As much as c-ares reads. Without TCP (tools/confine.h) what is larger is lost.
constexpr int kPacketBytes = 4096;

// c-ares takes a backslash for the start of an escape, and the dot for the end of a label.
bool IsName(std::string_view name) {
  constexpr std::size_t kMostName = 253, kMostLabel = 63;
  if (name.empty() || name.size() > kMostName) return false;
  std::size_t label = 0;
  for (const char c : name) {
    if (c <= ' ' || c > '~' || c == '\\') return false;
    if (c == '.' ? label == 0 : label == kMostLabel) return false;
    label = c == '.' ? 0 : label + 1;
  }
  return label > 0;
}

// "192.0.2.1", "2001:db8::1", "[192.0.2.1]:53", "[2001:db8::1]".
std::optional<ares_addr_port_node> ReadServer(std::string_view text) {
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    port = text.substr(end + 1);
    text = text.substr(1, end - 1);
    if (!port.empty() && !port.starts_with(':')) return std::nullopt;
    port.remove_prefix(port.empty() ? 0 : 1);
  }
  std::uint16_t number = 53;
  if (!port.empty()) {
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc() || end != port.data() + port.size() || number == 0) return std::nullopt;
  }
  const std::string address(text);
  ares_addr_port_node server{};
  server.udp_port = server.tcp_port = number;
  if (::inet_pton(AF_INET, address.c_str(), &server.addr.addr4) == 1) {
    server.family = AF_INET;
  } else if (::inet_pton(AF_INET6, address.c_str(), &server.addr.addr6) == 1) {
    server.family = AF_INET6;
  } else {
    return std::nullopt;
  }
  return server;
}

// Those that are addresses, no more than kMostServers.
std::vector<ares_addr_port_node> ReadServers(const std::vector<std::string>& texts) {
  std::vector<ares_addr_port_node> servers;
  for (const std::string& text : texts) {
    if (servers.size() == kMostServers) break;
    if (const std::optional<ares_addr_port_node> server = ReadServer(text)) servers.push_back(*server);
  }
  for (std::size_t i = 0; i + 1 < servers.size(); ++i) servers[i].next = &servers[i + 1];
  return servers;
}

class AresClient : public DnsClient {
 public:
  AresClient(const DnsSettings& settings, std::vector<ares_addr_port_node> servers)
      : servers_(std::move(servers)),
        time_(std::max(settings.timeout_ms, 0)),
        deadline_(Clock::now() + time_),
        retry_ms_(std::clamp(settings.timeout_ms / 2, 1, kRetryMs)) {}
  ~AresClient() override {
    if (channel_ != nullptr) ares_destroy(channel_);  // tells each query, so before they go
  }
  AresClient(const AresClient&) = delete;
  AresClient& operator=(const AresClient&) = delete;

  void Ask(std::string_view name, DnsType type) override { Start(name, type); }

  const DnsAnswer& Wait(std::string_view name, DnsType type) override {
    Query& query = Start(name, type);
    while (!query.done && Pump(std::min(deadline_, query.start + Patience()))) {
    }
    query.done = true;  // also where nobody answered in time
    return query.answer;
  }

 private:
  struct Query {
    DnsType type;
    bool done = false;
    Clock::time_point start;
    DnsAnswer answer;
  };

  // Made with the first question: not every message has one.
  bool Open() {
    if (std::exchange(tried_to_open_, true)) return channel_ != nullptr;
    static std::once_flag once;
    std::call_once(once, [] { ares_library_init(ARES_LIB_INIT_ALL); });
    channel_ = Make(0);
    // Where there is no other server to ask, what this one says is the answer, also that it refuses.
    if (channel_ != nullptr && CountServers(channel_) == 1) {
      ares_destroy(channel_);
      channel_ = Make(ARES_FLAG_NOCHECKRESP);
    }
    return channel_ != nullptr;
  }

  ares_channel Make(int flags) {
    ares_options options{};
    options.flags = ARES_FLAG_IGNTC | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_EDNS | flags;
    options.timeout = retry_ms_;
    options.tries = kTries;
    options.ednspsz = kPacketBytes;
    // No domains of this host's, and no hosts file: neither is needed, and each would be looked up.
    std::array<char, 2> lookups = {'b', '\0'};
    options.lookups = lookups.data();
    const int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
                     ARES_OPT_DOMAINS | ARES_OPT_LOOKUPS;
    ares_channel channel = nullptr;
    if (ares_init_options(&channel, &options, mask) != ARES_SUCCESS) return nullptr;
    if (servers_.empty() || ares_set_servers_ports(channel, servers_.data()) == ARES_SUCCESS) return channel;
    ares_destroy(channel);
    return nullptr;
  }

  static int CountServers(ares_channel channel) {
    ares_addr_port_node* servers = nullptr;
    if (ares_get_servers_ports(channel, &servers) != ARES_SUCCESS) return 0;
    int count = 0;
    for (const ares_addr_port_node* server = servers; server != nullptr; server = server->next) ++count;
    ares_free_data(servers);
    return count;
  }

  Query& Start(std::string_view name, DnsType type) {
    const auto [entry, is_new] = queries_.try_emplace({AsciiLower(name), type});
    Query& query = entry->second;
    if (!is_new) return query;
    query.type = type;
    query.done = true;
    if (!IsName(name) || queries_.size() > kMostQueries || Clock::now() >= deadline_ || !Open()) return query;
    query.done = false;
    query.start = Clock::now();
    ++started_;
    constexpr int kInternet = 1;
    ares_query(channel_, entry->first.first.c_str(), kInternet, static_cast<int>(type), &Take, &query);
    return query;
  }

  // Never throws into c-ares.
  static void Take(void* query_at, int, int, unsigned char* bytes, int size) {
    Query& query = *static_cast<Query*>(query_at);
    query.done = true;
    try {
      if (bytes != nullptr && size > 0) {
        query.answer = ParseDnsAnswer({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)},
                                      query.type);
      }
    } catch (...) {
      query.answer = DnsAnswer();
    }
  }

  // How long a question waits: the whole time while few others have their answers, a fifth of it when all
  // have. So that one silent server does not hold up a mail that the others have told enough of. As
  // SpamAssassin's rbl_timeout.
  Clock::duration Patience() const {
    const auto open =
        std::count_if(queries_.begin(), queries_.end(), [](const auto& entry) { return !entry.second.done; });
    const double answered = started_ > 0 ? 1 - static_cast<double>(open) / static_cast<double>(started_) : 0;
    return std::chrono::duration_cast<Clock::duration>(time_ * (1 - 0.8 * answered * answered));
  }

  // Waits for something to happen; false when the time is over or nothing is asked.
  bool Pump(Clock::time_point deadline) {
    std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
    const int wanted = ares_getsock(channel_, sockets.data(), ARES_GETSOCK_MAXNUM);
    std::array<pollfd, ARES_GETSOCK_MAXNUM> polled{};
    nfds_t count = 0;
    for (int i = 0; i < ARES_GETSOCK_MAXNUM; ++i) {
      if ((wanted & (ARES_GETSOCK_READABLE(-1, i) | ARES_GETSOCK_WRITABLE(-1, i))) == 0) continue;
      short events = 0;
      if (ARES_GETSOCK_READABLE(wanted, i) != 0) events = POLLIN;
      if (ARES_GETSOCK_WRITABLE(wanted, i) != 0) events = static_cast<short>(events | POLLOUT);
      polled[count++] = {sockets[static_cast<std::size_t>(i)], events, 0};
    }
    const auto left = std::chrono::ceil<std::chrono::microseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    timeval most{static_cast<time_t>(left / 1000000), static_cast<suseconds_t>(left % 1000000)}, next{};
    const timeval* until = ares_timeout(channel_, &most, &next);
    const auto wait_ms = static_cast<int>(until->tv_sec * 1000 + (until->tv_usec + 999) / 1000);
    const int ready = ::poll(polled.data(), count, wait_ms);
    for (nfds_t i = 0; i < count; ++i) {
      const short events = ready > 0 ? polled[i].revents : short{0};
      if (events == 0) continue;
      ares_process_fd(channel_, (events & ~POLLOUT) != 0 ? polled[i].fd : ARES_SOCKET_BAD,
                      (events & POLLOUT) != 0 ? polled[i].fd : ARES_SOCKET_BAD);
    }
    if (ready <= 0) ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // those to ask again
    return true;
  }

  std::vector<ares_addr_port_node> servers_;  // a list of c-ares'; none: resolv.conf's
  std::chrono::milliseconds time_;
  Clock::time_point deadline_;
  std::size_t started_ = 0;
  int retry_ms_;
  bool tried_to_open_ = false;
  ares_channel channel_ = nullptr;
  std::map<std::pair<std::string, DnsType>, Query> queries_;  // entries stay where they are
};

}  // namespace

std::unique_ptr<DnsClient> OpenDnsClient(const DnsSettings& settings) {
  std::vector<ares_addr_port_node> servers = ReadServers(settings.servers);
  if (servers.empty() && !settings.servers.empty()) return nullptr;
  return std::make_unique<AresClient>(settings, std::move(servers));
}

}  // namespace gatepost
