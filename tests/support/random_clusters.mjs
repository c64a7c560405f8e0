// Clusters of chance, with everything that can cost: each is a list of series, and a file of VictoriaMetrics' export
// lines, which stands for its server. The same seed gives the same cluster.
import { randomFrom } from '../../examples/generator/random.mjs';
import { labelled, objects, text } from './tiny_objects.mjs';
import { parseSeries, readAt } from './tiny_world.mjs';

/** @typedef {import('./tiny_objects.mjs').SeriesByText} SeriesByText */

export const kBegin = '2026-03-02T12:10:00Z';
export const kMinutes = 170;
const kScrapeMinutes = 5;
const kGib = 2 ** 30;
const kProcessed = 'lb_processed_bytes';
const kWhole = /** @type {[number, number]} */ ([-30, kMinutes]);

const kMachines = ['m5.xlarge', 'm5.large', 'c5.2xlarge', 'own.large'];
const kCards = {
  'a whole card': [{ nvidia_com_gpu: 2 }, { 'nvidia.com/gpu.product': 'NVIDIA-L4', 'nvidia.com/gpu.count': '2' }],
  'slices of time': [
    { nvidia_com_gpu: 4 },
    {
      'nvidia.com/gpu.product': 'Tesla-T4-SHARED',
      'nvidia.com/gpu.count': '1',
      'nvidia.com/gpu.replicas': '4',
      'nvidia.com/gpu.sharing-strategy': 'time-slicing',
    },
  ],
  'MIG, mixed': [
    { nvidia_com_mig_3g_40gb: 1, nvidia_com_mig_1g_10gb: 3 },
    {
      'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB',
      'nvidia.com/gpu.count': '1',
      'nvidia.com/mig.strategy': 'mixed',
    },
  ],
  'MIG, single': [
    { nvidia_com_gpu: 7 },
    {
      'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB-MIG-1g.10gb',
      'nvidia.com/gpu.count': '7',
      'nvidia.com/mig.strategy': 'single',
    },
  ],
  'slices of time by another name': [
    { nvidia_com_gpu: 0, nvidia_com_gpu_shared: 8 },
    { 'nvidia.com/gpu.product': 'NVIDIA-L4', 'nvidia.com/gpu.count': '2', 'nvidia.com/gpu.replicas': '4' },
  ],
  MPS: [
    { nvidia_com_gpu: 10 },
    {
      'nvidia.com/gpu.product': 'NVIDIA-A10G-SHARED',
      'nvidia.com/gpu.count': '1',
      'nvidia.com/gpu.replicas': '10',
      'nvidia.com/gpu.sharing-strategy': 'mps',
    },
  ],
  'virtual GPUs': [{ k8s_amazonaws_com_vgpu: 10 }, {}],
  'memory of GPUs': [
    { aliyun_com_gpu_mem: 48 },
    { 'aliyun.accelerator/nvidia_name': 'Tesla-T4', 'aliyun.accelerator/nvidia_count': '3' },
  ],
  'GPU resources of a config file': [{ example_com_gpu_slice: 8 }, {}],
};
/** What the last of them is; every cluster is asked with it. */
export const kConfig = {
  format: 'prorata.config/1',
  gpuResources: [{ resource: 'example.com/gpu-slice', kind: 'slice', of: '4' }],
};

/** Draws for one cluster, and what of the list of features it drew. */
function drawing(seed) {
  const random = randomFrom(`cluster ${seed}`);
  const drew = new Set();
  const some = (chance, feature) => {
    const yes = random.next() < chance;
    if (yes && feature !== undefined) drew.add(feature);
    return yes;
  };
  const of = (list) => list[random.integer(0, list.length - 1)];
  /** From and to in minutes; by chance the whole window. */
  const life = (chance) => {
    if (!some(chance)) return kWhole;
    const from = random.integer(-30, kMinutes - 20);
    return /** @type {[number, number]} */ ([from, random.integer(from + 10, kMinutes)]);
  };
  return { ...random, some, of, life, drew };
}

/** Machines: [name, life, resource of its cards or undefined]. */
function machines({ some, of, integer, life, drew }, { node }) {
  const series = {};
  const list = [];
  const add = (name, given, resources = []) => {
    Object.assign(series, node(name, given));
    list.push({ name, life: given.life, resources });
  };
  for (let i = integer(1, 3); i > 0; i -= 1) {
    const spot = some(0.3, 'spot nodes');
    const changes = some(0.2, 'exported prices that change');
    // One machine stands all the time, so that the file covers the window.
    const span = i === 1 ? kWhole : life(0.3);
    const middle = Math.round((span[0] + span[1]) / 2);
    const labels = {
      'node.kubernetes.io/instance-type': of(kMachines),
      'topology.kubernetes.io/region': 'us-east-1',
      ...(spot ? { 'karpenter.sh/capacity-type': 'spot' } : {}),
      ...(some(0.3, 'nodes of a pool') ? { 'eks.amazonaws.com/nodegroup': 'pool' } : {}),
    };
    add(`n${i}`, { cores: integer(2, 8), gib: integer(4, 32), life: span, labels });
    if (changes) {
      const key = { node: `n${i}`, instance: `n${i}`, provider_id: `aws:///eu-central-1a/i-n${i}` };
      series[text('node_cpu_hourly_cost', key)] = [
        [span[0], middle, 0.031],
        [middle, span[1], 0.047],
      ];
      series[text('node_ram_hourly_cost', key)] = [[...span, 0.0041]];
    }
    if (!changes && some(0.3, 'exported prices of whole nodes')) {
      series[text('node_total_hourly_cost', { node: `n${i}`, instance: `n${i}` })] = [
        [span[0], middle + 7, 0.23],
        [middle + 7, span[1], 0.31],
      ];
    }
    if (some(0.2, 'nodes that grow')) {
      const cpu = text('kube_node_status_capacity', { node: `n${i}`, resource: 'cpu', unit: 'core' });
      series[cpu] = [
        [span[0], middle + 3, 2],
        [middle + 3, span[1], 5.5],
      ];
    }
    if (some(0.5, 'disks of nodes')) {
      const disk = text('kube_node_status_capacity', { node: `n${i}`, resource: 'ephemeral_storage', unit: 'byte' });
      series[disk] = [[...span, 100 * kGib]];
    }
    if (some(0.4, 'capacity that is reserved')) {
      series[text('kube_node_status_allocatable', { node: `n${i}`, resource: 'cpu', unit: 'core' })] = [[...span, 1.5]];
    }
  }
  for (const [what, [gpus, labels]] of Object.entries(kCards)) {
    if (some(0.25, what)) {
      const span = life(0.2);
      add(`gpu-${list.length}`, { cores: 8, gib: 64, gpus, labels, life: span }, Object.keys(gpus));
    }
  }
  if (some(0.3, 'virtual nodes')) {
    add('fargate-ip-10-0-0-7', { cores: 2, gib: 15, life: kWhole });
  }
  drew.add('nodes');
  return { series, list };
}

/** In place of a network of their own. @param {SeriesByText} series @returns {SeriesByText} */
function onHostNetwork(series) {
  const spelled = (key) =>
    key.startsWith('kube_pod_info{') ? key.replace('host_network="false"', 'host_network="true"') : key;
  return Object.fromEntries(Object.entries(series).map(([key, steps]) => [spelled(key), steps]));
}

/** One pod, and what only some pods have. */
function onePod({ some, of, next, life }, { pod }, name, host) {
  const drawn = life(0.5);
  const span = [Math.max(drawn[0], host.life[0]), Math.min(drawn[1], host.life[1])];
  if (span[1] - span[0] < 5) return {};
  const space = of(['shop', 'data', 'ml', 'monitoring']);
  const amount = (most) => (some(0.25) ? null : Math.round(next() * most * 1000) / 1000);
  const asked = some(0.15, 'too much asked for') ? 30 : 3;
  const sketch = { cores: [amount(asked), amount(3)], gib: [amount(8), amount(8)] };
  const key = { namespace: space, pod: name, uid: `uid-${name}` };
  if (host.resources.length > 0 && some(0.7, 'pods with GPUs')) sketch.gpus = { [of(host.resources)]: 1 };
  const finished = some(0.3, 'finished pods');
  const owner = of([undefined, ['ReplicaSet', `${name}-abc12`], ['StatefulSet', name], ['DaemonSet', 'agent']]);
  const claims = some(0.3, 'pods with volumes') ? [of(['data', 'logs'])] : [];
  const more = {};
  if (some(0.15, 'init containers')) more.prepare = { cores: [amount(4), null], gib: [amount(4), null], init: true };
  if (some(0.15, 'sidecars')) more.proxy = { cores: [0.1, 0.05], gib: [0.1, 0.1], init: 'sidecar' };
  if (some(0.3, 'several containers')) more.helper = { cores: [0.2, amount(1)], gib: [null, amount(1)] };
  const given = { node: host.name, life: span, finished, claims, labels: { team: of(['red', 'blue']) }, app: sketch };
  const whole = { ...given, ...(owner === undefined ? {} : { owner }), ...more };
  let series = { ...pod(`${space}/${name}`, whole) };
  // The name comes again when the first is gone, with another uid.
  if (!finished && span[1] + 10 < host.life[1] && some(0.5, 'names that come again')) {
    Object.assign(
      series,
      pod(`${space}/${name}`, { ...whole, uid: `uid-${name}-2`, life: [span[1] + 5, host.life[1]] }),
    );
  }
  const listed = /** @type {[number, number]} */ (finished ? [span[0], kMinutes] : span);
  const asks = (resource, unit) =>
    text('kube_pod_container_resource_requests', { ...key, container: 'app', node: host.name, resource, unit });
  if (sketch.cores[0] !== null && some(0.15, 'pods that are resized')) {
    const middle = Math.round((span[0] + span[1]) / 2);
    series[asks('cpu', 'core')] = [
      [listed[0], middle, sketch.cores[0]],
      [middle, listed[1], of([0.5, 1.8]) * sketch.cores[0]],
    ];
  }
  if (some(0.15, 'requests for disk')) series[asks('ephemeral_storage', 'byte')] = [[...listed, 20 * kGib]];
  if (some(0.15, "pods on their node's network")) series = onHostNetwork(series);
  if (some(0.1, 'overhead of pods')) series[text('kube_pod_overhead_cpu_cores', key)] = [[...span, 0.25]];
  if (some(0.1, 'containers that wait')) {
    const waits = { ...key, container: 'app', reason: 'ImagePullBackOff' };
    series[text('kube_pod_container_status_waiting_reason', waits)] = [[span[0], span[0] + 4, 1]];
  }
  if (sketch.gpus !== undefined && some(0.6, 'activity of GPUs')) {
    const own = !some(0.4, 'devices that pods share');
    const device = { gpu: '0', UUID: `GPU-${own ? name : host.name}`, Hostname: host.name, modelName: 'NVIDIA L4' };
    const labels = { ...device, exported_namespace: space, exported_pod: name, exported_container: 'app' };
    series[text('DCGM_FI_PROF_GR_ENGINE_ACTIVE', labels)] = [[...span, Math.round(next() * 100) / 100]];
  }
  return { series, name, space, span };
}

/** Volumes, balancers and traffic. */
function beside({ some, integer, life, of }, { volume, balancer, egress }, pods) {
  const series = {};
  const add = (more) => Object.assign(series, more);
  for (const space of ['shop', 'data']) {
    for (const claim of ['data', 'logs']) {
      if (!some(0.5, 'volumes')) continue;
      const span = life(0.3);
      const released = some(0.2, 'released volumes');
      const bound = released ? [span[0], Math.floor((span[0] + span[1]) / 2)] : span;
      const driver = some(0.15, 'volumes in object stores') ? 's3.csi.aws.com' : 'ebs.csi.aws.com';
      const storageClass = of(['gp3', 'gp2', 'fast']);
      const name = `pv-${space}-${claim}`;
      add(
        volume(name, {
          gib: integer(1, 200),
          claim: `${space}/${claim}`,
          ...{ life: span, bound, driver, storageClass },
        }),
      );
      if (some(0.2, 'volumes that grow')) {
        const middle = Math.round((span[0] + span[1]) / 2) + 3;
        series[text('kube_persistentvolume_capacity_bytes', { persistentvolume: name })] = [
          [span[0], middle, 20 * kGib],
          [middle, span[1], 90 * kGib],
        ];
      }
    }
  }
  if (some(0.3, 'volumes that nobody claims')) add(volume('pv-free', { gib: integer(1, 50) }));
  if (some(0.4, 'balancers')) {
    const selector = some(0.5, 'balancers with a selector') ? { team: 'red' } : undefined;
    const span = life(0.3);
    add(balancer('shop/front', { life: span, selector, ...(some(0.3) ? { price: 0.031 } : {}) }));
    if (some(0.4, 'balancers with several addresses')) {
      add(balancer('shop/front', { life: some(0.5) ? span : life(0.5), selector, ip: '203.0.113.8' }));
    }
    if (some(0.5, 'bytes of balancers')) {
      const front = { namespace: 'shop', service: 'front', prorata_weight: 'balancer-bytes' };
      series[text(kProcessed, front)] = [[...span, integer(1, 900) * 1000]];
    }
  }
  const classes = some(0.6);
  for (const { space, name, span } of pods) {
    if (!some(0.4)) continue;
    if (classes) {
      some(1, 'traffic by class');
      add(egress(`${space}/${name}`, { zone: integer(0, 3), region: integer(0, 2), internet: integer(0, 9) }, span));
    } else {
      some(1, 'traffic without classes');
      const sent = text('container_network_transmit_bytes_total', { namespace: space, pod: name, interface: 'eth0' });
      series[sent] = [[...span, { rate: integer(1, 100) * 1000 }]];
    }
  }
  if (some(0.3, 'fees that are exported')) {
    series[text('kubecost_cluster_management_cost', { provisioner_name: 'EKS' })] = [[...kWhole, 0.1]];
  }
  return series;
}

/** One cluster, or two whose nodes and pods have the same names, told apart by a label. `cluster` is that of the first.
 * @param {number} seed
 * @returns {{series: SeriesByText, drew: Set<string>, nodes: string[], cluster: string | undefined}} */
export function randomCluster(seed) {
  const draws = drawing(seed);
  const first = oneCluster(draws);
  const drew = draws.drew;
  if (!draws.some(0.2, 'several clusters')) return { ...first, drew, cluster: undefined };
  const [a, b] = [labelled(first.series, { cluster: 'a' }), labelled(oneCluster(draws).series, { cluster: 'b' })];
  return { series: { ...a, ...b }, drew, nodes: first.nodes, cluster: 'a' };
}

/** @param {ReturnType<typeof drawing>} draws */
function oneCluster(draws) {
  const kinds = objects(kBegin, kMinutes);
  const { series, list } = machines(draws, kinds);
  const pods = [];
  Object.assign(series, kinds.pod('kube-system/dns', { node: 'n1', app: { cores: [0.1, 0.05], gib: [0.1, 0.1] } }));
  for (let i = draws.integer(2, 8); i > 0; i -= 1) {
    const made = onePod(draws, kinds, `p${i}`, draws.of(list));
    if (made.series === undefined) continue;
    Object.assign(series, made.series);
    pods.push(made);
  }
  Object.assign(series, beside(draws, kinds, pods));
  return { series, nodes: list.map(({ name }) => name) };
}

/** A recording with what balancers process, which only a query of the user's own tells: bytes per second by hour.
 * @param {string} recording @param {SeriesByText} series @returns {string} */
export function withProcessed(recording, series) {
  const zero = Date.parse(kBegin);
  const hours = [1, 2, 3].map((hour) => zero - (zero % 3600000) + hour * 3600000);
  const result = Object.entries(series).flatMap(([key, steps]) => {
    const { name, labels: metric } = parseSeries(key);
    const values = hours.flatMap((time) => {
      const value = readAt(steps, Math.min((time - zero) / 60000, kMinutes));
      return value === null ? [] : [[time / 1000, String(value)]];
    });
    return name === kProcessed && values.length > 0 ? [{ metric, values }] : [];
  });
  const [manifest, ...lines] = recording.trimEnd().split('\n');
  const told = JSON.parse(manifest);
  told.answers.weights = 1;
  const params = { query: kProcessed, start: `${hours[0] / 1000}`, end: `${hours[2] / 1000}`, step: '3600' };
  const body = { status: 'success', data: { resultType: 'matrix', result } };
  const line = { query: 'weights', chunk: 0, path: '/api/v1/query_range', params, status: 200, body };
  return [JSON.stringify(told), ...lines, JSON.stringify(line), ''].join('\n');
}

/** As lines of VictoriaMetrics' /api/v1/export. @param {SeriesByText} series @returns {string} */
export function exportLines(series) {
  const zero = Date.parse(kBegin);
  const lines = Object.entries(series).map(([key, steps]) => {
    const { name, labels } = parseSeries(key);
    const [values, timestamps] = [[], []];
    for (let minute = -30; minute <= kMinutes; minute += kScrapeMinutes) {
      const value = readAt(steps, minute);
      if (value === null) continue;
      values.push(value);
      timestamps.push(zero + minute * 60000);
    }
    return values.length === 0
      ? ''
      : `${JSON.stringify({ metric: { __name__: name, ...labels }, values, timestamps })}\n`;
  });
  return lines.join('');
}
