#include "cluster/cluster.h"

namespace prorata::cluster {
namespace {

void cut(std::vector<Window>& alive, const std::vector<Window>& all, Window part) {
  for (std::size_t i = 0; i < alive.size(); ++i) alive[i] = overlap(all[i], part);
}

}  // namespace

Lifetimes lifetimes_of(const Cluster& cluster) {
  return {cluster.window,        cluster.nodes.alive,     cluster.pods.alive,
          cluster.volumes.alive, cluster.balancers.alive, cluster.volumes.claims};
}

void narrow(Cluster& cluster, const Lifetimes& all, Window part) {
  cluster.window = part;
  cut(cluster.nodes.alive, all.nodes, part);
  cut(cluster.pods.alive, all.pods, part);
  cluster.pods.lived = all.pods;
  cut(cluster.volumes.alive, all.volumes, part);
  cut(cluster.balancers.alive, all.balancers, part);
  cluster.volumes.claims = all.claims;
  for (auto& claims : cluster.volumes.claims) {
    for (Claim& claim : claims) claim.alive = overlap(claim.alive, part);
    std::erase_if(claims, [](const Claim& claim) { return claim.alive.empty(); });
  }
}

}  // namespace prorata::cluster
