// Things that end or begin inside a window: what its last hour lacks, and machines that take over a name.
import { objects } from '../support/tiny_objects.mjs';

const begin = '2026-03-02T12:00:00Z';
const { node, pod, volume, balancer, egress } = objects(begin, 180);
const units = {
  ...{ cpu: 'core-hour', memory: 'GiB-hour', storage: 'GiB-hour', loadBalancer: 'hour', network: 'GiB' },
};
const simple = {
  ...{ format: 'prorata.prices/1', currency: 'USD', units },
  defaults: { cpu: '1', memory: '0.5', volume: '0.01', loadBalancer: '0.03', network: { internet: '0.1' } },
};
const row = (aggregate, name, is, options = []) => ({ aggregate, row: name, is, options });
const machine = node('n1', { cores: 8, gib: 32 });

const ended = {
  name: 'what has no sample in the last hour of the window',
  // It ran from 12:00 to 13:00 with everything that most clusters lack: max(1, 2) cores, 10 GiB of disk, a balancer, 3
  // GiB sent. Then nothing of its kind was there for two hours.
  world: {
    begin,
    minutes: 180,
    offset: 30,
    series: {
      ...machine,
      ...pod('shop/steady', { node: 'n1', app: { cores: [1, 0.5], gib: [1, 0.5] } }),
      ...pod('shop/web', {
        node: 'n1',
        life: [0, 60],
        claims: ['data'],
        app: { cores: [1, 0.5], gib: [1, 0.5] },
        prepare: { cores: [2, null], gib: [1, null], init: true },
        proxy: { cores: [0.5, 0.1], gib: [0.5, 0.1], init: 'sidecar' },
      }),
      'kube_pod_overhead_cpu_cores{namespace="shop",pod="web",uid="uid-web"}': [[0, 60, 0.25]],
      ...volume('pv', { gib: 10, claim: 'shop/data', life: [0, 60] }),
      ...balancer('shop/front', { life: [0, 60] }),
      ...egress('shop/web', { internet: 3.25 }, [-5, 60]),
    },
  },
  prices: simple,
  expect: [
    // 1 + 1 for the init container + 0.5 + 0.25 cores.
    { ...row('pod', 'web', { cpuCost: 2.75, pvCost: 0.1 }), within: 0.05 },
  ],
};

/** The last sample of 13:00 says that it was there for the minute after it. */
const endedBesides = {
  ...ended,
  name: 'balancers and traffic that the last hour lacks',
  expect: [{ ...row('namespace', 'shop', { loadBalancerCost: 0.03, networkInternetCost: 0.3 }), within: 0.006 }],
};

const priced = {
  name: 'prices that are exported until two hours before the end',
  // 8 cores at 0.06 and 32 GiB at 0.01 are known for the first hour and hold for the others.
  world: {
    begin,
    minutes: 180,
    offset: 30,
    series: {
      ...machine,
      ...Object.fromEntries(
        Object.entries(node('n1', { cores: 8, gib: 32, life: [0, 60], price: { cpu: 0.06, ram: 0.01 } })).filter(
          ([key]) => key.startsWith('node_'),
        ),
      ),
      ...pod('shop/web', { node: 'n1', app: { cores: [1, 0.5], gib: [1, 0.5] } }),
    },
  },
  expect: [row('pod', 'web', { cpuCost: 0.18, ramCost: 0.03 })],
};

const replaced = {
  name: 'a machine that is replaced in the first hour of the window',
  // i-1 has 4 cores and stands until 12:40, as it did before 12:00; i-2 has 8 and stands from 12:50. A sample speaks for
  // the minute after it: 41 minutes at 4 and 130 at 8.
  world: (() => {
    const old = { cores: 4, gib: 16, life: [-120, 40], created: -1440, providerId: 'aws:///a/i-1' };
    const next = { cores: 8, gib: 32, life: [50, 180], created: 50, providerId: 'aws:///a/i-2' };
    const [first, second] = [node('n1', old), node('n1', next)];
    const series = { ...first, ...second };
    for (const key of Object.keys(first)) if (key in second) series[key] = [...first[key], ...second[key]];
    return {
      begin,
      minutes: 180,
      offset: 30,
      series: { ...series, ...pod('shop/web', { node: 'n1', life: [50, 180], app: { cores: [1, 1], gib: [1, 1] } }) },
    };
  })(),
  prices: simple,
  expect: [
    // The first of both in the list.
    { verb: 'assets', node: 'n1', is: { cpuCost: (4 * 41) / 60 }, within: 0.07 },
  ],
};

const bucket = {
  name: 'a bucket under a price of any volume',
  world: {
    begin,
    minutes: 180,
    offset: 30,
    series: {
      ...machine,
      ...pod('shop/web', { node: 'n1', claims: ['disk', 'bucket'], app: { cores: [1, 0.5], gib: [1, 0.5] } }),
      ...volume('pv-disk', { gib: 10, claim: 'shop/disk' }),
      ...volume('pv-bucket', { gib: 1000, claim: 'shop/bucket', driver: 's3.csi.aws.com', storageClass: 's3' }),
    },
  },
  prices: { ...simple, volumes: [{ price: '0.02' }] },
  // 10 GiB for three hours.
  expect: [row('pod', 'web', { pvCost: 0.6 }), { verb: 'check', notice: 'object-backed-volume' }],
};

export const gaps = [ended, endedBesides, priced, replaced, bucket];
