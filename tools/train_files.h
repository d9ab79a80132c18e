// Folders and files of a user, opened one step at a time from a folder that is open already: no link is
// followed, and what does not belong to the user is not touched. All names are single path components
// unless said otherwise. The caller has the user's identity (train_identity.h).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/descriptor.h"
#include "gatepost/status.h"

namespace gatepost {

// Which file, whatever its name: a message that was read is moved only while its name means the same file.
struct FileId {
  dev_t device = 0;
  ino_t number = 0;
  bool operator==(const FileId&) const = default;
};

struct FileContent {
  FileId id;
  std::string bytes;
};

// Opens the folder at `path` (components separated by '/', none of them "..") below `folder`. Each
// component must be a folder of `owner`, not a link.
// Fails: kNotFound where a component is not there; kPermission with the reason otherwise.
Result<Descriptor> OpenFolder(int folder, const std::string& path, uid_t owner);

// The same for one component, made with mode 0700 where it is missing.
Result<Descriptor> MakeFolder(int folder, const std::string& name, uid_t owner);

// Makes an empty file where there is nothing of that name.
Status MakeEmptyFile(int folder, const std::string& name);

// Up to `max` names in a folder, sorted by bytes, without those that begin with a dot.
Result<std::vector<std::string>> ListNames(int folder, std::size_t max);

// Reads a file that is regular, of `owner`, has one name only and at most `max_bytes`. Never waits for a
// FIFO. The message of a failure is the reason alone ("not a regular file"), without the name.
Result<FileContent> ReadOwnFile(int folder, const std::string& name, uid_t owner, std::size_t max_bytes);

// Renames `name`, which must still be the file `id`, into another folder; nothing there is overwritten.
// A file that took the name's place in between is put back. Fails: kInvalidArgument where the new name is
// taken or too long; kNotFound where the name no longer means this file; otherwise with the reason alone.
Status MoveFile(int from, const std::string& name, const FileId& id, int to, const std::string& new_name);

}  // namespace gatepost
