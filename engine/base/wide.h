// Wide registers (AVX2 and BMI2 on x86-64), where the processor has them. What uses them has a plain way too,
// which says the same.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#define GATEPOST_HAS_WIDE 1
// Of a function that only runs where HasWide().
#define GATEPOST_WIDE [[gnu::target("avx2,bmi2,popcnt,lzcnt,bmi")]]
#endif

namespace gatepost {

#ifdef GATEPOST_HAS_WIDE
// Tests turn it off, to see the plain ways. Not while another thread works.
inline bool g_wide_allowed = true;
inline bool HasWide() {
  return g_wide_allowed && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}
#endif

}  // namespace gatepost
