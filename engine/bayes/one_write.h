// A write of a token store that is done as a whole or not at all.
#pragma once

#include "gatepost/status.h"
#include "gatepost/token_store.h"

namespace gatepost {

// BeginWrite, `write` (which gives a Status), Commit. Where one of them fails, nothing was written.
template <class Write>
Status InOneWrite(TokenStore& store, const Write& write) {
  if (Status status = store.BeginWrite(); !status.ok()) return status;
  Status status = write();
  if (status.ok()) status = store.Commit();
  if (!status.ok()) store.Rollback();
  return status;
}

}  // namespace gatepost
