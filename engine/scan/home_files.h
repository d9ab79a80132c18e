// Files in the home folder of a network's client, which belong to the site or the user.
#pragma once

#include <filesystem>
#include <string>

namespace gatepost {

// "" where it is not set.
std::string Environment(const char* name);
// "" where it cannot be read, or has more than 1 MiB.
std::string ReadText(const std::filesystem::path& path);

}  // namespace gatepost
