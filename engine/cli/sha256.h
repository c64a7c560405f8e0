// SHA-256 (FIPS 180-4), for hashes of names that nobody can turn back without the salt.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace prorata::cli {

[[nodiscard]] std::array<std::uint8_t, 32> sha256(std::string_view bytes);

}  // namespace prorata::cli
