// Time zones from the host's tzdata (RFC 8536 files).
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time_zone.h"

namespace prorata::cli {

/// The zone's offsets over `range`. Errors (bad_usage): no such zone. Looks below TZDIR, else /usr/share/zoneinfo.
[[nodiscard]] Result<TimeZone> read_zone(const std::string& name, Window range);
/// The same from a file's bytes. Errors (bad_input): not such a file.
[[nodiscard]] Result<TimeZone> parse_zone(std::string_view bytes, const std::string& name, Window range);
/// `zone` with only what is needed for `range`.
[[nodiscard]] TimeZone trimmed(const TimeZone& zone, Window range);

}  // namespace prorata::cli
