// Wide registers (AVX2 and BMI2 on x86-64), where the processor has them. What uses them has a plain way too,
// which says the same.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#ifdef __clang__
#define _Bool bool  // NOLINT: C's word in libc's header, which clang++ does not know
#endif
#include <sys/platform/x86.h>
#undef _Bool
#define GATEPOST_HAS_WIDE 1
// Of a function that only runs where HasWide().
#define GATEPOST_WIDE [[gnu::target("avx2,bmi2,popcnt,lzcnt,bmi")]]
#endif

namespace gatepost {

#ifdef GATEPOST_HAS_WIDE
// Tests turn it off, to see the plain ways. Not while another thread works. As libc found out when it
// started: to ask the processor anew takes a virtual machine some microseconds a question, and compilers'
// helpers ask a dozen.
inline bool g_has_wide = CPU_FEATURE_ACTIVE(AVX2) && CPU_FEATURE_ACTIVE(BMI2);
inline bool HasWide() { return g_has_wide; }

GATEPOST_WIDE inline __m256i LoadWide(const void* at) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(at));
}
// All bits of each byte from `first` to `last`, as signed bytes.
GATEPOST_WIDE inline __m256i Between(__m256i bytes, char first, char last) {
  return _mm256_and_si256(_mm256_cmpgt_epi8(bytes, _mm256_set1_epi8(static_cast<char>(first - 1))),
                          _mm256_cmpgt_epi8(_mm256_set1_epi8(static_cast<char>(last + 1)), bytes));
}
#endif

}  // namespace gatepost
