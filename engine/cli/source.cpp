// Tells servers, recordings and folders apart, and takes credentials out of what may be shown.
#include "cli/source.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <curl/curl.h>

#include "cli/scraped_files.h"
#include "cli/world.h"

namespace prorata::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnds[] = {".ndjson", ".txt", ".om", ".prom", ".openmetrics", ".jsonl"};

Error usage(const std::string& message, const std::string& hint = "") {
  return {ErrorCode::bad_usage, message, hint, "--metrics"};
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/// NAME=SOURCE, unless the whole is a file's name.
std::pair<std::string, std::string> split_name(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return {"", text};
  const bool is_name = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(equals), is_name_character);
  std::error_code ignored;
  if (!is_name || fs::exists(text, ignored)) return {"", text};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

class Url {
 public:
  explicit Url(const std::string& text) : url_(curl_url(), curl_url_cleanup) {
    good_ = curl_url_set(url_.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] std::string part(CURLUPart which, unsigned flags = 0) const {
    char* text = nullptr;
    if (curl_url_get(url_.get(), which, &text, flags) != CURLUE_OK) return "";
    const std::unique_ptr<char, void (*)(void*)> owned(text, curl_free);
    return text;
  }

 private:
  std::unique_ptr<CURLU, void (*)(CURLU*)> url_;
  bool good_ = false;
};

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> heads) {
  return std::any_of(heads.begin(), heads.end(), [&](std::string_view head) { return text.starts_with(head); });
}

/// This machine or a private network, by the spelling of the address: there, packing costs more than it saves.
bool is_near(std::string_view host) {
  if (host == "localhost" || host == "[::1]" ||
      starts_with_any(host, {"127.", "10.", "192.168.", "169.254.", "[fc", "[fd", "[fe80"})) {
    return true;
  }
  if (!host.starts_with("172.") || host.size() < 7) return false;
  const std::string_view second = host.substr(4, 3);  // 172.16. to 172.31.
  return second >= "16." && second <= "31." && second[2] == '.';
}

Result<Duration> timeout_of(const Connection& connection) {
  auto timeout = parse_duration(connection.timeout);
  if (timeout) return timeout;
  return Error{ErrorCode::bad_usage, "--timeout: " + timeout.error().message, timeout.error().hint, "--timeout"};
}

Result<std::vector<std::string>> headers_of(const Connection& connection) {
  std::vector<std::string> headers = connection.headers;
  for (const std::string& header : headers) {
    const std::size_t colon = header.find(':');
    const bool whole = colon != std::string::npos && colon > 0 && header.find_first_of("\r\n") == std::string::npos;
    // The text may be a token that lost its name, so it is not repeated.
    if (!whole) {
      return Error{ErrorCode::bad_usage, "--header: a header is written 'Name: value'",
                   "for example --header 'X-Scope-OrgID: tenant-7'", "--header"};
    }
  }
  std::string token = environment("PRORATA_TOKEN");
  if (!connection.bearer_file.empty()) {
    auto text = read_file(connection.bearer_file);
    if (!text) return text.error();
    token = *std::move(text);
  }
  token.erase(token.find_last_not_of(" \t\r\n") + 1);
  if (token.find_first_of("\r\n") != std::string::npos) {
    return Error{ErrorCode::bad_usage, "--bearer-file: a token has one line", "", "--bearer-file"};
  }
  if (!token.empty()) headers.push_back("Authorization: Bearer " + token);
  return headers;
}

Result<Server> server_of(const std::string& text, const Connection& connection) {
  const Url url(text);
  const std::string scheme = url.part(CURLUPART_SCHEME);
  if (!url.good())
    return usage("the address of the metrics source is no URL", "use http://host:9090 or https://host/prometheus");
  if (scheme != "http" && scheme != "https")
    return usage("a metrics source cannot be reached by " + scheme + "://", "use http or https");

  Server server;
  server.host = url.part(CURLUPART_HOST);
  const std::string port = url.part(CURLUPART_PORT);
  std::string path = url.part(CURLUPART_PATH);
  while (path.ends_with('/')) path.pop_back();
  server.base = scheme + "://" + server.host + (port.empty() ? "" : ":" + port) + path;
  server.user = connection.user.empty() ? environment("PRORATA_USER") : connection.user;
  if (const std::string name = url.part(CURLUPART_USER, CURLU_URLDECODE); !name.empty()) {
    server.user = name + ":" + url.part(CURLUPART_PASSWORD, CURLU_URLDECODE);
  }
  auto headers = headers_of(connection);
  if (!headers) return headers.error();
  server.headers = *std::move(headers);
  const auto timeout = timeout_of(connection);
  if (!timeout) return timeout.error();
  server.timeout = *timeout;
  server.compressed = connection.compressed == "on" || (connection.compressed == "auto" && !is_near(server.host));
  return server;
}

/// Recordings and text metrics by the ends of their names, as they are given.
bool is_metrics_file(const fs::path& path) {
  std::string name = path.filename().string();
  if (name.ends_with(".gz")) name.erase(name.size() - 3);
  return std::any_of(std::begin(kEnds), std::end(kEnds), [&](std::string_view end) { return name.ends_with(end); });
}

bool is_line_file(const std::string& path) {
  return path.ends_with(".ndjson") || path.ends_with(".ndjson.gz");
}

/// The recordings of a folder, else its text metrics, by name.
Result<std::vector<std::string>> files_in(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(folder, problem)) {
    if (entry.is_regular_file(problem) && is_metrics_file(entry.path())) found.push_back(entry.path().string());
  }
  if (problem) return usage("cannot read the folder " + folder);
  if (found.empty()) {
    return usage(
        "there is no recording in " + folder,
        "recordings end in .ndjson, text metrics in .txt, .om, .prom, .openmetrics or .jsonl; all also with .gz");
  }
  // Beside recordings text is a note about them.
  const bool recordings = std::any_of(found.begin(), found.end(), is_line_file);
  if (recordings) std::erase_if(found, [](const std::string& path) { return !is_line_file(path); });
  std::sort(found.begin(), found.end());
  return found;
}

Result<std::vector<std::string>> files_of(const std::string& path) {
  std::error_code problem;
  if (fs::is_directory(path, problem)) return files_in(path);
  if (fs::exists(path, problem)) return std::vector<std::string>{path};
  const bool address = path.find(':') != std::string::npos || path.starts_with("localhost");
  return usage("there is no file " + path,
               address
                   ? "an address begins with http:// or https://: did you mean http://" + path + "?"
                   : "give a recording, text metrics, a folder with some, or an address such as http://localhost:9090");
}

/// A recording needs no connection; what was said of one must still mean something.
Result<void> check_connection(const Connection& connection) {
  if (auto headers = headers_of(connection); !headers) return headers.error();
  if (auto timeout = timeout_of(connection); !timeout) return timeout.error();
  return {};
}

/// Scrapes of one cluster stand in many files.
void add_text(const std::string& name, const std::string& file, std::vector<Source>& into) {
  for (Source& source : into) {
    auto* text = std::get_if<TextFiles>(&source.place);
    if (text != nullptr && source.cluster == name) return text->paths.push_back(file);
  }
  into.push_back({name, TextFiles{{file}, nullptr, {}}});
}

/// What one --metrics names.
Result<void> add_sources(const std::string& option, const Connection& connection, std::vector<Source>& into) {
  const auto [name, text] = split_name(option);
  if (text.empty()) {
    return usage("--metrics: no source is named",
                 "give an address such as http://localhost:9090, a recording, or a folder with one");
  }
  if (text.find("://") != std::string::npos) {
    auto server = server_of(text, connection);
    if (!server) return server.error();
    into.push_back({name, *std::move(server)});
    return {};
  }
  const auto files = files_of(text);
  if (!files) return files.error();
  if (auto checked = check_connection(connection); !checked) return checked;
  std::vector<std::string> recordings;
  for (const std::string& file : *files) {
    const auto kind = kind_of(file);
    if (!kind) return kind.error();
    if (*kind == ingest::FileKind::scraped) {
      add_text(name, file, into);
    } else {
      recordings.push_back(file);
    }
  }
  if (recordings.size() > 1 && !name.empty()) {
    return usage("--metrics: " + name + " names " + std::to_string(recordings.size()) + " recordings of a folder",
                 "name each: --metrics " + name + "=" + recordings.front());
  }
  for (const std::string& file : recordings) into.push_back({name, RecordingFile{file}});
  return {};
}

}  // namespace

Result<std::vector<Source>> find_sources(const Options& options) {
  std::vector<Source> sources;
  for (const std::string& option : options.metrics) {
    if (auto added = add_sources(option, options.connection, sources); !added) return added.error();
  }
  if (sources.size() > 1 && !options.cluster.empty()) {
    return usage("--cluster: it names one cluster, and there are " + std::to_string(sources.size()) + " sources",
                 "name each: --metrics NAME=SOURCE");
  }
  return sources;
}

}  // namespace prorata::cli
