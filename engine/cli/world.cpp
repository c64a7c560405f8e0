// The clock, the environment, files and streams.
#include "cli/world.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace prorata::cli {
namespace {

struct Closer {
  void operator()(std::FILE* file) const { (void)std::fclose(file); }
};

int exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::bad_usage:
      return 2;
    case ErrorCode::refused:
    case ErrorCode::unreachable:
      return 3;
    case ErrorCode::bad_input:
    case ErrorCode::no_data:
    case ErrorCode::overflow:
    case ErrorCode::internal:
      return 1;
  }
  return 1;
}

}  // namespace

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

Result<Instant> now_of(const std::string& option) {
  if (!option.empty()) {
    auto now = parse_instant(option);
    if (!now) return Error{ErrorCode::bad_usage, "--now: " + now.error().message, now.error().hint, "--now"};
    return now;
  }
  if (const std::string epoch = environment("SOURCE_DATE_EPOCH"); !epoch.empty()) {
    auto now = parse_instant(epoch);
    if (!now) return Error{ErrorCode::bad_usage, "SOURCE_DATE_EPOCH: " + now.error().message, "", "SOURCE_DATE_EPOCH"};
    return now;
  }
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

Result<std::string> read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, Closer> file(std::fopen(path.c_str(), "rb"));
  std::string text;
  char buffer[65536];
  if (file) {
    for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, file.get())) > 0;) text.append(buffer, got);
  }
  if (!file || std::ferror(file.get()) != 0) {
    return Error{ErrorCode::bad_usage, "cannot read " + path + ": " + std::strerror(errno), "check the path", path};
  }
  return text;
}

bool write_output(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return std::fflush(stdout) == 0 && written;
}

int report_error(const Error& error) {
  std::string text = "prorata: " + error.message + "\n";
  if (!error.hint.empty()) text += "  " + error.hint + "\n";
  if (!error.where.empty() && error.message.find(error.where) == std::string::npos)
    text += "  at " + error.where + "\n";
  (void)std::fputs(text.c_str(), stderr);
  return exit_code_of(error.code);
}

}  // namespace prorata::cli
