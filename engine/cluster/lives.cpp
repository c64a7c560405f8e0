// Node instances and how long each lived.
#include <algorithm>
#include <array>
#include <optional>

#include "cluster/tables.h"
#include "core/order.h"

namespace prorata::cluster {
namespace {

using std::chrono::minutes;

/// A node that is silent for longer than this and comes back is another machine, where nothing tells its creation.
constexpr Duration kLongestAbsence = minutes(15);
/// A creation time this close to the first sample is when the instance began.
constexpr Duration kCreationSkew = minutes(15);

/// Samples of one node name: when it was there, and which creation time it showed (1 where that is unknown).
struct Presence {
  std::vector<Instant> at;
  std::vector<double> created;
};
IdMap<2, Presence> read_presence(const Input& input, const ObjectReader& reader) {
  IdMap<2, Presence> all;
  for (std::size_t i = 0; i < input.node_presence.size(); ++i) {
    Presence& presence = all[{reader.cluster(input.node_presence, i), reader.label(input.node_presence, i, "node")}];
    for (const std::int64_t ms : input.node_presence.times(i)) presence.at.push_back(instant_ms(ms));
    const auto values = input.node_presence.values(i);
    presence.created.insert(presence.created.end(), values.begin(), values.end());
  }
  return all;
}

/// Times at which any node was seen: an absence of all nodes is an outage of the server, not of a node.
std::vector<Instant> times_of_any(const IdMap<2, Presence>& all) {
  std::vector<Instant> times;
  for (const auto& [key, presence] : all) times.insert(times.end(), presence.at.begin(), presence.at.end());
  sort_unique(times);
  return times;
}

IdMap<4, Instant> read_border(const series::Frame& frame, const ObjectReader& reader, bool first) {
  IdMap<4, Instant> borders;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const Instant at = instant_of_seconds(first ? frame.smallest(i) : frame.largest(i));
    const auto [entry, added] =
        borders.try_emplace({reader.cluster(frame, i), reader.label(frame, i, "node"),
                             reader.label(frame, i, "provider_id"), reader.label(frame, i, "system_uuid")},
                            at);
    if (!added) entry->second = first ? std::min(entry->second, at) : std::max(entry->second, at);
  }
  return borders;
}

class LifeFinder {
 public:
  LifeFinder(const Input& input, const ObjectReader& reader)
      : input_(input), reader_(reader), presence_(read_presence(input, reader)), seen_(times_of_any(presence_)) {}

  std::vector<NodeLife> find() {
    const auto first = read_border(input_.node_first, reader_, true);
    const auto last = read_border(input_.node_last, reader_, false);
    IdMap<4, NodeLife> instances;  // once per identity
    for (std::size_t i = 0; i < input_.nodes.size(); ++i) {
      const IdKey<4> key{reader_.cluster(input_.nodes, i), reader_.label(input_.nodes, i, "node"),
                         reader_.label(input_.nodes, i, "provider_id"), reader_.label(input_.nodes, i, "system_uuid")};
      NodeLife instance{key[0], key[1], key[2], input_.window};
      instance.system_uuid = key[3];
      if (const auto at = first.find(key); at != first.end()) instance.alive.begin = begin_of(key, at->second);
      if (const auto at = last.find(key); at != last.end()) instance.alive.end = end_of(at->second);
      instances.try_emplace(key, instance);
    }
    for (const auto* entry : instances.by_text(reader_.names())) add_lives(entry->second);
    end_predecessors();
    return sorted();
  }

 private:
  /// When an instance began, from its first sample: its creation where that is near, else a step
  /// before: the sample lies in the step that ends there, and the begin less than a scrape before it.
  Instant begin_of(const IdKey<4>& key, Instant first) const {
    const Duration step = input_.lifetime_resolution;
    if (first <= input_.window.begin + step) return input_.window.begin;
    const auto presence = presence_.find({key[0], key[1]});
    if (presence != presence_.end()) {
      for (const double created : presence->second.created) {
        const Instant at = instant_of_seconds(created);
        if (at <= first && at > first - kCreationSkew) return std::max(at, input_.window.begin);
      }
    }
    return first - step;
  }
  Instant end_of(Instant last) const {
    return last >= input_.window.end - input_.lifetime_resolution ? input_.window.end : last;
  }

  /// Cuts an instance where it was away and came back as another machine.
  void add_lives(NodeLife instance) {
    const auto found = presence_.find({instance.cluster, instance.name});
    const Window whole = instance.alive;
    if (found != presence_.end()) {
      const Presence& presence = found->second;
      for (std::size_t i = 1; i < presence.at.size(); ++i) {
        const Instant before = presence.at[i - 1], now = presence.at[i];
        if (before <= whole.begin || now >= whole.end || !is_another(presence, i)) continue;
        instance.alive.end = before;
        add(instance);
        const Instant created = instant_of_seconds(presence.created[i]);
        instance.alive.begin = created > before && created <= now ? created : now;
      }
    }
    instance.alive.end = whole.end;
    add(instance);
  }

  bool is_another(const Presence& presence, std::size_t i) const {
    const double before = presence.created[i - 1], now = presence.created[i];
    if (before > 1 && now > 1) return before != now;
    if (presence.at[i] - presence.at[i - 1] <= kLongestAbsence) return false;
    // Others were seen meanwhile: it was the node that was away.
    const auto meanwhile = std::upper_bound(seen_.begin(), seen_.end(), presence.at[i - 1]);
    return meanwhile != seen_.end() && *meanwhile < presence.at[i];
  }

  void add(NodeLife instance) {
    instance.alive = overlap(instance.alive, input_.window);
    if (!instance.alive.empty()) lives_.push_back(instance);
  }

  /// Two instances of one name never live at once: the later one's begin ends the earlier. Of two that began together
  /// the one that was seen longer is the machine; a node without its provider's id yet is the other.
  void end_predecessors() {
    static constexpr NoticeKind overlapping{"node-replaced", Severity::info,
                                            "A node's name was taken over by another machine.",
                                            "Nothing: both are listed, each with the price of its own time."};
    const std::vector<NodeLife> whole = lives_;
    const auto replaces = [&](std::size_t b, std::size_t a) {
      const Window before = whole[a].alive, after = whole[b].alive;
      if (before.begin != after.begin) return before.begin < after.begin;
      return before.end != after.end ? before.end < after.end : a < b;
    };
    for (std::size_t begin = 0; begin < lives_.size();) {  // they stand by cluster and name
      std::size_t end = begin;
      for (; end < lives_.size() && same_name(lives_[begin], lives_[end]); ++end) {
      }
      for (std::size_t a = begin; a < end; ++a) {
        for (std::size_t b = begin; b < end; ++b) {
          if (a == b || !replaces(b, a)) continue;
          const Instant at = whole[b].alive.begin;
          const Window together = overlap(whole[a].alive, whole[b].alive);
          const bool at_once = are_two(lives_[a], lives_[b]) && is_long(input_, together);
          lives_[b].odd = at_once ? &kMixed : &overlapping;
          lives_[b].odd_at = at_once ? together : Window{at, at};
          lives_[a].alive.end = std::min(lives_[a].alive.end, at);
        }
      }
      begin = end;
    }
  }
  /// By what both show: one that shows more than before is the same machine.
  static bool are_two(const NodeLife& a, const NodeLife& b) {
    const auto differ = [](NameId left, NameId right) { return left != kNoName && right != kNoName && left != right; };
    return differ(a.provider_id, b.provider_id) || differ(a.system_uuid, b.system_uuid);
  }
  static bool same_name(const NodeLife& a, const NodeLife& b) { return a.cluster == b.cluster && a.name == b.name; }

  std::vector<NodeLife> sorted() const {
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      const auto key = [&](std::uint32_t i) {
        const NodeLife& life = lives_[i];
        return std::tuple(reader_.text(life.cluster), reader_.text(life.name), life.alive.begin,
                          reader_.text(life.provider_id));
      };
      return key(a) < key(b);
    };
    std::vector<NodeLife> lives;
    for (const std::uint32_t i : ordered(lives_.size(), before)) {
      if (!lives_[i].alive.empty()) lives.push_back(lives_[i]);
    }
    return lives;
  }

  const Input& input_;
  const ObjectReader& reader_;
  IdMap<2, Presence> presence_;
  std::vector<Instant> seen_;  ///< ascending
  std::vector<NodeLife> lives_;
};

}  // namespace

std::vector<NodeLife> find_node_lives(const Input& input, const ObjectReader& reader) {
  return LifeFinder(input, reader).find();
}

}  // namespace prorata::cluster
