// RazorStream: the TCP connection over which one check talks to Razor's servers, one after the other.
// engine/razor/ implements it on sockets; a program that embeds the engine may bring its own.
//
// Lifetime: one object a message. Threads: an object is used by one thread. Failures are answers, never
// exceptions. Servers see signatures of the text (engine/razor/signatures.h), not the text.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatepost {

class RazorStream {
 public:
  virtual ~RazorStream() = default;

  // Begins a connection to the first of `addresses` (as text) that there is a way to, and returns; gives up
  // the one before. Others are not tried.
  virtual void Connect(const std::vector<std::string>& addresses, std::uint16_t port) = 0;
  // False where the connection failed, was closed, or the stream's time is over.
  virtual bool Send(std::string_view bytes) = 0;
  // The next line, without its end; waits for it until the stream's time is over. Nothing also where a line
  // is longer than 1 KiB.
  virtual std::optional<std::string> ReadLine() = 0;
};

// `timeout_ms` is for all that a message asks, from the first connection on.
using RazorOpener = std::function<std::unique_ptr<RazorStream>(int timeout_ms)>;

// The stream over TCP (library gatepost_razor). Never null.
std::unique_ptr<RazorStream> OpenRazorStream(int timeout_ms);

}  // namespace gatepost
