// Load balancers and network traffic.
import { objects } from '../support/tiny_objects.mjs';

const begin = '2026-03-02T12:00:00Z';
const { node, pod, balancer, egress, egressPrices } = objects(begin, 60);
const world = (...series) => ({
  begin,
  minutes: 60,
  series: Object.assign({}, node('n1', { cores: 4, gib: 16 }), ...series),
});
const app = { cores: [0.1, null] };
const web = { labels: { app: 'web' } };

const twoPods = {
  name: 'G12, a load balancer of two pods',
  // 0.025 for the hour that it was there, by how long each runs within the cost hour: A 1 h, B 0.5 h.
  // A 0.025 x 1 / 1.5 = 0.0166667, B 0.0083333.
  world: world(
    balancer('shop/front', { price: 0.025, selector: { app: 'web' } }),
    pod('shop/a', { node: 'n1', ...web, app, sidecar: app }),
    pod('shop/b', { node: 'n1', ...web, life: [30, 60], app }),
  ),
  expect: [
    { aggregate: 'pod', row: 'a', is: { loadBalancerCost: 0.0166667 } },
    { aggregate: 'pod', row: 'b', is: { loadBalancerCost: 0.0083333 } },
    { is: { loadBalancerCost: 0.025 } },
  ],
  // 0.025 x (1 + 1/12) = 0.0270833, by hours of the containers 1, 1 and 0.5.
  differs: 'balancers',
  opencost: { a: 0.0108333 + 0.0108333, b: 0.0054167 },
};

const fiveMinutes = {
  name: 'G12, a load balancer of five minutes',
  // There from 12:28 to 12:33, and scraped at second 30: 0.025 x 5 / 60 = 0.0020833.
  world: {
    ...world(
      balancer('shop/front', { price: 0.025, selector: { app: 'web' }, life: [28, 33] }),
      pod('shop/a', { node: 'n1', ...web, app }),
    ),
    offset: 30,
  },
  expect: [{ aggregate: 'pod', row: 'a', is: { loadBalancerCost: 0.0020833 } }],
  // One point of the grid, 12:30: 0.025 x (5 + 5) / 60 on the pods, and an asset of 0.
  differs: 'running time',
  opencost: { a: 0.0041667, asset: 0 },
};

const nobody = {
  name: 'G12, a load balancer without a pod',
  // It selects nothing. 0.025 that no pod can take.
  world: world(
    balancer('shop/front', { price: 0.025, selector: { app: 'nothing' } }),
    pod('shop/a', { node: 'n1', ...web, app }),
  ),
  expect: [
    { aggregate: 'pod', row: '__unmounted__', is: { loadBalancerCost: 0.025 } },
    { aggregate: 'pod', row: 'a', is: { loadBalancerCost: 0 } },
  ],
  // Booked twice.
  differs: 'balancers',
  opencost: { __unmounted__: 2 * 0.0270833 },
};

const threeContainers = {
  name: 'G13, traffic of a pod with three containers',
  // 2 GiB x 0.01 + 1 GiB x 0.01 + 5 GiB x 0.12 = 0.02 + 0.01 + 0.60 = 0.63; nobody knows which container it was.
  world: world(
    pod('shop/web', { node: 'n1', one: app, two: app, three: app }),
    egress('shop/web', { zone: 2, region: 1, internet: 5 }),
    egressPrices({ zone: 0.01, region: 0.01, internet: 0.12 }),
  ),
  expect: [
    {
      aggregate: 'pod',
      row: 'web',
      is: {
        networkCrossZoneCost: 0.02,
        networkCrossRegionCost: 0.01,
        networkInternetCost: 0.6,
        networkCost: 0.63,
      },
    },
    ...['one', 'two', 'three'].map((row) => ({
      aggregate: 'container',
      row,
      is: {
        networkCrossZoneCost: 0.0066667,
        networkCrossRegionCost: 0.0033333,
        networkInternetCost: 0.2,
        networkCost: 0.21,
      },
    })),
  ],
};

const onHost = {
  name: "classed traffic of a pod on its node's network",
  // Connections are counted by pod, whatever network it is on: 5 GiB x 0.12 and 2 x 0.01.
  world: (() => {
    const made = world(
      pod('shop/proxy', { node: 'n1', app }),
      egress('shop/proxy', { internet: 5, zone: 2 }),
      egressPrices({ zone: 0.01, region: 0.01, internet: 0.12 }),
    );
    const series = Object.entries(made.series).map(([key, steps]) => [
      key.replace('host_network="false"', 'host_network="true"'),
      steps,
    ]);
    return { ...made, series: Object.fromEntries(series) };
  })(),
  expect: [
    { aggregate: 'pod', row: 'proxy', is: { networkInternetCost: 0.6, networkCrossZoneCost: 0.02, networkCost: 0.62 } },
  ],
};

export const traffic = [twoPods, fiveMinutes, nobody, threeContainers, onHost];
