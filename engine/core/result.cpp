#include "core/result.h"

namespace prorata {

Error::Error() = default;
Error::Error(ErrorCode error_code, std::string what, std::string what_to_do, std::string place)
    : code(error_code), message(std::move(what)), hint(std::move(what_to_do)), where(std::move(place)) {}
Error::Error(const Error& other) = default;
Error::Error(Error&& other) noexcept = default;
Error& Error::operator=(const Error& other) = default;
Error& Error::operator=(Error&& other) noexcept = default;
Error::~Error() = default;

ErrorBox::ErrorBox(Error error) : error_(new Error(std::move(error))) {}
ErrorBox::ErrorBox(const ErrorBox& other) : error_(other.error_ == nullptr ? nullptr : new Error(*other.error_)) {}
ErrorBox& ErrorBox::operator=(const ErrorBox& other) {
  if (this != &other) *this = ErrorBox(other);
  return *this;
}
ErrorBox& ErrorBox::operator=(ErrorBox&& other) noexcept {
  std::swap(error_, other.error_);
  return *this;
}
void ErrorBox::release() noexcept {
  delete error_;
}

}  // namespace prorata
