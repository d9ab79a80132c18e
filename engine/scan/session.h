// What a Session holds between messages: its database connections.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gatepost/engine.h"
#include "scan/engine_impl.h"
#include "scan/learned_mail.h"

namespace gatepost {

struct Session::Impl {
  explicit Impl(const Engine& an_engine) : engine(an_engine.impl()) {}

  const Engine::Impl& engine;
  std::unique_ptr<TokenStore> store;
  std::unique_ptr<SenderStore> senders;

  // The store, opened where it is not open yet; it stays. A failure is tried again with the next message.
  Result<TokenStore*> OpenStore();
  // Parses and scores a message that is within the size limits. What went wrong, or null.
  const char* TryMessage(std::string_view bytes, const CheckCall& call);
  // The same, but throws.
  void CheckMessage(std::string_view bytes, const CheckCall& call);
};

// As RemoveMarkup of engine.h.
Result<RewrittenMail> RemoveMarkup(std::string_view message, const Engine::Impl& engine);

}  // namespace gatepost
