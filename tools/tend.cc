// Tested by tests/tools/learners_expire_test.cc, tests/tools/train_test.py.
#include "tend.h"

#include "command.h"

namespace gatepost {

void TendDatabase(Trainer& trainer, Trainer::Fit when) {
  if (Result<bool> fitted = trainer.FitModel(when); !fitted)
    Complain("the model was not fitted: " + fitted.error().message());
  if (Result<std::uint64_t> removed = trainer.ExpireIfDue(); !removed)
    Complain("old tokens were not removed: " + removed.error().message());
}

}  // namespace gatepost
