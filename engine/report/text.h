// Numbers and strings as text, the same bytes in every build. Internal to the stage.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/money.h"
#include "core/notice.h"

namespace prorata::report {

/// Amounts as users know them: core-hours, byte-hours, GPU-hours.
[[nodiscard]] inline double core_hours(std::int64_t micro_core_seconds) {
  return static_cast<double>(micro_core_seconds) / 3.6e9;
}
[[nodiscard]] inline double byte_hours(std::int64_t kib_seconds) {
  return static_cast<double>(kib_seconds) * 1024.0 / 3600.0;
}
[[nodiscard]] inline double gib_hours(std::int64_t kib_seconds) {
  return static_cast<double>(kib_seconds) / 3774873600.0;
}

/// Shortest decimal that reads back as the same double; -0 is 0.
[[nodiscard]] std::string number_text(double value);
/// Rounded to 14 digits: a price as it was written, which multiplying and dividing moves by a few last bits.
[[nodiscard]] std::string price_text(double value);
/// The shortest decimal, `null` where it is NaN.
[[nodiscard]] std::string number_or_null(double value);
/// A field of a CSV line (RFC 4180). A text that a spreadsheet would take for a formula gets a leading quote.
[[nodiscard]] std::string csv_text(std::string_view text);
/// Money with a fixed number of decimals, rounded half to even: "1234.50".
[[nodiscard]] std::string fixed_money(Money money, int digits, int decimals);
/// The same for a number; |value| * 10^decimals must be below 9.2e18.
[[nodiscard]] std::string fixed_number(double value, int decimals);
/// Until when it concerns something, as it is written: a range up to a moment is kept one millisecond longer.
[[nodiscard]] Instant end_of(const Notice& notice);
/// Columns on a terminal: characters, not bytes.
[[nodiscard]] std::size_t width_of(std::string_view text);
[[nodiscard]] std::string pad_right(std::string_view text, std::size_t width);
[[nodiscard]] std::string pad_left(std::string_view text, std::size_t width);

}  // namespace prorata::report
