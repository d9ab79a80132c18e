// A compiled pattern as bytes, and as machine code. Tested by tests/match/regex_test.cc
//
// PCRE2's serialized form of one pattern is a header and character tables, which all patterns with the same
// tables share, and the pattern's own code. Only the last is kept; the first is made here again.
#include <string>

#include "match/pcre2_program_impl.h"

namespace gatepost::match {
namespace {

struct SerializedFree {
  void operator()(std::uint8_t* bytes) const { pcre2_serialize_free(bytes); }
};

// All of it; "" where PCRE2 refuses.
std::string Serialize(const pcre2_code* code) {
  std::uint8_t* bytes = nullptr;
  PCRE2_SIZE size = 0;
  if (pcre2_serialize_encode(&code, 1, &bytes, &size, nullptr) != 1) return {};
  std::unique_ptr<std::uint8_t, SerializedFree> owner(bytes);
  return {reinterpret_cast<const char*>(bytes), size};
}

// Header and tables of every pattern that is compiled with `tables` (null: PCRE2's own).
std::string MakePrefix(const unsigned char* tables) {
  std::unique_ptr<pcre2_compile_context, CompileContextFree> context(pcre2_compile_context_create(nullptr));
  if (!context) return {};
  if (tables) pcre2_set_character_tables(context.get(), tables);
  int error = 0;
  PCRE2_SIZE offset = 0;
  std::unique_ptr<pcre2_code, CodeFree> code(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>("a"), 1, PCRE2_NEVER_UTF, &error, &offset, context.get()));
  if (!code) return {};
  std::string all = Serialize(code.get());
  const std::size_t own = CodeBytes(code.get());
  return own < all.size() ? all.substr(0, all.size() - own) : std::string();
}

const std::string& Prefix(bool latin1_case) {
  if (latin1_case) {
    static const std::string latin1 = MakePrefix(Latin1CaseTables());
    return latin1;
  }
  static const std::string plain = MakePrefix(nullptr);
  return plain;
}

constexpr char kPlainMark = 'p';
constexpr char kLatin1Mark = 'l';

}  // namespace

std::size_t CodeBytes(const pcre2_code* code) {
  std::size_t bytes = 0;
  return pcre2_pattern_info(code, PCRE2_INFO_SIZE, &bytes) == 0 ? bytes : 0;
}

std::string Pcre2Program::Save() const {
  const std::string all = Serialize(impl_->code.get());
  const std::size_t own = CodeBytes(impl_->code.get());
  const std::string& prefix = Prefix(impl_->latin1_case);
  if (prefix.empty() || all.size() != prefix.size() + own || !all.starts_with(prefix)) return {};
  return std::string(1, impl_->latin1_case ? kLatin1Mark : kPlainMark) + all.substr(prefix.size());
}

std::optional<Pcre2Program> Pcre2Program::Load(std::string_view saved, bool stepwise, const Limits& limits) {
  if (saved.size() < 2 || (saved[0] != kPlainMark && saved[0] != kLatin1Mark)) return std::nullopt;
  const bool latin1_case = saved[0] == kLatin1Mark;
  const std::string& prefix = Prefix(latin1_case);
  if (prefix.empty()) return std::nullopt;
  thread_local std::string all;
  all.assign(prefix).append(saved.substr(1));
  pcre2_code* code = nullptr;
  if (pcre2_serialize_decode(&code, 1, reinterpret_cast<const std::uint8_t*>(all.data()), nullptr) != 1)
    return std::nullopt;
  Pcre2Program program;
  program.impl_ = std::make_unique<Impl>();
  program.impl_->limits = limits;
  program.impl_->SetCode(code);
  program.impl_->stepwise = stepwise;
  program.impl_->latin1_case = latin1_case;
  return program;
}

std::optional<Pcre2Program> Pcre2Program::Quicker() const {
  Pcre2Program quick;
  quick.impl_ = std::make_unique<Impl>();
  quick.impl_->limits = impl_->limits;
  quick.impl_->stepwise = impl_->stepwise;
  quick.impl_->latin1_case = impl_->latin1_case;
  quick.impl_->gate = impl_->gate;
  quick.impl_->SetCode(pcre2_code_copy(impl_->code.get()));
  if (!quick.impl_->code || pcre2_jit_compile(quick.impl_->code.get(), PCRE2_JIT_COMPLETE) != 0)
    return std::nullopt;
  return quick;
}

}  // namespace gatepost::match
