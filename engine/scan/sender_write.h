// One write to the history of senders, by checks and by those who learn.
#pragma once

#include <functional>
#include <memory>

#include "gatepost/sender_store.h"
#include "scan/engine_impl.h"

namespace gatepost {

// Runs `use` within a write, and rolls back where it fails. `store` is kept from one call to the next, and
// opened where it is null. The engine has a history. Waits up to a second for other writers.
Status WriteSenders(const Engine::Impl& engine, std::unique_ptr<SenderStore>* store,
                    const std::function<Status(SenderStore&)>& use);

}  // namespace gatepost
