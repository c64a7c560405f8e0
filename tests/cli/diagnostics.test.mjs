// Every kind of diagnostic that is documented: that it says how to fix it, and that somewhere among the worlds below it
// comes with a count, a time, objects and money. What a kind never has stands in a table with the reason, and an entry
// that is not true any more fails, too.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'node:test';

import { labelled, objects, text } from '../support/tiny_objects.mjs';
import { tinyRecording, tinyServer } from '../support/tiny_world.mjs';
import { prorata, scratch } from './support.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = scratch();
after(files.remove);

const begin = '2026-03-02T12:00:00Z';
const minutes = 240;
const GiB = 2 ** 30;
const { node, pod, volume, balancer, epoch } = objects(begin, minutes);
const app = { cores: [1, 0.5], gib: [2, 1] };
const earlier = /** @type {[number, number]} */ ([-120, minutes]);
const typed = (type, more = {}) => ({
  'node.kubernetes.io/instance-type': type,
  'topology.kubernetes.io/region': 'us-east-1',
  ...more,
});
const dcgm = (namespace, name, device, value) => ({
  [text('DCGM_FI_PROF_GR_ENGINE_ACTIVE', { namespace, pod: name, container: 'app', UUID: device, Hostname: 'g1' })]: [
    [0, minutes, value],
  ],
});
const sent = (name, steps) => ({
  [text('kubecost_pod_network_egress_bytes_total', {
    ...{ namespace: 'shop', pod_name: name },
    ...{ internet: 'true', same_region: 'false', same_zone: 'false' },
  })]: steps,
});
const usage = (namespace, name, job, steps) => ({
  [text('container_cpu_usage_seconds_total', {
    ...{ namespace, pod: name, container: 'app', cpu: 'total', id: `/kubepods/poduid-${name}/app/${job}`, job },
  })]: steps,
});

/** Objects that contradict each other, as they do. */
const odd = {
  ...node('n1', { cores: 4, gib: 16, price: { cpu: 0.03, ram: 0.004 } }),
  ...node('listed', { cores: 4, gib: 16, labels: typed('m5.xlarge') }),
  ...node('nothing', { cores: 0, gib: 0, labels: typed('m5.xlarge') }),
  ...node('negative', { cores: -4, gib: 16 }),
  ...node('dear', { cores: 4, gib: 16, price: { cpu: 30, ram: -1 } }),
  [text('node_cpu_hourly_cost', { node: 'changing', instance: 'changing' })]: [
    [0, 120, 0.03],
    [120, minutes, 0.05],
  ],
  ...node('changing', { cores: 4, gib: 16 }),
  ...pod('shop/web', { node: 'n1', app, labels: { app: 'web' } }),
  ...pod('shop/silent', { node: 'n1', app: { cores: [0.1, null], gib: [0.1, null] } }),
  ...pod('shop/empty', { node: 'n1', app: {} }),
  ...pod('shop/short', { node: 'n1', life: [60, 61], app: { cores: [0.1, null], gib: [0.1, null] } }),
  ...pod('shop/greedy', { node: 'listed', app: { cores: [1, 8], gib: [1, 1] } }),
  ...pod('shop/lost', { node: 'unlisted', app }),
  ...pod('shop/refused', { node: 'n1', app: { cores: [-1, 0.1], gib: [1, 0.1] } }),
  ...pod('shop/here', { node: 'nothing', app }),
  ...pod('shop/old', { node: 'n1', life: earlier, app }),
  ...usage('shop', 'stranger', 'a', [[0, minutes, { rate: 0.1 }]]),
  ...usage('shop', 'web', 'second', [[0, minutes, { rate: 0.5 }]]),
  ...usage('shop', 'reset', 'a', [
    [0, 100, { rate: 0.5 }],
    [101, minutes, { rate: 0.5, start: 0 }],
  ]),
  ...pod('shop/reset', { node: 'n1', app: { cores: [1, null], gib: [1, 1] } }),
  // Counted since the window's second hour, although the pod is older than the window.
  ...pod('shop/late', {
    node: 'n1',
    life: earlier,
    app: { cores: [1, [[130, minutes, { rate: 0.5, start: 900 }]]], gib: [1, 1] },
  }),
  ...pod('shop/waits', { node: 'n1', app: { cores: [0.5, null], gib: [0.5, null] } }),
  [text('kube_pod_container_status_waiting_reason', {
    ...{ namespace: 'shop', pod: 'waits', uid: 'uid-waits', container: 'app', reason: 'ImagePullBackOff' },
  })]: [[0, minutes, 1]],
  ...volume('pv-1', { gib: 100, claim: 'shop/data', price: 0.0001 }),
  ...volume('bucket', { gib: 100, claim: 'shop/bucket', driver: 's3.csi.aws.com' }),
  ...volume('pv-2', { gib: -5, claim: 'shop/negative' }),
  ...balancer('shop/front', {}),
  ...sent('web', [
    [0, 90, { rate: GiB / 3600 }],
    [91, minutes, { rate: GiB / 3600, start: 0 }],
  ]),
  ...sent('old', [[130, minutes, { rate: GiB / 3600, start: GiB }]]),
  ...pod('shop/outlives', { node: 'gone', life: [0, 200], app }),
  ...node('gone', { cores: 4, gib: 16, life: [0, 100] }),
};

/** What contradicts what is known of nodes and pods, each of it alone. */
const silent = {
  ...node('n1', { cores: 4, gib: 16, price: { cpu: 0.03, ram: 0.004 } }),
  ...node('free', { cores: 4, gib: 16, price: { cpu: 0, ram: 0.004, gpu: 0 } }),
  ...node('vanishing', { cores: 4, gib: 16 }),
  [text('kube_node_status_capacity', { node: 'vanishing', resource: 'cpu', unit: 'core' })]: [
    [0, 120, 4],
    [120, minutes, 0],
  ],
  ...pod('shop/web', { node: 'n1', app, claims: ['unknown'] }),
  [text('kube_pod_labels', { namespace: 'shop', pod: 'web', uid: 'uid-web', label_team: 'b' })]: [[0, 100, 1]],
  [text('kube_pod_labels', { namespace: 'shop', pod: 'web', uid: 'uid-web', label_team: 'a' })]: [[101, minutes, 1]],
  ...pod('shop/thousand', { node: 'n1', app: { cores: [1, 1000], gib: [1, 1] } }),
  ...pod('shop/here', { node: 'free', app }),
  ...pod('shop/left', { node: 'vanishing', app }),
  ...pod('shop/done', {
    node: 'n1',
    life: [-120, -60],
    finished: true,
    app: { cores: [0.5, [[-120, minutes, { rate: 0.4 }]]], gib: [1, [[-120, minutes, GiB]]] },
  }),
  ...volume('pv-1', { gib: 100, claim: 'shop/data', price: 0.0001 }),
  ...pod('shop/future', { node: 'n1', app }),
  [text('kube_pod_start_time', { namespace: 'shop', pod: 'future', uid: 'uid-future' })]: [[0, minutes, epoch(9000)]],
  [text('node_cpu_hourly_cost', { node: 'nobody', instance: 'nobody' })]: [[0, minutes, 0.05]],
  [text('kube_persistentvolume_info', { persistentvolume: 'path', storageclass: 'local', local_path: '/mnt/a' })]: [
    [0, minutes, 1],
  ],
  [text('kube_persistentvolume_capacity_bytes', { persistentvolume: 'path' })]: [[0, minutes, GiB]],
};

/** One name, two machines: one that follows, and one that is there at once. */
const machines = {
  ...node('n1', { cores: 4, gib: 16 }),
  ...node('follows', { cores: 4, gib: 16, life: [0, 100], providerId: 'aws:///a/i-1' }),
  [text('kube_node_info', { node: 'follows', provider_id: 'aws:///a/i-2' })]: [[102, minutes, 1]],
  ...node('twice', { cores: 4, gib: 16, providerId: 'aws:///a/i-3' }),
  [text('kube_node_info', { node: 'twice', provider_id: 'aws:///a/i-4' })]: [[60, minutes, 1]],
  ...pod('shop/web', { node: 'follows', app }),
  ...pod('shop/plain', { node: 'n1', app }),
  ...pod('shop/other', { node: 'twice', app }),
  ...labelled(pod('shop/named', { node: 'n1', app }), { cluster: 'named' }),
  // The exporter runs twice.
  ...labelled(node('n1', { cores: 4, gib: 16 }), { job: 'ksm', instance: 'a' }),
  ...labelled(node('n1', { cores: 4, gib: 16 }), { job: 'ksm', instance: 'b' }),
  [text('container_network_transmit_bytes_total', { namespace: 'shop', pod: 'plain', interface: 'eth0' })]: [
    [0, minutes, { rate: GiB / 3600 }],
  ],
  [text('kube_pod_info', {
    namespace: 'shop',
    pod: 'owned',
    uid: 'uid-owned',
    node: 'n1',
    created_by_kind: 'ReplicaSet',
    created_by_name: 'owned-1',
  })]: [[0, minutes, 1]],
};

const gpus = {
  ...node('g1', {
    cores: 64,
    gib: 256,
    gpus: { nvidia_com_gpu: 8 },
    labels: typed('p4d.24xlarge', { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-40GB', 'nvidia.com/gpu.count': '8' }),
  }),
  ...node('mig', {
    cores: 8,
    gib: 64,
    gpus: { nvidia_com_mig_2g_20gb: 3, nvidia_com_mig_4g_40gb: 1 },
    labels: { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB', 'nvidia.com/gpu.count': '1' },
  }),
  ...node('shared', { cores: 8, gib: 64, gpus: { nvidia_com_gpu_shared: 4 } }),
  ...node('profile', { cores: 8, gib: 64, gpus: { nvidia_com_mig_5g_20gb: 1, nvidia_com_mig_1g_10gb: 1 } }),
  ...node('sliced', {
    cores: 8,
    gib: 64,
    gpus: { nvidia_com_gpu: 4 },
    labels: {
      'nvidia.com/gpu.count': '1',
      'nvidia.com/gpu.replicas': '4',
      'nvidia.com/gpu.product': 'Tesla-T4-SHARED',
    },
  }),
  ...node('unknown', { cores: 8, gib: 64, gpus: { vendor_example_gpu: 2 }, price: { cpu: 0.03, ram: 0.004, gpu: 2 } }),
  // A card of four units, which no label says.
  ...node('inferred', { cores: 8, gib: 64, gpus: { nvidia_com_gpu: 4 }, labels: { 'nvidia.com/gpu.count': '1' } }),
  ...pod('ml/train', { node: 'g1', app: { ...app, gpus: { nvidia_com_gpu: 1 } } }),
  ...pod('ml/free', { node: 'g1', app }),
  ...pod('ml/unknown', { node: 'unknown', app: { ...app, gpus: { vendor_example_gpu: 1 } } }),
  ...pod('ml/turns', { node: 'sliced', app: { ...app, gpus: { nvidia_com_gpu: 2 } } }),
  ...dcgm('ml', 'train', 'GPU-a', 0.8),
  ...dcgm('ml', 'free', 'GPU-a', 0.8),
};

const units = {
  ...{ cpu: 'core-hour', memory: 'GiB-hour', gpu: 'gpu-hour', node: 'hour', storage: 'GiB-hour' },
  ...{ loadBalancer: 'hour', network: 'GiB', line: 'hour' },
};
const file = (more) => ({ format: 'prorata.prices/1', currency: 'USD', units, ...more });
const usual = { cpu: '0.03', memory: '0.004', gpu: '1', disk: '0.0001', volume: '0.0001', loadBalancer: '0.025' };
const oddPrices = file({
  asOf: '2020-01-01',
  defaults: { ...usual, memory: '4', gpu: '0' },
  nodes: [
    { provider: 'aws', price: '0.2', instanceType: 'm5.xlarge' },
    { provider: 'aws', price: '0.4', region: 'us-east-1' },
  ],
  loadBalancers: [{ service: 'front', price: '0.025', perGib: '0.008' }],
  network: { monthlyBill: '100' },
  commitments: [{ name: 'n1', perHour: '0.1', covered: '3' }],
  disks: [{ name: 'scratch', node: 'away', gib: '10', price: '0.1' }],
  management: { perHour: '0.1' },
  lines: [{ name: 'nat', cluster: 'elsewhere', perHour: '1' }],
});
const window = [begin, new Date(epoch(minutes) * 1000).toISOString()];

const without = (series, name) => Object.fromEntries(Object.entries(series).filter(([key]) => !key.startsWith(name)));
const bare = { ...node('n1', { cores: 4, gib: 16 }) };
const uid = '0123abcd-0000-4000-8000-00000000beef';
/** Metrics that are absent, and what only such worlds show. */
const poor = {
  unasked: without(
    { ...bare, ...pod('shop/web', { node: 'n1', app: { cores: [null, 1], gib: [null, 1] } }) },
    'kube_pod_start',
  ),
  unmeasured: { ...bare, ...pod('shop/web', { node: 'n1', app: { cores: [1, null], gib: [1, null] } }) },
  late: {
    ...bare,
    ...pod('shop/old', { node: 'n1', life: earlier, app }),
    ...sent('old', [[130, minutes, { rate: 1e5, start: GiB }]]),
  },
  skewed: {
    ...{ ...bare, ...pod('shop/web', { node: 'n1', app }) },
    ...pod('shop/skewed', { node: 'n1', uid, life: [60, minutes], app: { cores: [1, null], gib: [1, null] } }),
    [text('container_memory_working_set_bytes', {
      namespace: 'shop',
      pod: 'skewed',
      container: 'app',
      id: `/kubepods/pod${uid}/app`,
      node: 'n1',
    })]: [[50, minutes, GiB]],
  },
};
/** Built-in prices that hold for none or only in part. */
const listed = {
  ...node('far', {
    cores: 4,
    gib: 16,
    labels: { ...typed('m5.xlarge'), 'topology.kubernetes.io/region': 'me-south-9' },
  }),
  ...node('paid', { cores: 4, gib: 16, labels: typed('m5.xlarge') }),
  ...node('ecs', {
    cores: 4,
    gib: 16,
    providerId: 'cn-beijing.i-2ze',
    labels: { ...typed('ecs.g6.xlarge'), 'topology.kubernetes.io/region': 'cn-beijing' },
  }),
  ...node('card', { cores: 8, gib: 64, gpus: { nvidia_com_gpu: 1, amd_com_megagpu: 1 } }),
  ...pod('shop/web', { node: 'far', app }),
};

/** What is wrong with answers themselves, by the query that is changed. */
function damaged(recording) {
  const lines = readFileSync(recording, 'utf8').trimEnd().split('\n');
  const change = (query, how) => {
    const at = lines.findIndex((line) => line.startsWith(`{"query": "${query}"`));
    assert.ok(at > 0, query);
    const changed = how(lines[at]);
    assert.notEqual(changed, lines[at], query);
    lines[at] = changed;
  };
  const body = (content) => (line) => line.replace(/"body": .*$/, `"body": ${content}}`);
  change('pods', (line) => line.replace('"status":"success"', '"status":"success","warnings":["a store is away"]'));
  const first = /"values":\[\[(\d+),"([^"]+)"\],\[(\d+),"[^"]+"\]/;
  const wrong = '[-5,"1"],[$1,"$2"],[$1,"$2"],[$3,"1e15"],[$3,"NaN"]';
  change('ram_usage', (line) => line.replace(first, `"histograms":[[$1,{"count":"1","sum":"1"}]],"values":[${wrong}`));
  change('cpu_usage', (line) => line.replace(first, '"values":[[$1,"0"],[$3,"1e15"]'));
  change('pod_labels', body('"<html>"'));
  change('node_allocatable', (line) => line.replace('"status": 200', '"status": 422'));
  change('node_capacity', (line) => line.replaceAll(/,"\d+"\]/g, ',"NaN"]'));
  lines.splice(2, 0, lines[1].replace('probe_metrics', 'not_known_yet'));
  const changed = files.file('damaged.prorata.ndjson');
  writeFileSync(changed, `${lines.join('\n')}\n{"query": "cut`);
  return changed;
}

/** Text that says two things at once, and breaks off. */
function textOf() {
  const lines = [0, 60, 120, 180, 240].flatMap((minute) =>
    [
      ['kube_pod_info{namespace="shop",pod="web",uid="u",node="n1"}', 1],
      ['kube_node_info{node="n1"}', 1],
      ['kube_node_status_capacity{node="n1",resource="cpu"}', 4],
      ['kube_node_status_capacity{node="n1",resource="cpu"}', 5],
    ].map(([series, value]) => `${series} ${value} ${epoch(minute)}`),
  );
  const given = files.file('cut.om');
  writeFileSync(given, `# TYPE kube_pod_info gauge\n${lines.join('\n')}\n`);
  return given;
}

const documented = [...readFileSync(path.join(root, 'docs/diagnostics.md'), 'utf8').matchAll(/^### ([a-z-]+)$/gm)].map(
  ([, id]) => id,
);

/** What a notice may carry. */
const parts = {
  count: ({ count }) => count > 0,
  // A moment begins and ends at once.
  range: ({ start, end }) => Date.parse(end) >= Date.parse(start) && !end.endsWith('.001Z'),
  objects: ({ objects: named = [] }) => named.length > 0 && named.every((each) => each !== ''),
  money: ({ cost, estimate, difference }) => [cost, estimate, difference].some((money) => money !== undefined),
};
/** Of each kind: which parts it carried somewhere. */
const carried = new Map();
function note(notices) {
  for (const notice of notices) {
    assert.ok(notice.fix.length > 5, `${notice.id}: ${notice.fix}`);
    const has = carried.get(notice.id) ?? new Set();
    for (const [part, carries] of Object.entries(parts)) if (carries(notice)) has.add(part);
    carried.set(notice.id, has);
  }
}
async function ask(verb, recording, ...options) {
  const { stdout, stderr } = await prorata([verb, '--metrics', recording, ...options, '--format', 'json']);
  assert.notEqual(stdout, '', stderr);
  const answer = JSON.parse(stdout);
  const notices = Array.isArray(answer) ? answer : answer.diagnostics;
  note(notices);
  return new Map(notices.map((each) => [each.id, each]));
}
async function askServer(series) {
  const { url, window: asked, now, stop } = await tinyServer({ begin, minutes, series });
  try {
    await ask('allocate', url, '--window', asked, '--now', now, '--resolution', '1m');
  } finally {
    await stop();
  }
}
const write = (name, content) => {
  const given = files.file(name);
  writeFileSync(given, JSON.stringify(content));
  return given;
};
const near = (got, want) => assert.ok(Math.abs(got - want) < 1e-6, `${got}, by hand ${want}`);
const sound = {
  ...{ ...node('n1', { cores: 4, gib: 16 }), ...pod('shop/web', { node: 'n1', app }) },
  [text('kube_node_status_capacity', { node: 'n1', resource: 'ephemeral_storage', unit: 'byte' })]: [
    [0, minutes, 100 * GiB],
  ],
};

/** What a kind never carries, and why. */
const lost = 'nobody knows what the answer would have said';
const words = 'is about how something was asked for, not about what costs';
const billed = 'is paid for elsewhere, or not applied: it has no price here';
const lacking = {
  ...Object.fromEntries(
    ['unreadable-answer', 'recorded-error', 'recording-damaged', 'unknown-recorded-query', 'source-warned'].map(
      (id) => [id, [['range', 'money'], lost]],
    ),
  ),
  ...Object.fromEntries(
    ['non-finite-samples', 'no-finite-samples', 'histogram-samples', 'impossible-times', 'query-given-up'].map((id) => [
      id,
      [['range', 'money'], lost],
    ]),
  ),
  ...Object.fromEntries(
    ['filter-matches-nothing', 'label-not-found', 'service-not-found'].map((id) => [id, [['range', 'money'], words]]),
  ),
  ...Object.fromEntries(
    [
      ...['step-longer-than-window', 'share-matches-nothing', 'share-without-weights', 'config-not-used'],
      ...['weight-not-used', 'weight-without-series', 'idle-coefficients-not-used', 'balancer-bytes-not-used'],
    ].map((id) => [id, [['money'], words]]),
  ),
  ...Object.fromEntries(
    ['object-backed-volume', 'volume-on-node', 'bill-not-applied', 'price-zero'].map((id) => [id, [['money'], billed]]),
  ),
  'node-labels-not-exported': [['objects'], 'it is about all nodes'],
  'missing-mounts': [['objects'], 'it is about all volumes'],
  'price-without-node': [['money'], 'the node that it was meant for is not known'],
  'text-metrics': [['money'], 'says what was read, not what costs'],
  'text-duplicates': [['range', 'money'], lost],
  'text-cut-short': [['range', 'money'], lost],
  'price-without-effect': [['money'], 'what has no effect prices nothing'],
  'scrape-interval-unknown': [['range', 'objects', 'money'], 'is about the source as a whole'],
  'duplicate-samples': [['money'], 'the larger value counts, and which was right is not known'],
  'share-without-receivers': [['money'], 'what nobody receives stays where it arises, and stands there'],
  'duplicate-exporters': [['money'], 'the larger value counts, and which object was doubled is not told'],
  'traffic-without-classes': [['money'], 'what it costs depends on where it went'],
  'budget-kept': [['money'], 'what was spent of how much stands in its objects'],
};

/** Kinds that no world here brings about, and the test that does. */
const elsewhere = {
  'pod-beyond-fargate': 'tests/cli/touched-money.test.mjs',
  'text-without-times': 'tests/cli/text-metrics.test.mjs',
  'query-given-up': 'tests/engine/pipeline/session_test.cpp',
  'gpu-activity-impossible': 'tests/engine/allocation/gpu_usage_test.cpp',
  'samples-outside-window': 'tests/engine/allocation/usage_test.cpp',
  'usage-without-container': 'tests/engine/allocation/usage_test.cpp',
  'clock-skew': 'tests/engine/allocation/usage_test.cpp',
  'totals-without-charged': 'tests/e2e/totals.test.mjs',
  'prices-not-used': 'tests/engine/pricing/import_test.cpp',
  'merge-gap': 'tests/e2e/spine.test.mjs',
  'merge-missing-shard': 'tests/e2e/spine.test.mjs',
};

/** Null where a kind is as it should be. */
function complaint(id) {
  const has = carried.get(id);
  const test = elsewhere[id];
  if (has === undefined) {
    const found = test !== undefined && readFileSync(path.join(root, test), 'utf8').includes(id);
    return found ? null : `${id} comes about nowhere`;
  }
  if (test !== undefined) return `${id} comes about here`;
  const [expected = []] = lacking[id] ?? [];
  const lacks = Object.keys(parts).filter((part) => !has.has(part));
  return lacks.join() === expected.join() ? null : `${id} lacks ${lacks.join()}, and not ${expected.join()}`;
}

describe('diagnostics', () => {
  const said = {};
  before(async () => {
    const world = (series) => tinyRecording({ begin, minutes, series });
    const plain = await world(sound);
    said.odd = await ask('allocate', await world(odd), '--prices', write('odd.json', oddPrices));
    said.machines = await ask('allocate', await world(machines));
    const contradicted = await world(silent);
    said.silent = await ask('allocate', contradicted);
    said.euros = await ask('allocate', contradicted, '--prices', write('eur.json', file({ currency: 'EUR' })));
    const told = { currency: 'EUR', exportedCurrency: 'USD', exchangeRates: { USD: '0.9' } };
    said.told = await ask('allocate', contradicted, '--prices', write('told.json', file(told)));
    const kept = { format: 'prorata.config/1', idle: { policy: 'separate', coefficients: { cpu: '0.5' } } };
    said.kept = await ask('allocate', contradicted, '--config', write('kept.json', kept));
    const ofNobody = file({ defaults: usual, network: { monthlyBill: '100' } });
    await ask('allocate', contradicted, '--prices', write('nobody.json', ofNobody));
    said.gpus = await ask('allocate', await world(gpus));
    const instance = file({ defaults: { ...usual, gpu: '32.77' } });
    await ask('allocate', await world(gpus), '--prices', write('instance.json', instance));
    const bill = (amount, start, end) => file({ defaults: usual, bill: { amount, start, end } });
    said.bill = await ask('allocate', plain, '--prices', write('bill.json', bill('10', ...window)));
    const other = ['--prices', write('other.json', bill('10', '2025-01-01', '2025-02-01'))];
    const nobody = ['--filter', 'namespace:"none"', '--share', 'namespace:"none"', '--share', '5/month by gpu'];
    await ask('allocate', plain, ...other, ...nobody, '--aggregate', 'label:none,service', '--step', '1d');
    const debts = { ...sound, [text('debts', { namespace: 'shop' })]: [[0, minutes, -1]] };
    const weighed = await tinyRecording({ begin, minutes, series: debts }, { options: ['--weight', 'debts=debts'] });
    const stray = { ...sound, [text('lb', { namespace: 'shop', service: 'gone' })]: [[0, minutes, 1]] };
    const bytes = { options: ['--weight', 'balancer-bytes=lb'] };
    await ask('allocate', await tinyRecording({ begin, minutes, series: stray }, bytes));
    await ask('allocate', weighed, '--share', '5/month by custom:debts', '--share', '5/month by custom:none');
    const budgets = [
      { name: 'small', amount: '0.01/month' },
      { name: 'large', amount: '9999/month' },
    ];
    for (const series of Object.values(poor)) await ask('allocate', await world(series));
    const residual = { nodeSplit: { method: 'residual' }, nodes: [{ name: 'card', price: '0.1' }] };
    const half = file({ extends: 'builtin', discounts: { cpu: '100%' }, ...residual });
    said.listed = await ask('allocate', await world(listed), '--prices', write('half.json', half));
    await ask('allocate', plain, '--share', 'namespace:"shop"');
    const values = {
      idleCosts: { cpuIdleCost: 0.5 },
      budgets: [{ name: 'a', namespace: 'shop', amount: 5, period: 'monthly', thresholds: [50] }],
    };
    await ask('allocate', plain, '--config', write('values.json', values));
    const config = {
      format: 'prorata.config/1',
      budgets,
      prices: file({ defaults: { cpu: '0.03' }, asOf: '2999-01-01' }),
    };
    await ask('allocate', plain, '--config', write('config.json', config));
    const limits = { defaults: usual, templates: [{ cpu: '1', basis: 'limit' }] };
    await ask('allocate', plain, '--prices', write('limits.json', file(limits)));
    await ask('check', damaged(plain));
    await ask('check', textOf(), '--window', window.join(','), '--now', window[1]);
    await askServer(poor.unmeasured);
    await ask('check', path.join(root, 'examples/demo.prorata.ndjson.gz'));
  });

  it('say what they are about, how much money that is, and what to do', () => {
    const wrong = documented.map(complaint).filter((each) => each !== null);
    assert.deepEqual(wrong, []);
  });

  it('have no money only where the documents say why', () => {
    const page = readFileSync(path.join(root, 'docs/diagnostics.md'), 'utf8');
    const [, section] = /## Notices without money\n([^]*?)\n## /.exec(page);
    const told = [...section.matchAll(/`([a-z-]+)`/g)].map(([, id]) => id);
    const without = Object.entries(lacking).filter(([, [missing]]) => missing.includes('money'));
    assert.deepEqual(told.sort(), without.map(([id]) => id).sort());
  });

  it('estimate what they leave out', () => {
    const odd_ = (id) => said.odd.get(id);
    // Four hours.
    near(odd_('node-without-capacity').estimate, 0.2 * 4);
    assert.deepEqual(odd_('node-without-capacity').objects, ['negative: CPU', 'nothing']);
    near(odd_('network-bill-not-used').estimate, (100 / 730) * 4);
    near(odd_('line-without-cluster').estimate, 4);
    near(odd_('disk-without-node').estimate, 10 * 0.1 * 4);
    near(odd_('commitment-unused').estimate, 2 * 0.1 * 4);
    near(said.gpus.get('gpu-price-without-gpu').estimate, 2 * 4);
    near(said.bill.get('calibrated').cost, 10);
    // Prices come to 4 × 0.03 + 16 × 0.004 + 100 × 0.0001 an hour.
    near(said.bill.get('calibrated').difference, 10 - 4 * 0.194);
  });

  it('say what contradicts what is known of pods, nodes and prices', () => {
    const objectsOf = (said_, id) => said_.get(id)?.objects;
    assert.deepEqual(objectsOf(said.silent, 'usage-after-end'), ['shop/done/app']);
    assert.deepEqual(objectsOf(said.silent, 'usage-beyond-node'), ['shop/thousand/app']);
    assert.equal(said.silent.get('usage-beyond-node').severity, 'error');
    // 1,000 cores for four hours at 0.03, and one GiB at 0.004.
    near(said.silent.get('usage-beyond-node').cost, 4 * (1000 * 0.03 + 0.004));
    assert.deepEqual(objectsOf(said.silent, 'node-capacity-vanished'), ['vanishing: CPU']);
    const { start, end } = said.silent.get('node-capacity-vanished');
    assert.deepEqual([Date.parse(start) / 1000, Date.parse(end) / 1000], [epoch(120), epoch(minutes)]);
    // It has no GPUs, whose price of 0 says nothing.
    assert.deepEqual(objectsOf(said.silent, 'exported-price-zero'), ['free']);
    assert.equal(said.silent.get('exported-price-zero').count, 1);
    assert.deepEqual(objectsOf(said.gpus, 'mig-profile-unknown'), ['profile: nvidia_com_mig_5g_20gb']);
    assert.deepEqual(objectsOf(said.euros, 'exported-currency-unknown'), ['free', 'n1', 'volumes']);
    for (const sure of [said.silent, said.told]) assert.equal(sure.get('exported-currency-unknown'), undefined);
    assert.deepEqual(objectsOf(said.kept, 'idle-coefficients-not-used'), ['idle is asked for as separate']);
    assert.equal(said.silent.get('idle-coefficients-not-used'), undefined);
  });

  it('say what of traffic is missing, and how much has no classes', () => {
    assert.deepEqual(said.odd.get('traffic-counter-reset').objects, ['shop/web, internet: 1 GiB in the hour before']);
    assert.deepEqual(said.machines.get('traffic-without-classes').objects, ['tiny: 4 GiB sent']);
  });

  it('of a GPU that two use are of one that is charged once, to who asked for it', async () => {
    assert.deepEqual(said.gpus.get('gpu-device-shared').objects, ['GPU-a: ml/free']);
    const recording = await tinyRecording({ begin, minutes, series: gpus });
    const { stdout } = await prorata(['allocate', '--metrics', recording, '--aggregate', 'pod', '--format', 'json']);
    const hours = new Map(JSON.parse(stdout).rows.map(({ name, gpuHours }) => [name, gpuHours]));
    near(hours.get('train'), 4);
    near(hours.get('free'), 0);
  });

  it('are all in the list of the documents, each with a fix', () => {
    const kind = /"([a-z-]+)",\s*Severity::\w+,\s*("(?:[^"\\]|\\.)*"\s*)+(,\s*("(?:[^"\\]|\\.)*"\s*)+)?\}/g;
    const found = readdirSync(path.join(root, 'engine'), { recursive: true })
      .filter((name) => /[.](?:cpp|h)$/.test(name))
      .flatMap((name) => [...readFileSync(path.join(root, 'engine', name), 'utf8').matchAll(kind)]);
    assert.deepEqual([...new Set(found.map(([, id]) => id))].sort(), [...documented].sort());
    for (const [, id, , fix] of found) assert.ok((fix ?? '').length > 10, `${id} says nothing to do`);
  });
});
