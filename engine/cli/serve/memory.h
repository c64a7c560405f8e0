// How much memory the program uses, and who may still take some.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "core/result.h"

namespace prorata::cli::serve {

/// Bytes that the program holds of the heap, over all threads.
[[nodiscard]] std::uint64_t heap_in_use();
/// Gives what was freed back to the system.
void trim_heap();

/// `512MiB`, `2GiB`, or bytes; at least 64 MiB.
[[nodiscard]] Result<std::uint64_t> parse_memory(const std::string& text);

/// Lets threads share heaps and gives what is large back when it is freed, so that the program holds little more than
/// it uses. Before the first thread.
void prepare_heap();

/// A request needs more than there is. what: "the window".
[[nodiscard]] Error out_of_memory(const std::string& what, std::uint64_t cap);

}  // namespace prorata::cli::serve
