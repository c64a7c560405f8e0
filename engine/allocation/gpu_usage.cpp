#include "allocation/gpu_usage.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/money.h"
#include "core/order.h"

namespace prorata::allocation {
namespace {

using cluster::Cluster;
using cluster::index;
using cluster::Resource;
using series::Frame;

constexpr NoticeKind kShared{
    "gpu-device-shared", Severity::info,
    "Several containers take turns on a GPU, and its use is known as a whole; it is shared by what they ask for.",
    "GPUs in MIG slices are measured slice by slice."};

/// One container on a device; at most one value in an hour.
struct User {
  std::uint32_t container;
  std::map<std::int64_t, double> activity;  ///< by the hour's index
};
struct Device {
  double gpus = 1;  ///< of a card
  std::vector<User> users;
};
/// UUID and the id of a MIG device in it, within a cluster.
using DeviceKey = std::array<NameId, 3>;

class GpuReader {
 public:
  GpuReader(Usage& usage, const Cluster& cluster, const cluster::UsageIndex& index, const Names& names,
            Notices& notices)
      : usage_(usage), cluster_(cluster), index_(index), names_(names), notices_(notices) {}

  void run() {
    usage_.gpu.resize(cluster_.containers.size());
    read(cluster_.gpu_active, {});
    std::set<DeviceKey> known;
    for (const auto& [key, device] : devices_) known.insert(key);
    read(cluster_.gpu_util, known);
    for (auto& [key, device] : devices_) share(key, device);
  }

 private:
  void read(const Frame& frame, const std::set<DeviceKey>& known) {
    const NameId exported = names_.find("exported_pod");
    bool renamed = false;
    for (std::size_t s = 0; s < frame.size(); ++s) renamed = renamed || frame.label(s, exported) != kNoName;
    for (std::size_t s = 0; s < frame.size(); ++s) {
      // A device that nobody has carries the labels of DCGM's own pod, if any.
      if ((renamed && frame.label(s, exported) == kNoName) || is_exporter(frame, s)) continue;
      const auto rows = index_.containers_of(frame, s);
      const bool left_over = instant_ms(frame.times(s).back()) <= usage_.hours.first + 2 * usage_.hours.step;
      if (rows.empty() && !left_over && !pod_of(frame, s).empty()) {
        notices_.add(kUnmatched, pod_of(frame, s), usage_.hours.window);
      }
      if (rows.empty()) continue;
      const DeviceKey key{cluster_.pods.cluster[cluster_.containers.pod[rows.front()]], label(frame, s, "UUID"),
                          label(frame, s, "GPU_I_ID")};
      if (known.contains(key)) continue;
      Device& device = devices_[key];
      const std::string_view profile = names_.text(label(frame, s, "GPU_I_PROFILE"));
      if (!profile.empty()) {
        device.gpus = cluster::mig_slices(profile, names_.text(label(frame, s, "modelName"))).fraction();
      }
      for (const std::uint32_t row : rows) add(device, row, frame, s);
    }
  }

  void add(Device& device, std::uint32_t container, const Frame& frame, std::size_t s) {
    auto user = std::find_if(device.users.begin(), device.users.end(),
                             [&](const User& other) { return other.container == container; });
    if (user == device.users.end()) user = device.users.insert(user, {container, {}});
    for (std::size_t p = 0; p < frame.times(s).size(); ++p) {
      const std::int64_t hour = usage_.hours.index_of(instant_ms(frame.times(s)[p]));
      const double value = frame.values(s)[p];
      if (hour < 0 || hour >= usage_.hours.size() || !(value >= 0 && value <= 1)) continue;
      if (ran_in(container, hour).empty()) continue;
      double& activity = user->activity.try_emplace(hour, value).first->second;
      activity = std::max(activity, value);
    }
  }

  void share(const DeviceKey& key, Device& device) {
    sort_few(std::span(device.users), [](const User& a, const User& b) { return a.container < b.container; });
    bool shared = false;
    for (const User& user : device.users) {
      for (const auto& [hour, activity] : user.activity) {
        const double part = part_of_device(device, user, hour);
        shared = shared || part < 1;
        auto& hours = usage_.gpu[user.container];
        if (hours.empty()) hours.assign(static_cast<std::size_t>(usage_.hours.size()), Usage::kUnknown);
        std::int64_t& used = hours[static_cast<std::size_t>(hour)];
        used = std::max<std::int64_t>(used, 0) + to_whole(activity * part * device.gpus * 1e6);
      }
    }
    if (shared) notices_.add(kShared, names_.text(key[1]), usage_.hours.window);
  }

  /// Of the device's use while a container ran in an hour.
  [[nodiscard]] double part_of_device(const Device& device, const User& user, std::int64_t hour) const {
    const Window ran = ran_in(user.container, hour);
    std::vector<Instant> borders{ran.begin, ran.end};
    for (const User& other : device.users) {
      if (!other.activity.contains(hour)) continue;
      const Window both = overlap(ran, ran_in(other.container, hour));
      if (!both.empty()) borders.insert(borders.end(), {both.begin, both.end});
    }
    sort_unique(borders);
    double sum = 0;
    for (std::size_t i = 1; i < borders.size(); ++i) {
      const auto ms = static_cast<double>((borders[i] - borders[i - 1]).count());
      if (ms > 0) sum += ms * part_at(device, user, hour, borders[i - 1]);
    }
    return sum / static_cast<double>(ran.length().count());
  }

  [[nodiscard]] double part_at(const Device& device, const User& user, std::int64_t hour, Instant at) const {
    std::int64_t all = 0, count = 0;
    bool known = true;
    for (const User& other : device.users) {
      const Window ran = ran_in(other.container, hour);
      if (!other.activity.contains(hour) || at < ran.begin || at >= ran.end) continue;
      const std::int64_t asked = asked_of(other.container, ran.end);
      known = known && asked > 0;
      all += asked;
      ++count;
    }
    return known ? static_cast<double>(asked_of(user.container, ran_in(user.container, hour).end)) /
                       static_cast<double>(all)
                 : 1.0 / static_cast<double>(count);
  }

  [[nodiscard]] std::int64_t asked_of(std::uint32_t container, Instant at) const {
    return cluster_.containers.request[container][index(Resource::gpu)].at(at);
  }
  [[nodiscard]] Window ran_in(std::uint32_t container, std::int64_t hour) const {
    return overlap(usage_.hours.interval(hour), cluster_.pods.alive[cluster_.containers.pod[container]]);
  }

  [[nodiscard]] NameId label(const Frame& frame, std::size_t s, std::string_view name) const {
    return frame.label(s, names_.find(name));
  }
  [[nodiscard]] std::string_view pod_of(const Frame& frame, std::size_t s) const {
    const NameId exported = label(frame, s, "exported_pod");
    return names_.text(exported != kNoName ? exported : label(frame, s, "pod"));
  }
  [[nodiscard]] bool is_exporter(const Frame& frame, std::size_t s) const {
    return pod_of(frame, s).find("dcgm-exporter") != std::string_view::npos;
  }

  Usage& usage_;
  const Cluster& cluster_;
  const cluster::UsageIndex& index_;
  const Names& names_;
  Notices& notices_;
  std::map<DeviceKey, Device> devices_;
};

}  // namespace

void read_gpu_usage(Usage& usage, const Cluster& cluster, const cluster::UsageIndex& index, const Names& names,
                    Notices& notices) {
  if (cluster.gpu_active.size() + cluster.gpu_util.size() == 0) return;
  GpuReader(usage, cluster, index, names, notices).run();
}

}  // namespace prorata::allocation
