#include "cli/loading.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <thread>
#include <utility>

#include "cli/recording_file.h"
#include "cli/scraped_files.h"

namespace prorata::cli {
namespace {

template <class Kind>
bool any_is(const std::vector<Source>& sources) {
  return std::any_of(sources.begin(), sources.end(),
                     [](const Source& source) { return std::holds_alternative<Kind>(source.place); });
}

/// What a recording fixed when it was made.
Result<void> check_free_for_recording(const Options& options) {
  const auto fixed = [](const char* option) {
    return Error{ErrorCode::bad_usage, std::string(option) + ": a recording fixes this when it is made",
                 "leave it out, or ask a server", option};
  };
  if (options.resolution != "auto") return fixed("--resolution");
  if (options.mode != "stepped") return fixed("--mode");
  if (!options.match.empty()) return fixed("--match");
  if (options.verb == Verb::plan || options.verb == Verb::record) {
    return Error{ErrorCode::bad_usage, "this verb asks a server, and --metrics names a recording",
                 "give a URL such as http://localhost:9090", "--metrics"};
  }
  return {};
}

/// Somebody who gives a login expects it to matter.
void say_unused(const Connection& connection) {
  std::string given;
  for (const auto& [option, is_given] :
       {std::pair{"--header", !connection.headers.empty()}, std::pair{"--user", !connection.user.empty()},
        std::pair{"--bearer-file", !connection.bearer_file.empty()}}) {
    if (is_given) given.append(given.empty() ? "" : ", ").append(option);
  }
  if (!given.empty()) (void)std::fprintf(stderr, "prorata: a recording needs no login; not used: %s\n", given.c_str());
}

/// What all text metrics cover.
Result<std::optional<Window>> read_texts(std::vector<Source>& sources) {
  std::optional<Window> covered;
  for (Source& source : sources) {
    auto* text = std::get_if<TextFiles>(&source.place);
    if (text == nullptr) continue;
    text->scraped = std::make_shared<promql::Scrapes>();
    if (auto read = read_scraped(text->paths, *text->scraped); !read) return read.error();
    const Window mine = text->scraped->covered();
    covered = covered ? overlap(*covered, mine) : mine;
  }
  if (covered && covered->empty()) {
    return Error{ErrorCode::no_data, "the sources of text metrics have no time in common", "ask one after the other",
                 "--metrics"};
  }
  return covered;
}

struct Loaded {
  std::optional<pipeline::Session> session;
  Result<void> result;
};

/// How many sources from `begin` on are loaded beside each other. Recordings share nothing; servers are asked one after
/// the other, and text metrics give their answers to one place.
std::size_t loaded_at_once(const std::vector<Source>& sources, std::size_t begin, unsigned threads) {
  std::size_t end = begin;
  while (end < sources.size() && end - begin < threads && std::holds_alternative<RecordingFile>(sources[end].place)) {
    ++end;
  }
  return std::max<std::size_t>(1, end - begin);
}

}  // namespace

bool all_files(const std::vector<Source>& sources) {
  return !any_is<Server>(sources);
}

Result<void> prepare(std::vector<Source>& sources, const Options& options, Inputs& inputs) {
  if (any_is<RecordingFile>(sources)) {
    if (auto free = check_free_for_recording(options); !free) return free;
  }
  if (options.threads && !any_is<RecordingFile>(sources)) {
    (void)std::fputs("prorata: no recording is read; not used: --threads\n", stderr);
  }
  const bool logs_in = any_is<Server>(sources);
  if (!logs_in) say_unused(options.connection);
  if (logs_in && options.verb != Verb::serve) {
    if (auto begun = check_begun(inputs); !begun) return begun;
  }
  inputs.fetch.cluster = options.cluster;
  const auto covered = read_texts(sources);
  if (!covered) return covered.error();
  if (!*covered) return {};
  if (inputs.fetch.mode == query::FetchMode::totals) {
    return Error{ErrorCode::bad_usage, "--mode: there is no server that could sum up text metrics",
                 "leave it out: they are read whole", "--mode"};
  }
  if (!inputs.fetch.weights.empty()) {
    return Error{ErrorCode::bad_usage,
                 "--weight: there is no server that could answer a query of yours over text metrics",
                 "leave it out, or ask a server", "--weight"};
  }
  Window window = **covered;
  if (options.window_given) {
    if (auto read = read_window_of_recording(options, window, inputs); !read) return read;
    window = *inputs.question.window;
  }
  for (Source& source : sources) {
    if (auto* text = std::get_if<TextFiles>(&source.place)) text->window = window;
  }
  return {};
}

pipeline::Session session_of(const Source& source, const query::Fetch& wanted) {
  query::Fetch fetch = wanted;
  if (!source.cluster.empty()) fetch.cluster = source.cluster;
  if (std::holds_alternative<RecordingFile>(source.place)) {
    pipeline::Session session(std::nullopt);
    session.name_cluster(fetch.cluster);
    session.know_gpus(fetch.gpus);
    return session;
  }
  if (const auto* text = std::get_if<TextFiles>(&source.place)) {
    fetch.window = text->window;
    fetch.asked.reset();
  } else if (fetch.cluster.empty()) {
    fetch.cluster = std::get<Server>(source.place).host;
  }
  return pipeline::Session(std::move(fetch));
}

Result<void> load_source(const Source& source, pipeline::Session& session, const FetchHooks& hooks, unsigned threads) {
  if (const auto* server = std::get_if<Server>(&source.place)) {
    auto fetched = fetch_all(session, *server, hooks);
    return fetched ? session.planned() : fetched;
  }
  if (const auto* text = std::get_if<TextFiles>(&source.place)) return answer_all(session, *text->scraped, hooks.keep);
  const std::string& path = std::get<RecordingFile>(source.place).path;
  auto loaded = load_recording(session, path, threads);
  if (const auto kind = kind_of(path); !loaded && kind && *kind == ingest::FileKind::unknown) {
    Error error = loaded.error();
    error.hint += "; OpenMetrics and Prometheus' text are read, too, and lines of /api/v1/export";
    return error;
  }
  return loaded;
}

Result<void> load_others(const std::vector<Source>& sources, pipeline::Session& session, const query::Fetch& fetch,
                         const FetchHooks& hooks, unsigned threads) {
  query::Fetch same = fetch;
  for (std::size_t begin = 1; begin < sources.size();) {
    if (!same.resolution) same.resolution = session.resolution();
    const std::size_t end = begin + loaded_at_once(sources, begin, threads);
    std::vector<Loaded> loaded(end - begin);
    {
      std::vector<std::thread> others;
      const auto load = [&](std::size_t s) {
        Loaded& mine = loaded[s - begin];
        mine.session = session_of(sources[s], same);
        mine.result = load_source(sources[s], *mine.session, hooks, end - begin > 1 ? 1 : threads);
      };
      for (std::size_t s = begin + 1; s < end; ++s) others.emplace_back(load, s);
      load(begin);
      for (std::thread& other : others) other.join();
    }
    for (Loaded& one : loaded) {
      if (!one.result) return one.result;
      if (auto taken = session.absorb(std::move(*one.session)); !taken) return taken;
    }
    begin = end;
  }
  return {};
}

Result<void> probe(const Source& source, pipeline::Session& session) {
  if (const auto* server = std::get_if<Server>(&source.place)) return fetch_round(session, *server, {});
  return answer_round(session, *std::get<TextFiles>(source.place).scraped, {});
}

std::string place_of(const Source& source) {
  if (const auto* server = std::get_if<Server>(&source.place)) return server->base;
  if (const auto* text = std::get_if<TextFiles>(&source.place)) return text->paths.front();
  return std::get<RecordingFile>(source.place).path;
}

}  // namespace prorata::cli
