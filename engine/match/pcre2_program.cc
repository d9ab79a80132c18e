// Tested by tests/match/regex_test.cc
#include "match/pcre2_program.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace gatepost::match {
namespace {

// Match data is big (it holds the first backtracking frames): one a thread and group count is kept.
struct MatchDataFree {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct CodeFree {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct MatchContextFree {
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

}  // namespace

struct Pcre2Program::Impl {
  std::unique_ptr<pcre2_code, CodeFree> code;
  std::unique_ptr<pcre2_match_context, MatchContextFree> context;
  std::uint32_t groups = 0;
};

Pcre2Program::Pcre2Program(Pcre2Program&&) noexcept = default;
Pcre2Program& Pcre2Program::operator=(Pcre2Program&&) noexcept = default;
Pcre2Program::~Pcre2Program() = default;

Result<Pcre2Program> Pcre2Program::Compile(const std::string& pattern, const Limits& limits) {
  struct ContextFree {
    void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
  };
  std::unique_ptr<pcre2_compile_context, ContextFree> compile(pcre2_compile_context_create(nullptr));
  Pcre2Program program;
  program.impl_ = std::make_unique<Impl>();
  program.impl_->context.reset(pcre2_match_context_create(nullptr));
  if (!compile || !program.impl_->context) return Status(StatusCode::kResourceExhausted, "out of memory");
  pcre2_set_newline(compile.get(), PCRE2_NEWLINE_LF);
  pcre2_set_bsr(compile.get(), PCRE2_BSR_UNICODE);
  pcre2_match_context* context = program.impl_->context.get();
  pcre2_set_match_limit(context, limits.max_match_steps);
  pcre2_set_depth_limit(context, limits.max_match_steps);
  pcre2_set_heap_limit(context, limits.max_match_heap_kib);

  int error = 0;
  PCRE2_SIZE offset = 0;
  program.impl_->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                                          PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C, &error, &offset,
                                          compile.get()));
  if (!program.impl_->code) {
    PCRE2_UCHAR message[256] = {};
    pcre2_get_error_message(error, message, sizeof message);
    return Status(StatusCode::kInvalidArgument,
                  std::string(reinterpret_cast<const char*>(message)) + " at byte " + std::to_string(offset));
  }
  pcre2_pattern_info(program.impl_->code.get(), PCRE2_INFO_CAPTURECOUNT, &program.impl_->groups);
  return program;
}

MatchOutcome Pcre2Program::Match(std::string_view text, std::size_t start, bool not_empty_at_start,
                                 std::vector<std::size_t>* spans) const {
  // Without groups one pair is enough, and back-references still work.
  const std::uint32_t pairs = spans ? impl_->groups + 1 : 1;
  std::unique_ptr<pcre2_match_data, MatchDataFree> data(pcre2_match_data_create(pairs, nullptr));
  if (!data) return MatchOutcome::kUndecided;
  static const char kNothing = 0;
  const char* subject = text.data() ? text.data() : &kNothing;
  const std::uint32_t options = not_empty_at_start ? PCRE2_NOTEMPTY_ATSTART : 0;
  const int code = pcre2_match(impl_->code.get(), reinterpret_cast<PCRE2_SPTR>(subject), text.size(), start,
                               options, data.get(), impl_->context.get());
  if (code == PCRE2_ERROR_NOMATCH) return MatchOutcome::kNo;
  if (code < 0) return MatchOutcome::kUndecided;
  if (spans) {
    const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data.get());
    spans->assign(ends, ends + 2 * std::size_t{pairs});
  }
  return MatchOutcome::kYes;
}

int Pcre2Program::group_count() const { return static_cast<int>(impl_->groups); }

std::vector<std::string> Pcre2Program::GroupNames() const {
  std::vector<std::string> names(impl_->groups + 1);
  std::uint32_t count = 0;
  std::uint32_t entry_size = 0;
  PCRE2_SPTR entry = nullptr;
  pcre2_pattern_info(impl_->code.get(), PCRE2_INFO_NAMECOUNT, &count);
  pcre2_pattern_info(impl_->code.get(), PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
  pcre2_pattern_info(impl_->code.get(), PCRE2_INFO_NAMETABLE, &entry);
  for (std::uint32_t i = 0; i < count; ++i, entry += entry_size) {
    names[std::size_t{entry[0]} * 256 + entry[1]] = reinterpret_cast<const char*>(entry + 2);
  }
  return names;
}

}  // namespace gatepost::match
