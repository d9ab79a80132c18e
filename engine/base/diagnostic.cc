#include "gatepost/options.h"

namespace gatepost {

std::string Diagnostic::ToString() const {
  // A reason why a file cannot be opened names it.
  std::string out = line == 0 && text.find(file) != std::string::npos ? std::string() : file;
  if (line > 0) out += ":" + std::to_string(line);
  if (!out.empty()) out += ": ";
  if (severity == Severity::kWarning) out += "warning: ";
  if (severity == Severity::kNote) out += "note: ";
  return out + text;
}

}  // namespace gatepost
