// The process that parses mail and writes the token database for `gatepost train`.
#pragma once

#include "gatepost/engine.h"

namespace gatepost {

// Learns the batches that come over `socket`, one transaction each, until the other end closes it.
// Each batch is learned in a child of its own with a minute's time: mail that brings the parser down costs
// its batch alone. Returns the exit status of the process.
int RunLearner(const Engine& engine, int socket);

}  // namespace gatepost
