#include "core/pass.h"

#include <cstring>

namespace prorata {

void Pass::text(std::string& value) {
  value.resize(size(value.size()));
  bytes(value.data(), value.size());
}

void Pass::texts(std::vector<std::string>& values) {
  values.resize(size(values.size()));
  for (std::string& value : values) text(value);
}

void Packer::bytes(void* data, std::size_t size) {
  if (size > 0) out_.append(static_cast<const char*>(data), size);
}

std::size_t Packer::size(std::size_t have) {
  bytes(&have, sizeof(have));
  return have;
}

void Unpacker::bytes(void* data, std::size_t size) {
  ok_ = ok_ && size <= rest_.size();
  if (!ok_ || size == 0) return;
  std::memcpy(data, rest_.data(), size);
  rest_.remove_prefix(size);
}

std::size_t Unpacker::size(std::size_t) {
  std::size_t size = 0;
  bytes(&size, sizeof(size));
  // Whatever there is takes a byte each at least, so that wrong bytes cannot ask for more memory than there are.
  ok_ = ok_ && size <= rest_.size();
  return ok_ ? size : 0;
}

}  // namespace prorata
