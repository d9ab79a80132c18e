// Tested by tests/eval/brand_evals_test.cc
#include "eval/brand_list.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {

const std::vector<Brand>& BrandList::Get(const Settings& settings) const {
  once_.Call([&] {
    for (const SettingLine& line : settings.Lines("fns_addrlists")) {
      // "(NAME) address address ..."; most companies' addresses are never asked for.
      const auto end = std::find_if(line.value.begin(), line.value.end(), IsAsciiSpace);
      std::string_view name(line.value.begin(), end);
      const std::string_view addresses(end, line.value.end());
      if (std::all_of(addresses.begin(), addresses.end(), IsAsciiSpace)) continue;
      if (name.starts_with('(')) name.remove_prefix(1);
      if (name.ends_with(')')) name.remove_suffix(1);
      Brand brand;
      for (char c : name) {
        if (c != '_') brand.joined += AsciiToLower(c);
      }
      brand.addresses = AsciiLower(addresses);
      if (!brand.joined.empty()) brands_.push_back(std::move(brand));
    }
  });
  return brands_;
}

}  // namespace gatepost
