// ReadPin: a store held at one committed state while this lives.
#pragma once

#include "gatepost/token_store.h"

namespace gatepost {

class ReadPin {
 public:
  explicit ReadPin(TokenStore& store) : store_(store), status_(store.BeginRead()) {}
  ~ReadPin() {
    if (status_.ok()) store_.EndRead();
  }
  ReadPin(const ReadPin&) = delete;
  ReadPin& operator=(const ReadPin&) = delete;
  const Status& status() const { return status_; }

 private:
  TokenStore& store_;
  Status status_;
};

}  // namespace gatepost
