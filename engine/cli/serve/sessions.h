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
  /// Whether the client has left.
  using Gone = std::function<bool()>;

  struct Limits {
    std::uint64_t memory = 0;
    Duration retry_partial{};  ///< how long a window that lacks data is kept; 0: not at all
    unsigned threads = 1;      ///< that read recordings
  };
  /// fetch: its window and resolution are those of each question. Everything given must outlive this.
  Sessions(std::vector<Source>& sources, query::Fetch fetch, Limits limits, Counters& counters,
           const std::atomic<bool>& stopping);
  ~Sessions();

  /// Recordings and text metrics: loaded once, every question asks a part of them. Nothing where the sources are
  /// servers. Errors (bad_usage): both kinds.
  [[nodiscard]] Result<void> load_files();
  /// What the files cover; nothing for servers.
  [[nodiscard]] std::optional<Window> covered() const;

  /// Asks the session of the question's window, which is loaded if it is not there. One question at a time asks the
  /// same session. A window that lacks data is kept for a while, and then loaded again. Errors: those of loading,
  /// of `ask`, and 503 (where "busy") when too many wait, the client has gone or the server stops.
  [[nodiscard]] Result<void> with(Window window, std::optional<Duration> resolution, const Ask& ask, const Gone& gone);
  /// Why nothing more is to be done for a client, if so: it has gone, or the server stops.
  [[nodiscard]] std::optional<Error> over(const Gone& gone) const;

  /// Forgets windows that nobody asks until `bytes` more fit under the cap. false: they do not.
  bool make_room(std::uint64_t bytes);
  /// Counts bytes as used that are about to be, while it lives.
  class Reserved {
   public:
    Reserved(Sessions& sessions, std::uint64_t bytes) : sessions_(sessions), bytes_(bytes) {
      sessions_.reserved_ += bytes_;
      fits_ = sessions_.make_room(0);
    }
    ~Reserved() { sessions_.reserved_ -= bytes_; }
    Reserved(const Reserved&) = delete;
    Reserved& operator=(const Reserved&) = delete;
    [[nodiscard]] bool fits() const { return fits_; }

   private:
    Sessions& sessions_;
    std::uint64_t bytes_;
    bool fits_ = false;
  };
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::uint64_t memory() const { return limits_.memory; }

 private:
  using Key = std::array<std::int64_t, 3>;  ///< begin, end and resolution, in ms
  struct Entry;
  using Shared = std::shared_ptr<Entry>;

  [[nodiscard]] Result<Shared> find(const Key& key, Window window, std::optional<Duration> resolution,
                                    const Gone& gone);
  [[nodiscard]] Result<void> load_new(const Key& key, Entry& entry, const query::Fetch& fetch, const Gone& gone);
  [[nodiscard]] Result<void> load(Entry& entry, const query::Fetch& fetch, const Gone& gone);
  [[nodiscard]] Result<void> wait_for(Entry& entry, const Gone& gone);
  /// Whether one that lacks data was kept long enough.
  [[nodiscard]] static bool is_over(Entry& entry);
  /// Lets one that lacks so much that nothing can be computed be over.
  static void expire(Entry& entry);
  void forget(const Key& key);

  std::vector<Source>& sources_;
  query::Fetch fetch_;
  Limits limits_;
  Counters& counters_;
  const std::atomic<bool>& stopping_;
  mutable std::mutex mutex_;  ///< of the map and of the order of use
  std::map<Key, Shared> entries_;
  std::uint64_t clock_ = 0;
  Shared recording_;
  std::atomic<int> waiting_{0};
  std::atomic<std::uint64_t> reserved_{0};
  std::counting_semaphore<2> loading_{2};
};

}  // namespace prorata::cli::serve
