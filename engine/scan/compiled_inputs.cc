// Tested by tests/scan/compiled_test.cc.
#include "scan/compiled_inputs.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <climits>

#include "base/hash.h"

namespace gatepost {

namespace {

// All but the path.
InputState StateOf(const char* path) {
  InputState state;
  struct stat status {};
  if (::stat(path, &status) != 0) return state;
  state.size = status.st_size;
  state.modified_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  state.inode = status.st_ino;
  state.device = status.st_dev;
  return state;
}

}  // namespace

InputState LookAtInput(const std::string& path) {
  InputState state = StateOf(path.c_str());
  state.path = path;
  return state;
}

bool IsUnchanged(const PackedInput& input) {
  const std::string_view name = input.path.view();
  std::array<char, PATH_MAX> path;  // a check asks for many: no allocation for each
  if (name.size() >= path.size()) return false;
  *std::copy(name.begin(), name.end(), path.begin()) = '\0';
  const InputState now = StateOf(path.data());
  return now.size == input.size && now.modified_ns == input.modified_ns && now.inode == input.inode &&
         now.device == input.device;
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
