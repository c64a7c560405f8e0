#include <algorithm>
#include <cctype>

#include "cluster/tables.h"

namespace prorata::cluster {
namespace {

bool names_an_owner(std::string_view kind) {
  return !kind.empty() && kind != "<none>";
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

}  // namespace

Owners::Owners(const Input& input, const ObjectReader& reader) : reader_(reader) {
  read(input.replicaset_owners, "replicaset", replicasets_);
  read(input.job_owners, "job_name", jobs_);
}

void Owners::read(const series::Frame& frame, std::string_view name_label, IdMap<3, Controller>& into) {
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const NameId kind = reader_.label(frame, i, "owner_kind");
    if (!names_an_owner(reader_.text(kind))) continue;
    const IdKey<3> key{reader_.cluster(frame, i), reader_.name_space(frame, i), reader_.label(frame, i, name_label)};
    into[key] = {reader_.names().intern(lower(reader_.text(kind))), reader_.label(frame, i, "owner_name")};
  }
}

Controller Owners::controller_of(NameId cluster, NameId name_space, NameId kind, NameId name) const {
  const std::string_view kind_text = reader_.text(kind);
  if (!names_an_owner(kind_text)) return {};
  const IdKey<3> key{cluster, name_space, name};
  const auto& hop = kind_text == "ReplicaSet" ? replicasets_ : jobs_;
  if (kind_text == "ReplicaSet" || kind_text == "Job") {
    if (const auto owner = hop.find(key); owner != hop.end()) return owner->second;
  }
  return {reader_.names().intern(lower(kind_text)), name};
}

}  // namespace prorata::cluster
