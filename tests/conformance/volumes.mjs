// Volumes: what each pod pays of what it mounts, and what nobody mounts. prorata integrates the share over time; OpenCost
// multiplies a pod's hours by a coefficient that has the hours in it already, so its parts do not add up to the volume.
import { objects } from '../support/tiny_objects.mjs';

const begin = '2026-03-02T00:00:00Z';

/** A machine, pods that mount the claim `shop/data`, and volumes. `lives` are minutes, by name of the pod. Scraped at
 * second 30, so that what ends is last seen half a minute before its end. */
function world(minutes, volumes, lives) {
  const { node, pod, volume } = objects(begin, minutes);
  const mounting = Object.entries(lives).map(([name, life]) =>
    pod(`shop/${name}`, {
      node: 'n1',
      life,
      finished: life[1] < minutes,
      claims: ['data'],
      app: { cores: [0.1, null] },
    }),
  );
  const all = Object.entries(volumes).map(([name, given]) => volume(name, given));
  return {
    begin,
    minutes,
    offset: 30,
    series: Object.assign({}, node('n1', { cores: 4, gib: 16 }), ...mounting, ...all),
  };
}

const twoPods = {
  name: 'G9, a volume that two pods mount for part of the time',
  // Window 2 h, 100 GiB x 0.02 = 2 an hour. A mounts it for 2 h, B for the second hour.
  // First hour A 2; second hour 1 each: A 3, B 1, together the 4 of the volume.
  world: world(120, { 'pv-1': { gib: 100, claim: 'shop/data', price: 0.02 } }, { a: [0, 120], b: [60, 120] }),
  expect: [
    { aggregate: 'pod', row: 'a', is: { pvCost: 3 } },
    { aggregate: 'pod', row: 'b', is: { pvCost: 1 } },
    { is: { pvCost: 4 } },
  ],
  // A 2 x 2 h x 0.75 = 3, B 2 x 1 h x 0.25 = 0.5.
  differs: 'volumes',
  opencost: { a: 3, b: 0.5 },
};

const fourPods = {
  name: 'G10, a volume that four pods mount',
  // Window 1 h, 100 GiB x 0.01 = 1 an hour. Quarters: {P1, P4}, {P1}, {P1, P2}, {P1, P2, P3}, a quarter hour each.
  // P1 1/8 + 1/4 + 1/8 + 1/12 = 0.5833333; P2 1/8 + 1/12 = 0.2083333; P3 1/12 = 0.0833333; P4 1/8 = 0.125.
  world: world(
    60,
    { 'pv-1': { gib: 100, claim: 'shop/data', price: 0.01 } },
    { p1: [0, 60], p2: [30, 60], p3: [45, 60], p4: [0, 15] },
  ),
  expect: [
    ['p1', 0.5833333],
    ['p2', 0.2083333],
    ['p3', 0.0833333],
    ['p4', 0.125],
  ].map(([row, pvCost]) => ({ aggregate: 'pod', row, is: { pvCost } })),
  // Each times its own hours: x 1, x 0.5, x 0.25, x 0.25; together 0.7395833 of the 1 that the volume costs.
  differs: 'volumes',
  opencost: { p1: 0.5833333, p2: 0.1041667, p3: 0.0208333, p4: 0.03125 },
};

const partOfTheDay = {
  name: 'G11, a volume mounted for a quarter of the day, and one never mounted',
  // 10 GiB x 5.479452e-5 = 0.0005479452 an hour: 6 h mounted = 0.0032876712, 18 h not = 0.0098630136.
  // 20 GiB of which no pod knows, there for 12 h: 20 x 5.479452e-5 x 12 = 0.0131506848, not mounted either.
  world: world(
    1440,
    {
      'pv-1': { gib: 10, claim: 'shop/data', price: 5.479452e-5 },
      'pv-2': { gib: 20, claim: 'shop/spare', price: 5.479452e-5, life: [0, 720] },
    },
    { web: [0, 360] },
  ),
  expect: [
    { aggregate: 'pod', row: 'web', is: { pvCost: 0.0032876712 } },
    // Both belong to the claims of shop.
    { aggregate: 'pod', row: '__unmounted__', is: { pvCost: 0.0098630136 + 0.0131506848 } },
    { is: { pvCost: 0.0263013696 } },
  ],
  // The pod 0.0005479452 x 6 h x 0.25; unmounted 0.0005479452 x 24 h x 0.75, and the volume that nobody mounted.
  differs: 'volumes',
  opencost: { web: 0.0008219178, 'shop-unmounted-pvcs': 0.0098630136 + 0.0131506848 },
};

const localDisk = {
  name: 'B5, the local disk of a node',
  // 100 GiB for 24 h at 0.04 / 730 per GiB and hour: 0.1315068. Nothing asks for it, so all of it is idle of its node.
  world: disk(),
  expect: [
    { aggregate: 'namespace', row: '__idle__', is: { diskCost: 0.1315068 } },
    { verb: 'assets', node: 'n1', is: { diskCost: 0.1315068 } },
  ],
  // 289 points of the grid x 100 x 0.083333 x 0.000055, both constants cut to six decimals.
  differs: 'running time',
  opencost: { diskCost: 0.1324578 },
};

function disk() {
  const { node, pod } = objects(begin, 1440);
  const bytes = [[0, 1440, 100 * 2 ** 30]];
  return {
    begin,
    minutes: 1440,
    series: {
      ...node('n1', { cores: 4, gib: 16 }),
      ...pod('shop/web', { node: 'n1', app: { cores: [0.1, null] } }),
      'kube_node_status_capacity{node="n1",resource="ephemeral_storage",unit="byte"}': bytes,
      'container_fs_limit_bytes{node="n1",instance="10.0.0.1:10250",id="/",device="/dev/nvme0n1p1"}': bytes,
      'container_fs_usage_bytes{node="n1",instance="10.0.0.1:10250",id="/",device="/dev/nvme0n1p1"}': [
        [0, 1440, 30 * 2 ** 30],
      ],
    },
  };
}

export const volumes = [twoPods, fourPods, partOfTheDay, localDisk];
