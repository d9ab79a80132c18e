// The addresses that a message names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gatepost/engine.h"

namespace gatepost {

enum class NamedBy { kFrom, kAnything };

// By anything: those of From, To, Cc, Reply-To, Sender, Errors-To and Mail-Followup-To, and those in the body
// as it lies there, each once, at most a thousand: whom `spamassassin --add-to-welcomelist` means. By From:
// whom `--add-to-blocklist` means. Cost: linear.
std::vector<std::string> MailAddresses(std::string_view message, NamedBy by, const Engine& engine);

}  // namespace gatepost
