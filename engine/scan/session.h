// What a Session holds between messages: its database connection.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gatepost/engine.h"
#include "scan/engine_impl.h"

namespace gatepost {

struct Session::Impl {
  explicit Impl(const Engine& an_engine) : engine(an_engine.impl()) {}

  const Engine::Impl& engine;
  std::unique_ptr<TokenStore> store;
  // Why the store could not be opened; it is not tried again before the next message.
  std::string store_failure;

  // The store, opened on first use; null where it cannot be, then store_failure says why.
  TokenStore* Store();
  // Parses and scores a message that is within the size limits. What went wrong, or null.
  const char* TryMessage(std::string_view bytes, const CheckOptions& options, const Limits& limits,
                         Verdict* verdict);
  // The same, but throws.
  void CheckMessage(std::string_view bytes, const CheckOptions& options, const Limits& limits,
                    Verdict* verdict);
};

}  // namespace gatepost
