// What pcre2_program.cc and pcre2_saved.cc share. Internal to them.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "match/pcre2_program.h"

namespace gatepost::match {

struct CodeFree {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct CompileContextFree {
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
};
struct MatchDataFree {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct MatchContextFree {
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

// Kept by each thread: PCRE2's first backtracking frames live in the match data.
struct Scratch {
  std::unique_ptr<pcre2_match_data, MatchDataFree> data;
  std::unique_ptr<pcre2_match_context, MatchContextFree> context;
  std::uint32_t pairs = 0;
  PCRE2_SIZE last_start = 0;  // what the head of the pattern was tried at last
  std::size_t run_bytes = 0;  // that repeats may still run over without counting steps

  bool Prepare(std::uint32_t wanted_pairs);
};

const unsigned char* Latin1CaseTables();

std::size_t CodeBytes(const pcre2_code* code);

struct Pcre2Program::Impl {
  std::unique_ptr<pcre2_code, CodeFree> code;
  Limits limits;
  bool stepwise = false;
  Gate gate;
  const HardPlaces* hard_places = nullptr;  // may be null
  std::uint32_t groups = 0;
  // What a search may need that is to stay cheaper than another engine: steps for one starting point, and
  // so many times that for all.
  std::uint32_t middling_steps = 0, middling_matches = 4;

  // Takes the code, and reads of it what searches ask for.
  void SetCode(pcre2_code* compiled);

  int Run(Scratch* scratch, std::string_view text, std::size_t start, std::uint32_t options,
          std::uint32_t steps, std::size_t last_start) const;
  // `most` steps for one starting point, `budget` for all that need more than a few.
  int Search(Scratch* scratch, std::string_view text, std::size_t start, std::uint32_t options,
             std::uint32_t most, std::uint64_t budget) const;
  // May a match begin at `place`, so that it is worth many steps? What it costs to know is taken from
  // `budget`.
  bool IsWorthMore(std::string_view text, std::size_t place, std::uint64_t* budget) const;
  // The first place from `place` on where that may be, npos for none: else a long run would be walked over
  // from each of its bytes.
  std::size_t NextWorthMore(std::string_view text, std::size_t place, std::uint64_t* budget) const;
};

}  // namespace gatepost::match
