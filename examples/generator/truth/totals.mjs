// Sums of a cluster at the prices in force. They must add up: what there is equals what it went to.

/** @param {readonly number[]} values @returns {number} */
const sum = (values) => values.reduce((a, b) => a + b, 0);

const RESOURCES = /** @type {const} */ (['cpu', 'ram', 'gpu', 'disk']);

/** @param {readonly {cost: Record<string, number> | null}[]} rows @returns {Record<typeof RESOURCES[number] | 'total', number>} */
function byResource(rows) {
  const costs = rows.flatMap(({ cost }) => (cost === null || cost === undefined ? [] : [cost]));
  const total = Object.fromEntries([...RESOURCES, 'total'].map((key) => [key, sum(costs.map((cost) => cost[key]))]));
  return /** @type {any} */ (total);
}

/** @param {object} rows of one cluster */
export function totals({ nodes, containers, pods, volumes, balancers, fees }) {
  const machines = byResource(nodes);
  const network = sum(pods.map((pod) => pod.network?.cost?.total ?? 0));
  const beside = pods.flatMap((pod) => [pod.initReserve, pod.overhead]).filter((each) => each !== null);
  const mounted = sum(volumes.flatMap(({ mounts }) => mounts.map(({ cost }) => cost)));
  const served = sum(balancers.flatMap((balancer) => balancer.pods.map(({ cost }) => cost)));
  const assets = {
    nodes: machines,
    volumes: sum(volumes.map(({ cost }) => cost)),
    balancers: sum(balancers.map(({ cost }) => cost)),
    network,
  };
  const workloads = {
    containers: byResource(containers),
    podReserve: byResource(beside),
    volumes: mounted,
    balancers: served,
    network,
  };
  const idle = byResource(nodes.map(({ idle: cost }) => ({ cost })));
  const unmounted = {
    volumes: sum(volumes.flatMap((volume) => [volume.unmounted.cost, volume.unclaimed.cost])),
    balancers: sum(balancers.map(({ unassigned }) => unassigned.cost)),
  };
  const overhead = sum(fees.map(({ cost }) => cost));
  return {
    assets: { ...assets, total: machines.total + assets.volumes + assets.balancers + network },
    workloads: {
      ...workloads,
      total: workloads.containers.total + workloads.podReserve.total + mounted + served + network,
    },
    idle,
    unmounted: { ...unmounted, total: unmounted.volumes + unmounted.balancers },
    overhead,
  };
}
