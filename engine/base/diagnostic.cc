#include "gatepost/options.h"

namespace gatepost {

std::string Diagnostic::ToString() const {
  std::string out = file;
  if (line > 0) out += ":" + std::to_string(line);
  if (!out.empty()) out += ": ";
  if (severity == Severity::kWarning) out += "warning: ";
  if (severity == Severity::kNote) out += "note: ";
  return out + text;
}

}  // namespace gatepost
