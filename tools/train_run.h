// The part of `gatepost train` that keeps root's rights: starts, for each user, a process of the user and
// one of the learner, and ends them when their time is over. It opens no path of any user's.
#pragma once

#include <string>

#include "base/descriptor.h"
#include "gatepost/engine.h"
#include "train_worker.h"

namespace gatepost {

// Takes the lock that keeps two runs apart; it is held until the process and its learners are gone.
// Fails: kUnavailable where another run holds it.
Result<Descriptor> LockRuns(const std::string& path);

// Trains one user. `engine` is null in a dry run. Returns the exit status of the user's process, 75 where
// it was ended. The user's process does not hold `lock`: one that cannot be ended is left alone.
int TrainUser(const TrainOptions& options, const Identity& user, const Identity& learner,
              const Engine* engine, const Descriptor& lock);

}  // namespace gatepost
