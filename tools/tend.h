// What follows learning.
#pragma once

#include "gatepost/trainer.h"

namespace gatepost {

// Fits the model and removes old tokens, where it is time for that. Complains of what fails: what was learned
// stays learned, and the next learner does it.
void TendDatabase(Trainer& trainer, Trainer::Fit when);

}  // namespace gatepost
