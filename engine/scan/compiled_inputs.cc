// Tested by tests/scan/compiled_test.cc.
#include "scan/compiled_inputs.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/hash.h"

namespace gatepost {

namespace {

// All but the path, which is relative to an open folder or to AT_FDCWD.
InputState StateOf(int folder, const char* path) {
  InputState state;
  struct stat status {};
  if (::fstatat(folder, path, &status, 0) != 0) return state;
  state.size = status.st_size;
  state.modified_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  state.inode = status.st_ino;
  state.device = status.st_dev;
  return state;
}

}  // namespace

InputState LookAtInput(const std::string& path) {
  InputState state = StateOf(AT_FDCWD, path.c_str());
  state.path = path;
  return state;
}

const PackedInput* FindChanged(std::span<const PackedInput> inputs) {
  std::string folder_name, name;
  Descriptor folder;
  for (const PackedInput& input : inputs) {
    const std::string_view path = input.path.view();
    const std::size_t name_at = path.rfind('/') + 1;  // 0 without a folder
    const bool has_folder = name_at > 0 && name_at < path.size();
    if (has_folder && path.substr(0, name_at) != folder_name) {
      folder_name = path.substr(0, name_at);
      folder = Descriptor(::open(folder_name.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    }
    const bool is_relative = has_folder && folder.is_open();
    name = is_relative ? path.substr(name_at) : path;
    const InputState now = StateOf(is_relative ? folder.get() : AT_FDCWD, name.c_str());
    if (now.size != input.size || now.modified_ns != input.modified_ns || now.inode != input.inode ||
        now.device != input.device) {
      return &input;
    }
  }
  return nullptr;
}

std::uint32_t CompiledLayout() {
  std::uint64_t hash = Fnv1a("");
  for (std::size_t size : {sizeof(CompiledFile), sizeof(PackedRule), sizeof(PackedGroup),
                           sizeof(PackedPattern), sizeof(PackedSetting), sizeof(PackedDirective),
                           sizeof(PackedLine), sizeof(PackedInput), sizeof(PackedNamedList),
                           sizeof(PackedPlan), sizeof(Expression::Step), sizeof(TestFlags), sizeof(void*)}) {
    hash = Fnv1a({reinterpret_cast<const char*>(&size), sizeof size}, hash);
  }
  return static_cast<std::uint32_t>(hash ^ (hash >> 32));
}

}  // namespace gatepost
