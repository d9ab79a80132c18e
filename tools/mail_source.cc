// Tested by tests/tools/command_test.cc.
#include "mail_source.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>

#include "base/ascii.h"
#include "base/file.h"

namespace gatepost {
namespace fs = std::filesystem;
namespace {

// The regular files below a folder. An explicit stack: the depth is the file system's, not ours.
void AddFolder(const std::string& folder, std::vector<std::string>* files, std::vector<Status>* failed) {
  std::vector<std::string> pending = {folder};
  while (!pending.empty()) {
    std::string path = std::move(pending.back());
    pending.pop_back();
    Result<std::vector<std::string>> names = ListFolder(path);
    if (!names) {
      failed->push_back(names.error());
      continue;
    }
    bool maildir = std::binary_search(names->begin(), names->end(), "cur") &&
                   std::binary_search(names->begin(), names->end(), "new");
    for (const std::string& name : *names) {
      if (maildir && name != "cur" && name != "new") continue;
      std::string full = path + (path.ends_with('/') ? "" : "/") + name;
      std::error_code ignored;
      fs::file_status status = fs::symlink_status(full, ignored);
      if (fs::is_directory(status))
        pending.push_back(std::move(full));
      else if (fs::is_regular_file(fs::status(full, ignored)))
        files->push_back(std::move(full));
    }
  }
}

// Does the text begin as the form says? 'S' is any byte but white space, '9' a digit, '.' any byte but a
// line's end; others are themselves.
bool BeginsAs(std::string_view text, std::string_view form) {
  const auto fits = [](char byte, char wanted) {
    if (wanted == 'S') return !IsAsciiSpace(byte);
    if (wanted == '9') return IsAsciiDigit(byte);
    return wanted == '.' ? byte != '\n' : byte == wanted;
  };
  return text.size() >= form.size() && std::equal(form.begin(), form.end(), text.begin(),
                                                  [&](char wanted, char byte) { return fits(byte, wanted); });
}

// Where the next line begins, behind the first, that is a From_ line; the text's end where none is.
std::size_t NextFromLine(std::string_view text) {
  for (std::size_t at = text.find("\nFrom "); at != kNpos; at = text.find("\nFrom ", at + 1)) {
    if (BeginsWithFromLine(text.substr(at + 1))) return at + 1;
  }
  return text.size();
}

// The text from its first From_ line on. What stands before it is no message.
std::string_view FromFirstFromLine(std::string_view text, bool only_behind_empty_lines) {
  if (only_behind_empty_lines) return text.substr(std::min(text.find_first_not_of("\r\n"), text.size()));
  return BeginsWithFromLine(text) ? text : text.substr(NextFromLine(text));
}

}  // namespace

bool BeginsWithFromLine(std::string_view text) {
  static constexpr std::string_view kDates[] = {"SSS SSS 9 9:99:99 9999",  "SSS SSS .9 9:99:99 9999",
                                                "SSS SSS 9 .9:99:99 9999", "SSS SSS .9 .9:99:99 9999",
                                                "9-99-9999_99:99:99_",     ".9-99-9999_99:99:99_"};
  if (!text.starts_with("From ")) return false;
  text.remove_prefix(5);
  const auto who_end = std::find_if(text.begin(), text.end(), IsAsciiSpace);
  if (who_end == text.begin() || who_end == text.end() || *who_end != ' ') return false;
  text = std::string_view(who_end + 1, text.end());
  const auto is_date = [](std::string_view rest) {
    return std::any_of(std::begin(kDates), std::end(kDates),
                       [&](std::string_view form) { return BeginsAs(rest, form); });
  };
  return is_date(text) || (text.starts_with(' ') && is_date(text.substr(1)));
}

std::size_t HeaderBytes(std::string_view text) {
  std::size_t lf = text.find("\n\n"), crlf = text.find("\n\r\n");
  if (lf == std::string_view::npos && crlf == std::string_view::npos) return text.size();
  return lf < crlf ? lf + 2 : crlf + 3;
}

std::vector<MailFile> ListMail(const std::vector<std::string>& arguments, bool mbox,
                               std::vector<Status>* failed) {
  std::vector<MailFile> list;
  if (arguments.empty()) list.push_back({"-", mbox});
  for (const std::string& argument : arguments) {
    if (argument == "-") {
      list.push_back({"-", mbox});
    } else if (IsFolder(argument)) {
      std::vector<std::string> files;
      AddFolder(argument, &files, failed);
      std::sort(files.begin(), files.end());
      for (std::string& file : files) list.push_back({std::move(file), mbox, false, true});
    } else {
      list.push_back({argument, mbox});
    }
  }
  return list;
}

Result<FileBytes> ReadStandardInput(std::size_t max_bytes) {
  if (isatty(STDIN_FILENO) != 0)
    std::fputs("gatepost: reads a message from the terminal; Ctrl-D on a line of its own ends it\n", stderr);
  Result<FileBytes> bytes = FileBytes::FromDescriptor(STDIN_FILENO, max_bytes);
  if (!bytes) return ErrnoStatus("cannot read", "standard input", errno);
  return bytes;
}

Status ReadMail(const MailFile& file, std::size_t max_bytes,
                const std::function<void(const std::string& name, std::string_view bytes)>& visit) {
  if (file.mbox) max_bytes = SIZE_MAX - 1;
  const FileBytes::Pipe pipe = file.was_found ? FileBytes::Pipe::kNoWait : FileBytes::Pipe::kWait;
  Result<FileBytes> bytes =
      file.path == "-" ? ReadStandardInput(max_bytes) : FileBytes::Open(file.path, max_bytes, pipe);
  if (!bytes) return bytes.error();
  std::string_view text = bytes->view();
  if (file.mbox) text = FromFirstFromLine(text, !file.only_behind_from_lines);
  if (!file.mbox || (!text.empty() && !BeginsWithFromLine(text))) {
    visit(file.path, bytes->view());
    return {};
  }
  int number = 0;
  while (!text.empty()) {
    const std::size_t bytes_of_one = NextFromLine(text);
    visit(file.path + ":" + std::to_string(++number), text.substr(0, bytes_of_one));
    text.remove_prefix(bytes_of_one);
  }
  return {};
}

}  // namespace gatepost
