// Load balancers, and the pods that they send their traffic to.
#include <algorithm>
#include <span>
#include <vector>

#include "cluster/tables.h"
#include "core/order.h"
#include "query/question.h"

namespace prorata::cluster {
namespace {

IdKey<3> service_of(const Input& input, const ObjectReader& reader, std::size_t selector) {
  return {reader.cluster(input.selectors, selector), reader.name_space(input.selectors, selector),
          reader.any_of(input.selectors, selector, {"exported_service", "service"})};
}

bool is_kubernetes_label(std::string_view name) {
  return name.substr(0, 6) == "label_";
}

bool selects(const Input& input, const ObjectReader& reader, std::size_t selector) {
  const auto labels = input.selectors.labels(selector);
  return std::any_of(labels.begin(), labels.end(),
                     [&](const series::Label& label) { return is_kubernetes_label(reader.text(label.name)); });
}

bool chooses(const Input& input, const ObjectReader& reader, std::size_t selector, std::uint32_t pod_labels) {
  if (pod_labels == kNone) return false;
  for (const series::Label& wanted : input.selectors.labels(selector)) {
    if (!is_kubernetes_label(reader.text(wanted.name))) continue;
    if (input.pod_labels.label(pod_labels, wanted.name) != wanted.value) return false;
  }
  return true;
}

constexpr NoticeKind kStrayBytes{"balancer-bytes-not-used", Severity::warning,
                                 "Bytes of a load balancer are not counted: there is no such balancer, or they are no "
                                 "amount.",
                                 "Let the query of the weight `balancer-bytes` give bytes per second by the labels "
                                 "`namespace` and `service` (and `cluster`) of services that have an address."};

/// Up to 10 Tbit/s.
std::optional<std::int64_t> whole_bytes(double per_second) {
  if (!(per_second >= 0 && per_second < 1.25e12)) return std::nullopt;
  return to_whole(per_second);
}

/// A sample stands for the hour that ends with it, or for the rest of one. Of hours without one nothing is known, and
/// no other sample speaks for them.
StepValue throughput_of(const series::Frame& frame, std::size_t series) {
  StepValue values;
  Instant known = Instant::min();
  for (std::size_t p = 0; p < frame.times(series).size(); ++p) {
    const Instant end = instant_ms(frame.times(series)[p]), begin = floor_to(end - Duration(1), std::chrono::hours(1));
    const auto bytes = whole_bytes(frame.values(series)[p]);
    if (!bytes) continue;
    if (known < begin) values.append(begin, 0);
    values.append(end, *bytes);
    known = end;
  }
  if (values.known()) values.append(known + std::chrono::hours(1), 0);
  return values;
}

/// An address of a balancer, and when it was seen.
struct Address {
  NameId name = kNoName;
  bool exported = false;  ///< by OpenCost's exporter, which may name the same one otherwise than kube-state-metrics
  Instant first = Instant::min(), last = Instant::max();
};

/// One balancer while it is being read.
struct Draft {
  std::vector<Address> addresses;
  std::optional<Instant> first, last;
  StepValue price, throughput;
};

/// How many addresses a balancer has over `alive`, in millionths: of those that kube-state-metrics tells, else of the
/// exporter's. One that takes the place of another is seen from the step on at which that was last seen.
StepValue count_over_time(const Input& input, const std::vector<Address>& addresses, Window alive) {
  const bool told = std::any_of(addresses.begin(), addresses.end(), [](const Address& each) { return !each.exported; });
  std::vector<Window> lives;
  std::vector<Instant> borders{alive.end};
  for (const Address& address : addresses) {
    if (address.exported == told) continue;
    Window life = observed_life(input, address.first, address.last);
    if (life.begin > alive.begin && address.first != address.last) life.begin += input.lifetime_resolution;
    lives.push_back(life);
    for (const Instant at : {life.begin, life.end}) {
      if (at > alive.begin && at < alive.end) borders.push_back(at);
    }
  }
  sort_unique(borders);
  StepValue counts;
  for (const Instant border : borders) {
    const auto together = std::count_if(lives.begin(), lives.end(),
                                        [&](Window life) { return life.begin < border && border <= life.end; });
    counts.append(border, std::max<std::int64_t>(1, together) * 1'000'000);
  }
  const Duration hour = std::chrono::hours(1);
  counts.average(std::max(hour, std::min<Duration>(input.resolution, 24 * hour)), alive);
  return counts;
}

class BalancerBuilder {
 public:
  BalancerBuilder(const Input& input, const ObjectReader& reader, const Pods& pods, Notices& notices)
      : input_(input), reader_(reader), pods_(pods), notices_(notices) {}

  Balancers build() {
    for (std::size_t i = 0; i < input_.balancers.size(); ++i) (void)address(input_.balancers, i);
    for (std::size_t i = 0; i < input_.balancer_first.size(); ++i) {
      const Instant seen = instant_of_seconds(input_.balancer_first.smallest(i));
      auto& first = draft(input_.balancer_first, i).first;
      first = std::min(first.value_or(Instant::max()), seen);
      if (Address* const of = address(input_.balancer_first, i)) of->first = std::max(of->first, seen);
    }
    for (std::size_t i = 0; i < input_.balancer_last.size(); ++i) {
      const Instant seen = instant_of_seconds(input_.balancer_last.largest(i));
      auto& last = draft(input_.balancer_last, i).last;
      last = std::max(last.value_or(Instant::min()), seen);
      if (Address* const of = address(input_.balancer_last, i)) of->last = std::min(of->last, seen);
    }
    for (std::size_t i = 0; i < input_.price_balancer.size(); ++i) {
      draft(input_.price_balancer, i).price.join(values_of(input_.price_balancer, i, whole_price));
    }
    if (input_.weights != nullptr) read_bytes(*input_.weights);
    for (const auto* entry : drafts_.by_text(reader_.names())) add(entry->first, entry->second);
    return std::move(balancers_);
  }

 private:
  [[nodiscard]] IdKey<3> key_of(const series::Frame& frame, std::size_t i) const {
    return {reader_.cluster(frame, i), reader_.name_space(frame, i),
            reader_.any_of(frame, i, {"exported_service", "service_name", "service"})};
  }
  Draft& draft(const series::Frame& frame, std::size_t i) { return drafts_[key_of(frame, i)]; }
  /// That of a series; null where it has none. It holds until the next is asked for.
  Address* address(const series::Frame& frame, std::size_t i) {
    const NameId told = reader_.any_of(frame, i, {"ip", "hostname"});
    const NameId name = told != kNoName ? told : reader_.label(frame, i, "ingress_ip");
    auto& addresses = draft(frame, i).addresses;
    if (name == kNoName) return nullptr;
    const bool exported = told == kNoName;
    const auto found = std::find_if(addresses.begin(), addresses.end(), [&](const Address& each) {
      return each.name == name && each.exported == exported;
    });
    return found != addresses.end() ? &*found : &addresses.emplace_back(Address{name, exported});
  }

  void read_bytes(const series::Frame& weights) {
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (reader_.text(reader_.label(weights, i, query::kWeightLabel)) != query::kBalancerBytes) continue;
      const IdKey<3> key = key_of(weights, i);
      const auto found = drafts_.find(key);
      const StepValue bytes = throughput_of(weights, i);
      const bool known = found != drafts_.end() && !found->second.addresses.empty();
      const bool whole = bytes.known() && whole_bytes(weights.smallest(i)) && whole_bytes(weights.largest(i));
      if (known) found->second.throughput.add(bytes);
      if (known && whole) continue;
      notices_.add(kStrayBytes, std::string(reader_.text(key[1])).append("/").append(reader_.text(key[2])),
                   input_.window);
    }
  }

  void add(const IdKey<3>& key, const Draft& draft) {
    // Without an address it waits for its provider and costs nothing yet.
    if (draft.addresses.empty()) return;
    balancers_.cluster.push_back(key[0]);
    balancers_.name_space.push_back(key[1]);
    balancers_.service.push_back(key[2]);
    const Window alive = observed_life(input_, draft.first, draft.last);
    balancers_.alive.push_back(alive);
    balancers_.addresses.push_back(count_over_time(input_, draft.addresses, alive));
    balancers_.exported_price.push_back(draft.price);
    balancers_.throughput.push_back(draft.throughput);
    // A selector means nothing where the labels of pods are not exported.
    const bool selected = input_.pod_labels.size() > 0 && has_selector(key);
    balancers_.pods.push_back(pods_behind(key, selected));
    balancers_.selected.push_back(selected);
  }

  [[nodiscard]] bool has_selector(const IdKey<3>& key) const {
    for (std::size_t i = 0; i < input_.selectors.size(); ++i) {
      if (service_of(input_, reader_, i) == key && selects(input_, reader_, i)) return true;
    }
    return false;
  }

  /// selected: those that its selector chooses, else all of the namespace.
  [[nodiscard]] std::vector<std::uint32_t> pods_behind(const IdKey<3>& key, bool selected) const {
    std::vector<std::uint32_t> behind;
    for (std::uint32_t pod = 0; pod < pods_.size(); ++pod) {
      const auto& services = pods_.services[pod];
      const bool near = pods_.cluster[pod] == key[0] && pods_.name_space[pod] == key[1];
      const bool chosen = !selected || std::find(services.begin(), services.end(), key[2]) != services.end();
      if (near && chosen) behind.push_back(pod);
    }
    return behind;
  }

  const Input& input_;
  const ObjectReader& reader_;
  const Pods& pods_;
  Notices& notices_;
  IdMap<3, Draft> drafts_;  ///< by cluster, namespace and service
  Balancers balancers_;
};

}  // namespace

void find_services(const Input& input, const ObjectReader& reader, Pods& pods) {
  pods.services.resize(pods.size());
  IdMap<2, std::vector<std::uint32_t>> by_namespace;
  for (std::uint32_t pod = 0; pod < pods.size(); ++pod) {
    by_namespace[{pods.cluster[pod], pods.name_space[pod]}].push_back(pod);
  }
  const auto by_name = [&](NameId a, NameId b) { return reader.text(a) < reader.text(b); };
  for (std::size_t i = 0; i < input.selectors.size(); ++i) {
    const IdKey<3> service = service_of(input, reader, i);
    const auto near = by_namespace.find({service[0], service[1]});
    if (near == by_namespace.end() || !selects(input, reader, i)) continue;
    for (const std::uint32_t pod : near->second) {
      auto& services = pods.services[pod];
      const bool known = std::find(services.begin(), services.end(), service[2]) != services.end();
      if (known || !chooses(input, reader, i, pods.label_row[pod])) continue;
      services.push_back(service[2]);
      sort_few(std::span<NameId>(services), by_name);
    }
  }
}

Balancers build_balancers(const Input& input, const ObjectReader& reader, const Pods& pods, Notices& notices) {
  return BalancerBuilder(input, reader, pods, notices).build();
}

Fees build_fees(const Input& input, const ObjectReader& reader) {
  IdMap<2, StepValue> fees;
  const series::Frame& frame = input.management;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    fees[{reader.cluster(frame, i), reader.label(frame, i, "provisioner_name")}].join(values_of(frame, i, whole_price));
  }
  Fees out;
  for (const auto* fee : fees.by_text(reader.names())) {
    out.cluster.push_back(fee->first[0]);
    out.name.push_back(fee->first[1]);
    out.price.push_back(fee->second);
  }
  return out;
}

}  // namespace prorata::cluster
