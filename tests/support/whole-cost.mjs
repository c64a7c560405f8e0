// What the generator's truth says a namespace costs as a whole, in the columns of a report.

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Money of containers, of room for init containers and of runtimes. */
function ofNodes(mine, { containers, pods }) {
  const costs = [
    ...containers.filter(mine).map(({ cost }) => cost),
    ...pods.filter(mine).flatMap(({ initReserve, overhead }) => [initReserve?.cost, overhead?.cost]),
  ].filter((cost) => cost !== undefined);
  const column = (key) => sum(costs.map((cost) => cost[key]));
  return { cpuCost: column('cpu'), ramCost: column('ram'), gpuCost: column('gpu'), diskCost: column('disk') };
}

/** @param {string} kind zone, region or internet @param {readonly object[]} pods */
export function egressCost(kind, pods) {
  return sum(pods.map(({ network }) => network?.cost?.[kind] ?? 0));
}

/** What one namespace of truth() costs. What it claims and no pod mounts, and balancers without a pod, are its own.
 * @param {string} namespace @param {object} really @returns {Record<string, number>} */
function wholeCost(namespace, really) {
  const mine = (each) => each.namespace === namespace;
  const claimed = really.volumes.filter(({ claim }) => claim?.namespace === namespace);
  const pods = really.pods.filter(mine);
  return {
    ...ofNodes(mine, really),
    pvCost: sum(claimed.flatMap(({ mounts, unmounted }) => [...mounts, unmounted]).map(({ cost }) => cost)),
    networkCrossZoneCost: egressCost('zone', pods),
    networkCrossRegionCost: egressCost('region', pods),
    networkInternetCost: egressCost('internet', pods),
    loadBalancerCost: sum(really.balancers.filter(mine).map(({ cost }) => cost)),
    gpuHours: sum(really.containers.filter(mine).map(({ charged }) => charged.gpuSeconds)) / 3600,
  };
}

/** By the name of the namespace, for all that had something on a node. @param {object} really what truth() gave */
export function costsOfNamespaces(really) {
  const names = really.containers.filter(({ cost }) => cost !== undefined).map(({ namespace }) => namespace);
  return new Map([...new Set(names)].sort().map((name) => [name, wholeCost(name, really)]));
}
