// What runs in the world `full`. Amounts are [request, usage] in millicores and MiB.

import { constant, steps } from '../steps.mjs';
import { MiB } from '../world.mjs';
import { container } from './build.mjs';
import { SECOND } from './by-hand.mjs';

/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {ReturnType<typeof import('./by-hand.mjs').byHand>} Hand */
/** @typedef {(time: string) => number} Clock */

/** Bytes per second. @param {Record<string, number>} rates */
const direction = ({ sameZone = 0, zone = 0, region = 0, internet = 0 }) => ({
  sameZone: constant(sameZone),
  zone: constant(zone),
  region: constant(region),
  internet: constant(internet),
});
const traffic = (egress, ingress = {}) => ({ egress: direction(egress), ingress: direction(ingress) });

/** A native sidecar, which is started before the app and stays. */
const mesh = () => container({ name: 'mesh', cpu: [100, 40], mib: [128, 90], sidecar: true });

/** @param {Hand} hand @param {Clock} at @returns {Pod[]} */
function shop({ runs, deployed }, at) {
  const team = { team: 'storefront' };
  const front = { name: 'app', cpu: [500, 300], mib: [512, 400] };
  const talking = traffic({ sameZone: 5000, zone: 8000, internet: 20000 }, { zone: 3000, internet: 4000 });
  const annotations = { 'example.com/runbook': 'https://runbooks.example.com/front' };
  // Two cores for two minutes, where the app asks for half of one; reserved as long as the pod lives.
  const migrate = { name: 'migrate', cpu: [2000, 1500], mib: [256, 200], runs: 120 };
  const api = { name: 'app', cpu: [500, 250], mib: [512, 300] };
  const growing = {
    name: 'app',
    cpu: [500, steps([0, at('08:30:00')], [400, 900])],
    mib: [512, steps([0, at('08:30:00')], [400 * MiB, 700 * MiB])],
    resizes: [{ at: at('08:30:00'), cpu: 1500, mib: 1024 }],
  };
  const fiveMinutes = Array.from({ length: 288 }, (_, i) => at('00:00:00') + i * 300);
  const bursting = {
    name: 'app',
    cpu: [
      500,
      steps(
        fiveMinutes,
        fiveMinutes.map((_, i) => (i % 4 === 3 ? 1500 : 100)),
      ),
    ],
    mib: [256, 128],
    diskGib: 10,
  };
  return [
    ...['general-a', 'general-b'].map((on, i) =>
      deployed(
        'shop/front',
        `aaaa${i + 1}`,
        on,
        { labels: team, traffic: talking, annotations, initContainers: [mesh()] },
        front,
      ),
    ),
    deployed('shop/api', 'aaaa1', 'general-a', { labels: team, initContainers: [container(migrate)] }, api),
    deployed(
      'shop/api',
      'aaaa2',
      'general-b',
      {
        labels: team,
        from: at('07:30:00'),
        initContainers: [mesh(), container(migrate)],
        traffic: traffic({ sameZone: 2000, region: 6000 }),
      },
      api,
    ),
    deployed('shop/resized', 'aaaa1', 'general-a', { labels: team }, growing),
    deployed(
      'shop/sandboxed',
      'aaaa1',
      'general-b',
      { labels: team, overhead: { cpu: 250, memory: 160 * MiB } },
      { name: 'app', cpu: [500, 200], mib: [512, 300] },
    ),
    deployed('shop/burst', 'aaaa1', 'general-b', { labels: team }, bursting),
    runs('shop/bare', 'general-a', { labels: { app: 'bare' } }, { name: 'app', cpu: [null, 100], mib: [null, 200] }),
  ];
}

/** @param {Hand} hand @param {Clock} at @returns {Pod[]} */
function data({ stateful, deployed, job }, at) {
  const postgres = { name: 'postgres', cpu: [1000, 600], mib: [2048, 1536] };
  const share = { name: 'app', cpu: [100, 50], mib: [128, 64] };
  const moving = traffic({ sameZone: 30000, zone: 12000 }, { sameZone: 30000 });
  const claims = (name) => ({ claims: [`data-${name}`] });
  return [
    // Its claim waits two minutes for it.
    stateful(
      'data/postgres-0',
      'postgres',
      'general-a',
      { gone: at('10:00:00'), traffic: moving, ...claims('postgres-0') },
      postgres,
    ),
    stateful(
      'data/postgres-0',
      'postgres',
      'general-a',
      { from: at('10:02:00'), traffic: moving, ...claims('postgres-0') },
      postgres,
    ),
    deployed('data/share', 'aaaa1', 'general-a', { claims: ['shared-files'] }, share),
    deployed(
      'data/share',
      'aaaa2',
      'general-b',
      { from: at('06:30:00'), gone: at('18:30:00'), claims: ['shared-files'] },
      share,
    ),
    stateful('data/half-0', 'half', 'general-b', { gone: at('12:00:00'), ...claims('half-0') }, share),
    stateful('data/late-0', 'late', 'general-b', { from: at('18:00:00'), ...claims('late-0') }, share),
    job(
      'data/loader',
      'general-b',
      { from: at('01:00:00'), finish: at('03:00:00'), gone: at('04:00:00'), claims: ['staging'] },
      { name: 'main', cpu: [500, 400], mib: [512, 256] },
    ),
  ];
}

/** @param {Hand} hand @param {Clock} at @returns {Pod[]} */
function batch({ job, runs }, at) {
  const once = (cpuUse, mibUse) => ({ name: 'main', cpu: [1000, cpuUse], mib: [1024, mibUse] });
  const rollups = [2, 8, 14, 20].map((hour) => {
    const from = at(`${String(hour).padStart(2, '0')}:20:00`);
    const name = `rollup-${Math.floor(from / 60)}`;
    return job(
      `batch/${name}`,
      'general-a',
      { from, finish: from + 600, gone: from + 7200, controller: { kind: 'CronJob', name: 'rollup' } },
      { name: 'main', cpu: [500, 400], mib: [512, 256] },
    );
  });
  const tool = { name: 'shell', cpu: [250, 100], mib: [256, 128] };
  return [
    job(
      'batch/thumbnails',
      'general-a',
      { from: at('01:10:40'), finish: at('01:11:20'), gone: at('02:10:00') },
      once(null, null),
    ),
    job(
      'batch/import',
      'general-b',
      { from: at('00:30:00'), finish: at('01:00:00') },
      { ...once(800, 512), diskGib: 20 },
    ),
    job(
      'batch/import-bad',
      'general-a',
      { from: at('00:40:00'), finish: at('00:50:00'), gone: at('04:05:00'), result: 'Failed' },
      once(100, 100),
    ),
    ...rollups,
    // One name, two pods, two nodes.
    runs('batch/tool', 'general-a', { from: at('02:00:00'), gone: at('03:00:00') }, tool),
    runs('batch/tool', 'general-b', { from: at('05:00:00'), gone: at('05:30:00') }, tool),
  ];
}

/** @param {Hand} hand @param {Clock} at @returns {Pod[]} */
function dev({ deployed }, at) {
  const crashes = Array.from({ length: 24 }, (_, hour) => at('00:45:30') + hour * 3600);
  return [
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
    // On the machine that was taken away, and on the other one that got its name.
    deployed(
      'dev/crawler',
      'aaaa1',
      'spot-a',
      { gone: at('16:00:00') },
      { name: 'app', cpu: [1500, 2500], mib: [2048, 1024] },
    ),
    deployed(
      'dev/crawler',
      'aaaa2',
      'spot-a',
      { from: at('16:15:00') },
      { name: 'app', cpu: [1500, 2500], mib: [2048, 1024] },
    ),
  ];
}

/** Containers on cards; `device` is the card, `part` which of its units. @param {Hand} hand @param {Clock} at @returns {Pod[]} */
function cards({ deployed, job }, at) {
  const work = (gpu, gpuUtil, gpuResource = 'nvidia_com_gpu') => ({
    name: 'main',
    cpu: [1000, 400],
    mib: [2048, 1024],
    gpu,
    gpuUtil,
    gpuResource,
  });
  const team = { team: 'research' };
  const on = (name, node, device, part, sketch, life = {}) =>
    deployed(`ml/${name}`, 'aaaa1', node, { labels: team, gpuIndex: device, gpuInstance: part, ...life }, sketch);
  const mig = (profile) => `nvidia_com_mig_${profile}`;
  return [
    job(
      'ml/train',
      'gpu-whole',
      { from: at('02:00:00'), finish: at('10:00:00'), claims: ['models'], labels: { app: 'train', ...team } },
      { ...work(2, 90), cpu: [8000, 6000], mib: [32768, 24576], diskGib: 50 },
    ),
    on('infer', 'gpu-whole', 2, 0, work(1, 5), { from: at('12:00:00'), claims: ['models'] }),
    on('slice-a', 'gpu-slice', 0, 0, work(1, 30)),
    on('slice-b', 'gpu-slice', 0, 1, work(1, 20)),
    on('slice-c', 'gpu-slice', 0, 2, work(1, 10), { from: at('06:00:00'), gone: at('18:00:00') }),
    on('shared-a', 'gpu-shared', 0, 0, work(1, 25, 'nvidia_com_gpu_shared')),
    on('shared-b', 'gpu-shared', 0, 1, work(1, 15, 'nvidia_com_gpu_shared')),
    on('shared-c', 'gpu-shared', 1, 0, work(1, 60, 'nvidia_com_gpu_shared'), { gone: at('12:00:00') }),
    on('shared-d', 'gpu-shared', 0, 2, work(2, 30, 'nvidia_com_gpu_shared'), { from: at('08:00:00') }),
    on('mps-a', 'gpu-mps', 0, 0, work(1, 12)),
    on('mps-b', 'gpu-mps', 0, 1, work(2, 24), { from: at('09:00:00') }),
    on('mig-large', 'gpu-mig-mixed', 0, 0, work(1, 70, mig('4g_40gb'))),
    on('mig-medium', 'gpu-mig-mixed', 0, 0, work(1, 40, mig('2g_20gb')), { gone: at('12:00:00') }),
    on('mig-small', 'gpu-mig-mixed', 0, 0, work(1, 20, mig('1g_10gb'))),
    on('single-a', 'gpu-mig-single', 0, 0, work(1, 50)),
    on('single-b', 'gpu-mig-single', 0, 1, work(2, 80), { from: at('04:00:00') }),
    on('render', 'gpu-amd', 0, 0, work(1, 50, 'amd_com_gpu')),
    on('transcode', 'gpu-intel', 0, 0, work(1, 50, 'gpu_intel_com_i915'), { from: at('03:00:00') }),
  ];
}

/** @param {Hand} hand @returns {Pod[]} */
function platform({ stateful, deployed, runs }) {
  const coredns = { name: 'coredns', cpu: [100, 15], mib: [70, 40], mibLimit: 170 };
  return [
    stateful(
      'monitoring/prometheus-0',
      'prometheus',
      'general-b',
      {},
      { name: 'prometheus', cpu: [500, 350], mib: [2048, 1800] },
      { name: 'config-reloader', cpu: [10, 1], mib: [25, 16] },
    ),
    deployed(
      'monitoring/kube-state-metrics',
      'bbbb1',
      'general-a',
      { hash: SECOND },
      { name: 'kube-state-metrics', cpu: [100, 10], mib: [128, 64] },
    ),
    deployed('monitoring/opencost', 'aaaa1', 'general-a', {}, { name: 'opencost', cpu: [10, 8], mib: [55, 70] }),
    deployed('kube-system/coredns', 'aaaa1', 'general-a', {}, coredns),
    deployed('kube-system/coredns', 'aaaa2', 'general-b', {}, coredns),
    runs(
      'kube-system/haproxy-general-a',
      'general-a',
      { owner: { kind: 'Node', name: 'general-a' }, hostNetwork: true },
      { name: 'haproxy', cpu: [50, 30], mib: [64, 40] },
    ),
  ];
}

/** One on each machine that is one. @param {Hand} hand @param {readonly import('../world.mjs').Node[]} nodes @returns {Pod[]} */
export function daemons({ daemon }, nodes) {
  return nodes
    .filter(({ virtual }) => !virtual)
    .flatMap((node) => [
      daemon(node, 'monitoring/node-exporter', { cpu: [100, 20], mib: [64, 32] }),
      daemon(node, 'kube-system/cni', { cpu: [25, 10], mib: [null, 48] }),
    ]);
}

/** @param {Hand} hand @param {Clock} at @returns {Pod[]} */
export function fullPods(hand, at) {
  const serverless = (name, ip, life) =>
    hand.deployed(
      `serverless/${name}`,
      'aaaa1',
      `fargate-ip-${ip}.eu-central-1.compute.internal`,
      { labels: { team: 'storefront' }, ...life },
      { name: 'app', cpu: [1000, 300], mib: [2048, 700] },
    );
  return [
    ...shop(hand, at),
    ...data(hand, at),
    ...batch(hand, at),
    ...dev(hand, at),
    ...cards(hand, at),
    ...platform(hand),
    serverless('thumbs', '10-0-130-21', {}),
    serverless('mailer', '10-0-141-8', { from: at('09:00:00'), gone: at('21:00:00') }),
  ];
}

/** The second cluster: names of the first, other pods. @param {Hand} hand @param {Clock} at @returns {Pod[]} */
export function secondPods({ deployed, stateful, runs }, at) {
  const app = { name: 'app', cpu: [500, 300], mib: [512, 400] };
  return [
    deployed('shop/front', 'aaaa1', 'general-a', { traffic: traffic({ internet: 10000 }, { internet: 2000 }) }, app),
    deployed('shop/front', 'aaaa2', 'general-a', { traffic: traffic({ internet: 30000 }, { internet: 2000 }) }, app),
    stateful(
      'data/postgres-0',
      'postgres',
      'general-a',
      { claims: ['data-postgres-0'], traffic: traffic({ sameZone: 9000 }) },
      { name: 'postgres', cpu: [1000, 600], mib: [2048, 1536] },
    ),
    deployed(
      'ml/embed',
      'aaaa1',
      'gpu-mem',
      {},
      { name: 'main', cpu: [1000, 400], mib: [2048, 1024], gpu: 8, gpuUtil: 35, gpuResource: 'aliyun_com_gpu_mem' },
    ),
    deployed(
      'ml/rank',
      'aaaa1',
      'gpu-mem',
      { from: at('06:00:00'), gone: at('12:00:00') },
      { name: 'main', cpu: [1000, 400], mib: [2048, 1024], gpu: 6, gpuUtil: 10, gpuResource: 'aliyun_com_gpu_mem' },
    ),
    // No kubelet of the cluster sees what runs on a virtual node.
    ...['a', 'b'].map((name, i) =>
      runs(
        `batch/eci-${name}`,
        'virtual-kubelet-cn-hangzhou-h',
        { from: at('02:00:00'), gone: i === 0 ? at('08:00:00') : null },
        { name: 'main', cpu: [2000, null], mib: [4096, null] },
      ),
    ),
    deployed(
      'monitoring/kube-state-metrics',
      'aaaa1',
      'general-a',
      {},
      { name: 'kube-state-metrics', cpu: [100, 10], mib: [128, 64] },
    ),
  ];
}
