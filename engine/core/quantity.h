// Units as types: a Quantity multiplies its exponents, so Cores * Hours is CoreHours and Cores + Bytes does not
// compile.
#pragma once

#include <compare>

namespace prorata {

/// Exponents of the base units: core, byte (of memory), GPU, second, and one unit of currency.
struct Dim {
  int core = 0;
  int byte = 0;
  int gpu = 0;
  int second = 0;
  int currency = 0;
  bool operator==(const Dim&) const = default;
};

constexpr Dim operator+(Dim a, Dim b) {
  return {a.core + b.core, a.byte + b.byte, a.gpu + b.gpu, a.second + b.second, a.currency + b.currency};
}
constexpr Dim operator-(Dim a, Dim b) {
  return {a.core - b.core, a.byte - b.byte, a.gpu - b.gpu, a.second - b.second, a.currency - b.currency};
}

/// One double in base units. For rates and for arithmetic inside one cell; sums are integers (money.h, amounts).
template <Dim D>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(double count) : count_(count) {}
  [[nodiscard]] constexpr double count() const { return count_; }

  constexpr Quantity& operator+=(Quantity other) {
    count_ += other.count_;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.count_ + b.count_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.count_ - b.count_); }
  friend constexpr Quantity operator*(Quantity a, double factor) { return Quantity(a.count_ * factor); }
  friend constexpr auto operator<=>(Quantity a, Quantity b) = default;

 private:
  double count_ = 0;
};

template <Dim A, Dim B>
constexpr Quantity<A + B> operator*(Quantity<A> a, Quantity<B> b) {
  return Quantity<A + B>(a.count() * b.count());
}
template <Dim A, Dim B>
constexpr Quantity<A - B> operator/(Quantity<A> a, Quantity<B> b) {
  return Quantity<A - B>(a.count() / b.count());
}

using Cores = Quantity<Dim{.core = 1}>;
using Bytes = Quantity<Dim{.byte = 1}>;
using Gpus = Quantity<Dim{.gpu = 1}>;
using Seconds = Quantity<Dim{.second = 1}>;
using CoreSeconds = decltype(Cores{} * Seconds{});
using ByteSeconds = decltype(Bytes{} * Seconds{});
using GpuSeconds = decltype(Gpus{} * Seconds{});
using Cost = Quantity<Dim{.currency = 1}>;
using CoreSecondPrice = decltype(Cost{} / CoreSeconds{});
using ByteSecondPrice = decltype(Cost{} / ByteSeconds{});
using GpuSecondPrice = decltype(Cost{} / GpuSeconds{});
using SecondPrice = decltype(Cost{} / Seconds{});
using BytePrice = decltype(Cost{} / Bytes{});

inline constexpr Seconds kHour{3600.0};
inline constexpr double kBytesPerGib = 1073741824.0;

}  // namespace prorata
