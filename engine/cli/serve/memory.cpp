#include "cli/serve/memory.h"

#include <charconv>
#include <malloc.h>
#include <string_view>
#include <utility>

namespace prorata::cli::serve {
namespace {

constexpr std::uint64_t kMiB = 1 << 20;
constexpr std::uint64_t kLeast = 64 * kMiB;

}  // namespace

std::uint64_t heap_in_use() {
  const struct mallinfo2 info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

void trim_heap() {
  (void)::malloc_trim(0);
}

void prepare_heap() {
  (void)::mallopt(M_ARENA_MAX, 4);
  (void)::mallopt(M_MMAP_THRESHOLD, static_cast<int>(kMiB));
}

Result<std::uint64_t> parse_memory(const std::string& text) {
  std::uint64_t count = 0;
  const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  std::uint64_t factor = 0;
  for (const auto& [name, bytes] :
       {std::pair<std::string_view, std::uint64_t>{"", 1}, {"MiB", kMiB}, {"GiB", 1024 * kMiB}}) {
    if (unit == name) factor = bytes;
  }
  if (problem != std::errc{} || factor == 0 || count > (std::uint64_t{1} << 50) / factor || count * factor < kLeast) {
    return Error{ErrorCode::bad_usage, "\"" + text + "\" is no amount of memory",
                 "write 512MiB or 2GiB; 64MiB is the least", "--memory"};
  }
  return count * factor;
}

Error out_of_memory(const std::string& what, std::uint64_t cap) {
  return {ErrorCode::refused,
          what + " needs more memory than --memory allows (" + std::to_string(cap / kMiB) + " MiB, of which " +
              std::to_string(heap_in_use() / kMiB) + " MiB are in use)",
          "ask for a shorter window, a coarser step or resolution or fewer keys, or start serve with more --memory",
          "memory"};
}

}  // namespace prorata::cli::serve
