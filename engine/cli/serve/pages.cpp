#include "cli/serve/pages.h"

#include <cstdint>
#include <filesystem>
#include <utility>

#include "cli/world.h"

namespace prorata::cli::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMostBytes = 64U << 20;

/// No inline script, no eval; WebAssembly may compile, and metrics may come from any server the user names.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self' http: https:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";

std::string type_of(const fs::path& file) {
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {{".html", "text/html; charset=utf-8"},
                                                                             {".js", "text/javascript; charset=utf-8"},
                                                                             {".mjs", "text/javascript; charset=utf-8"},
                                                                             {".css", "text/css; charset=utf-8"},
                                                                             {".json", kJson},
                                                                             {".map", kJson},
                                                                             {".wasm", "application/wasm"},
                                                                             {".svg", "image/svg+xml"},
                                                                             {".png", "image/png"},
                                                                             {".ico", "image/x-icon"},
                                                                             {".woff2", "font/woff2"},
                                                                             {".txt", kText},
                                                                             {".ndjson", "application/x-ndjson"},
                                                                             {".gz", "application/gzip"}};
  const std::string extension = file.extension().string();
  for (const auto& [known, type] : kTypes) {
    if (known == extension) return std::string(type);
  }
  return "application/octet-stream";
}

}  // namespace

Result<Pages> Pages::read(const std::string& folder) {
  Pages pages;
  std::error_code problem;
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder, problem)) {
    if (!entry.is_regular_file(problem) || entry.is_symlink(problem)) continue;
    bytes += entry.file_size(problem);
    if (bytes > kMostBytes) break;
    auto text = read_file(entry.path().string());
    if (!text) return text.error();
    Reply reply;
    reply.type = type_of(entry.path());
    reply.body = *std::move(text);
    reply.headers = {{"Content-Security-Policy", std::string(kContentSecurityPolicy)}, {"Cache-Control", "no-cache"}};
    pages.files_.emplace("/" + fs::relative(entry.path(), folder, problem).generic_string(), std::move(reply));
  }
  if (problem || bytes > kMostBytes || pages.find("/") == nullptr) {
    return Error{ErrorCode::bad_usage, "--page: there is no page in " + folder,
                 "give the folder that holds its index.html and nothing else", "--page"};
  }
  return pages;
}

std::string Pages::folder_beside(const std::string& program) {
  std::error_code problem;
  const fs::path bin = fs::canonical(program, problem).parent_path();
  for (const char* place : {"../share/prorata/page", "../../../web/app/dist"}) {
    const fs::path folder = (bin / place).lexically_normal();
    if (!problem && fs::exists(folder / "index.html", problem)) return folder.string();
  }
  return "";
}

const Reply* Pages::find(std::string_view path) const {
  const auto found = files_.find(path == "/" ? std::string_view("/index.html") : path);
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace prorata::cli::serve
