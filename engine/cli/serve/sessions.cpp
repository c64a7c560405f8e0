#include "cli/serve/sessions.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "cli/loading.h"
#include "cli/serve/lacking.h"
#include "cli/serve/listener.h"
#include "cli/serve/memory.h"

namespace prorata::cli::serve {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Clients of the cost paths do not wait for a source that is busy for longer.
constexpr Duration kLongestWait = std::chrono::seconds(10);
/// Threads that wait for data leave some for everybody else.
constexpr int kMostWaiting = static_cast<int>(Listener::kThreads) * 3 / 4;
/// From series as they were read to tables of lifetimes takes as much again for a moment.
constexpr std::uint64_t kBuildFactor = 2;

Error busy() {
  return {ErrorCode::refused, "too many requests wait for data", "try again in a few seconds", "busy"};
}
Error stopped() {
  return {ErrorCode::refused, "the server is stopping", "try again when it is back", "busy"};
}

/// Where of an error about a client that is not there any more.
constexpr std::string_view kLeft = "client";
Error left() {
  return {ErrorCode::refused, "the client has gone", "", kLeft};
}
constexpr std::chrono::milliseconds kGlance{100};

/// Whether an answer of the source is missing.
bool lacks_answers(const pipeline::Session& session) {
  return lacks_data(session.diagnostics().list());
}

/// Counts who waits while it lives.
class Waiting {
 public:
  explicit Waiting(std::atomic<int>& count) : count_(count), place_(++count) {}
  ~Waiting() { --count_; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  [[nodiscard]] bool too_many() const { return place_ > kMostWaiting; }

 private:
  std::atomic<int>& count_;
  int place_;
};

}  // namespace

struct Sessions::Entry {
  enum class State : std::uint8_t { loading, ready, failed };
  explicit Entry(std::optional<query::Fetch> fetch) : session(std::move(fetch)) {}

  std::timed_mutex asking;  ///< one question at a time
  std::mutex mutex;         ///< of the state
  std::condition_variable done;
  State state = State::loading;
  std::optional<Clock::time_point> until;  ///< of one that lacks data: when it is loaded again
  std::atomic<int> wanted{0};              ///< by others than the client for whom it is loaded
  Error error;
  pipeline::Session session;
  std::uint64_t used = 0;  ///< when it was asked last; under the mutex of the map
};

Sessions::Sessions(std::vector<Source>& sources, query::Fetch fetch, Limits limits, Counters& counters,
                   const std::atomic<bool>& stopping)
    : sources_(sources), fetch_(std::move(fetch)), limits_(limits), counters_(counters), stopping_(stopping) {}
Sessions::~Sessions() = default;

Result<void> Sessions::load_files() {
  const auto servers = std::count_if(sources_.begin(), sources_.end(),
                                     [](const Source& source) { return std::holds_alternative<Server>(source.place); });
  if (servers == static_cast<std::ptrdiff_t>(sources_.size())) return {};
  if (servers > 0) {
    return Error{ErrorCode::bad_usage, "--metrics: files cover one window, and servers are asked for any",
                 "serve files, or servers", "--metrics"};
  }
  recording_ = std::make_shared<Entry>(std::nullopt);
  recording_->session = session_of(sources_.front(), fetch_);
  const auto begin = Clock::now();
  const std::uint64_t before = heap_in_use();
  auto loaded = load_source(sources_.front(), recording_->session, {}, limits_.threads);
  if (loaded) loaded = load_others(sources_, recording_->session, fetch_, {}, limits_.threads);
  for (Source& source : sources_) {
    if (auto* text = std::get_if<TextFiles>(&source.place)) text->scraped.reset();
  }
  counters_.load(loaded.has_value(), seconds_since(begin), 0);
  if (!loaded) return loaded;
  const std::uint64_t after = heap_in_use(), grown = after > before ? after - before : 0;
  if (after + grown * (kBuildFactor - 1) > limits_.memory) return out_of_memory("the recording", limits_.memory);
  recording_->state = Entry::State::ready;
  return {};
}

std::optional<Window> Sessions::covered() const {
  return recording_ ? std::optional(recording_->session.fetch().window) : std::nullopt;
}

std::optional<Error> Sessions::over(const Gone& gone) const {
  if (stopping_) return stopped();
  if (gone()) return left();
  return std::nullopt;
}

Result<void> Sessions::with(Window window, std::optional<Duration> resolution, const Ask& ask, const Gone& gone) {
  const Waiting waiting(waiting_);
  if (waiting.too_many()) return busy();
  Shared entry = recording_;
  if (!entry) {
    const Key key{to_ms(window.begin), to_ms(window.end), resolution ? resolution->count() : 0};
    auto found = find(key, window, resolution, gone);
    if (!found) return found.error();
    entry = *std::move(found);
  } else {
    ++counters_.hits;
  }
  std::unique_lock lock(entry->asking, std::defer_lock);
  do {
    if (const auto ended = over(gone)) return *ended;
  } while (!lock.try_lock_for(kGlance));
  auto asked = ask(entry->session);
  const bool nothing = !asked && (asked.error().code == ErrorCode::refused || asked.error().code == ErrorCode::no_data);
  if (nothing && !gone()) expire(*entry);
  return asked;
}

Result<Sessions::Shared> Sessions::find(const Key& key, Window window, std::optional<Duration> resolution,
                                        const Gone& gone) {
  query::Fetch fetch = fetch_;
  fetch.window = window;
  fetch.resolution = resolution;
  for (;;) {
    Shared entry, old;  // what is old dies after the lock
    bool mine = false;
    {
      const std::lock_guard lock(mutex_);
      Shared& place = entries_[key];
      if (place && is_over(*place)) old.swap(place);
      mine = !place;
      if (mine) {
        place = std::make_shared<Entry>(std::nullopt);
        place->session = session_of(sources_.front(), fetch);
      }
      place->used = ++clock_;
      entry = place;
    }
    const auto there = mine ? load_new(key, *entry, fetch, gone) : wait_for(*entry, gone);
    if (there) {
      if (!mine) ++counters_.hits;
      return entry;
    }
    // Whoever loaded it has gone, and took nothing for us into account.
    const bool abandoned = !mine && there.error().where == kLeft && !gone();
    if (!abandoned) return there.error();
  }
}

Result<void> Sessions::load_new(const Key& key, Entry& entry, const query::Fetch& fetch, const Gone& gone) {
  auto loaded = load(entry, fetch, gone);
  // What failed may be well a moment later; a source that lacks some of it all the time is not asked for each question.
  const bool lacks = loaded && lacks_answers(entry.session);
  if (!loaded || (lacks && limits_.retry_partial.count() == 0)) forget(key);
  {
    const std::lock_guard lock(entry.mutex);
    if (lacks) entry.until = Clock::now() + limits_.retry_partial;
    entry.state = loaded ? Entry::State::ready : Entry::State::failed;
    if (!loaded) entry.error = loaded.error();
  }
  entry.done.notify_all();
  return loaded;
}

Result<void> Sessions::wait_for(Entry& entry, const Gone& gone) {
  const Waiting wanted(entry.wanted);
  std::unique_lock lock(entry.mutex);
  while (!entry.done.wait_for(lock, kGlance, [&] { return entry.state != Entry::State::loading; })) {
    if (const auto ended = over(gone)) return *ended;
  }
  return entry.state == Entry::State::ready ? Result<void>() : Result<void>(entry.error);
}

/// Two windows at a time, so that the source is not asked more than it can take.
Result<void> Sessions::load(Entry& entry, const query::Fetch& fetch, const Gone& gone) {
  const auto ended = [&]() -> std::optional<Error> {
    auto error = over(gone);
    const bool wanted = error && error->where == kLeft && entry.wanted > 0;
    return wanted ? std::nullopt : error;
  };
  do {
    if (const auto error = ended()) return *error;
  } while (!loading_.try_acquire_for(kGlance));
  const auto begin = Clock::now();
  const std::uint64_t before = heap_in_use();
  std::uint64_t bytes = 0;
  FetchHooks hooks;
  hooks.longest_wait = kLongestWait;
  hooks.progress = [&](const Progress& progress) { bytes = progress.bytes; };
  hooks.stop = [&]() -> std::optional<Error> {
    if (auto error = ended()) return error;
    const std::uint64_t heap = heap_in_use(), grown = heap > before ? heap - before : 0;
    if (heap + grown * (kBuildFactor - 1) <= limits_.memory || make_room(grown * (kBuildFactor - 1)))
      return std::nullopt;
    return out_of_memory("the window", limits_.memory);
  };
  Result<void> loaded = load_source(sources_.front(), entry.session, hooks, 1);
  if (loaded) loaded = load_others(sources_, entry.session, fetch, hooks, 1);
  const bool whole = loaded && !lacks_answers(entry.session);
  if (!loaded) entry.session = pipeline::Session(fetch);  // what came of it so far
  loading_.release();
  counters_.load(whole, seconds_since(begin), bytes);
  return loaded;
}

bool Sessions::is_over(Entry& entry) {
  const std::lock_guard lock(entry.mutex);
  return entry.until && Clock::now() >= *entry.until;
}

void Sessions::expire(Entry& entry) {
  const std::lock_guard lock(entry.mutex);
  if (entry.until) entry.until = Clock::now();
}

void Sessions::forget(const Key& key) {
  const std::lock_guard lock(mutex_);
  entries_.erase(key);
}

bool Sessions::make_room(std::uint64_t bytes) {
  while (heap_in_use() + reserved_ + bytes > limits_.memory) {
    Shared oldest;  // dies after the lock: much memory takes a while
    const std::lock_guard lock(mutex_);
    auto least = entries_.end();
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
      // Who is asked or loaded is held elsewhere, too.
      const bool idle = entry->second.use_count() == 1;
      if (idle && (least == entries_.end() || entry->second->used < least->second->used)) least = entry;
    }
    if (least == entries_.end()) return false;
    oldest = std::move(least->second);
    entries_.erase(least);
    oldest.reset();
    ++counters_.evictions;
    trim_heap();
  }
  return true;
}

std::size_t Sessions::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size() + (recording_ ? 1 : 0);
}

}  // namespace prorata::cli::serve
