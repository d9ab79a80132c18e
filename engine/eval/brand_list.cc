// Tested by tests/eval/brand_evals_test.cc
#include "eval/brand_list.h"

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {

const std::vector<Brand>& BrandList::Get(const Settings& settings) const {
  once_.Call([&] {
    std::vector<SettingLine> lines = settings.Lines("fns_addrlists");
    brands_.reserve(lines.size());
    for (SettingLine& line : lines) {
      // "(NAME) address address ..."; most companies' addresses are never asked for, so the line's own text
      // stays.
      std::string& text = line.value;
      const auto end = std::find_if(text.begin(), text.end(), IsAsciiSpace);
      const auto addresses = std::find_if_not(end, text.end(), IsAsciiSpace);
      if (addresses == text.end()) continue;
      std::string_view name(text.begin(), end);
      if (name.starts_with('(')) name.remove_prefix(1);
      if (name.ends_with(')')) name.remove_suffix(1);
      Brand brand{.joined = AsciiLower(name), .addresses = {}};
      std::erase(brand.joined, '_');
      if (brand.joined.empty()) continue;
      text.erase(text.begin(), addresses);
      brand.addresses = std::move(text);
      brands_.push_back(std::move(brand));
    }
  });
  return brands_;
}

}  // namespace gatepost
