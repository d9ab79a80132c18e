// PyzorClient: what one check asks of Pyzor's servers: how often a mail of this text was reported as spam,
// and as wanted. engine/pyzor/ implements it over UDP; a program that embeds the engine may bring its own.
//
// Lifetime: one object a message; what was asked is given up with it. Threads: an object is used by one
// thread. Failures are answers, never exceptions. Servers see the digest of the text (engine/pyzor/digest.h),
// not the text. Format: Pyzor's protocol 2.1, as the user "anonymous".
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

struct PyzorServer {
  std::string host;  // a name, or an address as text
  std::uint16_t port = 24441;
};

struct PyzorAnswer {
  bool answered = false;  // false: nobody did in time, or nothing that can be understood
  int code = 0;           // 200; anything else is the server's refusal, and there are no counts
  std::uint64_t reported = 0, welcomelisted = 0;
};

class PyzorClient {
 public:
  virtual ~PyzorClient() = default;

  // Sends the question to the first of `addresses` (IPv4 or IPv6, as text) that there is a way to, and
  // returns. `digest` has 40 hexadecimal digits. A server is asked once; `number` is the caller's for it.
  virtual void Ask(std::size_t number, const std::vector<std::string>& addresses, std::uint16_t port,
                   std::string_view digest) = 0;
  // Its answer; waits for it until the client's time is over.
  virtual PyzorAnswer Wait(std::size_t number) = 0;
};

// `timeout_ms` is for all that a message asks, from the first question on.
using PyzorOpener = std::function<std::unique_ptr<PyzorClient>(int timeout_ms)>;

// The client over UDP (library gatepost_pyzor). Never null.
std::unique_ptr<PyzorClient> OpenPyzorClient(int timeout_ms);

}  // namespace gatepost
