// One description of what a value is made of serves both directions: a Packer hands its parts out as bytes, an Unpacker
// sets them. For bytes that travel between two builds of one version on one machine, never for files: plain parts are
// copied as they lie in memory.
//
//   void pass(Pass& pass, Bill& bill) { pass.plain(bill.amount); pass.text(bill.source); }
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace prorata {

class Pass {
 public:
  /// Hands out `size` bytes, or sets them.
  virtual void bytes(void* data, std::size_t size) = 0;
  /// How many there are: those of the value, or of the bytes.
  virtual std::size_t size(std::size_t have) = 0;

  void text(std::string& value);
  void texts(std::vector<std::string>& values);

  /// Must have no gaps between its members: what stands in them would be handed out, too.
  template <class Value>
  void plain(Value& value) {
    static_assert(std::is_trivially_copyable_v<Value>);
    bytes(&value, sizeof(value));
  }
  template <class Value>
  void plain(std::optional<Value>& value) {
    bool has = value.has_value();
    plain(has);
    if (!has) return value.reset();
    if (!value) value.emplace();
    plain(*value);
  }
  template <class Value, std::size_t N>
  void plain(std::array<Value, N>& values) {
    for (Value& value : values) plain(value);
  }
  template <class Value>
  void column(std::vector<Value>& values) {
    static_assert(std::is_trivially_copyable_v<Value>);
    values.resize(size(values.size()));
    bytes(values.data(), values.size() * sizeof(Value));
  }
  /// each: what passes one of them.
  template <class Value>
  void all(std::vector<Value>& values, void (*each)(Pass&, Value&)) {
    values.resize(size(values.size()));
    for (Value& value : values) each(*this, value);
  }

 protected:
  ~Pass() = default;
};

class Packer final : public Pass {
 public:
  void bytes(void* data, std::size_t size) override;
  std::size_t size(std::size_t have) override;
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

/// After the end of the bytes everything stays as it was and lists are empty.
class Unpacker final : public Pass {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}
  void bytes(void* data, std::size_t size) override;
  std::size_t size(std::size_t have) override;
  /// Whether every byte was there so far.
  [[nodiscard]] bool ok() const { return ok_; }
  /// Whether every byte was there and was read.
  [[nodiscard]] bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

/// What `unpack` reads back.
template <class Value>
[[nodiscard]] std::string packed(const Value& value, void (*pass)(Pass&, Value&)) {
  Packer packer;
  pass(packer, const_cast<Value&>(value));  // a Packer only reads
  return packer.take();
}

/// Whether the bytes are all that `packed` wrote.
template <class Value>
[[nodiscard]] bool unpack(std::string_view bytes, Value& into, void (*pass)(Pass&, Value&)) {
  Unpacker unpacker(bytes);
  pass(unpacker, into);
  return unpacker.done();
}

}  // namespace prorata
