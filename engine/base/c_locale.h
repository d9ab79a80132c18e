// Numbers and dates read and written as in the locale "C", on this thread and while the object lives: the
// program that embeds the engine may have set a locale in which 1.5 is "1,5". Cost: two calls.
#pragma once

#include <clocale>

namespace gatepost {

class CLocale {
 public:
  CLocale() : before_(uselocale(TheC())) {}
  ~CLocale() { uselocale(before_); }
  CLocale(const CLocale&) = delete;
  CLocale& operator=(const CLocale&) = delete;

 private:
  static locale_t TheC() {
    static const locale_t c = newlocale(LC_ALL_MASK, "C", nullptr);
    return c;
  }

  locale_t before_;
};

}  // namespace gatepost
