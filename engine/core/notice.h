// Diagnostics are data: what was noticed, how often, when, where, and what to do about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/pass.h"
#include "core/time.h"

namespace prorata {

enum class Severity : std::uint8_t { info, warning, error };
[[nodiscard]] constexpr std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "error";
}

/// What a notice says.
struct NoticeTexts {
  std::string_view message;  ///< what happened, in one sentence
  std::string_view fix{};    ///< what to do, and where nothing needs doing
};

/// A kind of trouble, as stages name it: constants. id: stable, kebab-case, documented in docs/diagnostics.md.
#ifdef PRORATA_NOTICE_TEXTS_APART
/// The texts are left out of the program and come from a table of all (tools/lib/notice-texts.mjs), by id.
struct NoticeKind {
  constexpr NoticeKind(std::string_view kind, Severity how, std::string_view, std::string_view = {})
      : id(kind), severity(how) {}
  std::string_view id;
  Severity severity;
  [[nodiscard]] NoticeTexts texts() const;
};
#else
struct NoticeKind {
  std::string_view id;
  Severity severity = Severity::info;
  std::string_view message;
  std::string_view fix{};
  [[nodiscard]] constexpr NoticeTexts texts() const { return {message, fix}; }
};
#endif

/// A row of a table of the cluster, which a notice concerns.
struct Concern {
  /// traffic: all that is charged by classes, whatever the row.
  enum class Table : std::uint8_t { none, containers, pods, nodes, volumes, balancers, traffic, fees };
  Table table = Table::none;
  std::uint32_t row = 0;
  bool operator==(const Concern&) const = default;
};

/// What was noticed of one kind.
struct Notice {
  std::string id;
  Severity severity = Severity::info;
  std::string message;
  std::string fix;
  std::uint64_t count = 0;           ///< how many objects or points
  Window range{};                    ///< first to last time it concerns; empty where it has none
  std::vector<std::string> objects;  ///< examples, at most kExamples
  std::optional<std::int64_t> cost;  ///< what its concerns cost in the window, in money units; nothing where unknown
  std::vector<Concern> concerns;     ///< as they came, until their cost is known
  std::optional<std::int64_t> estimate{};    ///< about what costs that are in no total would be
  std::optional<std::int64_t> difference{};  ///< what the window costs more than without it
  bool operator==(const Notice&) const = default;
};
void pass(Pass& pass, Notice& notice);

/// Collects notices by id, in the order of ids, so that output never depends on the order of input.
class Notices {
 public:
  static constexpr std::size_t kExamples = 5;

  /// Counts one more case of `kind`; examples keep alphabetical order.
  void add(const NoticeKind& kind, std::string_view object = {}, Window range = {}, std::uint64_t count = 1,
           Concern concern = {});
  /// Adds what somebody else counted.
  void add(const Notice& notice);
  /// Adds to what a notice that is there concerns.
  void concern(std::string_view id, Concern concern);
  /// Adds to the money of a notice that is there.
  void money(std::string_view id, std::optional<std::int64_t> Notice::*of, std::int64_t amount);
  void merge(const Notices& other);
  [[nodiscard]] std::vector<Notice> list() const { return all_; }
  [[nodiscard]] const Notice* find(std::string_view id) const;

 private:
  [[nodiscard]] std::size_t place_of(std::string_view id) const;
  /// The notice of this kind, with a count of 0 where it is new.
  Notice& of(const NoticeKind& kind);
  std::vector<Notice> all_;  ///< by id
};
void pass(Pass& pass, Notices& notices);

}  // namespace prorata
