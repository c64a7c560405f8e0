#include "core/result.h"

namespace prorata {

Error::Error() = default;
Error::Error(ErrorCode error_code, std::string_view what, std::string_view what_to_do, std::string_view place)
    : code(error_code), message(what), hint(what_to_do), where(place) {}
Error::Error(const Error& other) = default;
Error::Error(Error&& other) noexcept = default;
Error& Error::operator=(const Error& other) = default;
Error& Error::operator=(Error&& other) noexcept = default;
Error::~Error() = default;

ErrorBox::ErrorBox(const Error& error) : error_(new Error(error)) {}
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
