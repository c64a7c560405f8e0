// Loaded windows, kept while memory lasts: who asks for one that is there is answered at once, who asks for one that is
// being loaded waits for that.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <vector>

#include "cli/serve/counters.h"
#include "cli/source.h"
#include "core/result.h"
#include "pipeline/session.h"
#include "query/question.h"

namespace prorata::cli::serve {

class Sessions {
 public:
  using Ask = std::function<Result<void>(pipeline::Session&)>;

  /// fetch: its window and resolution are those of each question. Everything given must outlive this.
  Sessions(std::vector<Source>& sources, query::Fetch fetch, std::uint64_t memory, Counters& counters,
           const std::atomic<bool>& stopping);
  ~Sessions();

  /// Recordings and text metrics: loaded once, every question asks a part of them. Nothing where the sources are
  /// servers. Errors (bad_usage): both kinds.
  [[nodiscard]] Result<void> load_files();
  /// What the files cover; nothing for servers.
  [[nodiscard]] std::optional<Window> covered() const;

  /// Asks the session of the question's window, which is loaded if it is not there. One question at a time asks the
  /// same session. Errors: those of loading, of `ask`, and 503 (where "busy") when too many wait.
  [[nodiscard]] Result<void> with(Window window, std::optional<Duration> resolution, const Ask& ask);

  /// Forgets windows that nobody asks until `bytes` more fit under the cap. false: they do not.
  bool make_room(std::uint64_t bytes);
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::uint64_t memory() const { return memory_; }

 private:
  using Key = std::array<std::int64_t, 3>;  ///< begin, end and resolution, in ms
  struct Entry;
  using Shared = std::shared_ptr<Entry>;

  [[nodiscard]] Result<Shared> find(const Key& key, Window window, std::optional<Duration> resolution);
  [[nodiscard]] Result<void> load(Entry& entry, const query::Fetch& fetch);
  [[nodiscard]] Result<void> wait_for(Entry& entry);
  void forget(const Key& key);

  std::vector<Source>& sources_;
  query::Fetch fetch_;
  std::uint64_t memory_;
  Counters& counters_;
  const std::atomic<bool>& stopping_;
  mutable std::mutex mutex_;  ///< of the map and of the order of use
  std::map<Key, Shared> entries_;
  std::uint64_t clock_ = 0;
  Shared recording_;
  std::atomic<int> waiting_{0};
  std::counting_semaphore<2> loading_{2};
};

}  // namespace prorata::cli::serve
