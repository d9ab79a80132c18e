// Tested by tests/eval/brand_evals_test.cc
#include "eval/brand_list.h"

#include "base/ascii.h"

namespace gatepost {

const std::vector<Brand>& BrandList::Get(const Settings& settings) const {
  once_.Call([&] {
    for (const SettingLine& line : settings.Lines("fns_addrlists")) {
      const std::vector<std::string_view> words = SplitWhitespace(line.value);
      if (words.size() < 2) continue;
      std::string_view name = words[0];
      if (name.starts_with('(')) name.remove_prefix(1);
      if (name.ends_with(')')) name.remove_suffix(1);
      Brand brand;
      const std::string lower = AsciiLower(name);
      for (std::string_view word : Split(lower, '_')) brand.joined += word;
      for (std::size_t i = 1; i < words.size(); ++i) brand.globs.push_back(AsciiLower(words[i]));
      if (!brand.joined.empty()) brands_.push_back(std::move(brand));
    }
  });
  return brands_;
}

}  // namespace gatepost
