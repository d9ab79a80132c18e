// DnsClient: what one check asks the DNS. engine/dns/ implements it on c-ares; a program that embeds the
// engine may bring its own, with a cache, say.
//
// Names are ASCII without the last dot, in any case of letters; a name the DNS cannot hold answers kFailed.
// Lifetime: one object a message; what was asked is given up with it. Threads: an object is used by one
// thread. Failures are answers, never exceptions: mail does not wait for the DNS beyond the client's time,
// nor is it lost. Formats: RFC 1035, 3596 (AAAA).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

enum class DnsType : std::uint16_t { kA = 1, kNs = 2, kPtr = 12, kMx = 15, kTxt = 16, kAaaa = 28 };

struct DnsAnswer {
  enum class Status {
    kFound,   // there are records of the type
    kNone,    // the name or the type does not exist
    kFailed,  // nobody answered in time, or nothing that can be understood: ask later
  };
  Status status = Status::kFailed;
  int rcode = 2;  // as the server said it: 0 NOERROR, 2 SERVFAIL (also where nobody answered), 3 NXDOMAIN ...
  // A and AAAA: addresses as text. NS, PTR, MX: host names in small letters, MX the most preferred first.
  // TXT: a record's strings, joined. In the server's order but for MX.
  std::vector<std::string> records;
};

class DnsClient {
 public:
  virtual ~DnsClient() = default;

  // Starts a query and returns. What was asked before is not asked again.
  virtual void Ask(std::string_view name, DnsType type) = 0;
  // The answer; waits for it until the client's time is over. What was not asked is asked now. The reference
  // holds as long as the client.
  virtual const DnsAnswer& Wait(std::string_view name, DnsType type) = 0;
};

struct DnsSettings {
  std::vector<std::string>
      servers;             // "192.0.2.1", "[192.0.2.1]:53", "[2001:db8::1]:53"; none: those of resolv.conf
  int timeout_ms = 15000;  // for all that a message asks, from the client's making
};

using DnsOpener = std::function<std::unique_ptr<DnsClient>(const DnsSettings& settings)>;

// The client on c-ares (library gatepost_dns). Null where none can be made.
std::unique_ptr<DnsClient> OpenDnsClient(const DnsSettings& settings);

}  // namespace gatepost
