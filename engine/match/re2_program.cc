// Tested by tests/match/regex_test.cc
#include "match/re2_program.h"

#include <re2/re2.h>

namespace gatepost::match {
namespace {

// Bytes of automaton before RE2 throws its states away and builds them anew; 8 MiB is RE2's default. A
// pattern that needs more for its program alone is given the larger figure, and so is one whose program is so
// large that a few dozen states fill the usual room: RE2 would go on without an automaton, a hundred times
// slower.
constexpr std::int64_t kUsualMemory = std::int64_t{2} << 20;
constexpr std::int64_t kLargeMemory = std::int64_t{32} << 20;
constexpr int kLargeProgram = 2000;

std::unique_ptr<RE2> Make(const WrittenPattern& pattern, std::int64_t memory) {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  options.set_dot_nl(true);
  options.set_case_sensitive(!pattern.fold);
  options.set_max_mem(memory);
  return std::make_unique<RE2>(pattern.text, options);
}

}  // namespace

Re2Program::Re2Program(Re2Program&&) noexcept = default;
Re2Program& Re2Program::operator=(Re2Program&&) noexcept = default;
Re2Program::~Re2Program() = default;

Result<Re2Program> Re2Program::Compile(const WrittenPattern& pattern) {
  Re2Program program;
  program.re2_ = Make(pattern, kUsualMemory);
  if (program.re2_->error_code() == RE2::ErrorPatternTooLarge || program.re2_->ProgramSize() > kLargeProgram)
    program.re2_ = Make(pattern, kLargeMemory);
  if (!program.re2_->ok()) return Status(StatusCode::kInvalidArgument, program.re2_->error());
  return program;
}

bool Re2Program::Matches(std::string_view text, std::size_t start) const {
  return re2_->Match(re2::StringPiece(text.data(), text.size()), start, text.size(), RE2::UNANCHORED, nullptr,
                     0);
}

bool Re2Program::Locate(std::string_view text, std::size_t start, std::vector<std::size_t>* spans,
                        std::size_t groups) const {
  if (!text.data()) text = "";
  std::vector<re2::StringPiece> found(groups + 1);
  if (!re2_->Match(re2::StringPiece(text.data(), text.size()), start, text.size(), RE2::UNANCHORED,
                   found.data(), static_cast<int>(found.size()))) {
    return false;
  }
  spans->assign(2 * found.size(), std::string_view::npos);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i].data()) continue;
    (*spans)[2 * i] = static_cast<std::size_t>(found[i].data() - text.data());
    (*spans)[2 * i + 1] = (*spans)[2 * i] + found[i].size();
  }
  return true;
}

}  // namespace gatepost::match
