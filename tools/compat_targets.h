// What sa-learn's operands name, found as SpamAssassin's ArchiveIterator finds it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mail_source.h"

namespace gatepost {

struct LearnTarget {
  bool spam = false;
  std::string format;  // "detect", "mbox", "dir", "file"
  std::string name;    // "-": standard input; may hold *, ? and [...] as a shell reads them
};

struct LearnFile {
  MailFile mail;
  bool spam = false;
};

// The files of all targets, those of spam first. In folders, names that begin with "." or "," are passed
// over, in Maildirs also messages marked as trash. Says on standard error what cannot be found or is
// compressed.
std::vector<LearnFile> ListTargets(const std::vector<LearnTarget>& targets);

// Reads a list for --folders: `add` gets a target where the line says its kind ("ham:mbox:NAME"), else null
// and the name. False where the list cannot be read; that was said on standard error.
bool ReadFolderList(const std::string& path,
                    const std::function<void(const LearnTarget* named, std::string_view name)>& add);

}  // namespace gatepost
