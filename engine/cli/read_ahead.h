// Pieces of a file that a thread of its own reads and unpacks, while whoever takes them works on the ones before.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "core/result.h"

namespace prorata::cli {

class ReadAhead {
 public:
  /// Fills a piece; empty at the end.
  using Next = std::function<Result<void>(std::string& piece)>;

  explicit ReadAhead(Next next) : reader_([this, next = std::move(next)] { run(next); }) {}
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;
  ~ReadAhead() {
    {
      const std::lock_guard lock(mutex_);
      left_ = true;
    }
    changed_.notify_all();
    reader_.join();
  }

  /// The next piece, in order; it takes the place of the one before, whose memory is used again.
  [[nodiscard]] Result<void> take(std::string& piece) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return taken_ != filled_; });
    Slot& slot = slots_[taken_ % kSlots];
    std::swap(piece, slot.piece);
    Result<void> result = std::move(slot.result);
    ++taken_;
    lock.unlock();
    changed_.notify_all();
    return result;
  }

 private:
  static constexpr std::size_t kSlots = 4;
  struct Slot {
    std::string piece;
    Result<void> result;
  };

  void run(const Next& next) {
    for (bool more = true; more;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return left_ || filled_ - taken_ < kSlots; });
      if (left_) return;
      Slot& slot = slots_[filled_ % kSlots];
      lock.unlock();
      slot.result = next(slot.piece);
      more = slot.result && !slot.piece.empty();
      lock.lock();
      ++filled_;
      lock.unlock();
      changed_.notify_all();
    }
  }

  std::array<Slot, kSlots> slots_;
  std::size_t filled_ = 0, taken_ = 0;
  bool left_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread reader_;  // last: it uses all of them
};

}  // namespace prorata::cli
