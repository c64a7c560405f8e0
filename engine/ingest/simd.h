// Sixteen bytes at a time: the handful of questions the scanners ask, on SSE2, WebAssembly SIMD or plain C++.
//
// Every mask has bit i set for byte i; only the low 16 bits are used. Callers guarantee 16 readable bytes.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

namespace prorata::ingest {

/// The scanners keep their state in registers only if they are inlined into the loop that calls them.
#define PRORATA_INLINE inline __attribute__((always_inline))
/// And the rare parts out of it: a small loop keeps its registers, which matters most to WebAssembly engines.
#define PRORATA_APART __attribute__((noinline))

inline std::uint64_t load64(const char* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// Sixteen bytes from position 16 - n: n zeros, then the digit bits.
alignas(16) inline constexpr unsigned char kDigitMasks[32] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15};

#if defined(__SSE2__)

class Bytes16 {
 public:
  explicit Bytes16(const char* from) : bytes_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))) {}
  void store(char* to) const { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes_); }

  [[nodiscard]] std::uint32_t equal_to(Bytes16 other) const { return mask(_mm_cmpeq_epi8(bytes_, other.bytes_)); }
  [[nodiscard]] std::uint32_t digits() const {
    // Moves '0'..'9' to the ten largest signed bytes.
    const __m128i moved = _mm_add_epi8(bytes_, _mm_set1_epi8(127 - '9'));
    return mask(_mm_cmpgt_epi8(moved, _mm_set1_epi8(127 - 10)));
  }
  /// The numbers written by the first and the last eight bytes, as the low and the high half. Only the low four bits of
  /// a byte count, and bytes before `foreign` count as zero.
  [[nodiscard]] std::uint64_t sixteen_digits(std::uint32_t foreign) const {
    const __m128i wanted = _mm_loadu_si128(reinterpret_cast<const __m128i*>(kDigitMasks + 16 - foreign));
    const __m128i digits = _mm_and_si128(bytes_, wanted);
    const __m128i tens = _mm_mullo_epi16(_mm_and_si128(digits, _mm_set1_epi16(0xFF)), _mm_set1_epi16(10));
    const __m128i twos = _mm_add_epi16(tens, _mm_srli_epi16(digits, 8));
    const __m128i fours = _mm_madd_epi16(twos, _mm_set1_epi32(100 | (1 << 16)));
    const __m128i eights = _mm_madd_epi16(_mm_packs_epi32(fours, fours), _mm_set1_epi32(10'000 | (1 << 16)));
    return static_cast<std::uint64_t>(_mm_cvtsi128_si64(eights));
  }
  /// Quote, backslash, control characters and everything outside ASCII (negative as a signed byte).
  [[nodiscard]] std::uint32_t special_in_text() const {
    const __m128i low = _mm_cmplt_epi8(bytes_, _mm_set1_epi8(0x20));
    return mask(_mm_or_si128(low, _mm_or_si128(is('"'), is('\\'))));
  }
  [[nodiscard]] std::uint32_t blanks() const {
    return mask(_mm_or_si128(_mm_or_si128(is(' '), is('\n')), _mm_or_si128(is('\r'), is('\t'))));
  }

 private:
  [[nodiscard]] __m128i is(char c) const { return _mm_cmpeq_epi8(bytes_, _mm_set1_epi8(c)); }
  static std::uint32_t mask(__m128i lanes) { return static_cast<std::uint32_t>(_mm_movemask_epi8(lanes)); }
  __m128i bytes_;
};

#elif defined(__wasm_simd128__)

class Bytes16 {
 public:
  explicit Bytes16(const char* from) : bytes_(wasm_v128_load(from)) {}
  void store(char* to) const { wasm_v128_store(to, bytes_); }

  [[nodiscard]] std::uint32_t equal_to(Bytes16 other) const { return mask(wasm_i8x16_eq(bytes_, other.bytes_)); }
  [[nodiscard]] std::uint32_t digits() const {
    // Moves '0'..'9' to the ten largest signed bytes.
    const v128_t moved = wasm_i8x16_add(bytes_, wasm_i8x16_splat(127 - '9'));
    return mask(wasm_i8x16_gt(moved, wasm_i8x16_splat(127 - 10)));
  }
  /// The numbers written by the first and the last eight bytes, as the low and the high half. Only the low four bits of
  /// a byte count, and bytes before `foreign` count as zero.
  [[nodiscard]] std::uint64_t sixteen_digits(std::uint32_t foreign) const {
    const v128_t digits = wasm_v128_and(bytes_, wasm_v128_load(kDigitMasks + 16 - foreign));
    const v128_t tens = wasm_i16x8_mul(wasm_v128_and(digits, wasm_i16x8_splat(0xFF)), wasm_i16x8_splat(10));
    const v128_t twos = wasm_i16x8_add(tens, wasm_u16x8_shr(digits, 8));
    const v128_t fours = wasm_i32x4_dot_i16x8(twos, wasm_i32x4_splat(100 | (1 << 16)));
    const v128_t packed = wasm_i16x8_narrow_i32x4(fours, fours);
    return static_cast<std::uint64_t>(
        wasm_i64x2_extract_lane(wasm_i32x4_dot_i16x8(packed, wasm_i32x4_splat(10'000 | (1 << 16))), 0));
  }
  /// Quote, backslash, control characters and everything outside ASCII (negative as a signed byte).
  [[nodiscard]] std::uint32_t special_in_text() const {
    const v128_t low = wasm_i8x16_lt(bytes_, wasm_i8x16_splat(0x20));
    return mask(wasm_v128_or(low, wasm_v128_or(is('"'), is('\\'))));
  }
  [[nodiscard]] std::uint32_t blanks() const {
    return mask(wasm_v128_or(wasm_v128_or(is(' '), is('\n')), wasm_v128_or(is('\r'), is('\t'))));
  }

 private:
  [[nodiscard]] v128_t is(char c) const { return wasm_i8x16_eq(bytes_, wasm_i8x16_splat(c)); }
  static std::uint32_t mask(v128_t lanes) { return static_cast<std::uint32_t>(wasm_i8x16_bitmask(lanes)); }
  v128_t bytes_;
};

#else

class Bytes16 {
 public:
  explicit Bytes16(const char* from) { std::memcpy(bytes_, from, sizeof bytes_); }
  void store(char* to) const { std::memcpy(to, bytes_, sizeof bytes_); }

  [[nodiscard]] std::uint32_t equal_to(const Bytes16& other) const {
    std::uint32_t mask = 0;
    for (std::uint32_t i = 0; i < 16; ++i) mask |= static_cast<std::uint32_t>(bytes_[i] == other.bytes_[i]) << i;
    return mask;
  }
  [[nodiscard]] std::uint32_t digits() const {
    return where([](char byte) { return byte >= '0' && byte <= '9'; });
  }
  /// The numbers written by the first and the last eight bytes, as the low and the high half. Only the low four bits of
  /// a byte count, and bytes before `foreign` count as zero.
  [[nodiscard]] std::uint64_t sixteen_digits(std::uint32_t foreign) const {
    std::uint64_t halves[2] = {};
    for (std::uint32_t i = foreign; i < 16; ++i)
      halves[i / 8] = halves[i / 8] * 10 + static_cast<std::uint64_t>(bytes_[i] & 0x0F);
    return halves[0] | (halves[1] << 32);
  }
  /// Quote, backslash, control characters and everything outside ASCII.
  [[nodiscard]] std::uint32_t special_in_text() const {
    return where([](char byte) { return static_cast<signed char>(byte) < 0x20 || byte == '"' || byte == '\\'; });
  }
  [[nodiscard]] std::uint32_t blanks() const {
    return where([](char byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; });
  }

 private:
  template <class Test>
  std::uint32_t where(Test test) const {
    std::uint32_t mask = 0;
    for (std::uint32_t i = 0; i < 16; ++i) mask |= static_cast<std::uint32_t>(test(bytes_[i])) << i;
    return mask;
  }
  char bytes_[16];
};

#endif

/// Fetches what will be read a few hundred bytes from now: long documents come from memory, and where the kernel gives
/// small pages the hardware stops its own fetching at each of them. A hint; the address need not exist.
inline void fetch_ahead(const char* p) {
#if !defined(__wasm__)
  // NOLINTNEXTLINE(performance-no-int-to-ptr): p + 768 may lie outside of the document, where no pointer may point.
  __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(p) + 768));
#else
  static_cast<void>(p);
#endif
}

inline bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// The first byte of [p, end) that is no JSON white space, or `end`.
inline const char* skip_blanks(const char* p, const char* end) {
  if (p == end || !is_blank(*p)) return p;
  for (; end - p >= 16; p += 16) {
    const std::uint32_t rest = ~Bytes16(p).blanks() & 0xFFFFU;
    if (rest != 0) return p + std::countr_zero(rest);
  }
  while (p != end && is_blank(*p)) ++p;
  return p;
}

/// The first byte of [p, end) that is special inside a JSON text (Bytes16::special_in_text), or `end`.
inline const char* skip_plain_text(const char* p, const char* end) {
  for (; end - p >= 16; p += 16) {
    const std::uint32_t special = Bytes16(p).special_in_text();
    if (special != 0) return p + std::countr_zero(special);
  }
  while (p != end && static_cast<signed char>(*p) >= 0x20 && *p != '"' && *p != '\\') ++p;
  return p;
}

}  // namespace prorata::ingest
