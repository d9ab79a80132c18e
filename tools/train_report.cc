// Tested by tests/tools/train_wire_test.cc.
#include "train_report.h"

namespace gatepost {

std::string Printable(std::string_view bytes) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (char c : bytes) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= ' ' && byte < 0x7f && c != '\\') {
      text += c;
    } else {
      text += "\\x";
      text += kHex[byte >> 4];
      text += kHex[byte & 15];
    }
  }
  return text;
}

std::string TrainReport::Line(const std::string& user, const std::string& trash, bool dry_run) const {
  std::string line = Printable(user) + ": " + (dry_run ? "would learn " : "") + std::to_string(spam) +
                     " spam and " + std::to_string(ham) + " ham" + (dry_run ? "" : " learned");
  if (!dry_run) line += ", " + std::to_string(moved) + " moved to " + Printable(trash);
  const char* separator = "; left: ";
  for (const auto& [reason, count] : left) {
    line += separator + std::to_string(count) + " (" + Printable(reason) + ")";
    separator = ", ";
  }
  if (more) line += "; more in the next run";
  return line;
}

}  // namespace gatepost
