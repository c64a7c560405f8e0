#include "cluster/gpu.h"

#include <algorithm>
#include <array>

#include "cluster/label_sets.h"

namespace prorata::cluster {
namespace {

using std::chrono::hours;

constexpr NoticeKind kLayout{
    "mig-layout-impossible", Severity::warning,
    "A node offers MIG devices that its cards cannot hold at once. The layout is refused: they share what the cards "
    "cost by their profiles.",
    "Compare the node's label nvidia.com/gpu.count and its MIG configuration with the cards it has."};
constexpr NoticeKind kProfile{
    "mig-profile-unknown", Severity::warning,
    "A node offers MIG devices of a profile that no card has; they count by the numbers in its name.",
    "Compare the name with `nvidia-smi mig -lgip`, or say in a config file what its unit is: `gpuResources`."};
constexpr NoticeKind kNoShare{
    "gpu-share-unknown", Severity::warning,
    "Nothing says how many physical GPUs a node's shared units are; each unit counts by the table of fractions.",
    "Let GPU feature discovery label the nodes (nvidia.com/gpu.count, nvidia.com/gpu.replicas), or name a fraction for "
    "the resource."};
constexpr NoticeKind kInferred{
    "gpu-share-inferred", Severity::info,
    "A node offers more GPUs than it has devices, and no label says that they are shared: they are counted as shared.",
    "Nothing where they are shared. Else compare what the node offers with nvidia.com/gpu.count and with DCGM."};
constexpr NoticeKind kUnknownResource{"gpu-resource-unknown", Severity::warning,
                                      "A resource looks like GPUs or other accelerators, and nothing says what part of "
                                      "one its unit is; it is not charged.",
                                      "Say in a config file what its unit is: `gpuResources`."};

constexpr std::string_view kNvidia = "nvidia_com_gpu", kMig = "nvidia_com_mig_", kShared = "_shared",
                           kMemory = "aliyun_com_gpu_mem", kMemoryCards = "aliyun_com_gpu_count";

/// What a unit is where its node says nothing else. 0: bookkeeping beside another resource.
struct Fraction {
  std::string_view resource;
  double gpus;
};
constexpr std::array kFractions{Fraction{kNvidia, 1},
                                Fraction{"nvidia_com_gpu_shared", 1},
                                Fraction{"amd_com_gpu", 1},
                                Fraction{"gpu_intel_com_i915", 1},
                                Fraction{"gpu_intel_com_xe", 1},
                                Fraction{"aliyun_com_gpu", 1},
                                Fraction{kMemory, 1.0 / 16},
                                Fraction{"k8s_amazonaws_com_vgpu", 0.1},
                                Fraction{kMemoryCards, 0},
                                Fraction{"aliyun_com_gpu_core_percentage", 0},
                                Fraction{"gpu_intel_com_i915_monitoring", 0},
                                Fraction{"gpu_intel_com_xe_monitoring", 0},
                                Fraction{"gpu_intel_com_millicores", 0},
                                Fraction{"gpu_intel_com_memory_max", 0},
                                Fraction{"gpu_intel_com_tiles", 0}};

/// Those of Huawei, Google, AWS, Intel, Cambricon, Hygon, Enflame, Tencent, Qualcomm, Alibaba and Baidu, FPGAs, and
/// cards by the names of their models: the plan asks for them.
constexpr std::array<std::string_view, 16> kAccelerators{"gpu",    "nvidia_com_", "amd_com_", "_npu", "_tpu", "_ppu",
                                                         "_xpu",   "_neuron",     "_gaudi",   "_mlu", "_dcu", "_gcu",
                                                         "_vcuda", "_qaic",       "_fpga",    "scend"};

bool looks_like_gpus(std::string_view resource) {
  return std::any_of(kAccelerators.begin(), kAccelerators.end(),
                     [&](std::string_view word) { return resource.find(word) != std::string_view::npos; });
}

/// Whether a Kubernetes name is the one that kube-state-metrics makes of it.
bool same_resource(std::string_view exported, std::string_view name) {
  const auto same = [](char a, char b) {
    const bool plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
    return a == (plain ? b : '_');
  };
  return std::equal(exported.begin(), exported.end(), name.begin(), name.end(), same);
}

std::int64_t up(std::int64_t part, std::int64_t whole) {
  return (part + whole - 1) / whole;
}

}  // namespace

GpuUnits::GpuUnits(const Input& input, const ObjectReader& reader, Notices& notices)
    : input_(input), reader_(reader), notices_(notices) {
  read_offers();
  const series::Frame& labels = input.node_labels;
  for (std::uint32_t i = 0; i < labels.size() && !nodes_.empty(); ++i) {
    const auto node = nodes_.find({reader.cluster(labels, i), reader.label(labels, i, "node")});
    if (node == nodes_.end()) continue;
    std::uint32_t& row = node->second.row;
    if (row == kNone || overrides(labels, i, row)) row = i;
  }
  if (!nodes_.empty()) read_devices();
  for (auto& [key, node] : nodes_) describe_all(key, node);
}

void GpuUnits::read_offers() {
  const series::Frame& frame = input_.node_capacity;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const NameId resource = reader_.label(frame, i, "resource");
    const std::string_view text = reader_.text(resource);
    if (!looks_like_gpus(text) && !fixed_fraction(text)) continue;
    std::vector<Offer>& offers = nodes_[{reader_.cluster(frame, i), reader_.label(frame, i, "node")}].offers;
    auto offer = std::find_if(offers.begin(), offers.end(), [&](const Offer& o) { return o.resource == resource; });
    if (offer == offers.end()) {
      offer = offers.insert(offer, Offer{});
      offer->resource = resource;
      offer->first = instant_ms(frame.times(i).front());
      offer->last = instant_ms(frame.times(i).back());
    }
    offer->first = std::min(offer->first, instant_ms(frame.times(i).front()));
    offer->last = std::max(offer->last, instant_ms(frame.times(i).back()));
    offer->units.join(values_of(frame, i, [](double value) { return whole_amount(Resource::gpu, value / 1e6); }));
  }
}

/// Where cards are cut anew, one profile ends as another begins: it held nothing before and after.
void GpuUnits::describe_all(IdKey<2> key, Node& node) {
  node.cards = number(node, kNvidia, "_count");
  Instant first = Instant::max(), last = Instant::min();
  for (Offer& offer : node.offers) {
    const std::string_view name = reader_.text(offer.resource);
    if (!name.starts_with(kMig) || named_fraction(name)) continue;
    offer.mig = mig_slices(name.substr(kMig.size()), label(node, kNvidia, "_product"));
    first = std::min(first, offer.first);
    last = std::max(last, offer.last);
  }
  for (Offer& offer : node.offers) {
    if (offer.is_mig()) {
      StepValue units;
      if (offer.first > first) units.append(offer.first - hours(1), 0);
      for (const ValueStep& step : offer.units.steps()) units.append(step.until, step.value);
      if (offer.last < last) units.append(last, 0);
      offer.units = std::move(units);
    }
    describe(key, node, offer);
  }
}

void GpuUnits::describe(IdKey<2> key, Node& node, Offer& offer) const {
  std::string_view name = reader_.text(offer.resource);
  offer.fraction = fixed_fraction(name).value_or(0);
  if (named_fraction(name)) return;
  const bool renamed = name.ends_with(kShared);
  if (renamed) name.remove_suffix(kShared.size());
  if (name == kMemory) describe_memory(node, offer);
  if (name == kNvidia) describe_nvidia(key, node, offer, renamed);
  if (offer.is_mig()) {
    offer.fraction = offer.mig.fraction();
    offer.devices = number(node, name, "_count");
    const std::int64_t replicas = number(node, name, "_replicas");
    offer.turns = renamed || replicas > 1;
    if (!offer.turns || offer.devices > 0) return;
    if (replicas > 1) offer.devices = up(offer.units.largest(), replicas);
    if (replicas <= 1) node.unknown = true;
  }
}

/// Cards, or with the MIG strategy `single` MIG devices under the cards' name; either may be shared. The label of
/// replicas is of one device or of all of them, whichever version wrote it, so it is asked last.
void GpuUnits::describe_nvidia(IdKey<2> key, Node& node, Offer& offer, bool renamed) const {
  const std::string_view product = label(node, kNvidia, "_product");
  const std::size_t mig = product.find("-MIG-");
  if (mig != std::string_view::npos) offer.mig = mig_slices(product.substr(mig + 5), product);
  if (offer.is_mig()) offer.fraction = offer.mig.fraction();
  const std::int64_t count = node.cards, replicas = number(node, kNvidia, "_replicas");
  if (offer.is_mig()) node.cards = 0;
  offer.turns = renamed || product.ends_with("-SHARED") || replicas > 1;
  const bool beside_mig = std::any_of(node.offers.begin(), node.offers.end(),
                                      [&](const Offer& other) { return other.is_mig() && &other != &offer; });
  // The label of cards counts one model of several. Where one of replicas says that nothing is shared, nothing is; else
  // each device has as many units, and one that DCGM merely does not show leaves a remainder.
  const bool told = replicas > 0 || beside_mig || offer.is_mig();
  const std::int64_t devices = told ? 0 : std::max(count, seen_devices(key)), units = offer.units.largest();
  const bool many = devices > 0 && units > devices && units % devices == 0;
  node.inferred = many && !offer.turns;
  offer.turns = offer.turns || many;
  if (!offer.turns) return;
  if (!beside_mig) offer.devices = many ? devices : count > 0 ? count : seen_devices(key);
  if (offer.devices == 0 && replicas > 1) offer.devices = up(offer.units.largest(), replicas);
  if (offer.devices == 0) node.unknown = true;
}

/// Alibaba's cGPU counts GiB of cards.
void GpuUnits::describe_memory(Node& node, Offer& offer) const {
  const std::int64_t gib = number(node, "aliyun_accelerator_nvidia", "_mem") / 1024;
  offer.devices = number(node, "aliyun_accelerator_nvidia", "_count");
  for (const Offer& other : node.offers) {
    if (reader_.text(other.resource) == kMemoryCards) offer.devices = other.units.largest();
  }
  if (offer.devices == 0 && gib > 0) offer.devices = up(offer.units.largest(), gib);
  if (offer.devices > 0) {
    offer.fraction = 1;
  } else {
    node.unknown = true;
  }
}

std::string_view GpuUnits::label(const Node& node, std::string_view resource, std::string_view name) const {
  if (node.row == kNone) return {};
  return reader_.text(reader_.label(input_.node_labels, node.row, std::string("label_").append(resource).append(name)));
}

/// 0 where the label is absent or no number.
std::int64_t GpuUnits::number(const Node& node, std::string_view resource, std::string_view name) const {
  std::int64_t value = 0;
  for (const char digit : label(node, resource, name)) {
    if (digit < '0' || digit > '9' || value > 100000000) break;
    value = value * 10 + (digit - '0');
  }
  return value;
}

std::optional<double> GpuUnits::named_fraction(std::string_view resource) const {
  for (const GpuShare& share : input_.gpu_shares) {
    if (same_resource(resource, share.resource)) return share.gpus;
  }
  return std::nullopt;
}

std::optional<double> GpuUnits::fixed_fraction(std::string_view resource) const {
  if (const auto named = named_fraction(resource)) return named;
  for (const Fraction& known : kFractions) {
    if (known.resource == resource) return known.gpus;
  }
  return std::nullopt;
}

void GpuUnits::read_devices() {
  IdMap<3, bool> seen;
  for (const series::Frame* frame : {&input_.gpu_active, &input_.gpu_util}) {
    for (std::size_t i = 0; i < frame->size(); ++i) {
      const NameId device = reader_.label(*frame, i, "UUID");
      const IdKey<2> host{reader_.cluster(*frame, i), reader_.any_of(*frame, i, {"Hostname", "hostname"})};
      if (device != kNoName && seen.try_emplace({host[0], host[1], device}).second) ++devices_[host];
    }
  }
}

std::int64_t GpuUnits::seen_devices(IdKey<2> key) const {
  const auto found = devices_.find(key);
  return found == devices_.end() ? 0 : found->second;
}

/// Where a driver restarts a node offers nothing for a while; its units are what they were.
double GpuUnits::Offer::per_unit(Instant at) const {
  if (devices == 0) return fraction;
  const std::int64_t now = units.at(at), offered = now > 0 ? now : units.largest();
  return offered > devices ? fraction * static_cast<double>(devices) / static_cast<double>(offered) : fraction;
}

std::optional<Resource> GpuUnits::resource_of(std::string_view label, Concern concern) const {
  if (label == "cpu") return Resource::cpu;
  if (label == "memory") return Resource::ram;
  if (label == "ephemeral_storage") return Resource::disk;
  if (const auto fraction = fixed_fraction(label)) return *fraction > 0 ? std::optional(Resource::gpu) : std::nullopt;
  if (label.starts_with(kMig) && mig_slices(label.substr(kMig.size()), {}).compute > 0) return Resource::gpu;
  if (looks_like_gpus(label)) notices_.add(kUnknownResource, label, input_.window, 1, concern);
  return std::nullopt;
}

const GpuUnits::Offer* GpuUnits::find(IdKey<2> key, NameId resource) const {
  const auto node = nodes_.find(key);
  if (node == nodes_.end()) return nullptr;
  for (const Offer& offer : node->second.offers) {
    if (offer.resource == resource) return &offer;
  }
  return nullptr;
}

/// Where no label says how many cards are cut, there are as many as the devices need at least.
GpuUnits::Cards GpuUnits::cards_at(const Node& node, Instant at) {
  Cards cards;
  std::int64_t compute = 0, memory = 0, needed = 0;
  MigSlices card;
  for (const Offer& offer : node.offers) {
    const double gpus = static_cast<double>(offer.units.at(at)) * offer.per_unit(at);
    (offer.is_mig() ? cards.devices : cards.whole) += gpus;
    if (!offer.is_mig()) continue;
    card = offer.mig;
    const std::int64_t devices = offer.devices > 0 ? std::min(offer.units.at(at), offer.devices) : offer.units.at(at);
    compute += devices * card.compute;
    memory += devices * card.memory;
    needed = std::max(needed,
                      up(devices, std::max(1, std::min(card.compute_of / card.compute, card.memory_of / card.memory))));
  }
  if (card.compute == 0) return cards;
  needed = std::max({needed, up(compute, card.compute_of), up(memory, card.memory_of)});
  const double known = static_cast<double>(node.cards) - cards.whole;
  cards.cut = known > 0 ? known : static_cast<double>(needed);
  // Units that are shared, by how many nobody knows, are no devices.
  cards.impossible = !node.unknown && (static_cast<double>(compute) > cards.cut * card.compute_of ||
                                       static_cast<double>(memory) > cards.cut * card.memory_of);
  return cards;
}

std::optional<std::int64_t> GpuUnits::amount(IdKey<2> key, NameId resource, double units, Instant at) const {
  const std::string_view name = reader_.text(resource);
  const Offer* offer = find(key, resource);
  double gpus = 0;
  if (offer != nullptr) {
    gpus = offer->per_unit(at);
    if (offer->is_mig()) {
      const Cards cards = cards_at(nodes_.find(key)->second, at);
      if (cards.devices > cards.cut) gpus = gpus * cards.cut / cards.devices;
    }
  } else if (const auto fixed = fixed_fraction(name)) {
    gpus = *fixed;
  } else if (name.starts_with(kMig)) {
    gpus = mig_slices(name.substr(kMig.size()), {}).fraction();
  }
  return whole_amount(Resource::gpu, units * gpus);
}

bool GpuUnits::are_turns(IdKey<2> key, NameId resource) const {
  const Offer* offer = find(key, resource);
  return offer != nullptr && offer->turns;
}

StepValue GpuUnits::capacity(IdKey<2> key, Window alive, std::uint32_t row) const {
  StepValue capacity;
  const auto node = nodes_.find(key);
  if (node == nodes_.end()) return capacity;
  const auto counts = [](const Offer& offer) { return offer.fraction > 0; };
  if (std::none_of(node->second.offers.begin(), node->second.offers.end(), counts)) return capacity;
  const std::string_view name = reader_.text(key[1]);
  const Concern concern{Concern::Table::nodes, row};
  if (node->second.unknown) notices_.add(kNoShare, name, alive, 1, concern);
  if (node->second.inferred) notices_.add(kInferred, name, alive, 1, concern);
  for (const Offer& offer : node->second.offers) {
    if (!offer.is_mig() || offer.mig.exists()) continue;
    notices_.add(kProfile, std::string(name).append(": ").append(reader_.text(offer.resource)), alive, 1, concern);
  }
  std::uint64_t told = 1;  // once per node, over all hours
  for (Instant at = floor_to(alive.begin, hours(1)); at < alive.end;) {
    at += hours(1);
    const Cards cards = cards_at(node->second, at);
    if (cards.impossible) notices_.add(kLayout, name, overlap(alive, {at - hours(1), at}), told, concern);
    told = cards.impossible ? 0 : told;
    if (const auto amount = whole_amount(Resource::gpu, cards.whole + cards.cut)) capacity.append(at, *amount);
  }
  return capacity;
}

}  // namespace prorata::cluster
