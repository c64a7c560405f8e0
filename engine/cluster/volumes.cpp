// Persistent volumes: size and life, who claims them and which pods mount them.
#include <algorithm>

#include "cluster/tables.h"
#include "core/order.h"

namespace prorata::cluster {
namespace {

std::optional<std::int64_t> whole_kib(double bytes) {
  return whole_amount(Resource::disk, bytes);
}

/// First and last time at which an object was seen.
struct Seen {
  std::optional<Instant> first, last;
};
/// key: of a series.
template <std::size_t N, class Key>
IdMap<N, Seen> read_seen(const series::Frame& first, const series::Frame& last, Key key) {
  IdMap<N, Seen> seen;
  for (std::size_t i = 0; i < first.size(); ++i) {
    auto& at = seen[key(first, i)].first;
    at = std::min(at.value_or(Instant::max()), instant_of_seconds(first.smallest(i)));
  }
  for (std::size_t i = 0; i < last.size(); ++i) {
    auto& at = seen[key(last, i)].last;
    at = std::max(at.value_or(Instant::min()), instant_of_seconds(last.largest(i)));
  }
  return seen;
}

constexpr NoticeKind kNoVolume{
    "claim-without-volume", Severity::warning,
    "A pod mounts a claim, and nothing tells the volume behind it or its size: it costs nothing here.",
    "Have kube-state-metrics export `kube_persistentvolume_capacity_bytes` and `kube_persistentvolumeclaim_info` "
    "(`--resources` with persistentvolumes and persistentvolumeclaims, and the rights to list them)."};

class VolumeBuilder {
 public:
  VolumeBuilder(const Input& input, const ObjectReader& reader, const Pods& pods, Notices& notices)
      : input_(input), reader_(reader), pods_(pods), notices_(notices) {}

  Volumes build() {
    add_rows();
    read_info();
    read_claims();
    read_mounts();
    read_values(input_.price_volume, volumes_.exported_price, whole_price);
    return std::move(volumes_);
  }

 private:
  [[nodiscard]] IdKey<2> key_of(const series::Frame& frame, std::size_t i) const {
    return {reader_.cluster(frame, i), reader_.any_of(frame, i, {"persistentvolume", "volumename"})};
  }
  [[nodiscard]] IdKey<4> claim_of(const series::Frame& frame, std::size_t i) const {
    return {reader_.cluster(frame, i), reader_.name_space(frame, i), reader_.label(frame, i, "persistentvolumeclaim"),
            reader_.label(frame, i, "volumename")};
  }
  /// Row of a volume, or kNone.
  [[nodiscard]] std::uint32_t row_of(const IdKey<2>& key) const {
    const auto found = rows_.find(key);
    return found == rows_.end() ? kNone : found->second;
  }

  void add_rows() {
    const series::Frame& frame = input_.volume_bytes;
    const auto key = [&](const series::Frame& of, std::size_t i) { return key_of(of, i); };
    const auto seen = read_seen<2>(input_.volume_first, input_.volume_last, key);
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      const IdKey<2> left = key_of(frame, a), right = key_of(frame, b);
      return left[0] != right[0] ? reader_.text(left[0]) < reader_.text(right[0])
                                 : reader_.text(left[1]) < reader_.text(right[1]);
    };
    for (const std::uint32_t i : ordered(frame.size(), before)) {
      const IdKey<2> name = key_of(frame, i);
      const auto [entry, added] = rows_.try_emplace(name, static_cast<std::uint32_t>(volumes_.size()));
      if (added) add(name, seen);
      volumes_.kib[entry->second].join(values_of(frame, i, whole_kib));
    }
  }

  void add(const IdKey<2>& name, const IdMap<2, Seen>& seen) {
    const auto found = seen.find(name);
    const Seen life = found == seen.end() ? Seen{} : found->second;
    volumes_.cluster.push_back(name[0]);
    volumes_.name.push_back(name[1]);
    volumes_.storage_class.push_back(kNoName);
    volumes_.driver.push_back(kNoName);
    volumes_.on_node.push_back(false);
    volumes_.alive.push_back(observed_life(input_, life.first, life.last));
    for (auto* column : {&volumes_.kib, &volumes_.exported_price}) column->emplace_back();
    volumes_.claims.emplace_back();
    volumes_.mounts.emplace_back();
  }

  void read_info() {
    for (std::size_t i = 0; i < input_.volumes.size(); ++i) {
      const std::uint32_t row = row_of(key_of(input_.volumes, i));
      if (row == kNone) continue;
      const auto keep = [&](std::vector<NameId>& column, std::string_view label) {
        if (const NameId value = reader_.label(input_.volumes, i, label); value != kNoName) column[row] = value;
      };
      keep(volumes_.storage_class, "storageclass");
      keep(volumes_.driver, "csi_driver");
      for (const std::string_view path : {"local_path", "host_path"}) {
        if (reader_.label(input_.volumes, i, path) != kNoName) volumes_.on_node[row] = true;
      }
    }
  }

  void read_claims() {
    const auto key = [&](const series::Frame& of, std::size_t i) { return claim_of(of, i); };
    const auto seen = read_seen<4>(input_.claim_first, input_.claim_last, key);
    for (std::size_t i = 0; i < input_.claims.size(); ++i) {
      const IdKey<4> claim = claim_of(input_.claims, i);
      const std::uint32_t row = row_of({claim[0], claim[3]});
      if (row == kNone) continue;
      const auto found = seen.find(claim);
      const Seen life = found == seen.end() ? Seen{} : found->second;
      volumes_.claims[row].push_back({claim[1], claim[2], observed_life(input_, life.first, life.last)});
      of_claim_[{claim[0], claim[1], claim[2]}].push_back(row);
      const NameId storage_class = reader_.label(input_.claims, i, "storageclass");
      if (volumes_.storage_class[row] == kNoName) volumes_.storage_class[row] = storage_class;
    }
    read_references();
    for (auto& claims : volumes_.claims) {
      sort_few(std::span(claims), [](const Claim& a, const Claim& b) { return a.alive.begin < b.alive.begin; });
    }
  }

  /// Where no claim is told of, the volume's own word on who claims it.
  void read_references() {
    for (std::size_t i = 0; i < input_.volumes.size(); ++i) {
      const std::uint32_t row = row_of(key_of(input_.volumes, i));
      const NameId name_space = reader_.label(input_.volumes, i, "claim_namespace");
      const NameId name = reader_.label(input_.volumes, i, "name");
      if (row == kNone || name_space == kNoName || !volumes_.claims[row].empty()) continue;
      volumes_.claims[row].push_back({name_space, name, volumes_.alive[row]});
      of_claim_[{volumes_.cluster[row], name_space, name}].push_back(row);
    }
  }

  void read_mounts() {
    const auto by_name = pods_by_name(pods_);
    const series::Frame& frame = input_.mounts;
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const IdKey<3> pod{reader_.cluster(frame, i), reader_.name_space(frame, i), reader_.pod(frame, i)};
      const auto claim = of_claim_.find({pod[0], pod[1], reader_.label(frame, i, "persistentvolumeclaim")});
      const auto found = by_name.find(pod);
      if (found == by_name.end()) continue;
      const NameId uid = reader_.label(frame, i, "uid");
      for (const std::uint32_t row : found->second) {
        const bool same = uid == kNoName || pods_.uid[row] == uid || pods_.uid[row] == kNoName;
        if (!same || pods_.alive[row].empty()) continue;
        if (claim != of_claim_.end()) {
          volumes_.mounts[volume_of(claim->first, claim->second, pods_.alive[row])].push_back(row);
        } else {
          note_unknown(frame, i, row);
        }
      }
    }
    for (auto& mounts : volumes_.mounts) {
      sort_unique(mounts);
    }
  }

  /// A claim that is made again under its name has another volume: the one that is its own for most of a pod's time,
  /// of two the later.
  [[nodiscard]] std::uint32_t volume_of(const IdKey<3>& claim, const std::vector<std::uint32_t>& volumes,
                                        Window alive) const {
    const auto own = [&](std::uint32_t volume) {
      std::pair<Duration, Instant> best{Duration(-1), Instant::min()};
      for (const Claim& each : volumes_.claims[volume]) {
        if (each.name_space != claim[1] || each.name != claim[2]) continue;
        best = std::max(best, {overlap(each.alive, alive).length(), each.alive.begin});
      }
      return best;
    };
    return *std::max_element(volumes.begin(), volumes.end(),
                             [&](std::uint32_t a, std::uint32_t b) { return own(a) < own(b); });
  }
  void note_unknown(const series::Frame& frame, std::size_t mount, std::uint32_t pod) {
    std::string object(reader_.text(pods_.name_space[pod]));
    object.append("/").append(reader_.text(reader_.label(frame, mount, "persistentvolumeclaim")));
    notices_.add(kNoVolume, object, pods_.alive[pod], 1, {Concern::Table::pods, pod});
  }

  template <class Whole>
  void read_values(const series::Frame& frame, std::vector<StepValue>& into, Whole whole) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const std::uint32_t row = row_of(key_of(frame, i));
      if (row != kNone) into[row].join(values_of(frame, i, whole));
    }
  }

  const Input& input_;
  const ObjectReader& reader_;
  const Pods& pods_;
  Notices& notices_;
  IdMap<2, std::uint32_t> rows_;
  IdMap<3, std::vector<std::uint32_t>> of_claim_;  ///< rows of volumes by cluster, namespace and claim
  Volumes volumes_;
};

}  // namespace

Volumes build_volumes(const Input& input, const ObjectReader& reader, const Pods& pods, Notices& notices) {
  return VolumeBuilder(input, reader, pods, notices).build();
}

}  // namespace prorata::cluster
