// A small cluster whose every number can be checked by hand: constant usage, round times, one trouble per pod.
//
// Data from 2026-03-02T00:00:00Z (1772409600) to 08:00:00Z (1772438400), all times below are of that day (UTC).
// "since day before" means started 2026-03-01T12:00:00Z. Amounts are request -> usage. 1 m = 1 millicore.
// What is deleted vanishes on a multiple of five minutes, and kube-state-metrics is scraped at second 30 of each
// minute: the midpoint between last seen and first missed, and the last grid point at which a query still sees the
// object, are both the exact end.
//
// Node         type          cores GiB GPU  price      lifetime
// general-a    m5.2xlarge      8    32   -  on-demand  since day before
// general-b    m5.2xlarge      8    32   -  on-demand  joins 02:00:00
// spot-a       m5.xlarge       4    16   -  spot       leaves 05:00:00
// gpu-a        g4dn.2xlarge    8    32   1  on-demand  since day before
//
// Troubles, with numbers to cite (whole window 00:00-08:00 unless a time is given)
//
// trouble                       pod (namespace/name)                    node       time                cpu m        MiB
// request above usage           shop/cart-6b8f5c9d74-aaaa1              general-a  since day before    500 -> 250   512 -> 256
//   charged 0.5 core x 8 h = 14400 core-s = 4 core-h; 512 MiB x 8 h = 4 GiB-h
// usage twice the request       shop/checkout-6b8f5c9d74-aaaa1          general-a  since day before    500 -> 1000  512 -> 1024
//   charged 1 core x 8 h = 28800 core-s = 8 core-h; 1 GiB x 8 h = 8 GiB-h
// cpu above, memory below       shop/catalog-6b8f5c9d74-aaaa1           general-a  since day before    200 -> 300   1024 -> 512
//   charged 0.3 x 8 = 2.4 core-h; 1 GiB x 8 h = 8 GiB-h
// no request                    shop/search-6b8f5c9d74-aaaa1            general-a  since day before    - -> 300     - -> 256
//   charged 0.3 x 8 = 2.4 core-h; 0.25 x 8 = 2 GiB-h
// no usage samples              shop/payments-6b8f5c9d74-aaaa1          general-a  since day before    200 -> ?     256 -> ?
//   charged 0.2 x 8 = 1.6 core-h; 0.25 x 8 = 2 GiB-h
// replaced mid-window           shop/cart-6b8f5c9d74-aaaa2              general-a  until 04:00:00      500 -> 250   512 -> 256
//   and shop/cart-6b8f5c9d74-aaaa3                                      general-b  from 04:01:00
//   charged 0.5 x 14400 s = 7200 core-s and 0.5 x 14340 s = 7170 core-s
// rolling update (new hash)     shop/web-6b8f5c9d74-aaaa{1,2}           general-a  until 02:35:00, 02:40:00   250 -> 100   256 -> 128
//   and shop/web-7c9d6f5b88-bbbb{1,2}                                   general-b  from 02:30:00, 02:32:00
// two containers, one no request  shop/api-6b8f5c9d74-aaaa{1,2}         general-a, gpu-a; app 250 -> 200, 256 -> 200; envoy - -> 50, - -> 64
// StatefulSet pod moved         data/postgres-0                         general-a  until 03:00:00      1000 -> 600  2048 -> 1536
//   same name, other uid        data/postgres-0                         general-b  from 03:02:00
//   charged 1 core x 10800 s and 1 core x 17880 s = 28680 core-s; nothing runs for 120 s
// container restarts            data/redis-0                            general-a  at 01:30:30, 06:10:30   250 -> 100   512 -> 400
// init container                data/reports-6b8f5c9d74-aaaa1           general-a  from 01:00:30       300 -> 150   512 -> 300; init "migrate" requests 200, 128
// short job, never sampled      batch/thumbnails-x7k2p                  general-a  01:10:40-01:11:20   1000 -> ?    1024 -> ?
//   40 s: charged 40 core-s and 40 GiB-s; first seen when it had already succeeded, kept until 02:10:00
// finished, still exported      batch/import-x7k2p                      general-a  00:30:00-01:00:00   1000 -> 800  1024 -> 512
//   charged 1800 core-s and 1800 GiB-s; its requests are exported until 08:00
// failed, still exported        batch/import-bad-x7k2p                  general-a  00:40:00-00:50:00   1000 -> 100  1024 -> 100
//   charged 600 core-s; kept until 04:05:00
// CronJob -> Job -> pod         batch/rollup-N-x7k2p, hourly at :20     general-a  10 min each, 8 of them   500 -> 400   512 -> 256
//   each charged 300 core-s, kept 2 h after their start; all 2400 core-s
// two kube-state-metrics        monitoring/kube-state-metrics-*         general-a  both 02:40:00-03:20:00
// outage of Prometheus          all targets                             03:40:00-03:50:00: no sample in between
// over-committed node           spot-a until 05:00:00: crawler 1500 -> 3000, worker 2000 -> 100,
//   node-exporter 100 -> 20, cni 25 -> 10: charged 5.125 of 4 cores, idle -1.125 cores x 18000 s; used 3.13 cores
// never scheduled               dev/giant-6b8f5c9d74-aaaa1              none       from 02:00:00       64000        65536: charged nothing
// image cannot be pulled        dev/badimage-6b8f5c9d74-aaaa1           general-b  from 03:00:00       100 -> ?     128 -> ?
//   Pending with a node: capacity is reserved, charged 0.1 core x 18000 s = 1800 core-s
// crash loop                    dev/flaky-6b8f5c9d74-aaaa1              general-a  restarts hourly at xx:45:30   100 -> 20   64 -> 32
// namespace without labels      dev
// static pod                    kube-system/haproxy-general-a           general-a  owner Node/general-a  50 -> 30   64 -> 40
// GPU training                  ml/train-x7k2p                          gpu-a      01:00:00-04:00:00   4000 -> 3000  16384 -> 12288, 1 GPU at 80 %
//   charged 12 core-h, 48 GiB-h, 3 GPU-h
// GPU mostly idle               ml/inference-6b8f5c9d74-aaaa1           gpu-a      from 05:00:00       1000 -> 200  4096 -> 2048, 1 GPU at 10 %
//   charged 3 GPU-h; the GPU idles 2 of 8 h
//
// Nodes, capacity x lifetime: general-a 64 core-h, 256 GiB-h; general-b 48, 192; gpu-a 64, 256 and 8 GPU-h;
// spot-a 4 x 18000 s = 72000 core-s = 20 core-h, 80 GiB-h.

import { HOUR, instant, NOTHING_BESIDES } from '../world.mjs';
import { container, machine, owners } from './build.mjs';
import { byHand, SECOND } from './by-hand.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {import('../world.mjs').Owner} Owner */

const NAME = 'spine';
const START = instant('2026-03-02T00:00:00Z');
const DAY_BEFORE = instant('2026-03-01T12:00:00Z');

/** @param {string} time HH:MM:SS of the day @returns {number} */
const at = (time) => instant(`2026-03-02T${time}Z`);

const END = at('08:00:00');

/** @param {string} name @param {string} instanceType @param {object} [more] */
function node(name, instanceType, more = {}) {
  return machine(NAME, {
    name,
    instanceType,
    region: 'eu-central-1',
    zone: 'eu-central-1a',
    start: DAY_BEFORE,
    end: null,
    ...more,
  });
}

const { runs, deployed, stateful, job, daemon } = byHand(NAME, DAY_BEFORE);

/** @param {import('../world.mjs').Node} host @returns {Pod[]} */
function daemons(host) {
  return [
    daemon(host, 'monitoring/node-exporter', { cpu: [100, 20], mib: [64, 32] }),
    daemon(host, 'kube-system/cni', { cpu: [25, 10], mib: [null, 48] }),
  ];
}

/** @returns {Pod[]} */
function shop() {
  const team = { labels: { team: 'storefront' } };
  const cart = { name: 'app', cpu: [500, 250], mib: [512, 256], cpuLimit: 1000, mibLimit: 512 };
  const web = { name: 'nginx', cpu: [250, 100], mib: [256, 128] };
  const api = [
    { name: 'app', cpu: [250, 200], mib: [256, 200] },
    { name: 'envoy', cpu: [null, 50], mib: [null, 64] },
  ];
  return [
    deployed('shop/cart', 'aaaa1', 'general-a', team, cart),
    deployed('shop/cart', 'aaaa2', 'general-a', { ...team, gone: at('04:00:00') }, cart),
    deployed('shop/cart', 'aaaa3', 'general-b', { ...team, from: at('04:01:00') }, cart),
    deployed('shop/checkout', 'aaaa1', 'general-a', team, { name: 'app', cpu: [500, 1000], mib: [512, 1024] }),
    deployed('shop/catalog', 'aaaa1', 'general-a', team, { name: 'app', cpu: [200, 300], mib: [1024, 512] }),
    deployed('shop/search', 'aaaa1', 'general-a', team, { name: 'app', cpu: [null, 300], mib: [null, 256] }),
    deployed('shop/payments', 'aaaa1', 'general-a', team, { name: 'app', cpu: [200, null], mib: [256, null] }),
    deployed('shop/web', 'aaaa1', 'general-a', { ...team, gone: at('02:35:00') }, web),
    deployed('shop/web', 'aaaa2', 'general-a', { ...team, gone: at('02:40:00') }, web),
    deployed('shop/web', 'bbbb1', 'general-b', { ...team, hash: SECOND, from: at('02:30:00') }, web),
    deployed('shop/web', 'bbbb2', 'general-b', { ...team, hash: SECOND, from: at('02:32:00') }, web),
    deployed('shop/api', 'aaaa1', 'general-a', team, ...api),
    deployed('shop/api', 'aaaa2', 'gpu-a', team, ...api),
  ];
}

/** @returns {Pod[]} */
function data() {
  const postgres = { name: 'postgres', cpu: [1000, 600], mib: [2048, 1536] };
  return [
    stateful('data/postgres-0', 'postgres', 'general-a', { gone: at('03:00:00') }, postgres),
    stateful('data/postgres-0', 'postgres', 'general-b', { from: at('03:02:00') }, postgres),
    stateful(
      'data/redis-0',
      'redis',
      'general-a',
      {},
      { name: 'redis', cpu: [250, 100], mib: [512, 400], restarts: [at('01:30:30'), at('06:10:30')] },
    ),
    deployed(
      'data/reports',
      'aaaa1',
      'general-a',
      {
        from: at('01:00:30'),
        initContainers: [container({ name: 'migrate', cpu: [200, null], mib: [128, null] })],
      },
      { name: 'app', cpu: [300, 150], mib: [512, 300] },
    ),
  ];
}

/** @returns {Pod[]} the pods of the hourly CronJob */
function rollups() {
  return Array.from({ length: 8 }, (_, hour) => {
    const from = START + hour * HOUR + 1200;
    const gone = from + 2 * HOUR;
    return job(
      `batch/${rollupJob(hour)}`,
      'general-a',
      {
        from,
        finish: from + 600,
        gone: gone < END ? gone : null,
        controller: { kind: 'CronJob', name: 'rollup' },
        labels: { app: 'rollup', 'job-name': rollupJob(hour) },
      },
      { name: 'rollup', cpu: [500, 400], mib: [512, 256] },
    );
  });
}

/** The CronJob controller names its jobs by the minute they were due. @param {number} hour @returns {string} */
function rollupJob(hour) {
  return `rollup-${(START + hour * HOUR + 1200) / 60}`;
}

/** @returns {Pod[]} */
function batch() {
  const once = (cpuUse, mibUse) => ({ name: 'main', cpu: [1000, cpuUse], mib: [1024, mibUse] });
  return [
    job(
      'batch/thumbnails',
      'general-a',
      { from: at('01:10:40'), finish: at('01:11:20'), gone: at('02:10:00') },
      once(null, null),
    ),
    job('batch/import', 'general-a', { from: at('00:30:00'), finish: at('01:00:00') }, once(800, 512)),
    job(
      'batch/import-bad',
      'general-a',
      { from: at('00:40:00'), finish: at('00:50:00'), gone: at('04:05:00'), result: 'Failed' },
      once(100, 100),
    ),
    ...rollups(),
  ];
}

/** @returns {Pod[]} */
function ml() {
  return [
    job(
      'ml/train',
      'gpu-a',
      { from: at('01:00:00'), finish: at('04:00:00'), labels: { app: 'train', team: 'research' } },
      { name: 'trainer', cpu: [4000, 3000], mib: [16384, 12288], gpu: 1, gpuUtil: 80 },
    ),
    deployed(
      'ml/inference',
      'aaaa1',
      'gpu-a',
      { from: at('05:00:00'), labels: { team: 'research' } },
      { name: 'server', cpu: [1000, 200], mib: [4096, 2048], gpu: 1, gpuUtil: 10 },
    ),
    stateful('ml/notebook-0', 'notebook', 'gpu-a', {}, { name: 'jupyter', cpu: [1000, 50], mib: [2048, 512] }),
  ];
}

/** @returns {Pod[]} */
function crawl() {
  const until = at('05:00:00');
  return [
    deployed(
      'crawl/crawler',
      'aaaa1',
      'spot-a',
      { gone: until },
      { name: 'app', cpu: [1500, 3000], mib: [2048, 1024] },
    ),
    deployed('crawl/worker', 'aaaa1', 'spot-a', { gone: until }, { name: 'app', cpu: [2000, 100], mib: [4096, 1024] }),
    deployed(
      'crawl/worker',
      'aaaa2',
      'general-b',
      { from: at('05:01:00') },
      { name: 'app', cpu: [2000, 100], mib: [4096, 1024] },
    ),
  ];
}

/** @returns {Pod[]} */
function dev() {
  const crashes = Array.from({ length: 8 }, (_, hour) => START + hour * HOUR + 45 * 60 + 30);
  return [
    deployed(
      'dev/sandbox',
      'aaaa1',
      'general-b',
      { from: at('02:05:00') },
      { name: 'app', cpu: [null, 20], mib: [null, 64] },
    ),
    deployed('dev/flaky', 'aaaa1', 'general-a', {}, { name: 'app', cpu: [100, 20], mib: [64, 32], restarts: crashes }),
    deployed(
      'dev/giant',
      'aaaa1',
      null,
      { created: at('02:00:00'), start: null },
      { name: 'app', cpu: [64000, null], mib: [65536, null] },
    ),
    deployed(
      'dev/badimage',
      'aaaa1',
      'general-b',
      { from: at('03:00:00'), waiting: 'ImagePullBackOff' },
      { name: 'app', cpu: [100, null], mib: [128, null] },
    ),
  ];
}

const KSM_FIRST = 'kube-state-metrics-6b8f5c9d74-aaaa1';
const KSM_SECOND = 'kube-state-metrics-7c9d6f5b88-bbbb1';
const KSM_HANDOVER = { second: at('02:40:00'), firstGone: at('03:20:00') };

/** @returns {Pod[]} */
function platform() {
  const ksm = { name: 'kube-state-metrics', cpu: [100, 10], mib: [128, 64] };
  const coredns = { name: 'coredns', cpu: [100, 15], mib: [70, 40], mibLimit: 170 };
  return [
    stateful(
      'monitoring/prometheus-0',
      'prometheus',
      'general-a',
      {},
      { name: 'prometheus', cpu: [500, 350], mib: [2048, 1800] },
      { name: 'config-reloader', cpu: [10, 1], mib: [25, 16] },
    ),
    deployed('monitoring/kube-state-metrics', 'aaaa1', 'general-a', { gone: KSM_HANDOVER.firstGone }, ksm),
    deployed('monitoring/kube-state-metrics', 'bbbb1', 'general-a', { hash: SECOND, from: KSM_HANDOVER.second }, ksm),
    deployed('kube-system/coredns', 'aaaa1', 'general-a', {}, coredns),
    deployed('kube-system/coredns', 'aaaa2', 'gpu-a', {}, coredns),
    runs(
      'kube-system/haproxy-general-a',
      'general-a',
      { owner: { kind: 'Node', name: 'general-a' }, hostNetwork: true },
      { name: 'haproxy', cpu: [50, 30], mib: [64, 40] },
    ),
    runs(
      'kube-system/nvidia-device-plugin-gpua',
      'gpu-a',
      { owner: { kind: 'DaemonSet', name: 'nvidia-device-plugin' }, labels: { app: 'nvidia-device-plugin' } },
      { name: 'plugin', cpu: [null, 5], mib: [null, 64] },
    ),
  ];
}

const NAMESPACES = [
  { name: 'shop', labels: { 'kubernetes.io/metadata.name': 'shop', team: 'storefront', env: 'prod' } },
  { name: 'data', labels: { 'kubernetes.io/metadata.name': 'data', team: 'data', env: 'prod' } },
  { name: 'batch', labels: { 'kubernetes.io/metadata.name': 'batch', team: 'data', env: 'prod' } },
  { name: 'ml', labels: { 'kubernetes.io/metadata.name': 'ml', team: 'research', env: 'prod' } },
  { name: 'crawl', labels: { 'kubernetes.io/metadata.name': 'crawl', team: 'search', env: 'prod' } },
  { name: 'dev', labels: {} },
  { name: 'monitoring', labels: { 'kubernetes.io/metadata.name': 'monitoring', team: 'platform' } },
  { name: 'kube-system', labels: { 'kubernetes.io/metadata.name': 'kube-system' } },
];

/** @param {{scrape?: number}} [options] @returns {World} */
export function spine({ scrape = 60 } = {}) {
  const nodes = [
    node('general-a', 'm5.2xlarge'),
    node('general-b', 'm5.2xlarge', { start: at('02:00:00'), zone: 'eu-central-1b' }),
    node('spot-a', 'm5.xlarge', { end: at('05:00:00'), spot: true }),
    node('gpu-a', 'g4dn.2xlarge'),
  ];
  const pods = [
    ...shop(),
    ...data(),
    ...batch(),
    ...ml(),
    ...crawl(),
    ...dev(),
    ...platform(),
    ...nodes.flatMap(daemons),
  ];
  return {
    ...NOTHING_BESIDES,
    name: NAME,
    cluster: 'spine',
    start: START,
    end: END,
    scrape,
    outages: [{ from: at('03:40:00'), to: at('03:50:00') }],
    namespaces: NAMESPACES,
    nodes,
    pods,
    replicaSets: owners(pods, 'ReplicaSet'),
    jobs: owners(pods, 'Job'),
    stateMetrics: [
      {
        pod: KSM_FIRST,
        instance: '10.244.3.17:8080',
        offset: scrape * 500,
        from: DAY_BEFORE,
        to: KSM_HANDOVER.firstGone,
      },
      { pod: KSM_SECOND, instance: '10.244.3.92:8080', offset: scrape * 500, from: KSM_HANDOVER.second, to: null },
    ],
  };
}
