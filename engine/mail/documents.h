// What attached office documents, and archives with some in them, hold: SpamAssassin 4.0.1's OLEVBMacro.
// Facts and limits of what is looked at (names, numbers, depth) are its; memory and time have limits of our
// own (Limits::max_unpacked_bytes, max_archive_entries).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/limits.h"
#include "mail/message.h"
#include "match/regex.h"

namespace gatepost {

// The settings olemacro_*, by the rest of their names. Patterns are of the names of files.
struct DocumentConfig {
  // With the defaults of all; `modifiers` are the patterns'.
  explicit DocumentConfig(const Limits& limits, const std::string& modifiers = "");
  bool is_plugin = true;  // false: our own rules ask, and the plugin is not loaded
  int num_mime = 5, num_zip = 8, zip_depth = 2;
  bool extended_scan = false, prefer_contentdisposition = true;
  std::size_t max_file = 1024000;  // bytes of one attachment
  Regex exts, macro_exts, skip_exts, skip_ctypes, zips, download_marker;
  bool asks_for_download = false;  // else nobody looks for one
};

struct DocumentFacts {
  bool macro = false;  // also where a name alone says so
  bool object = false, rtf_object = false;
  bool malice = false;    // a macro that runs when the document is opened
  bool commands = false;  // such a macro may start programs: ours, not OLEVBMacro's
  bool encrypted = false, zip_password = false;
  bool renamed = false;  // found where the name is of no document: extended_scan
  bool csv_command = false;
  bool download = false;                   // of a program; only where asks_for_download
  std::vector<std::string> web_targets;    // http(s) outside the document, each once, as written; 10 at most
  std::vector<std::string> mhtml_targets;  // 5 at most
};

// Attachments are decoded one at a time. `limits_met` gets the limits' names. Cost: next to nothing for a
// message without attached files; linear in what is unpacked.
DocumentFacts ReadDocuments(const Message& message, const DocumentConfig& config, const Limits& limits,
                            std::vector<std::string>* limits_met);

}  // namespace gatepost
