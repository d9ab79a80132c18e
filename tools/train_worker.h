// The part of `gatepost train` that runs as the user: finds the messages of the training folders, hands
// their bytes to the learner, and moves what was learned to the trash.
#pragma once

#include <string>

#include "train_identity.h"

namespace gatepost {

struct TrainOptions {
  std::string maildir = "Maildir";  // below the home folder
  // Below the Maildir.
  std::string spam_folder = ".Train.Spam", ham_folder = ".Train.Ham", trash_folder = ".Trash";
  std::size_t max_bytes = std::size_t{16} << 20;  // of one message
  std::size_t max_messages = 5000;                // of one user in one run
  unsigned timeout_s = 300;                       // of one user; a batch that has begun is finished
  bool dry_run = false, verbose = false, quiet = false;
};

// Does one user's training and prints its line. `learner` is the socket of RunLearner (-1 in a dry run).
// Returns the exit status of the process.
int RunWorker(const TrainOptions& options, const Identity& user, int learner);

}  // namespace gatepost
