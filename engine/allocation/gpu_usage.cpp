#include "allocation/gpu_usage.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

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
    "Several containers show the use of one GPU. It is charged once, to those who ask for it, else evenly.",
    "Have each container that uses a GPU ask for it."};
constexpr NoticeKind kTooActive{
    "gpu-activity-impossible", Severity::warning,
    "A GPU shows an activity above 100 %; the hour is left out, and costs nothing without a request.",
    "Look at the version of dcgm-exporter."};

constexpr double kNone = -1;

/// One container on a device, and the device's activity in each whole hour; kNone where nothing tells.
struct User {
  std::uint32_t container;
  std::vector<double> activity;
};
/// A series of a device, for one of the containers that it may speak for.
struct Reading {
  std::array<NameId, 3> device{};  ///< cluster, UUID and the id of a MIG device in it
  std::uint32_t container = 0;
  const Frame* frame = nullptr;
  std::size_t series = 0;
};

class GpuReader {
 public:
  GpuReader(Usage& usage, const Cluster& cluster, const cluster::UsageIndex& index, const Names& names,
            Notices& notices)
      : usage_(usage), cluster_(cluster), index_(index), names_(names), notices_(notices) {}

  void run() {
    usage_.gpu.resize(cluster_.containers.size());
    read(cluster_.gpu_active);
    read(cluster_.gpu_util);
    const std::vector<std::uint32_t> order = ordered(readings_.size(), [&](std::uint32_t a, std::uint32_t b) {
      const Reading &left = readings_[a], &right = readings_[b];
      return left.device != right.device ? left.device < right.device : left.container < right.container;
    });
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
      while (end < order.size() && readings_[order[end]].device == readings_[order[begin]].device) ++end;
      share(std::span(order).subspan(begin, end - begin));
    }
  }

 private:
  void read(const Frame& frame) {
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
      for (const std::uint32_t row : rows) {
        const NameId cluster = cluster_.pods.cluster[cluster_.containers.pod[row]];
        readings_.push_back({{cluster, label(frame, s, "UUID"), label(frame, s, "GPU_I_ID")}, row, &frame, s});
      }
    }
  }

  /// readings: of one device, by container.
  void share(std::span<const std::uint32_t> readings) {
    const auto is_active = [&](std::uint32_t i) { return readings_[i].frame == &cluster_.gpu_active; };
    const bool active = std::any_of(readings.begin(), readings.end(), is_active);
    std::vector<User> users;
    for (const std::uint32_t i : readings) {
      if (is_active(i) == active) add(users, readings_[i]);
    }
    const Reading& first = readings_[readings.front()];
    const std::string_view profile = names_.text(label(*first.frame, first.series, "GPU_I_PROFILE")),
                           model = names_.text(label(*first.frame, first.series, "modelName"));
    const double gpus = profile.empty() ? 1 : cluster::mig_slices(profile, model).fraction();
    std::string name(names_.text(first.device[1]));
    std::uint64_t told = 1;  // once per device, over all of its users
    for (const User& user : users) {
      for (std::int64_t hour = 0; hour < usage_.hours.size(); ++hour) {
        const double activity = user.activity[static_cast<std::size_t>(hour)];
        if (activity == kNone) continue;
        const double part = part_of_device(users, user, hour);
        if (part < 1) {
          const Window ran = ran_in(user.container, hour);
          notices_.add(kShared, told > 0 ? name.append(": ").append(full_name(user.container)) : "", ran, told,
                       of_container(user.container));
          told = 0;
        }
        auto& hours = usage_.gpu[user.container];
        if (hours.empty()) hours.assign(user.activity.size(), Usage::kUnknown);
        std::int64_t& used = hours[static_cast<std::size_t>(hour)];
        used = std::max<std::int64_t>(used, 0) + to_whole(activity * part * gpus * 1e6);
      }
    }
  }

  void add(std::vector<User>& users, const Reading& reading) {
    if (users.empty() || users.back().container != reading.container) {
      users.push_back({reading.container, std::vector<double>(static_cast<std::size_t>(usage_.hours.size()), kNone)});
    }
    const auto times = reading.frame->times(reading.series);
    for (std::size_t p = 0; p < times.size(); ++p) {
      const std::int64_t hour = usage_.hours.index_of(instant_ms(times[p]));
      const double value = reading.frame->values(reading.series)[p];
      if (hour < 0 || hour >= usage_.hours.size() || ran_in(reading.container, hour).empty()) continue;
      if (value > 1) {
        notices_.add(kTooActive, full_name(reading.container), usage_.hours.interval(hour), 1,
                     of_container(reading.container));
      }
      if (!(value >= 0 && value <= 1)) continue;
      double& activity = users.back().activity[static_cast<std::size_t>(hour)];
      activity = std::max(activity, value);
    }
  }

  /// Of the device's use while a container ran in an hour.
  [[nodiscard]] double part_of_device(const std::vector<User>& users, const User& user, std::int64_t hour) const {
    const Window ran = ran_in(user.container, hour);
    std::vector<Instant> borders{ran.begin, ran.end};
    for (const User& other : users) {
      const Window both = shows(other, hour) ? overlap(ran, ran_in(other.container, hour)) : Window{};
      if (!both.empty()) borders.insert(borders.end(), {both.begin, both.end});
    }
    sort_unique(borders);
    double sum = 0;
    for (std::size_t i = 1; i < borders.size(); ++i) {
      sum += static_cast<double>((borders[i] - borders[i - 1]).count()) * part_at(users, user, hour, borders[i - 1]);
    }
    return sum / static_cast<double>(ran.length().count());
  }

  /// By what they ask for; evenly where none of them asks.
  [[nodiscard]] double part_at(const std::vector<User>& users, const User& user, std::int64_t hour, Instant at) const {
    std::int64_t all = 0, count = 0;
    for (const User& other : users) {
      const Window ran = ran_in(other.container, hour);
      if (!shows(other, hour) || at < ran.begin || at >= ran.end) continue;
      all += asked_of(other.container, ran.end);
      ++count;
    }
    const std::int64_t own = asked_of(user.container, ran_in(user.container, hour).end);
    return all > 0 ? static_cast<double>(own) / static_cast<double>(all) : 1.0 / static_cast<double>(count);
  }
  static bool shows(const User& user, std::int64_t hour) {
    return user.activity[static_cast<std::size_t>(hour)] != kNone;
  }

  [[nodiscard]] std::int64_t asked_of(std::uint32_t container, Instant at) const {
    return cluster_.containers.request[container][index(Resource::gpu)].at(at);
  }
  [[nodiscard]] Window ran_in(std::uint32_t container, std::int64_t hour) const {
    return overlap(usage_.hours.interval(hour), cluster_.pods.alive[cluster_.containers.pod[container]]);
  }

  [[nodiscard]] std::string full_name(std::uint32_t container) const {
    const std::uint32_t pod = cluster_.containers.pod[container];
    return std::string(names_.text(cluster_.pods.name_space[pod]))
        .append("/")
        .append(names_.text(cluster_.pods.name[pod]));
  }
  static Concern of_container(std::uint32_t row) { return {Concern::Table::containers, row}; }
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
  std::vector<Reading> readings_;
};

}  // namespace

void read_gpu_usage(Usage& usage, const Cluster& cluster, const cluster::UsageIndex& index, const Names& names,
                    Notices& notices) {
  if (cluster.gpu_active.size() + cluster.gpu_util.size() == 0) return;
  GpuReader(usage, cluster, index, names, notices).run();
}

}  // namespace prorata::allocation
