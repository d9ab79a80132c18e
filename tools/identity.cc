// Tested by tests/tools/identity_test.cc.
#include "identity.h"

#include <fcntl.h>
#include <grp.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <set>

#include "base/ascii.h"
#include "base/descriptor.h"
#include "base/file.h"

namespace gatepost {
namespace {

constexpr int kGetentFoundNothing = 2;
constexpr std::size_t kMaxAnswerBytes = std::size_t{64} << 20;

// What `getent DATABASE [KEY]` writes; kNotFound where the database has no such key.
Result<std::string> Getent(const char* database, const std::string& key) {
  const Status failed(StatusCode::kUnavailable, std::string("getent ") + database + " did not answer");
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return failed;
  Descriptor from(ends[0]), to(ends[1]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, to.get(), STDOUT_FILENO);
  // posix_spawn's signature; it does not write.
  std::array<char*, 5> words = {const_cast<char*>("getent"), const_cast<char*>("--"),
                                const_cast<char*>(database),
                                key.empty() ? nullptr : const_cast<char*>(key.c_str()), nullptr};
  std::array<char*, 1> no_environment = {nullptr};
  pid_t child = -1;
  const int spawned =
      posix_spawn(&child, "/usr/bin/getent", &actions, nullptr, words.data(), no_environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (spawned != 0) return failed;
  to.Close();
  const Result<FileBytes> answer = FileBytes::FromDescriptor(from.get(), kMaxAnswerBytes);
  from.Close();
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return failed;
  }
  if (!answer || answer->size() > kMaxAnswerBytes || !WIFEXITED(status)) return failed;
  if (WEXITSTATUS(status) == kGetentFoundNothing)
    return Status(StatusCode::kNotFound, "no \"" + key + "\" in the " + database + " database");
  if (WEXITSTATUS(status) != 0) return failed;
  return std::string(answer->view());
}

template <class Number>
std::optional<Number> ReadNumber(std::string_view text) {
  Number number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return number;
}

// "name:password:uid:gid:gecos:home:shell"
std::optional<Identity> ReadLine(std::string_view line) {
  const std::vector<std::string_view> fields = Split(line, ':');
  if (fields.size() < 6 || fields[0].empty()) return std::nullopt;
  const auto uid = ReadNumber<uid_t>(fields[2]);
  const auto gid = ReadNumber<gid_t>(fields[3]);
  if (!uid || !gid) return std::nullopt;
  return Identity{std::string(fields[0]), std::string(fields[5]), *uid, *gid};
}

}  // namespace

Result<Identity> FindIdentity(const std::string& name) {
  const Status not_found(StatusCode::kNotFound, "no user \"" + name + "\" in the password database");
  if (name.empty() || name.find_first_of(std::string_view("\0\n:", 3)) != std::string::npos) return not_found;
  const Result<std::string> answer = Getent("passwd", name);
  if (!answer) return answer.error().code() == StatusCode::kNotFound ? not_found : answer.error();
  std::optional<Identity> found = ReadLine(Split(*answer, '\n').front());
  if (!found) return not_found;
  return std::move(*found);
}

std::string CallerName() {
  const uid_t uid = geteuid();
  if (const Result<FileBytes> file = FileBytes::Open("/etc/passwd")) {
    for (std::string_view line : Split(file->view(), '\n')) {
      if (std::optional<Identity> identity = ReadLine(line); identity && identity->uid == uid)
        return identity->name;
    }
  }
  const Result<Identity> found = FindIdentity(std::to_string(uid));
  return found ? found->name : "";
}

Result<std::vector<Identity>> AllIdentities() {
  const Result<std::string> answer = Getent("passwd", "");
  if (!answer) return answer.error();
  std::vector<Identity> identities;
  std::set<std::pair<uid_t, std::string>> seen;
  for (std::string_view line : Split(*answer, '\n')) {
    std::optional<Identity> identity = ReadLine(line);
    if (!identity || identity->uid == 0 || identity->home.empty()) continue;
    if (seen.emplace(identity->uid, identity->home).second) identities.push_back(std::move(*identity));
  }
  return identities;
}

Status TakeIds(const Identity& identity) {
  const Result<std::string> answer = Getent("initgroups", identity.name);
  if (!answer) return answer.error();
  // The name, and the groups it is in beside its own.
  const std::vector<std::string_view> words = SplitWhitespace(*answer);
  std::vector<gid_t> groups = {identity.gid};
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (const auto gid = ReadNumber<gid_t>(words[i])) groups.push_back(*gid);
  }
  if (setgroups(groups.size(), groups.data()) != 0)
    return ErrnoStatus("cannot take the groups of", identity.name, errno);
  if (setresgid(identity.gid, identity.gid, identity.gid) != 0)
    return ErrnoStatus("cannot take the group of", identity.name, errno);
  if (setresuid(identity.uid, identity.uid, identity.uid) != 0)
    return ErrnoStatus("cannot become", identity.name, errno);
  return {};
}

}  // namespace gatepost
