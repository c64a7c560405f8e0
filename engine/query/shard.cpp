// Shards of nodes: which node belongs to which is a matter of its name alone.
#include <charconv>

#include "query/question.h"

namespace prorata::query {

bool Shard::holds(std::string_view cluster, std::string_view node) const {
  std::uint64_t hash = 0xCBF29CE484222325u;  // FNV-1a
  for (const std::string_view part : {cluster, std::string_view("/"), node}) {
    for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  }
  return (hash >> 32) % count == index;
}

Result<Shard> parse_shard(std::string_view text) {
  constexpr std::uint32_t kMost = 1000;
  std::uint32_t number = 0, count = 0;
  const char* const end = text.data() + text.size();
  const auto [slash, problem] = std::from_chars(text.data(), end, number);
  const bool separated = problem == std::errc{} && slash != end && *slash == '/';
  const auto rest =
      separated ? std::from_chars(slash + 1, end, count) : std::from_chars_result{end, std::errc::invalid_argument};
  if (rest.ec == std::errc{} && rest.ptr == end && number >= 1 && number <= count && count <= kMost) {
    return Shard{number - 1, count};
  }
  return Error{ErrorCode::bad_usage, "\"" + std::string(text) + "\" is no shard", "write K/N, for example 1/3",
               "shard"};
}

}  // namespace prorata::query
