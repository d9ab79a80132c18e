// A compiled pattern as bytes, and as machine code. Tested by tests/match/regex_test.cc
//
// PCRE2's serialized form of one pattern is a header and character tables, which all patterns with the same
// tables share, and the pattern's own code.
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

}  // namespace

std::size_t CodeBytes(const pcre2_code* code) {
  std::size_t bytes = 0;
  return pcre2_pattern_info(code, PCRE2_INFO_SIZE, &bytes) == 0 ? bytes : 0;
}

SavedCode Pcre2Program::Save() const {
  const std::string all = Serialize(impl_->code.get());
  const std::size_t own = CodeBytes(impl_->code.get());
  if (own == 0 || all.size() <= own) return {};
  return {all.substr(0, all.size() - own), all.substr(all.size() - own)};
}

std::optional<Pcre2Program> Pcre2Program::Load(const SavedCodeView& saved, bool stepwise,
                                               const Limits& limits) {
  if (saved.shared.empty() || saved.own.empty()) return std::nullopt;
  thread_local std::string all;
  all.assign(saved.shared).append(saved.own);
  pcre2_code* code = nullptr;
  if (pcre2_serialize_decode(&code, 1, reinterpret_cast<const std::uint8_t*>(all.data()), nullptr) != 1)
    return std::nullopt;
  Pcre2Program program;
  program.impl_ = std::make_unique<Impl>();
  program.impl_->limits = limits;
  program.impl_->SetCode(code);
  program.impl_->stepwise = stepwise;
  return program;
}

std::optional<Pcre2Program> Pcre2Program::Quicker() const {
  Pcre2Program quick;
  quick.impl_ = std::make_unique<Impl>();
  quick.impl_->limits = impl_->limits;
  quick.impl_->stepwise = impl_->stepwise;
  quick.impl_->gate = impl_->gate;
  quick.impl_->hard_places = impl_->hard_places;
  quick.impl_->middling_matches = 8;  // a step costs less than half
  quick.impl_->SetCode(pcre2_code_copy(impl_->code.get()));
  if (!quick.impl_->code || pcre2_jit_compile(quick.impl_->code.get(), PCRE2_JIT_COMPLETE) != 0)
    return std::nullopt;
  return quick;
}

}  // namespace gatepost::match
