// Tested by tests/match/prefilter_differential_test.cc
#include "match/pattern_set.h"

#include <algorithm>

namespace gatepost {

struct PatternSet::Impl {
  std::vector<Regex> patterns;
};

PatternSet::PatternSet() : impl_(std::make_unique<Impl>()) {}
PatternSet::PatternSet(PatternSet&&) noexcept = default;
PatternSet& PatternSet::operator=(PatternSet&&) noexcept = default;
PatternSet::~PatternSet() = default;

Result<int> PatternSet::Add(const PatternSource& source, const Limits& limits) {
  Result<Regex> regex = Regex::Compile(source, limits);
  if (!regex) return regex.error();
  impl_->patterns.push_back(std::move(regex).value());
  return static_cast<int>(impl_->patterns.size()) - 1;
}

void PatternSet::Build() {}

int PatternSet::size() const { return static_cast<int>(impl_->patterns.size()); }

const Regex& PatternSet::regex(int pattern) const {
  return impl_->patterns[static_cast<std::size_t>(pattern)];
}

void PatternSet::FindCandidates(std::string_view, std::span<unsigned char> candidates) const {
  std::fill(candidates.begin(), candidates.end(), static_cast<unsigned char>(1));
}

}  // namespace gatepost
