// Units of GPU resources → parts of physical GPUs. Internal to the stage.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/cluster.h"
#include "cluster/input.h"

namespace prorata::cluster {

/// What one unit of a resource is on each node: a card, a slice of it, or a turn on it.
///
/// A MIG device is what its profile has of the card. Where units take turns (time-slicing, MPS, cGPU), one is the
/// physical devices over the units that the node offers. All others have a fixed fraction.
class GpuUnits {
 public:
  /// Keeps references to all of them. Layouts that no card can have become notices.
  GpuUnits(const Input& input, const ObjectReader& reader, Notices& notices);

  /// The resource of a `resource` label; nothing for those that are not priced.
  [[nodiscard]] std::optional<Resource> resource_of(std::string_view label, Concern concern) const;
  /// µGPU of physical GPUs in `units` of a resource on a node at a time; nothing where the value is negative or beyond
  /// all machines. key: cluster and node.
  [[nodiscard]] std::optional<std::int64_t> amount(IdKey<2> key, NameId resource, double units, Instant at) const;
  /// Whether units of a resource are turns on a card: a second one buys no more of it.
  [[nodiscard]] bool are_turns(IdKey<2> key, NameId resource) const;
  /// Physical GPUs of a node in µGPU, also those of which nothing is offered. Unknown where the node offers none.
  /// row: of the node, for what is odd about it.
  [[nodiscard]] StepValue capacity(IdKey<2> key, Window alive, std::uint32_t row) const;

 private:
  /// One resource that a node offers.
  struct Offer {
    NameId resource = kNoName;
    StepValue units;  ///< whole ones
    Instant first{}, last{};
    double fraction = 1;       ///< of a GPU per device
    std::int64_t devices = 0;  ///< that the units take turns on; 0: each unit is a device
    bool turns = false;
    MigSlices mig;
    [[nodiscard]] bool is_mig() const { return mig.compute > 0; }
    [[nodiscard]] double per_unit(Instant at) const;
  };
  struct Node {
    std::uint32_t row = kNone;  ///< in the frame of labels
    std::int64_t cards = 0;     ///< as its labels say; 0: they do not
    bool unknown = false;       ///< nothing says how many cards are shared
    bool inferred = false;      ///< that they are shared, from their number alone
    std::vector<Offer> offers;
  };
  /// Physical GPUs of a node: whole ones, those that are cut into MIG devices, and what the devices count for together.
  struct Cards {
    double whole = 0, cut = 0, devices = 0;
    bool impossible = false;
  };

  void read_offers();
  void read_devices();
  void describe_all(IdKey<2> key, Node& node);
  void describe(IdKey<2> key, Node& node, Offer& offer) const;
  void describe_nvidia(IdKey<2> key, Node& node, Offer& offer, bool renamed) const;
  void describe_memory(Node& node, Offer& offer) const;
  [[nodiscard]] const Offer* find(IdKey<2> key, NameId resource) const;
  [[nodiscard]] std::string_view label(const Node& node, std::string_view resource, std::string_view name) const;
  [[nodiscard]] std::int64_t number(const Node& node, std::string_view resource, std::string_view name) const;
  [[nodiscard]] static Cards cards_at(const Node& node, Instant at);
  /// Of the user's table.
  [[nodiscard]] std::optional<double> named_fraction(std::string_view resource) const;
  [[nodiscard]] std::optional<double> fixed_fraction(std::string_view resource) const;
  /// Different devices that DCGM shows on a node.
  [[nodiscard]] std::int64_t seen_devices(IdKey<2> key) const;

  const Input& input_;
  const ObjectReader& reader_;
  Notices& notices_;
  IdMap<2, Node> nodes_;
  IdMap<2, std::int64_t> devices_;  ///< by cluster and host
};

}  // namespace prorata::cluster
