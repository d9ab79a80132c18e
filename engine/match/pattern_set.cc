// Tested by tests/match/prefilter_differential_test.cc
#include "match/pattern_set.h"

#include "match/prefilter.h"

namespace gatepost {

struct PatternSet::Impl {
  std::vector<Regex> patterns;
  std::vector<PatternSource> sources;  // until the prefilter is there
  match::Prefilter prefilter;
};

PatternSet::PatternSet() : impl_(std::make_unique<Impl>()) {}
PatternSet::PatternSet(PatternSet&&) noexcept = default;
PatternSet& PatternSet::operator=(PatternSet&&) noexcept = default;
PatternSet::~PatternSet() = default;

Result<int> PatternSet::Add(const PatternSource& source, const Limits& limits) {
  Result<Regex> regex = Regex::Compile(source, limits);
  if (!regex) return regex.error();
  impl_->patterns.push_back(std::move(regex).value());
  impl_->sources.push_back(source);
  return static_cast<int>(impl_->patterns.size()) - 1;
}

void PatternSet::Build() {
  std::vector<match::Requirements> requirements;
  requirements.reserve(impl_->sources.size());
  for (const PatternSource& source : impl_->sources)
    requirements.push_back(match::FindRequirements(source.pattern, source.modifiers));
  impl_->prefilter.Build(requirements);
  impl_->sources = {};
}

std::span<const std::uint32_t> PatternSet::ScanTable() const { return impl_->prefilter.words(); }

int PatternSet::size() const { return static_cast<int>(impl_->patterns.size()); }

const Regex& PatternSet::regex(int pattern) const {
  return impl_->patterns[static_cast<std::size_t>(pattern)];
}

}  // namespace gatepost
