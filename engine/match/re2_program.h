// Re2Program: a pattern run by RE2, in linear time. Internal to match/; see regex.h.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "gatepost/status.h"
#include "match/writer.h"

namespace re2 {
class RE2;
}

namespace gatepost::match {

class Re2Program {
 public:
  // Fails with kInvalidArgument and RE2's message (mostly: too large).
  static Result<Re2Program> Compile(const WrittenPattern& pattern);

  Re2Program(Re2Program&&) noexcept;
  Re2Program& operator=(Re2Program&&) noexcept;
  ~Re2Program();

  bool Matches(std::string_view text, std::size_t start) const;
  // The same; spans[0] is the whole match, then groups up to spans->size() - 1; npos where one took no part.
  bool Locate(std::string_view text, std::size_t start, std::vector<std::size_t>* spans,
              std::size_t groups) const;

 private:
  Re2Program() = default;
  std::unique_ptr<re2::RE2> re2_;
};

}  // namespace gatepost::match
