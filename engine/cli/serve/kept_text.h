// The text of an answer on its way from the engine to a client.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cli/serve/http.h"
#include "cli/serve/sessions.h"
#include "report/sets.h"

namespace prorata::cli::serve {

/// Collects a text as long as there is memory for it.
class KeptText final : public report::TextSink {
 public:
  explicit KeptText(Sessions& sessions) : sessions_(sessions) {}
  bool write(std::string_view text) override {
    computing_.reset();
    if (pieces_.empty() || pieces_.back().size() + text.size() > kPiece) {
      full = full || !sessions_.make_room(kPiece + text.size());
      if (full) return false;
      pieces_.emplace_back().reserve(std::max(kPiece, text.size()));
    }
    pieces_.back().append(text);
    return true;
  }
  [[nodiscard]] std::string joined() const {
    std::string all;
    for (const std::string& piece : pieces_) all += piece;
    return all;
  }
  /// Keeps room for what is computed before anything is written. false: there is none.
  bool reserve(std::uint64_t bytes) {
    computing_.emplace(sessions_, bytes);
    full = !computing_->fits();
    return !full;
  }
  /// What was written last; null where nothing was.
  [[nodiscard]] std::string* last_piece() { return pieces_.empty() ? nullptr : &pieces_.back(); }
  /// What is short as a body, which has a length.
  void give(Reply& reply) {
    if (pieces_.size() < 2) {
      if (!pieces_.empty()) reply.body = std::move(pieces_.front());
      return;
    }
    reply.pack = true;
    for (const std::string& piece : pieces_) reply.length += piece.size();
    reply.stream = [pieces = std::make_shared<std::deque<std::string>>(std::move(pieces_))](const TakeBytes& take) {
      for (; !pieces->empty(); pieces->pop_front()) {
        const std::string_view piece = pieces->front();
        for (std::size_t at = 0; at < piece.size(); at += kSent) {
          if (!take(piece.substr(at, kSent))) return false;
        }
      }
      return true;
    };
  }
  bool full = false;

 private:
  /// Freed piece by piece as they are sent.
  static constexpr std::size_t kPiece = 1 << 20;
  static constexpr std::size_t kSent = 64 * 1024;
  Sessions& sessions_;
  std::optional<Sessions::Reserved> computing_;
  std::deque<std::string> pieces_;
};

}  // namespace prorata::cli::serve
