// Messages from what a command line names: standard input, files, folders, Maildirs, mboxes.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "gatepost/status.h"

namespace gatepost {

// One file or standard input that holds one message, or an mbox that holds many.
struct MailFile {
  std::string path;   // "-": standard input
  bool mbox = false;  // split at From_ lines
  // Of an mbox: only what begins with a From_ line is a message, as to SpamAssassin.
  bool only_behind_from_lines = false;
  // Found in a folder, whose owner may put anything in its place by now.
  bool was_found = false;
};

// Does the text begin with a From_ line as SpamAssassin wants it in an mbox ("From WHO DATE", the date as in
// "Mon Jan  2 10:00:00 2023" or "2-01-2023_10:00:00_")? An empty line need not stand before it.
bool BeginsWithFromLine(std::string_view text);

// How many bytes of a message are its header: up to the empty line that ends it, with that.
std::size_t HeaderBytes(std::string_view text);

// The files that the arguments name, in the order of the arguments; a folder gives its files,
// sorted by path, at any depth. A Maildir (a folder with cur and new) gives those of cur and new only.
// Links to folders are not followed. What cannot be read goes to `failed` with its reason.
std::vector<MailFile> ListMail(const std::vector<std::string>& arguments, bool mbox,
                               std::vector<Status>* failed);

// Standard input, of a pipe at most `max_bytes + 1` bytes. Of a terminal it says on standard error that it
// waits.
Result<FileBytes> ReadStandardInput(std::size_t max_bytes);

// Calls `visit` with each message of a file ("FILE" for one alone, "FILE:3" for the third of an mbox).
// A file that begins with a From_ line, but for empty lines, and is read with `mbox` set is split; otherwise
// it is one message, or with `mbox` none where it is empty. A pipe that was named is waited for. At most
// `max_bytes + 1` bytes of a pipe are read where `mbox` is not set. Cost: linear.
Status ReadMail(const MailFile& file, std::size_t max_bytes,
                const std::function<void(const std::string& name, std::string_view bytes)>& visit);

}  // namespace gatepost
