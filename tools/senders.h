// What commands do with the history of senders (plugins AWL, TxRep). Each says on standard error and in
// syslog what went wrong, and returns the exit status.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "config_options.h"

namespace gatepost {

// All that is known of senders, a line each in the form of sa-awl, to `out`.
int DumpSenders(ConfigOptions* config, std::FILE* out);
// Reads such lines, sa-awl's too; each replaces what was known under its name. All of them or none. `path`
// "-": standard input.
int ImportSenders(ConfigOptions* config, const std::string& path, std::FILE* out);

// spamassassin's --add-addr-to-welcomelist and its like. With TxRep `addresses` are also what SetTxRep takes.
enum class SenderChange { kWelcome, kBlock, kRemove };
int ChangeSenders(ConfigOptions* config, const std::vector<std::string>& addresses, SenderChange change);
// The same for all addresses that messages name; no files: standard input.
int ChangeSendersOfMail(ConfigOptions* config, const std::vector<std::string>& files, bool mbox,
                        SenderChange change);

}  // namespace gatepost
