// A test that runs with wide registers (base/wide.h), and once more as on a processor without them.
#pragma once

#include <gtest/gtest.h>

#include "base/wide.h"

namespace gatepost {

class WideTest : public testing::TestWithParam<bool> {
 protected:
#ifdef GATEPOST_HAS_WIDE
  void SetUp() override { g_has_wide = GetParam() && had_wide_; }
  void TearDown() override { g_has_wide = had_wide_; }

 private:
  const bool had_wide_ = g_has_wide;
#endif
};

}  // namespace gatepost
