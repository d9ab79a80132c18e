// Status and Result: how the engine says that the machine (never the mail) got in the way.
//
// Malformed mail is not an error: see Verdict::anomalies. A bad configuration line is not one either:
// see Diagnostic. What is left is files, databases, memory and deadlines, and that travels here.
// The engine throws nothing across a public function.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace gatepost {

enum class StatusCode {
  kOk,
  kInvalidArgument,    // the caller asked for something that makes no sense
  kNotFound,           // a file, folder or database that is not there
  kPermission,         // there, but not ours to read or write
  kCorrupt,            // there, but damaged or of another format
  kUnavailable,        // locked, full, or an I/O error: may work later
  kResourceExhausted,  // memory or a hard limit
  kInternal,           // our bug
};

// Empty when all is well; otherwise a code and a sentence for a person, without a final newline.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(StatusCode code, std::string message) : code_(code), message_(std::move(message)) {}
  static Status Ok() { return {}; }

  bool ok() const { return code_ == StatusCode::kOk; }
  StatusCode code() const { return code_; }
  const std::string& message() const { return message_; }

 private:
  StatusCode code_ = StatusCode::kOk;
  std::string message_;
};

// A value or the Status that explains its absence; the member names are those of std::expected,
// which GCC 12 does not have in C++20 mode.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}         // NOLINT(google-explicit-constructor)
  Result(Status status) : state_(std::move(status)) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  // Only when !has_value().
  const Status& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Status> state_;
};

}  // namespace gatepost
