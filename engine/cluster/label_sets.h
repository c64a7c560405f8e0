// An object whose labels change has a series for each set of them. Which of these is its own.
#pragma once

#include "cluster/input.h"

namespace prorata::cluster {

/// When a set was last seen; the value is a time, or 1 from a source that does not tell it.
[[nodiscard]] Instant last_seen(const series::Frame& frame, std::uint32_t set);

/// Whether set `a` rather than `b` is an object's own: the one that was seen later, of two seen together the one with
/// more labels, which a machine that has just joined still lacks.
[[nodiscard]] bool overrides(const series::Frame& frame, std::uint32_t a, std::uint32_t b);

/// Of sets that differ in a value, not only in what they have, within the window. `note_changed_labels` says it.
inline constexpr NoticeKind kLabelsChanged{
    "labels-changed", Severity::info,
    "Labels of a pod, a namespace or a node changed; the last ones count for all of its time.",
    "Where that matters, ask for the time before the change and the time after it apart."};
/// Gives whether they do.
bool note_changed_labels(const Input& input, const ObjectReader& reader, const series::Frame& frame, std::uint32_t own,
                         std::uint32_t other, std::string_view object, Notices& notices);

}  // namespace prorata::cluster
