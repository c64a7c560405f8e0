// What the command line takes from outside the program: the clock, the environment, files and streams.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"

namespace prorata::cli {

/// `--now`, else SOURCE_DATE_EPOCH, else the clock.
[[nodiscard]] Result<Instant> now_of(const std::string& option);
/// An environment variable; empty where it is not set.
[[nodiscard]] std::string environment(const char* name);
[[nodiscard]] Result<std::string> read_file(const std::string& path);
/// Writes all of `text` to standard output; false where the reader is gone or the disk is full.
[[nodiscard]] bool write_output(std::string_view text);
/// Explains an error on standard error and gives the exit code that goes with it.
[[nodiscard]] int report_error(const Error& error);

}  // namespace prorata::cli
