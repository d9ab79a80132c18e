// The companies that mail dresses as: the lists of fns_add_addrlist, as our own tests read them.
#pragma once

#include <string>
#include <vector>

#include "base/once.h"
#include "config/settings.h"

namespace gatepost {

struct Brand {
  std::string joined;     // the words of its name, lower-case
  std::string addresses;  // globs, as they were written, white space between
};

// Read when first asked for; safe to share between threads.
class BrandList {
 public:
  const std::vector<Brand>& Get(const Settings& settings) const;

 private:
  mutable Once once_;
  mutable std::vector<Brand> brands_;
};

}  // namespace gatepost
