// Twelve containers in two clusters on which OpenCost's own tests share idle and shared cost. One unit there is one here
// times 24 hours: a core, a GiB and a GPU cost 1 an hour, so a container of a core costs 24 in the day.
//
// Each row: CPU, memory, GPU, volume, network and balancer 1 each, A1 memory 11. Total 82; idle 30.
//
//   row       cluster   node      namespace   pod/container                      controller              labels
//   A1        cluster1  c1nodes   namespace1  pod1/container1                    -                       app1, env1
//   A2, A3    cluster1  c1nodes   namespace1  pod-abc/container2, pod-def/…3     Deployment deployment1
//   A4, A5    cluster1  c1nodes   namespace2  pod-ghi/container4, container5     Deployment deployment2  app2, env2
//   A6        cluster1  c1nodes   namespace2  pod-jkl/container6                 DaemonSet daemonset1
//   A7, A8    cluster2  node1     namespace2  pod-mno/container4, container5     Deployment deployment2  app2
//   A9        cluster2  node2     namespace2  pod-pqr/container6                 DaemonSet daemonset1
//   A10       cluster2  node2     namespace3  pod-stu/container7                 Deployment deployment3
//   A11, A12  cluster2  node3     namespace3  pod-vwx/container8, container9     StatefulSet statefulset1
//   idle      cluster1: CPU 5, memory 15; cluster2: CPU 5, memory 5, a third of it on each of its nodes
//
// Namespaces: namespace1 3 x 6 + 10 = 28, namespace2 6 x 6 = 36, namespace3 3 x 6 = 18.
import { labelled, objects } from '../support/tiny_objects.mjs';

const begin = '2026-03-02T00:00:00Z';
const DAY = 24;
const { node, pod, volume, balancer, egress, egressPrices } = objects(begin, 1440);

const app1 = { app: 'app1', env: 'env1' };
const app2 = { app: 'app2', env: 'env2' };
/** [cluster, node, namespace, pod, containers, controller, labels, GiB] */
const rows = [
  ['cluster1', 'c1nodes', 'namespace1', 'pod1', ['container1'], ['<none>', '<none>'], app1, 11],
  ['cluster1', 'c1nodes', 'namespace1', 'pod-abc', ['container2'], ['Deployment', 'deployment1'], {}, 1],
  ['cluster1', 'c1nodes', 'namespace1', 'pod-def', ['container3'], ['Deployment', 'deployment1'], {}, 1],
  [
    'cluster1',
    'c1nodes',
    'namespace2',
    'pod-ghi',
    ['container4', 'container5'],
    ['Deployment', 'deployment2'],
    app2,
    1,
  ],
  ['cluster1', 'c1nodes', 'namespace2', 'pod-jkl', ['container6'], ['DaemonSet', 'daemonset1'], {}, 1],
  [
    'cluster2',
    'node1',
    'namespace2',
    'pod-mno',
    ['container4', 'container5'],
    ['Deployment', 'deployment2'],
    { app: 'app2' },
    1,
  ],
  ['cluster2', 'node2', 'namespace2', 'pod-pqr', ['container6'], ['DaemonSet', 'daemonset1'], {}, 1],
  ['cluster2', 'node2', 'namespace3', 'pod-stu', ['container7'], ['Deployment', 'deployment3'], {}, 1],
  ['cluster2', 'node3', 'namespace3', 'pod-vwx', ['container8', 'container9'], ['StatefulSet', 'statefulset1'], {}, 1],
];

function podOf([cluster, host, namespace, name, containers, controller, labels, gib]) {
  const sketch = { cores: [1, null], gib: [gib, null], gpus: { nvidia_com_gpu: 1 } };
  // A Deployment stands behind a ReplicaSet.
  const [kind, above] = controller;
  const behind = kind === 'Deployment';
  const owner = behind ? ['ReplicaSet', `${above}-6b8f5c9d74`] : controller;
  const leads = behind
    ? {
        [`kube_replicaset_owner{namespace="${namespace}",replicaset="${owner[1]}",owner_kind="Deployment",owner_name="${above}"}`]:
          [[0, 1440, 1]],
      }
    : {};
  const claims = [`data-${name}`];
  const running = pod(`${namespace}/${name}`, {
    ...{ node: host, labels: { ...labels, own: name }, owner, claims },
    ...Object.fromEntries(containers.map((each) => [each, sketch])),
  });
  return labelled({ ...running, ...leads }, { cluster });
}

/** One unit of volume, network and balancer for each container of the pod. */
function besides([cluster, , namespace, name, containers]) {
  const path = `${namespace}/${name}`;
  const units = containers.length;
  return labelled(
    {
      ...volume(`pv-${cluster}-${name}`, { gib: 100 * units, claim: `${namespace}/data-${name}`, price: 0.01 }),
      ...egress(path, { internet: DAY * units }),
      ...balancer(`${namespace}/${name}`, { price: units, selector: { own: name } }),
    },
    { cluster },
  );
}

const gpus = (count) => ({ gpus: { nvidia_com_gpu: count } });
const third = 5 / 3;
const machines = {
  ...labelled(node('c1nodes', { cores: 6 + 5, gib: 16 + 15, ...gpus(6) }), { cluster: 'cluster1' }),
  ...labelled(
    Object.assign(
      {},
      ...['node1', 'node2', 'node3'].map((name) => node(name, { cores: 2 + third, gib: 2 + third, ...gpus(2) })),
    ),
    { cluster: 'cluster2' },
  ),
};

const nodesOnly = { begin, minutes: 1440, series: Object.assign({}, machines, ...rows.map(podOf)) };
const everything = {
  begin,
  minutes: 1440,
  series: Object.assign(
    {},
    nodesOnly.series,
    ...rows.map(besides),
    ...['cluster1', 'cluster2'].map((cluster) =>
      labelled(egressPrices({ zone: 0, region: 0, internet: 1 }), { cluster }),
    ),
  ),
};

const prices = {
  format: 'prorata.prices/1',
  currency: 'USD',
  units: { cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour' },
  defaults: { cpu: '1', memory: '1', gpu: '1' },
};

const asked = { resolution: '1h' };

/** Total cost by row, in units. */
const totals = (question, units) =>
  Object.entries(units).map(([row, value]) => ({ ...question, row, is: { totalCost: value * DAY } }));

/** Of nodes alone each row costs 3 less: no volume, network and balancer. */
export const sharingOfNodes = [
  {
    name: 'the sharing fixture, nodes only: plain sums',
    ...{ world: nodesOnly, asked, prices },
    expect: [
      // 28 - 3 x 3, 36 - 6 x 3, 18 - 3 x 3; idle 20 + 10.
      ...totals({ aggregate: 'namespace' }, { namespace1: 19, namespace2: 18, namespace3: 9, __idle__: 30 }),
      // 46 - 6 x 3, 36 - 6 x 3.
      ...totals({ aggregate: 'cluster' }, { cluster1: 28, cluster2: 18, __idle__: 30 }),
      // 42 - 7 x 3, 12 - 2 x 3, 12 - 2 x 3, 16 - 3.
      ...totals({ aggregate: 'controllerKind' }, { deployment: 21, daemonset: 6, statefulset: 6, __unallocated__: 13 }),
      ...totals(
        { aggregate: 'controller' },
        { 'deployment:deployment1': 6, 'deployment:deployment2': 12, 'deployment:deployment3': 3, __unallocated__: 13 },
      ),
      ...totals({ aggregate: 'label:app' }, { app1: 13, app2: 12, __unallocated__: 21 }),
      ...totals(
        { aggregate: 'label:app,label:env' },
        { 'app1/env1': 13, 'app2/env2': 6, 'app2/__unallocated__': 6, '__unallocated__/__unallocated__': 21 },
      ),
    ],
  },
  {
    name: 'X1 for nodes only: idle shared by node',
    ...{ world: nodesOnly, asked, prices },
    // Shares of c1nodes: CPU 3:3, memory 13:3. 19 + 5 x 3/6 + 15 x 13/16 = 33.6875.
    // 18 + 2.5 + 15 x 3/16 + (5 + 5) x 3/6 = 28.3125; 9 + (5 + 5) x 3/6 = 14.
    expect: totals(
      { aggregate: 'namespace', options: ['--idle', 'share'] },
      { namespace1: 33.6875, namespace2: 28.3125, namespace3: 14 },
    ),
  },
];

const whole = { world: everything, asked, prices };
/** The options of a question in words. Idle is netted by cluster, as OpenCost has it. */
function optionsOf({ idle, share, filter }) {
  const { namespaces, labels, hourly, split = 'weighted' } = share ?? {};
  const sources = [
    ...(namespaces ? [`namespace:${namespaces.map((name) => `"${name}"`).join(',')}`] : []),
    ...Object.entries(labels ?? {}).map(([key, value]) => `label:${key}:"${value}"`),
    // One unit there is 24 here.
    ...(hourly ? [`${hourly * DAY}/hour`] : []),
  ];
  return [
    ...(idle ? ['--idle', idle] : []),
    ...(idle === 'share' ? ['--idle-by', 'cluster'] : []),
    ...sources.flatMap((source) => ['--share', `${source} by ${split}`]),
    ...(filter ? ['--filter', filter] : []),
  ];
}

const shared = (name, how, units, arithmetic, opencost) => ({
  name,
  ...whole,
  expect: totals({ aggregate: how.aggregate ?? 'namespace', options: optionsOf(how) }, units),
  arithmetic,
  ...(opencost === undefined ? {} : { differs: 'filter and idle', opencost }),
});

/** G15. Units as above; where `opencost` is not given it is the same. */
export const sharing = [
  shared(
    'G15, plain sums',
    {},
    { namespace1: 28, namespace2: 36, namespace3: 18, __idle__: 30 },
    '3 x 6 + 10, 6 x 6, 3 x 6',
  ),
  shared(
    'X1, idle shared',
    { idle: 'share' },
    { namespace1: 42.6875, namespace2: 46.3125, namespace3: 23 },
    '28 + 5 x 3/6 + 15 x 13/16; 36 + 5 x 3/6 + 15 x 3/16 + 5; 18 + 5',
  ),
  shared(
    'X2, namespace3 shared evenly',
    { share: { namespaces: ['namespace3'], split: 'even' } },
    { namespace1: 37, namespace2: 45, __idle__: 30 },
    'two namespaces remain, 18 / 2 = 9 each',
  ),
  shared(
    'X3, namespace3 shared by cost',
    { share: { namespaces: ['namespace3'], split: 'weighted' } },
    { namespace1: 35.875, namespace2: 46.125, __idle__: 30 },
    '18 x 28/64 = 7.875; 18 x 36/64 = 10.125',
  ),
  shared(
    'X4, label app=app1 shared evenly',
    { share: { labels: { app: 'app1' }, split: 'even' } },
    { namespace1: 12 + 16 / 3, namespace2: 36 + 16 / 3, namespace3: 18 + 16 / 3, __idle__: 30 },
    '16 are shared, 16 / 3 each',
  ),
  shared(
    'X5, overhead of 7 an hour shared by cost',
    { share: { hourly: 7, split: 'weighted' } },
    { namespace1: 85.3658537, namespace2: 109.7560976, namespace3: 54.8780488, __idle__: 30 },
    '7 x 24 = 168: 28 + 168 x 28/82; 36 + 168 x 36/82; 18 + 168 x 18/82',
  ),
  shared(
    'X6, namespace1 shared by cost, only namespace2 looked at',
    { share: { namespaces: ['namespace1'], split: 'weighted' }, filter: 'namespace:"namespace2"', idle: 'separate' },
    // A filter takes nothing from idle, which stays whole.
    { namespace2: 54.6666667, __idle__: 30 },
    '36 + 28 x 36/54 = 54.6666667. By weights of what survived, idle would be 20.1041667; OpenCost counts 25.0',
    { namespace2: 54.6666667, __idle__: 25 },
  ),
  shared(
    'X7, by cluster, only cluster1 looked at',
    { aggregate: 'cluster', filter: 'cluster:"cluster1"', idle: 'separate' },
    { cluster1: 46, __idle__: 30 },
    '28 + 3 x 6. OpenCost keeps of idle what is of cluster1: 5 + 15',
    { cluster1: 46, __idle__: 20 },
  ),
  shared(
    'X8, by cluster, only cluster1 looked at, idle shared',
    { aggregate: 'cluster', filter: 'cluster:"cluster1"', idle: 'share' },
    { cluster1: 66 },
    '46 + 20',
  ),
  {
    name: 'X15, idle of each node by itself',
    ...whole,
    expect: [
      ...totals({ aggregate: 'namespace' }, { namespace1: 28, namespace2: 36, namespace3: 18, __idle__: 30 }),
      ...totals(
        { aggregate: 'namespace', options: ['--idle-by', 'node'] },
        {
          ...{ namespace1: 28, namespace2: 36, namespace3: 18, 'cluster1/c1nodes/__idle__': 20 },
          ...{
            'cluster2/node1/__idle__': 10 / 3,
            'cluster2/node2/__idle__': 10 / 3,
            'cluster2/node3/__idle__': 10 / 3,
          },
        },
      ),
      ...Object.entries({ c1nodes: 20, node1: 10 / 3, node2: 10 / 3, node3: 10 / 3 }).map(([host, units]) => ({
        ...{ verb: 'assets', node: host },
        is: { idleCost: units * DAY },
      })),
    ],
    arithmetic: '5 + 15; a third of 5 + 5 each. The command `assets` has the same',
  },
  shared(
    'X9, by cluster, only namespace2 looked at',
    { aggregate: 'cluster', filter: 'namespace:"namespace2"', idle: 'separate' },
    { cluster1: 18, cluster2: 18, __idle__: 30 },
    'three rows of 6 in each cluster. OpenCost keeps of idle what goes to the survivors: 5 x 1/2 + 15 x 3/16 + 5 x 1/2 + 5 x 1/2',
    { cluster1: 18, cluster2: 18, __idle__: 10.3125 },
  ),
  shared(
    'X12, namespace1 and idle shared, only namespace2 looked at',
    { share: { namespaces: ['namespace1'], split: 'weighted' }, filter: 'namespace:"namespace2"', idle: 'share' },
    { namespace2: 74.7708333 },
    '36 + 10.3125 + 42.6875 x 36/54',
  ),
  shared(
    'X13, namespace1 and idle shared',
    { share: { namespaces: ['namespace1'], split: 'weighted' }, idle: 'share' },
    { namespace2: 74.7708333, namespace3: 37.2291667 },
    '36 + 10.3125 + 42.6875 x 36/54; 18 + 5 + 42.6875 x 18/54. Weights leave idle out, the amount does not',
  ),
  shared(
    'X10, idle shared, only namespace2 looked at',
    { filter: 'namespace:"namespace2"', idle: 'share' },
    { namespace2: 46.3125 },
    'as X1: a filter changes nothing of what is left',
  ),
  shared(
    'X11, overhead of 7 an hour, only namespace2 looked at',
    { share: { hourly: 7 }, filter: 'namespace:"namespace2"' },
    { namespace2: 109.7560976 },
    '36 + 168 x 36/82',
  ),
  shared(
    'X14, overhead of 7 an hour and idle shared, only namespace2 looked at',
    { share: { hourly: 7 }, filter: 'namespace:"namespace2"', idle: 'share' },
    { namespace2: 120.0685976 },
    '46.3125 + 168 x 36/82',
  ),
];
