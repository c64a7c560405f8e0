// What a function gives back when it may fail: a value, or an Error that a user can act on.
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prorata {

/// Why something failed. The spelling (`error_code_name`) is part of every face's contract.
enum class ErrorCode : std::uint8_t {
  bad_input,    ///< data that cannot be read: not JSON, truncated, wrong shape
  bad_usage,    ///< a question, option or file of the user's that means nothing
  refused,      ///< the source answered with an error
  unreachable,  ///< the source did not answer
  no_data,      ///< the data cannot give an answer
  overflow,     ///< a number left its range
  internal,     ///< a defect of prorata
};

[[nodiscard]] constexpr std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::bad_input:
      return "bad-input";
    case ErrorCode::bad_usage:
      return "bad-usage";
    case ErrorCode::refused:
      return "refused";
    case ErrorCode::unreachable:
      return "unreachable";
    case ErrorCode::no_data:
      return "no-data";
    case ErrorCode::overflow:
      return "overflow";
    case ErrorCode::internal:
      return "internal";
  }
  return "internal";
}

/// message: what happened. hint: what to do. where: byte, line, field or query; empty where nothing is known.
///
/// Nearly every function can make, copy and destroy one, so its special members stand in result.cpp and take views:
/// inlined everywhere they are a tenth of the WebAssembly build.
struct Error {
  Error();
  Error(ErrorCode error_code, std::string_view what, std::string_view what_to_do = {}, std::string_view place = {});
  Error(const Error& other);
  Error(Error&& other) noexcept;
  Error& operator=(const Error& other);
  Error& operator=(Error&& other) noexcept;
  ~Error();

  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::string hint;
  std::string where;
  bool operator==(const Error&) const = default;
};

/// An Error or none, on the heap: results are mostly values.
class ErrorBox {
 public:
  ErrorBox() noexcept = default;
  explicit ErrorBox(const Error& error);
  ErrorBox(const ErrorBox& other);
  ErrorBox(ErrorBox&& other) noexcept : error_(other.error_) { other.error_ = nullptr; }
  ErrorBox& operator=(const ErrorBox& other);
  ErrorBox& operator=(ErrorBox&& other) noexcept;
  ~ErrorBox() {
    if (error_ != nullptr) release();
  }

  [[nodiscard]] bool empty() const { return error_ == nullptr; }
  [[nodiscard]] const Error& operator*() const {
    assert(error_ != nullptr);
    return *error_;
  }

 private:
  void release() noexcept;
  Error* error_ = nullptr;
};

/// A value or an Error; the subset of std::expected that prorata uses.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}  // NOLINT: returned as it is
  Result(const Error& error) : error_(error) {}  // NOLINT

  [[nodiscard]] bool has_value() const { return error_.empty(); }
  explicit operator bool() const { return has_value(); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] const Error& error() const { return *error_; }

 private:
  T& value() {
    assert(has_value());
    return *value_;
  }
  const T& value() const {
    assert(has_value());
    return *value_;
  }
  std::optional<T> value_;
  ErrorBox error_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(const Error& error) : error_(error) {}  // NOLINT: returned as it is

  [[nodiscard]] bool has_value() const { return error_.empty(); }
  explicit operator bool() const { return has_value(); }
  [[nodiscard]] const Error& error() const { return *error_; }

 private:
  ErrorBox error_;
};

}  // namespace prorata
