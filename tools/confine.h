// Takes from a process what reading mail has no use for, so that a fault which mail could make use of is
// worth less: it may no longer change files, start programs or reach the network at large.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gatepost {

// From here on this process and what it starts may
//   - make, change and remove files below the folders of `databases` alone; what is open stays open,
//     and reading is as before,
//   - execute no file, and gain no rights by one,
//   - open no TCP connection but to `ports` (Linux 6.7), and signal no process of others nor use their
//   abstract sockets (6.12).
// By Landlock, as far as the running Linux has it (5.13; Debian 12 has files and programs); where there is
// none it does nothing, without a word: mail is checked all the same. There is no way back. Call it before
// threads start. Cost: ten system calls.
void Confine(const std::vector<std::string>& databases, const std::vector<std::uint16_t>& ports = {});

}  // namespace gatepost
